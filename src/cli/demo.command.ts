import { parseArgs } from 'node:util';
import {
  DEMONSTRATION_OPTIONS,
  generateMarket,
  type MarketOptions,
} from '../../seeds/demo/generate.js';
import type { Command } from './command.js';

const USAGE = `Usage: npm run cli -- demo generate --out FOLDER [--merchants N] [--days D] [--seed S]
         [--providers P] [--operators O] [--minutes-sessions K] [--end-date YYYY-MM-DD]
         [--restatements R] [--split-by-month] [--gzip]

Writes a believable market in the format of the data feed, and its truth beside it (seeds/demo/README.md).
The same options give the same bytes on any machine.`;

const OPTIONS = {
  out: { type: 'string' },
  merchants: { type: 'string' },
  days: { type: 'string' },
  seed: { type: 'string' },
  providers: { type: 'string' },
  operators: { type: 'string' },
  'minutes-sessions': { type: 'string' },
  'end-date': { type: 'string' },
  restatements: { type: 'string' },
  'split-by-month': { type: 'boolean' },
  gzip: { type: 'boolean' },
} as const;

export const demoCommand: Command = {
  summary: 'write a generated market in feed format',
  async run([action, ...words]) {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    if (action !== 'generate' || values.out === undefined) {
      console.error(USAGE);
      return 2;
    }
    const options = marketOptions(values);
    const summary = await generateMarket(options, values.out, ({ merchants, totalMerchants }) =>
      console.error(`${merchants} of ${totalMerchants} merchants`),
    );
    console.log(JSON.stringify(summary, null, 2));
    return 0;
  },
};

/** A market of another size gets providers and operators in proportion unless they are given. */
function marketOptions(
  values: Readonly<Record<string, string | boolean | undefined>>,
): MarketOptions {
  const { merchants, days, seed } = DEMONSTRATION_OPTIONS;
  const base: MarketOptions =
    values.merchants === undefined ? DEMONSTRATION_OPTIONS : { merchants, days, seed };
  const given: Partial<MarketOptions> = {
    merchants: wholeNumber(values.merchants),
    days: wholeNumber(values.days),
    seed: wholeNumber(values.seed),
    providers: wholeNumber(values.providers),
    operators: wholeNumber(values.operators),
    minutesSessions: wholeNumber(values['minutes-sessions']),
    endDate: values['end-date'] as string | undefined,
    restatements: wholeNumber(values.restatements),
    splitByMonth: values['split-by-month'] as boolean | undefined,
    gzip: values.gzip as boolean | undefined,
  };
  const stated = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(stated) };
}

/** NaN for what is no whole number: the generator says what it takes. */
function wholeNumber(text: string | boolean | undefined): number | undefined {
  if (typeof text !== 'string') return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
