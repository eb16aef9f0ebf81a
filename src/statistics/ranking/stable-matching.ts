/** Whom someone would accept, best first. Who isn't listed is not acceptable. */
export type Preferences = ReadonlyMap<string, readonly string[]>;

/**
 * Deferred acceptance (Gale & Shapley) with capacities: the stable matching that is best for every
 * proposer at once and worst for every receiver. It is unique, so the order of the input does not
 * matter. A pair is possible only if each lists the other.
 *
 * Source: Gale & Shapley (1962), "College admissions and the stability of marriage", American
 * Mathematical Monthly 69, 9–15.
 *
 * @param proposers each is matched once at most
 * @param receivers each is matched `capacities.get(receiver)` times at most (default 1)
 * @returns per proposer its receiver, or null; everyone who proposes is listed
 * @throws RangeError if a list names somebody twice or somebody unknown, or a capacity isn't a whole
 *   number ≥ 0.
 */
export function deferredAcceptance(
  proposers: Preferences,
  receivers: Preferences,
  capacities: ReadonlyMap<string, number> = new Map(),
): Map<string, string | null> {
  requireLists(proposers, receivers);
  requireLists(receivers, proposers);
  const places = [...receivers].map(([receiver, list]) => {
    const capacity = capacities.get(receiver) ?? 1;
    if (!Number.isInteger(capacity) || capacity < 0) {
      throw new RangeError(`the capacity of ${receiver} is ${capacity}, not a whole number ≥ 0`);
    }
    const rank = new Map(list.map((proposer, i) => [proposer, i]));
    return [receiver, { rank, capacity, held: [] as string[] }] as const;
  });
  const desks = new Map(places);
  const nextChoice = new Map<string, number>();
  const waiting = [...proposers.keys()];
  for (let proposer = waiting.pop(); proposer !== undefined; proposer = waiting.pop()) {
    const choice = nextChoice.get(proposer) ?? 0;
    const receiver = proposers.get(proposer)![choice];
    if (receiver === undefined) continue;
    nextChoice.set(proposer, choice + 1);
    const { rank, capacity, held } = desks.get(receiver)!;
    if (!rank.has(proposer)) {
      waiting.push(proposer);
      continue;
    }
    held.push(proposer);
    held.sort((a, b) => rank.get(a)! - rank.get(b)!);
    if (held.length > capacity) waiting.push(held.pop()!);
  }
  const matching = new Map<string, string | null>();
  for (const proposer of proposers.keys()) matching.set(proposer, null);
  for (const [receiver, { held }] of desks) {
    for (const proposer of held) matching.set(proposer, receiver);
  }
  return matching;
}

/**
 * Pairs that would both rather have each other than what a matching gives them: none if it is stable.
 */
export function blockingPairs(
  proposers: Preferences,
  receivers: Preferences,
  matching: ReadonlyMap<string, string | null>,
  capacities: ReadonlyMap<string, number> = new Map(),
): [proposer: string, receiver: string][] {
  const held = new Map<string, string[]>();
  for (const [proposer, receiver] of matching) {
    if (receiver !== null) held.set(receiver, [...(held.get(receiver) ?? []), proposer]);
  }
  const wouldTake = (receiver: string, proposer: string): boolean => {
    const list = receivers.get(receiver) ?? [];
    const place = list.indexOf(proposer);
    if (place < 0) return false;
    const current = held.get(receiver) ?? [];
    if (current.length < (capacities.get(receiver) ?? 1)) return true;
    return current.some((other) => list.indexOf(other) > place);
  };
  return [...proposers].flatMap(([proposer, list]) => {
    const current = matching.get(proposer) ?? null;
    const preferred = current === null ? list : list.slice(0, list.indexOf(current));
    return preferred
      .filter((receiver) => wouldTake(receiver, proposer))
      .map((receiver): [string, string] => [proposer, receiver]);
  });
}

function requireLists(side: Preferences, other: Preferences): void {
  for (const [name, list] of side) {
    if (new Set(list).size < list.length) throw new RangeError(`${name} lists somebody twice`);
    const unknown = list.find((choice) => !other.has(choice));
    if (unknown !== undefined) throw new RangeError(`${name} lists ${unknown}, who is unknown`);
  }
}
