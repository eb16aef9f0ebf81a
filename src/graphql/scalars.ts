import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isBusinessDate } from '../modules/platform/kernel/business-date.js';
import { parseMoney } from '../modules/platform/kernel/money.js';

/** A scalar that travels as text, so that nothing is rounded on the way. */
function textScalar(
  name: string,
  description: string,
  read: (text: string) => unknown,
  write: (value: unknown) => string,
): GraphQLScalarType {
  const parse = (value: unknown): unknown => {
    const result = typeof value === 'string' ? read(value) : undefined;
    if (result !== undefined) return result;
    throw new GraphQLError(`${JSON.stringify(value)} is not a ${name}. ${description}`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: write,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const MoneyScalar = textScalar(
  'Money',
  'Yuan as text with two decimals, for example "1234.50".',
  parseMoney,
  String,
);

export const DecimalScalar = textScalar(
  'Decimal',
  'An exact decimal number as text, for example "0.125".',
  (text) => (/^-?\d{1,24}(\.\d{1,24})?$/.test(text) ? text : undefined),
  String,
);

export const DateScalar = textScalar(
  'Date',
  'A business date (Asia/Shanghai) as text: "2026-11-11".',
  (text) => (isBusinessDate(text) ? text : undefined),
  String,
);

export const DateTimeScalar = textScalar(
  'DateTime',
  'An instant in ISO 8601 with offset: "2026-11-11T20:00:00+08:00".',
  (text) => {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/.test(text))
      return undefined;
    const instant = new Date(text);
    return Number.isNaN(instant.getTime()) ? undefined : instant;
  },
  (value) => (value instanceof Date ? value : new Date(value as string)).toISOString(),
);
