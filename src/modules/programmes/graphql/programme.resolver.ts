import {
  Args,
  Context as GraphqlContextParameter,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { PageArgs, toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { ProgrammeService } from '../programme.service.js';
import { programmePermissions } from '../programmes.permissions.js';
import {
  DecideProgrammeInput,
  DecideProgrammePayload,
  DraftProgrammeInput,
  DraftProgrammePayload,
  ProgrammeConnection,
  ProgrammeType,
  ProgrammeVersionType,
  toProgrammeType,
  toProgrammeVersionType,
} from './programme.type.js';

@Resolver(() => ProgrammeType)
export class ProgrammeResolver {
  constructor(
    private readonly service: ProgrammeService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Programme', {
      typeName: 'Programme',
      fetch: async (context, ids) => {
        if (!holds(context, programmePermissions.read)) return new Map();
        const visible = await service.versionsOf(context, ids);
        const rows = await service.byIds([...visible.keys()]);
        return mapValues(rows, (row) => toProgrammeType(row, context.locale));
      },
    });
    nodes.register('ProgrammeVersion', {
      typeName: 'ProgrammeVersion',
      fetch: async (context, ids) =>
        holds(context, programmePermissions.read)
          ? mapValues(await service.versionsByIds(context, ids), toProgrammeVersionType)
          : new Map(),
    });
  }

  @Query(() => ProgrammeConnection, {
    description: 'Programmes, newest first. Those that are only drafted are shown to staff.',
  })
  @Requires(programmePermissions.read)
  async programmes(
    @Context() context: RequestContext,
    @Args() page: PageArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ProgrammeConnection> {
    const found = await this.service.page(context, page, selected.has('totalCount'));
    return toConnection(found, (row) => toProgrammeType(row, context.locale));
  }

  @ResolveField(() => [ProgrammeVersionType], {
    description: 'Newest first; drafts for staff only.',
  })
  async versions(
    @Parent() { id }: ProgrammeType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProgrammeVersionType[]> {
    const context = graphql.request.caopan;
    const load = (ids: readonly string[]) => this.service.versionsOf(context, ids);
    const rows = await graphql.loader('programmeVersions', load).load(uuidOf('Programme', id));
    return (rows ?? []).map(toProgrammeVersionType);
  }

  @Mutation(() => DraftProgrammePayload, {
    description:
      'Draft a programme, or the next version of one. It takes effect when a colleague approves it.',
  })
  @Requires(programmePermissions.manage)
  async draftProgramme(
    @Context() context: RequestContext,
    @Args('input') { code, idempotencyKey, ...content }: DraftProgrammeInput,
  ): Promise<DraftProgrammePayload> {
    const result = await this.service.draft(context, code, content, idempotencyKey);
    return toPayload(result, context.locale, 'version', toProgrammeVersionType);
  }

  @Mutation(() => DecideProgrammePayload, {
    description: 'Approve a colleague’s draft: it is in force from now on, and never edited again.',
  })
  @Requires(programmePermissions.manage)
  async approveProgrammeVersion(
    @Context() context: RequestContext,
    @Args('input') { versionId }: DecideProgrammeInput,
  ): Promise<DecideProgrammePayload> {
    const id = uuidOf('ProgrammeVersion', versionId);
    const result = await this.service.decide(context, id, 'APPROVED');
    return toPayload(result, context.locale, 'version', toProgrammeVersionType);
  }

  @Mutation(() => DecideProgrammePayload, { description: 'Give a draft up.' })
  @Requires(programmePermissions.manage)
  async withdrawProgrammeVersion(
    @Context() context: RequestContext,
    @Args('input') { versionId }: DecideProgrammeInput,
  ): Promise<DecideProgrammePayload> {
    const id = uuidOf('ProgrammeVersion', versionId);
    const result = await this.service.decide(context, id, 'WITHDRAWN');
    return toPayload(result, context.locale, 'version', toProgrammeVersionType);
  }
}
