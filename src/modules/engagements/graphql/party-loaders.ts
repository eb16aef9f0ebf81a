import { Injectable } from '@nestjs/common';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { MerchantService, toMerchantType, type MerchantType } from '../../merchants/index.js';
import { OperatorService, toOperatorType, type OperatorType } from '../../operators/index.js';
import { ProviderService, toProviderType, type ProviderType } from '../../providers/index.js';

/** The parties that engagements and claims name by public id: one query for each kind, however many rows. */
@Injectable()
export class PartyLoaders {
  constructor(
    private readonly providers: ProviderService,
    private readonly merchants: MerchantService,
    private readonly operators: OperatorService,
  ) {}

  async provider(graphql: GraphqlContext, id: string): Promise<ProviderType | null> {
    const load = (ids: readonly string[]) => this.providers.byIds(ids);
    const row = await graphql.loader('providers', load).load(uuidOf('Provider', id));
    return row && toProviderType(row);
  }

  async merchant(graphql: GraphqlContext, id: string): Promise<MerchantType | null> {
    const load = (ids: readonly string[]) => this.merchants.byIds(ids);
    const row = await graphql.loader('merchants', load).load(uuidOf('Merchant', id));
    return row && toMerchantType(row);
  }

  async operator(graphql: GraphqlContext, id: string): Promise<OperatorType | null> {
    const context = graphql.request.caopan;
    const load = (ids: readonly string[]) => this.operators.byIds(context, ids);
    const row = await graphql.loader('operators', load).load(uuidOf('Operator', id));
    return row && toOperatorType(row);
  }
}
