import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import type { CapabilityModelDefinition, PeerAttribute } from './capability-model.js';

/** What a provider is compared by. */
export interface PeerCharacter {
  readonly providerId: string;
  readonly focus: string;
  readonly categoryCode: string;
  /** The modal tier of the merchants that it served; null when it served none. */
  readonly tier: TradingTier | null;
}

export interface PeerGroup {
  /** `MCN/apparel.womens/WAIST`, `MCN/apparel.womens`, `MCN`: the values of its attributes. */
  readonly key: string;
  readonly attributes: readonly PeerAttribute[];
  /** Providers that served somebody, in the order given. */
  readonly memberIds: readonly string[];
}

const VALUE_OF: Record<PeerAttribute, (provider: PeerCharacter) => string> = {
  FOCUS: ({ focus }) => focus,
  CATEGORY: ({ categoryCode }) => categoryCode,
  TIER: ({ tier }) => tier ?? 'NONE',
};

export function peerGroupKey(
  provider: PeerCharacter,
  attributes: readonly PeerAttribute[],
): string {
  return attributes.map((attribute) => VALUE_OF[attribute](provider)).join('/');
}

/**
 * Each provider's peer group: the finest level at which at least the minimum of providers served somebody, else
 * the coarsest. A group's members are all that match its attributes, also those who have a finer group of
 * their own.
 */
export function assignPeerGroups(
  providers: readonly PeerCharacter[],
  policy: CapabilityModelDefinition['peerGroups'],
): Map<string, PeerGroup> {
  const levels = policy.levels.map((attributes) => ({
    attributes,
    groups: groupByKey(
      providers.filter(({ tier }) => tier !== null),
      attributes,
    ),
  }));
  const groups = new Map<string, PeerGroup>();
  const assigned = new Map<string, PeerGroup>();
  for (const provider of providers) {
    const level =
      levels.find(
        ({ attributes, groups: sized }) =>
          (sized.get(peerGroupKey(provider, attributes))?.length ?? 0) >= policy.minimumProviders,
      ) ?? levels.at(-1)!;
    const key = peerGroupKey(provider, level.attributes);
    const members = level.groups.get(key) ?? [];
    const group = groups.get(key) ?? {
      key,
      attributes: level.attributes,
      memberIds: members.map(({ providerId }) => providerId),
    };
    groups.set(key, group);
    assigned.set(provider.providerId, group);
  }
  return assigned;
}

function groupByKey(
  providers: readonly PeerCharacter[],
  attributes: readonly PeerAttribute[],
): Map<string, PeerCharacter[]> {
  const groups = new Map<string, PeerCharacter[]>();
  for (const provider of providers) {
    const key = peerGroupKey(provider, attributes);
    const group = groups.get(key);
    if (group) group.push(provider);
    else groups.set(key, [provider]);
  }
  return groups;
}
