/**
 * An async generator that ends as soon as its consumer closes it. A plain one that waits inside `await` ends
 * only when that is settled: a subscriber who left would be remembered until the next news.
 *
 * @param work gets a signal that aborts at the end; whatever it waits for must obey it
 */
export function closable<T>(
  work: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T> {
  const controller = new AbortController();
  const generator = work(controller.signal);
  return {
    next: () => generator.next(),
    async return() {
      controller.abort();
      await generator.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
