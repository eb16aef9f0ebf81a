import type { Result, UserErrorData } from '../kernel/result.js';

/** Carries errors that the user can repair out of a transaction, and undoes it on the way. */
export class Refusal extends Error {
  constructor(readonly errors: readonly UserErrorData[]) {
    super('refused');
  }
}

/** The value of a step, or the end of the whole attempt: see `UnitOfWork.attempt`. */
export function orRefuse<T>(result: Result<T>): T {
  if (!result.ok) throw new Refusal(result.errors);
  return result.value;
}
