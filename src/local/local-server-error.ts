/** A failure that the person who starts the product can repair; the message says how and is printed without a stack. */
export class LocalServerError extends Error {
  override name = 'LocalServerError';
}
