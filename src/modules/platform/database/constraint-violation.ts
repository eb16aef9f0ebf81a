/**
 * The name of the constraint that the database refused a row by, so that a service can answer with an error
 * the user can repair. Constraints are the last word under concurrency; checks before them are courtesy.
 */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint, driverError } = error as {
    code?: string;
    constraint?: string;
    driverError?: unknown;
  };
  if (driverError !== undefined) return violatedConstraint(driverError);
  // Class 23: unique, exclusion, foreign key, check.
  return code?.startsWith('23') ? constraint : undefined;
}
