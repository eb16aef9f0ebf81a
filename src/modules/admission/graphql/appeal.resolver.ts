import {
  Args,
  Context as GraphqlContextParameter,
  Field,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { FileService, StoredFileType, toStoredFileType } from '../../files/index.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { AppealDecisionService } from '../appeal-decision.service.js';
import {
  addAppealStatementErrors,
  decideAppealErrors,
  fileAppealErrors,
} from '../appeal.errors.js';
import { AppealService } from '../appeal.service.js';
import { appealPermissions } from '../conduct.permissions.js';
import { ViolationService } from '../violation.service.js';
import {
  AddAppealStatementInput,
  AppealsArgs,
  DecideAppealInput,
  FileAppealInput,
  toAppealFilter,
  toStatement,
  toTerms,
} from './appeal.input.js';
import {
  AppealConnection,
  AppealStatementType,
  AppealType,
  toAppealStatementType,
  toAppealType,
} from './appeal.type.js';
import { toViolationType, ViolationType } from './violation.type.js';

const FileAppealError = UserErrorType('FileAppeal', fileAppealErrors);
const AddAppealStatementError = UserErrorType('AddAppealStatement', addAppealStatementErrors);
const DecideAppealError = UserErrorType('DecideAppeal', decideAppealErrors);

@ObjectType({ description: 'The appeal, or what was wrong with the call.' })
class FileAppealPayload {
  @Field(() => AppealType, { nullable: true }) appeal?: AppealType;
  @Field(() => [FileAppealError]) userErrors!: InstanceType<typeof FileAppealError>[];
}

@ObjectType({ description: 'The appeal, or what was wrong with the call.' })
class AddAppealStatementPayload {
  @Field(() => AppealType, { nullable: true }) appeal?: AppealType;
  @Field(() => [AddAppealStatementError])
  userErrors!: InstanceType<typeof AddAppealStatementError>[];
}

@ObjectType({ description: 'The appeal as decided, or what was wrong with the call.' })
class DecideAppealPayload {
  @Field(() => AppealType, { nullable: true }) appeal?: AppealType;
  @Field(() => [DecideAppealError]) userErrors!: InstanceType<typeof DecideAppealError>[];
}

@Resolver(() => AppealType)
export class AppealResolver {
  constructor(
    private readonly service: AppealService,
    private readonly decisions: AppealDecisionService,
    private readonly violationService: ViolationService,
    private readonly files: FileService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Appeal', {
      typeName: 'Appeal',
      fetch: async (context, ids) =>
        holds(context, appealPermissions.read)
          ? mapValues(await service.byIds(context, ids), toAppealType)
          : new Map(),
    });
  }

  @Query(() => AppealConnection, {
    description: 'Appeals: staff all, providers their own; those to be decided soonest first.',
  })
  @Requires(appealPermissions.read)
  async appeals(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: AppealsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<AppealConnection> {
    const conditions = toAppealFilter(filter ?? {});
    const total = selected.has('totalCount');
    const found = await this.service.page(context, conditions, orderBy, page, total);
    return toConnection(found, toAppealType);
  }

  @Query(() => AppealType, { nullable: true, description: 'One appeal, or null.' })
  @Requires(appealPermissions.read)
  async appeal(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<AppealType | null> {
    const uuid = uuidOf('Appeal', id);
    const row = (await this.service.byIds(context, [uuid])).get(uuid);
    return row ? toAppealType(row) : null;
  }

  @ResolveField(() => ViolationType, { description: 'What it is against.' })
  async violation(
    @Parent() { violationId }: AppealType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ViolationType> {
    const context = graphql.request.caopan;
    const violations = graphql.loader('violations', (ids) =>
      this.violationService.byIds(context, ids),
    );
    const row = (await violations.load(uuidOf('Violation', violationId)))!;
    return toViolationType(row, context.now);
  }

  @ResolveField(() => [AppealStatementType], { description: 'What both sides said, oldest first.' })
  async statements(
    @Parent() { id }: AppealType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<AppealStatementType[]> {
    const statements = graphql.loader('appealStatements', (ids) => this.service.statementsOf(ids));
    return ((await statements.load(uuidOf('Appeal', id))) ?? []).map(toAppealStatementType);
  }

  @ResolveField(() => [StoredFileType], { description: 'What both sides handed in.' })
  async evidence(
    @Parent() { id }: AppealType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<StoredFileType[]> {
    const files = graphql.loader('appealEvidence', (ids) => this.files.attachedTo(ids));
    return ((await files.load(uuidOf('Appeal', id))) ?? []).map(toStoredFileType);
  }

  @Mutation(() => FileAppealPayload, {
    description: 'Appeal against a violation of your company, once and in time.',
  })
  @Requires(appealPermissions.file)
  async fileAppeal(
    @Context() context: RequestContext,
    @Args('input') input: FileAppealInput,
  ): Promise<FileAppealPayload> {
    const id = uuidOf('Violation', input.violationId);
    const result = await this.service.file(context, id, toStatement(input), input.idempotencyKey);
    return toPayload(result, context.locale, 'appeal', toAppealType);
  }

  @Mutation(() => AddAppealStatementPayload, { description: 'Add to an appeal that is open.' })
  @Requires(appealPermissions.state)
  async addAppealStatement(
    @Context() context: RequestContext,
    @Args('input') input: AddAppealStatementInput,
  ): Promise<AddAppealStatementPayload> {
    const id = uuidOf('Appeal', input.appealId);
    const command = toStatement(input);
    const result = await this.service.addStatement(context, id, command, input.idempotencyKey);
    return toPayload(result, context.locale, 'appeal', toAppealType);
  }

  @Mutation(() => DecideAppealPayload, {
    description: 'Decide an appeal, once. Not by those who recorded or decided the violation.',
  })
  @Requires(appealPermissions.decide)
  async decideAppeal(
    @Context() context: RequestContext,
    @Args('input') { appealId, reduced, ...command }: DecideAppealInput,
  ): Promise<DecideAppealPayload> {
    const ruling = { ...command, reduced: toTerms(reduced) };
    const result = await this.decisions.decide(context, uuidOf('Appeal', appealId), ruling);
    return toPayload(result, context.locale, 'appeal', toAppealType);
  }
}
