import {
  Args,
  Context as GraphqlContextParameter,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { PageArgs, toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { AdmissionPolicyDraftService } from '../admission-policy-draft.service.js';
import { AdmissionPolicyService } from '../admission-policy.service.js';
import { admissionPermissions } from '../admission.permissions.js';
import {
  AdmissionPolicyDraftConnection,
  ClosePolicyDraftInput,
  ClosePolicyDraftPayload,
  DraftAdmissionPolicyInput,
  DraftAdmissionPolicyPayload,
  DryRunCountType,
  DryRunResultsArgs,
  DryRunResultType,
  DryRunType,
  PolicyDryRunResultConnection,
  PolicyVersionType,
  StartPolicyDryRunInput,
  StartPolicyDryRunPayload,
  toDraftType,
  toDryRunType,
  toResultType,
  toVersionType,
} from './admission-policy.type.js';

@Resolver(() => DryRunType)
export class AdmissionPolicyResolver {
  constructor(
    private readonly policies: AdmissionPolicyService,
    private readonly service: AdmissionPolicyDraftService,
    nodes: NodeRegistry,
  ) {
    const reads = (context: RequestContext) => holds(context, admissionPermissions.draftPolicies);
    nodes.register('AdmissionPolicyDraft', {
      typeName: 'AdmissionPolicyDraft',
      fetch: async (context, ids) =>
        reads(context) ? mapValues(await service.draftsByIds(ids), toDraftType) : new Map(),
    });
    nodes.register('PolicyDryRun', {
      typeName: 'PolicyDryRun',
      fetch: async (context, ids) =>
        reads(context) ? mapValues(await service.runsByIds(ids), toDryRunType) : new Map(),
    });
  }

  @Query(() => [PolicyVersionType], {
    description: 'Every version of the admission policy, newest first.',
  })
  @Requires(admissionPermissions.readPolicies)
  async admissionPolicies(): Promise<PolicyVersionType[]> {
    return (await this.policies.versions()).map(toVersionType);
  }

  @Query(() => AdmissionPolicyDraftConnection, {
    description: 'Drafts of the next version of the admission policy, newest first.',
  })
  @Requires(admissionPermissions.draftPolicies)
  async admissionPolicyDrafts(
    @Args() page: PageArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<AdmissionPolicyDraftConnection> {
    return toConnection(await this.service.page(page, selected.has('totalCount')), toDraftType);
  }

  @Query(() => DryRunType, { nullable: true, description: 'One dry run, or null.' })
  @Requires(admissionPermissions.draftPolicies)
  async policyDryRun(@Args('id', { type: () => ID }) id: string): Promise<DryRunType | null> {
    const uuid = uuidOf('PolicyDryRun', id);
    const run = (await this.service.runsByIds([uuid])).get(uuid);
    return run ? toDryRunType(run) : null;
  }

  @Query(() => PolicyDryRunResultConnection, {
    description: 'Who would pass a draft and who would be at risk, since when; by provider.',
  })
  @Requires(admissionPermissions.draftPolicies)
  async policyDryRunResults(
    @Args() { dryRunId, filter, ...page }: DryRunResultsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<PolicyDryRunResultConnection> {
    const id = uuidOf('PolicyDryRun', dryRunId);
    const withTotal = selected.has('totalCount');
    return toConnection(
      await this.service.results(id, filter ?? {}, page, withTotal),
      toResultType,
    );
  }

  @Mutation(() => DraftAdmissionPolicyPayload, {
    description: 'Draft the next version of the admission policy.',
  })
  @Requires(admissionPermissions.draftPolicies)
  async draftAdmissionPolicy(
    @Context() context: RequestContext,
    @Args('input') { body, ...rest }: DraftAdmissionPolicyInput,
  ): Promise<DraftAdmissionPolicyPayload> {
    const result = await this.service.draft(context, { json: body, ...rest });
    return toPayload(result, context.locale, 'draft', toDraftType);
  }

  @Mutation(() => ClosePolicyDraftPayload, {
    description: 'Make a draft that somebody else made the next version of the policy.',
  })
  @Requires(admissionPermissions.approvePolicies)
  async approveAdmissionPolicy(
    @Context() context: RequestContext,
    @Args('input') { draftId }: ClosePolicyDraftInput,
  ): Promise<ClosePolicyDraftPayload> {
    const id = uuidOf('AdmissionPolicyDraft', draftId);
    const result = await this.service.close(context, id, 'APPROVED');
    return toPayload(result, context.locale, 'draft', toDraftType);
  }

  @Mutation(() => ClosePolicyDraftPayload, { description: 'Put a draft of the policy aside.' })
  @Requires(admissionPermissions.approvePolicies)
  async withdrawAdmissionPolicyDraft(
    @Context() context: RequestContext,
    @Args('input') { draftId }: ClosePolicyDraftInput,
  ): Promise<ClosePolicyDraftPayload> {
    const id = uuidOf('AdmissionPolicyDraft', draftId);
    const result = await this.service.close(context, id, 'WITHDRAWN');
    return toPayload(result, context.locale, 'draft', toDraftType);
  }

  @Mutation(() => StartPolicyDryRunPayload, {
    description: 'Try a draft on every provider that stands. Changes nothing.',
  })
  @Requires(admissionPermissions.draftPolicies)
  async startPolicyDryRun(
    @Context() context: RequestContext,
    @Args('input') { draftId, idempotencyKey }: StartPolicyDryRunInput,
  ): Promise<StartPolicyDryRunPayload> {
    const command = { draftId: uuidOf('AdmissionPolicyDraft', draftId), idempotencyKey };
    const result = await this.service.startDryRun(context, command);
    return toPayload(result, context.locale, 'dryRun', toDryRunType);
  }

  @ResolveField(() => [DryRunCountType], { description: 'How many providers of each pair.' })
  async counts(
    @Parent() run: DryRunType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<DryRunCountType[]> {
    const counts = await graphql
      .loader('policyDryRunCounts', (ids) => this.service.counts(ids))
      .load(run.uuid);
    return [...(counts ?? [])];
  }
}

@Resolver(() => DryRunResultType)
export class DryRunResultResolver {
  constructor(private readonly providers: ProviderService) {}

  @ResolveField(() => ProviderType)
  async provider(
    @Parent() result: DryRunResultType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType> {
    return (await loadProvider(graphql, this.providers, result.providerId))!;
  }
}
