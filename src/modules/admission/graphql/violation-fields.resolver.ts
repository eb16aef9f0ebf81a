import {
  Context as GraphqlContextParameter,
  Parent,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { FileService, StoredFileType, toStoredFileType } from '../../files/index.js';
import { holds } from '../../platform/access/permissions.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { depositPermissions, violationPermissions } from '../conduct.permissions.js';
import { DepositService } from '../deposit.service.js';
import type { ViolationKind } from '../domain/violation-policy.js';
import { inLocale } from '../../platform/kernel/result.js';
import { ViolationRecordService } from '../violation-record.service.js';
import { DepositEntryType, toDepositEntryType } from './deposit.type.js';
import {
  RestrictionType,
  toRestrictionType,
  ViolationTermsType,
  ViolationType,
} from './violation.type.js';

/** What hangs on a violation; each field is one query for all violations of a page. */
@Resolver(() => ViolationType)
export class ViolationFieldsResolver {
  constructor(
    private readonly records: ViolationRecordService,
    private readonly deposits: DepositService,
    private readonly providers: ProviderService,
    private readonly files: FileService,
  ) {}

  @ResolveField(() => ProviderType)
  provider(
    @Parent() { providerId }: ViolationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return loadProvider(graphql, this.providers, providerId);
  }

  @ResolveField(() => String, {
    description: 'The kind’s name in the language of Accept-Language.',
  })
  async kindName(
    @Parent() { kind }: ViolationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<string> {
    const context = graphql.request.caopan;
    const kinds = graphql.loader('violationKinds', async () => {
      const { body } = await this.records.ladder(context);
      return new Map<string, ViolationKind>(body.kinds.map((entry) => [entry.code, entry]));
    });
    // A kind of an older ladder is told by its code.
    const found = await kinds.load(kind);
    return found ? inLocale(found.name, context.locale) : kind;
  }

  @ResolveField(() => [RestrictionType], {
    description: 'What follows from it in time: over, in force, and to come.',
  })
  async restrictions(
    @Parent() { id }: ViolationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<RestrictionType[]> {
    const { now } = graphql.request.caopan;
    const effects = graphql.loader('violationEffects', (ids) => this.records.effectsOf(ids));
    const found = await effects.load(uuidOf('Violation', id));
    return (found ?? []).map((effect) => toRestrictionType(effect, now));
  }

  @ResolveField(() => [DepositEntryType], {
    description: 'Its deduction and what was given back of it, oldest first; empty for operators.',
  })
  async depositEntries(
    @Parent() { id }: ViolationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<DepositEntryType[]> {
    if (!holds(graphql.request.caopan, depositPermissions.read)) return [];
    const entries = graphql.loader('violationDepositEntries', (ids) =>
      this.deposits.entriesOfViolations(ids),
    );
    return ((await entries.load(uuidOf('Violation', id))) ?? []).map(toDepositEntryType);
  }

  @ResolveField(() => [StoredFileType], { description: 'What proves it.' })
  async evidence(
    @Parent() { id }: ViolationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<StoredFileType[]> {
    const files = graphql.loader('violationEvidence', (ids) => this.files.attachedTo(ids));
    return ((await files.load(uuidOf('Violation', id))) ?? []).map(toStoredFileType);
  }

  @ResolveField(() => ViolationTermsType, {
    nullable: true,
    description: 'What it would cost if it were confirmed now; for officers, while it is RECORDED.',
  })
  async preview(
    @Parent() { id, state, kind, providerId }: ViolationType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ViolationTermsType | null> {
    const context = graphql.request.caopan;
    if (state !== 'RECORDED' || !holds(context, violationPermissions.decide)) return null;
    const violation = { id, kind, providerId: uuidOf('Provider', providerId) };
    // The key carries what the loader needs of the violation, which is at hand here.
    const previews = graphql.loader('violationPreviews', async (keys) => {
      const asked = keys.map((key) => JSON.parse(key) as typeof violation);
      const found = await this.records.previews(context, asked);
      return new Map(
        keys.flatMap((key, i) => {
          const terms = found.get(asked[i]!.id);
          return terms ? [[key, terms] as const] : [];
        }),
      );
    });
    return previews.load(JSON.stringify(violation));
  }
}
