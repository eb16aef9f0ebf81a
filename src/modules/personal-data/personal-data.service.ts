import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { SealedBox } from '../platform/encryption/sealed-box.js';
import type { ObjectKind } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { eraseErrors, isReason, revealErrors } from './domain/personal-data-errors.js';
import { personalField } from './domain/personal-fields.js';
import { PersonalDataStore, type Subject } from './personal-data.store.js';
import { nameOf, SubjectKeys } from './subject-keys.js';

/** What else an erasure does to objects of a kind, in its transaction; it may refuse by `STILL_NEEDED`. */
export type ErasureStep = (
  context: RequestContext,
  transaction: Transaction,
  id: string,
) => Promise<Result<true>>;

/** How a sealed value is written where text is expected, such as in the audit. */
const SEALED_PREFIX = 'sealed:';

@Injectable()
export class PersonalDataService {
  private readonly steps = new Map<ObjectKind, ErasureStep>();

  constructor(
    private readonly store: PersonalDataStore,
    private readonly keys: SubjectKeys,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Says that the personal data of objects of this kind can be erased, and what else happens then. */
  onErasure(kind: ObjectKind, step: ErasureStep): void {
    if (this.steps.has(kind)) throw new Error(`erasure of ${kind} registered twice`);
    this.steps.set(kind, step);
  }

  /**
   * Keeps classified values of a subject; null removes one. In the caller's transaction.
   *
   * @returns the same values sealed, to be written into the audit: they are readable as long as the subject is
   * @throws Error when the subject was erased
   */
  async keep(
    context: RequestContext,
    transaction: Transaction,
    subject: Subject,
    values: Readonly<Record<string, string | null>>,
  ): Promise<Record<string, string | null>> {
    const box = await this.boxFor(context, transaction, subject);
    const entries = Object.entries(values);
    const kept = entries.flatMap(([field, value]) => {
      const { mask } = personalField(subject.kind, field);
      if (value === null) return [];
      return [{ field, sealed: box.seal(value, nameOf(subject)), mask: mask(value) }];
    });
    const gone = entries.filter(([, value]) => value === null).map(([field]) => field);
    await this.store.put(transaction, subject, kept, context.now);
    if (gone.length > 0) await this.store.remove(transaction, subject, gone);
    const tokens = kept.map(({ field, sealed }) => [field, tokenOf(sealed)] as const);
    return Object.fromEntries([...tokens, ...gone.map((field) => [field, null] as const)]);
  }

  /**
   * Seals classified values of a subject that stand inside something the caller keeps, such as a list or a copy that
   * never changes: the caller writes the tokens, and they are readable as long as the subject is. In the caller's
   * transaction.
   *
   * @throws Error when the subject was erased
   */
  async sealer(
    context: RequestContext,
    transaction: Transaction,
    subject: Subject,
  ): Promise<(field: string, value: string) => string> {
    const box = await this.boxFor(context, transaction, subject);
    return (field, value) => {
      personalField(subject.kind, field);
      return tokenOf(box.seal(value, nameOf(subject)));
    };
  }

  /**
   * What opens such tokens, by subject; a subject that was erased has none. For the subject's own company, or to show
   * masks: to everybody else values are told by `reveal`.
   */
  async openers(
    kind: ObjectKind,
    ids: readonly string[],
    executor?: SqlExecutor,
  ): Promise<Map<string, (token: string) => string | undefined>> {
    const keys = await this.store.keys(kind, ids, executor);
    return new Map(
      keys.map(({ id, key }) => {
        const box = this.keys.boxOf({ kind, id }, key);
        return [id, (token) => openToken(box, token, { kind, id })];
      }),
    );
  }

  /** What is shown in place of the kept values, by subject and field. */
  async masked(
    kind: ObjectKind,
    ids: readonly string[],
  ): Promise<Map<string, Readonly<Record<string, string>>>> {
    const masks = new Map<string, Record<string, string>>(ids.map((id) => [id, {}]));
    for (const { id, field, mask } of await this.store.masks(kind, ids))
      masks.get(id)![field] = mask;
    return masks;
  }

  /**
   * Opens one value, kept or found sealed in the audit, for somebody who says why. That it was done is recorded
   * before the value is told.
   */
  async reveal(
    context: RequestContext,
    subject: Subject,
    what: { readonly field?: string; readonly sealed?: string },
    reason: string,
  ): Promise<Result<string>> {
    if (!isReason(reason)) return fail(revealErrors.error('REASON_LENGTH', ['input', 'reason']));
    const { field, sealed } = what;
    if ((field === undefined) === (sealed === undefined))
      return fail(revealErrors.error('FIELD_OR_SEALED', ['input']));
    const value = await this.open(subject, what);
    if (value === undefined)
      return fail(revealErrors.error('NOT_KEPT', ['input', field === undefined ? 'sealed' : 'field'])); // prettier-ignore
    await this.unitOfWork.run(context, (transaction) =>
      this.audit.record(transaction, context, {
        action: 'personal_data.revealed',
        object: subject,
        after: { field: field ?? 'of an audit entry' },
        reason: reason.trim(),
      }),
    );
    return succeed(value);
  }

  /**
   * Makes everything personal of a subject unreadable for ever, history and audit included, by forgetting its
   * key. What happened stays told; to whom it happened does not.
   */
  async erase(context: RequestContext, subject: Subject, reason: string): Promise<Result<true>> {
    if (!isReason(reason)) return fail(eraseErrors.error('REASON_LENGTH', ['input', 'reason']));
    return this.unitOfWork.attempt(context, async (transaction) => {
      const step = this.steps.get(subject.kind);
      const path = ['input', 'subjectId'];
      if (!step) orRefuse(fail(eraseErrors.error('NOT_KEPT', path)));
      orRefuse(await step!(context, transaction, subject.id));
      // Also a subject of which nothing was sealed is marked, so that nothing can be kept of it later.
      await this.store.keyOrNew(transaction, subject, this.keys.newWrapped(subject), context.now);
      if (!(await this.store.erase(transaction, subject, context.now)))
        orRefuse(fail(eraseErrors.error('NOT_KEPT', path)));
      await this.audit.record(transaction, context, {
        action: 'personal_data.erased',
        object: subject,
        reason: reason.trim(),
      });
      return true as const;
    });
  }

  private async open(
    subject: Subject,
    { field, sealed }: { readonly field?: string; readonly sealed?: string },
  ): Promise<string | undefined> {
    const wrapped = await this.store.key(subject);
    if (!wrapped) return undefined;
    const box = this.keys.boxOf(subject, wrapped);
    if (field === undefined) return openToken(box, sealed!, subject);
    const kept = await this.store.sealedField(subject, field);
    return kept && openToken(box, tokenOf(kept), subject);
  }

  private async boxFor(
    context: RequestContext,
    transaction: Transaction,
    subject: Subject,
  ): Promise<SealedBox> {
    const fresh = this.keys.newWrapped(subject);
    const wrapped = await this.store.keyOrNew(transaction, subject, fresh, context.now);
    if (!wrapped) throw new Error(`personal data of ${nameOf(subject)} was erased`);
    return this.keys.boxOf(subject, wrapped);
  }
}

function tokenOf(sealed: Buffer): string {
  return SEALED_PREFIX + sealed.toString('base64url');
}

function openToken(box: SealedBox, token: string, subject: Subject): string | undefined {
  try {
    return box.open(Buffer.from(token.slice(SEALED_PREFIX.length), 'base64url'), nameOf(subject));
  } catch {
    // Text that somebody made up, or that belongs to another subject.
    return undefined;
  }
}
