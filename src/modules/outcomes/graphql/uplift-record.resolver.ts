import {
  Args,
  Context as GraphqlContextParam,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { OperatorType } from '../../operators/index.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { ProviderType } from '../../providers/index.js';
import type { SubjectKind } from '../domain/judge-merchant.js';
import { sessionOutcomePermissions } from '../outcomes.permissions.js';
import { SessionOutcomeService } from '../session-outcome.service.js';
import {
  toUpliftRecordType,
  UpliftRecordConnection,
  UpliftRecordsArgs,
  UpliftRecordType,
} from './uplift-record.type.js';

async function recordOf(
  service: SessionOutcomeService,
  context: RequestContext,
  graphql: GraphqlContext,
  kind: SubjectKind,
  id: string,
): Promise<UpliftRecordType | null> {
  const load = (ids: readonly string[]) => service.visibleRecords(context, kind, ids);
  const row = await graphql.loader(`upliftRecords ${kind}`, load).load(id);
  return row && toUpliftRecordType(row);
}

@Resolver(() => OperatorType)
export class OperatorRecordResolver {
  constructor(private readonly service: SessionOutcomeService) {}

  @Query(() => UpliftRecordConnection, {
    description: 'Records by shrunken uplift, the best first.',
  })
  @Requires(sessionOutcomePermissions.readRecords)
  async upliftRecords(
    @Context() context: RequestContext,
    @Args() { subjectKind, listedOnly, ...page }: UpliftRecordsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<UpliftRecordConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.service.recordPage(context, subjectKind, listedOnly, page, withTotal);
    return toConnection(found, toUpliftRecordType);
  }

  @ResolveField(() => UpliftRecordType, {
    nullable: true,
    description: 'For the operator, the employer and staff: sessions claimed in time.',
  })
  record(
    @Parent() { id }: OperatorType,
    @Context() context: RequestContext,
    @GraphqlContextParam() graphql: GraphqlContext,
  ): Promise<UpliftRecordType | null> {
    return recordOf(this.service, context, graphql, 'OPERATOR', uuidOf('Operator', id));
  }
}

@Resolver(() => ProviderType)
export class ProviderOutcomesResolver {
  constructor(private readonly service: SessionOutcomeService) {}

  @ResolveField(() => UpliftRecordType, {
    nullable: true,
    description:
      'For the provider and staff: all sessions within its terms, claimed or not (intention to treat).',
  })
  outcomes(
    @Parent() { id }: ProviderType,
    @Context() context: RequestContext,
    @GraphqlContextParam() graphql: GraphqlContext,
  ): Promise<UpliftRecordType | null> {
    return recordOf(this.service, context, graphql, 'PROVIDER', uuidOf('Provider', id));
  }
}
