import type { SelectedField } from '../../../graphql/selection.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { ProviderType } from '../../providers/index.js';
import { isOperatorField, type OperatorField } from '../operator-json.js';
import type { OperatorRow } from '../operator.store.js';
import type { OperatorType } from './operator.type.js';

/** The most that `Provider.operators(first:)` gives. */
export const MOST_OPERATORS = 20;

/** Which operators of each provider a statement is to bring along, and what of them. */
export interface OperatorsWanted {
  readonly fields: readonly OperatorField[];
  readonly count: number;
}

export type OperatorAhead = Partial<Pick<OperatorRow, OperatorField>>;

/** A provider that came with its first operators, as many and with as much of them as the operation selects. */
export type ProviderWithOperators = ProviderType & {
  readonly operatorsAhead?: readonly OperatorAhead[];
};

/** @returns undefined when a field is selected, or a number asked for, that is not to be had that way */
export function operatorsWanted(operators: SelectedField): OperatorsWanted | undefined {
  const names = [...operators.below.keys()].filter((name) => name !== '__typename');
  const counts = operators.arguments.map(({ first }) => first as number);
  if (!names.every(isOperatorField)) return undefined;
  if (!counts.every((count) => count >= 1 && count <= MOST_OPERATORS)) return undefined;
  return { fields: names, count: Math.max(...counts) };
}

/** Has what was selected, and nothing else. */
export function toSelectedOperator({ id, providerId, ...others }: OperatorAhead): OperatorType {
  return {
    ...others,
    ...(id && { id: publicId('Operator', id) }),
    ...(providerId && { providerId: publicId('Provider', providerId) }),
  } as OperatorType;
}
