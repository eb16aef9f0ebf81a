import {
  CATEGORY_WEIGHTS,
  BELT_CODES,
  FOCUS_WEIGHTS,
  PROVIDER_FOCUSES,
  REGION_CODES,
  type ProviderFocus,
} from './economy.js';
import { inventedCreditCode } from './credit-code.js';
import { providerName } from './names.js';
import type { ResolvedOptions } from './options.js';
import { RandomStream } from './random-stream.js';

/** How a provider cheats: NONE for nine in ten. */
export type Gaming = 'NONE' | 'BRUSHED_ORDERS' | 'BOUGHT_GMV' | 'SANDBAGGING' | 'RELATED_PARTY';

/**
 * How a provider claims the sessions that its operators run: ahead of time, only the winners and
 * afterwards, mostly too late, or never.
 */
export type ClaimStyle = 'AHEAD' | 'SELECTIVE' | 'LATE' | 'NEVER';

/** Standard scores of what the provider adds to its merchants; 0 is average. */
export interface ForceStrengths {
  traffic: number;
  liveOperation: number;
  hostIncubation: number;
  supplyChain: number;
  fulfilment: number;
}

export interface Provider {
  index: number;
  code: string;
  name: string;
  creditCode: string;
  focus: ProviderFocus;
  category: number;
  regionCode: string;
  admittedOn: number;
  forces: ForceStrengths;
  gaming: Gaming;
  claimStyle: ClaimStyle;
}

/** Two providers in forty for each way of cheating, at places that the seed moves. */
const GAMING_PLACES: Record<number, Gaming> = {
  2: 'BRUSHED_ORDERS',
  7: 'BOUGHT_GMV',
  11: 'SANDBAGGING',
  16: 'RELATED_PARTY',
};

const CLAIM_STYLES: readonly ClaimStyle[] = ['AHEAD', 'SELECTIVE', 'LATE', 'NEVER'];
const CLAIM_STYLE_WEIGHTS = [76, 10, 8, 6];

export function providerCode(index: number): string {
  return `P${String(index + 1).padStart(6, '0')}`;
}

export function drawProvider(options: ResolvedOptions, index: number): Provider {
  const random = new RandomStream(options.seed, 'provider', index);
  const focus = PROVIDER_FOCUSES[random.weighted(FOCUS_WEIGHTS)]!;
  const category = random.weighted(CATEGORY_WEIGHTS);
  const shared = 0.4 * random.normal();
  const strength = () => shared + 0.9 * random.normal();
  const offset = new RandomStream(options.seed, 'gaming', 0).integer(0, 19);
  return {
    index,
    code: providerCode(index),
    name: providerName(random, focus),
    creditCode: inventedCreditCode(index + 1),
    focus,
    category,
    regionCode: random.pick(focus === 'INDUSTRIAL_BELT' ? BELT_CODES : REGION_CODES),
    admittedOn: options.firstDay - random.integer(120, 900),
    forces: {
      traffic: strength(),
      liveOperation: strength(),
      hostIncubation: strength(),
      supplyChain: strength(),
      fulfilment: strength(),
    },
    gaming: GAMING_PLACES[(index + offset) % 20] ?? 'NONE',
    claimStyle: CLAIM_STYLES[random.weighted(CLAIM_STYLE_WEIGHTS)]!,
  };
}
