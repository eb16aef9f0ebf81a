import type { SelectedField, SelectedFields } from '../../../graphql/selection.js';
import { operatorsWanted, type ProviderWithOperators } from '../../operators/index.js';
import { publicId } from '../../platform/kernel/ids.js';
import { isProviderField, type ProviderField } from '../../providers/index.js';
import type { BoardWanted, ProviderAhead, ProviderWanted } from '../provider-score.store.js';

/** Fields of a provider that find what they need by its id. */
const BY_ID = new Set(['packages', '__typename']);

/**
 * What the board's one statement is to bring along: the board is the page that most visitors open, and so its
 * providers and their operators come with it where what is asked of them allows, and by loaders where not.
 */
export function boardWanted(selection: SelectedFields): BoardWanted {
  const viaNodes = selection.get('nodes')?.below;
  const viaEdges = selection.get('edges')?.below.get('node')?.below;
  // Both at once is nobody's habit: it is answered, by loaders.
  const entry = viaNodes && viaEdges ? undefined : (viaNodes ?? viaEdges);
  const provider = entry?.get('provider');
  return {
    forces: [viaNodes, viaEdges].some((each) => each?.has('forces')),
    provider: (provider && providerWanted(provider)) ?? null,
  };
}

/** @returns undefined when a field is selected that is not to be had that way */
function providerWanted({ below }: SelectedField): ProviderWanted | undefined {
  const fields = new Set<ProviderField>(['id']);
  for (const name of below.keys()) {
    if (isProviderField(name)) fields.add(name);
    else if (name !== 'operators' && !BY_ID.has(name)) return undefined;
  }
  const operators = below.get('operators');
  if (!operators) return { fields: [...fields], operators: null };
  const wanted = operatorsWanted(operators);
  return wanted && { fields: [...fields], operators: wanted };
}

/** Has what was selected, and nothing else. */
export function toSelectedProvider({ id, ...others }: ProviderAhead): ProviderWithOperators {
  return { ...others, id: publicId('Provider', id as string) } as ProviderWithOperators;
}
