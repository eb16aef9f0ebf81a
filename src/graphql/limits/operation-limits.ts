import { GraphQLError } from 'graphql';
import { MOST_FIELDS, type OperationShape } from './operation-shape.js';

/** What one operation may ask for at most. Each is far above what the product's own screens need. */
export const OPERATION_LIMITS = {
  depth: 12,
  aliases: 30,
  directives: 50,
  rootFields: 20,
  fields: MOST_FIELDS,
} as const;

/** Tokens of a document: words, names, brackets. The parser stops there. */
export const MOST_TOKENS = 2_000;

const REPAIR: Readonly<
  Record<keyof typeof OPERATION_LIMITS, (asked: number, most: number) => string>
> = {
  depth: (asked, most) =>
    `The operation is ${asked} levels deep; at most ${most} are allowed. Ask for the inner objects by their ids in a second operation.`,
  aliases: (asked, most) =>
    `The operation uses ${asked} aliases; at most ${most} are allowed. Ask for a list, or split the operation.`,
  directives: (asked, most) =>
    `The operation uses ${asked} directives; at most ${most} are allowed. Leave out what you skip.`,
  rootFields: (asked, most) =>
    `The operation has ${asked} root fields; at most ${most} are allowed. Split it into several.`,
  fields: (_asked, most) =>
    `The operation asks for more than ${most} fields, fragments written out. Split it into several.`,
};

/** @throws GraphQLError TOO_COMPLEX that says which limit, how far over it, and what to do */
export function enforceLimits(shape: OperationShape): void {
  for (const name of Object.keys(OPERATION_LIMITS) as (keyof typeof OPERATION_LIMITS)[]) {
    const limit = OPERATION_LIMITS[name];
    if (shape[name] > limit) throw tooComplex(REPAIR[name](shape[name], limit), { [name]: limit });
  }
}

/** @throws GraphQLError TOO_COMPLEX with both figures */
export function enforceCost(requested: number, limit: number): void {
  if (requested <= limit) return;
  throw tooComplex(
    `The operation may return about ${requested} objects; at most ${limit} are allowed. Ask for smaller pages (\`first\`) or fewer nested lists.`,
    { cost: limit },
  );
}

function tooComplex(message: string, limit: Readonly<Record<string, number>>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'TOO_COMPLEX', limit, http: { status: 400 } },
  });
}
