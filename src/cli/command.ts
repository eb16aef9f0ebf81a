export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage */
  run(words: readonly string[]): Promise<number>;
}
