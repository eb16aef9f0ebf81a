import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import type { Money } from '../platform/kernel/money.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import type { Policy } from '../platform/policies/policy.service.js';
import { NotificationService } from '../notifications/index.js';
import { ProviderService } from '../providers/index.js';
import { ConductLockStore } from './conduct-lock.store.js';
import { conductNotices } from './conduct-notices.js';
import { ConductPolicies } from './conduct-policies.js';
import {
  DepositAccountStore,
  type DepositAccountFilter,
  type DepositAccountOrder,
  type DepositAccountRow,
} from './deposit-account.store.js';
import { DepositLedger } from './deposit-ledger.service.js';
import { correctDepositEntryErrors, recordDepositErrors } from './deposit.errors.js';
import {
  DepositStore,
  type DepositEntryFilter,
  type DepositEntryOrder,
  type DepositTotals,
  type ExportedEntry,
} from './deposit.store.js';
import { decideCorrection, decideDeposit, type RecordDeposit } from './domain/deposit-ledger.js';
import { topUpDueBy, type DepositPolicy } from './domain/deposit-policy.js';
import type { DepositEntry } from './entities/deposit-entry.entity.js';

export interface DepositAccount extends DepositAccountRow {
  /** When a shortfall must be made good. */
  readonly topUpDueBy: BusinessDate | null;
  readonly policyVersion: number;
}

@Injectable()
export class DepositService {
  constructor(
    private readonly store: DepositStore,
    private readonly accounts: DepositAccountStore,
    private readonly ledger: DepositLedger,
    private readonly locks: ConductLockStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: ConductPolicies,
    private readonly notifications: NotificationService,
    private readonly providers: ProviderService,
  ) {}

  entries(
    context: RequestContext,
    filter: DepositEntryFilter,
    order: DepositEntryOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<DepositEntry>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  totals(context: RequestContext, filter: DepositEntryFilter): Promise<DepositTotals> {
    return this.store.totals(context, filter);
  }

  entriesByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, DepositEntry>> {
    return this.store.visibleByIds(context, ids);
  }

  /** The balance that each entry left. The caller has shown that the reader may see the entries. */
  balancesAfter(entryIds: readonly string[]): Promise<Map<string, Money>> {
    return this.store.balancesAfter(entryIds);
  }

  /** The entries that violations brought about. The caller has shown that the reader may see the violations. */
  entriesOfViolations(violationIds: readonly string[]): Promise<Map<string, DepositEntry[]>> {
    return this.store.ofViolations(violationIds);
  }

  /**
   * A provider's whole ledger, some rows at a time.
   * @throws NotFound
   */
  async exported(
    context: RequestContext,
    providerId: string,
  ): Promise<AsyncIterable<readonly ExportedEntry[]>> {
    await this.account(context, providerId);
    return this.store.exported(providerId);
  }

  /**
   * What a provider holds and must hold: staff of every provider, others of their own.
   * @throws NotFound
   */
  async account(context: RequestContext, providerId: string): Promise<DepositAccount> {
    const found = maySee(context, { providerId })
      ? (await this.accountsOf(context, [providerId])).get(providerId)
      : undefined;
    if (!found) throw new NotFound('The provider');
    return found;
  }

  /** The accounts of many providers, for rules that ask whether the deposit is there. */
  async accountsOf(
    context: RequestContext,
    providerIds: readonly string[],
    executor?: SqlExecutor,
  ): Promise<Map<string, DepositAccount>> {
    const policy = await this.policies.deposits(context, executor);
    const rows = await this.accounts.byProviders(policy.body, providerIds, executor);
    return new Map([...rows].map(([id, row]) => [id, withDueDate(row, policy)]));
  }

  /** The accounts of all providers, for staff. */
  async accountPage(
    context: RequestContext,
    filter: DepositAccountFilter,
    order: DepositAccountOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<DepositAccount>> {
    const policy = await this.policies.deposits(context);
    const page = await this.accounts.page(policy.body, filter, order, request, withTotal);
    return { ...page, rows: page.rows.map((row) => withDueDate(row, policy)) };
  }

  /** Books a transfer that has arrived. Repeating the call with its idempotency key books nothing twice. */
  async record(
    context: RequestContext,
    providerId: string,
    command: RecordDeposit,
    idempotencyKey?: string,
  ): Promise<Result<DepositEntry>> {
    const errors = recordDepositErrors;
    const request = { providerId, ...command };
    const call = { mutation: 'recordDeposit', key: idempotencyKey, request };
    return this.unitOfWork.run(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, async () => {
        if ((await this.providers.lockState(transaction, providerId)) === undefined) {
          const parameters = { id: publicId('Provider', providerId) };
          return fail(errors.error('PROVIDER_NOT_FOUND', ['input', 'providerId'], parameters));
        }
        await this.locks.lock(transaction, providerId);
        const { body: policy } = await this.policies.deposits(context, transaction);
        const officer = await this.locks.officer(transaction, context, providerId);
        const decision = decideDeposit(command, officer, businessDateOf(context.now), policy);
        if (!decision.ok) return decision;
        const { reference } = decision.value;
        if (await this.store.transferBooked(transaction, reference)) {
          return fail(errors.error('REFERENCE_USED', ['input', 'reference'], { reference }));
        }
        return succeed(
          await this.book(transaction, context, providerId, { kind: 'DEPOSIT', ...decision.value }),
        );
      });
      return this.reread(context, transaction, id);
    });
  }

