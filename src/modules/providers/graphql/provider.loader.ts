import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import type { ProviderService } from '../provider.service.js';
import { toProviderType, type ProviderType } from './provider.type.js';

/**
 * The provider of a public id for a nested field: all that one request asks for, in whichever module, come
 * with one query.
 */
export async function loadProvider(
  graphql: GraphqlContext,
  service: ProviderService,
  id: string,
): Promise<ProviderType | null> {
  const provider = await graphql
    .loader('provider', (ids) => service.byIds(ids))
    .load(uuidOf('Provider', id));
  return provider && toProviderType(provider);
}
