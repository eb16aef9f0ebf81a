import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { PersonalDataService, SubjectKeys } from '../personal-data/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee, owns, seesEverything } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import {
  decideEndReason,
  decidePartyMark,
  endPartyMarkErrors,
  partyMarkErrors,
  type NormalIdentifier,
  type PartyGround,
} from './domain/party-mark.js';
import {
  PartyMarkStore,
  type Party,
  type PartyMarkRow,
  type RelatedParties,
  type RelatedPartiesFilter,
} from './party-mark.store.js';
import { partyMarkFields } from './party-personal-fields.js';

export interface RecordPartyMark extends Party {
  readonly ground: PartyGround;
  /** Identity number, credit code or account number. */
  readonly identifier: string;
  readonly idempotencyKey?: string;
}

/** A mark with what is shown in place of its identifier. */
export interface MaskedPartyMark extends PartyMarkRow {
  readonly identifier: string | null;
}

/** Who owns, represents and is paid for whom, and which providers and merchants are related by that. */
@Injectable()
export class RelatedPartyService {
  constructor(
    private readonly store: PartyMarkStore,
    private readonly personal: PersonalDataService,
    private readonly keys: SubjectKeys,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Records a mark of a company: its own, or for staff anyone's. Recording it again changes nothing. A company
   * cannot take its marks back: it would be how to stop being related.
   */
  async record(
    context: RequestContext,
    { idempotencyKey, ...command }: RecordPartyMark,
  ): Promise<Result<MaskedPartyMark>> {
    const { providerId, merchantId, ground, identifier } = command;
    if ((providerId === undefined) === (merchantId === undefined) || !maySee(context, command))
      return fail(partyMarkErrors.error('PARTY', ['input']));
    const decision = decidePartyMark(ground, identifier, businessDateOf(context.now));
    if (!decision.ok) return decision;
    const call = { mutation: 'recordPartyMark', key: idempotencyKey, request: command };
    try {
      const id = await this.unitOfWork.run(context, (transaction) =>
        this.idempotency.once(transaction, context, call, async () =>
          succeed(await this.insert(transaction, context, command, decision.value)),
        ),
      );
      return id.ok ? succeed((await this.masked([id.value])).get(id.value)!) : id;
    } catch (error) {
      // The only other thing that the database can find wrong: a company that does not exist.
      if (!violatedConstraint(error)?.startsWith('party_mark_')) throw error;
      return fail(partyMarkErrors.error('PARTY', ['input']));
    }
  }

  /** Ends a mark that was wrong or holds no longer. */
  async end(context: RequestContext, id: string, reason: string): Promise<Result<MaskedPartyMark>> {
    const decision = decideEndReason(reason);
    if (!decision.ok) return decision;
    const ended = await this.unitOfWork.run(context, async (transaction) => {
      const end = { by: actorKey(context.actor), at: context.now, reason: decision.value };
      if (!(await this.store.end(transaction, id, end))) return false;
      const { ground, providerId, merchantId } = (await this.store.byIds([id], transaction)).get(id)!; // prettier-ignore
      await this.audit.record(transaction, context, {
        action: 'party_mark.ended',
        object: { kind: 'PartyMark', id },
        before: { ground },
        reason: decision.value,
        owners: { providerId, merchantId },
      });
      return true;
    });
    if (!ended) return fail(endPartyMarkErrors.error('NOT_FOUND', ['input', 'markId']));
    return succeed((await this.masked([id])).get(id)!);
  }

  /** The marks of a company, ended ones too: its own, or for staff anyone's. */
  async marksOf(
    context: RequestContext,
    party: Party,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MaskedPartyMark>> {
    const isOne = (party.providerId === undefined) !== (party.merchantId === undefined);
    if (!isOne || !maySee(context, party)) throw new NotFound('The company');
    const page = await this.store.pageOf(party, request, withTotal);
    const masks = await this.masksOf(page.rows);
    return { ...page, rows: page.rows.map((row) => ({ ...row, identifier: masks(row.id) })) };
  }

  /** Marks of these ids that the caller may see: of its own company, or for staff all. */
  async marksByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, MaskedPartyMark>> {
    const marks = await this.masked(ids);
    if (seesEverything(context)) return marks;
    return new Map([...marks].filter(([, mark]) => owns(context, mark)));
  }

  /** Pairs of provider and merchant that share a mark, with the grounds: for staff. */
  related(
    filter: RelatedPartiesFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<RelatedParties>> {
    return this.store.relatedPage(filter, request, withTotal);
  }

  /** Which of these pairs (`<provider>|<merchant>`) are related. */
  async areRelated(pairs: readonly string[]): Promise<Map<string, boolean>> {
    const parties = pairs.map((pair) => {
      const [providerId, merchantId] = pair.split('|') as [string, string];
      return { providerId, merchantId };
    });
    const found = await this.store.relatedAmong(parties);
    return new Map(
      found.map(({ providerId, merchantId }) => [`${providerId}|${merchantId}`, true]),
    );
  }

  /** @returns the mark's id */
  private async insert(
    transaction: Transaction,
    context: RequestContext,
    { providerId, merchantId, ground }: RecordPartyMark,
    { what, value }: NormalIdentifier,
  ): Promise<string> {
    const owners = { providerId: providerId ?? null, merchantId: merchantId ?? null };
    const { id, isNew } = await this.store.insert(transaction, {
      id: newId(),
      ...owners,
      ground,
      mark: this.keys.mark(what, value),
      declaredBy: actorKey(context.actor),
      declaredAt: context.now,
    });
    if (!isNew) return id;
    const subject = { kind: 'PartyMark', id } as const;
    const kept = { [partyMarkFields.identifier]: value };
    const sealed = await this.personal.keep(context, transaction, subject, kept);
    await this.audit.record(transaction, context, {
      action: 'party_mark.recorded',
      object: subject,
      after: { ground, ...sealed },
      owners,
    });
    await this.outbox.publish(transaction, { kind: 'party_mark.recorded', payload: { ...owners } });
    return id;
  }

  private async masked(ids: readonly string[]): Promise<Map<string, MaskedPartyMark>> {
    const rows = [...(await this.store.byIds(ids)).values()];
    const masks = await this.masksOf(rows);
    return new Map(rows.map((row) => [row.id, { ...row, identifier: masks(row.id) }]));
  }

  private async masksOf(rows: readonly PartyMarkRow[]): Promise<(id: string) => string | null> {
    const ids = rows.map(({ id }) => id);
    const masks = await this.personal.masked('PartyMark', ids);
    return (id) => masks.get(id)?.[partyMarkFields.identifier] ?? null;
  }
}