  /** Takes an entry back, wholly or in part, by an entry of its own. */
  async correct(
    context: RequestContext,
    entryId: string,
    command: { readonly amount?: Money | undefined; readonly reason: string },
    idempotencyKey?: string,
  ): Promise<Result<DepositEntry>> {
    const request = { entryId, ...command };
    const call = { mutation: 'correctDepositEntry', key: idempotencyKey, request };
    return this.unitOfWork.run(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, async () => {
        const providerId = await this.store.providerOf(transaction, entryId);
        if (providerId === undefined) {
          const parameters = { id: publicId('DepositEntry', entryId) };
          const path = ['input', 'entryId'];
          return fail(correctDepositEntryErrors.error('NOT_FOUND', path, parameters));
        }
        await this.locks.lock(transaction, providerId);
        const entry = await this.store.booked(transaction, entryId);
        const officer = await this.locks.officer(transaction, context, providerId);
        const decision = decideCorrection(entry, command, officer);
        if (!decision.ok) return decision;
        const booking = { kind: 'CORRECTION', compensates: entryId, ...decision.value } as const;
        return succeed(await this.book(transaction, context, providerId, booking));
      });
      return this.reread(context, transaction, id);
    });
  }

  /** Books and tells the provider. */
  private async book(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
    booking: Parameters<DepositLedger['book']>[3],
  ): Promise<string> {
    const id = await this.ledger.book(transaction, context, providerId, booking);
    const balance = await this.ledger.balance(transaction, providerId);
    await this.notifications.notify(context, transaction, [
      {
        kind: conductNotices.deposit_booked,
        to: { providerId },
        subject: { type: 'DepositEntry', id },
        parameters: { amount: booking.amount, balance },
        actBy: null,
      },
    ]);
    return id;
  }

  private async reread(
    context: RequestContext,
    transaction: Transaction,
    id: Result<string>,
  ): Promise<Result<DepositEntry>> {
    if (!id.ok) return id;
    return succeed(await this.store.booked(transaction, id.value));
  }
}

function withDueDate(row: DepositAccountRow, policy: Policy<DepositPolicy>): DepositAccount {
  const { shortSince } = row;
  const dueBy = shortSince === null ? null : topUpDueBy(shortSince, policy);
  return { ...row, topUpDueBy: dueBy, policyVersion: policy.version };
}
