/**
 * A state machine as a table: for each state the states that may follow. Checked when the module loads,
 * so that a typing slip is found at boot and not on the day someone takes that path.
 */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

export function stateMachine<const State extends string>(
  name: string,
  initial: State,
  transitions: Transitions<State>,
): StateMachine<State> {
  const states = Object.keys(transitions) as State[];
  for (const state of states) {
    for (const next of transitions[state]) {
      if (!states.includes(next))
        throw new Error(`${name}: ${state} leads to unknown state ${next}`);
    }
  }
  const reached = new Set<State>([initial]);
  for (const state of reached) transitions[state].forEach((next) => reached.add(next));
  const lost = states.filter((state) => !reached.has(state));
  if (lost.length > 0) throw new Error(`${name}: no path from ${initial} to ${lost.join(', ')}`);
  return {
    states,
    initial,
    next: (from) => transitions[from],
    allows: (from, to) => transitions[from].includes(to),
  };
}

export interface StateMachine<State extends string> {
  readonly states: readonly State[];
  readonly initial: State;
  next(from: State): readonly State[];
  allows(from: State, to: State): boolean;
}
