import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { addMoney, compareMoney, negateMoney, type Money } from '../platform/kernel/money.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { deductible, type DepositEntryKind } from './domain/deposit-ledger.js';
import type { DepositPolicy } from './domain/deposit-policy.js';
import { DepositStore } from './deposit.store.js';

export interface Booking {
  readonly kind: DepositEntryKind;
  readonly amount: Money;
  readonly reason: string;
  readonly reference?: string;
  readonly violationId?: string;
  readonly appealId?: string;
  readonly refundId?: string;
  readonly compensates?: string;
  /** Today when left out. */
  readonly bookedOn?: BusinessDate;
}

/**
 * Writes the ledger. Whoever calls holds the provider's conduct lock, so that the balance it decided on is still
 * the balance; the entry's number makes sure of it.
 */
@Injectable()
export class DepositLedger {
  constructor(
    private readonly store: DepositStore,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  async balance(transaction: Transaction, providerId: string): Promise<Money> {
    return (await this.store.balance(transaction, providerId)).balance;
  }

  /** @returns the entry's id */
  async book(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
    booking: Booking,
  ): Promise<string> {
    const { balance, entries } = await this.store.balance(transaction, providerId);
    const { kind, amount, reason } = booking;
    const entry = {
      id: newId(),
      providerId,
      number: entries + 1,
      kind,
      amount,
      reason,
      reference: booking.reference ?? null,
      violationId: booking.violationId ?? null,
      appealId: booking.appealId ?? null,
      refundId: booking.refundId ?? null,
      compensates: booking.compensates ?? null,
      bookedOn: booking.bookedOn ?? businessDateOf(context.now),
      recordedBy: actorKey(context.actor),
      recordedAt: context.now,
    };
    await this.store.insert(transaction, entry);
    await this.audit.record(transaction, context, {
      action: 'deposit.entry_booked',
      object: { kind: 'DepositEntry', id: entry.id },
      before: { balance },
      after: { kind, amount, number: entry.number, balance: addMoney(balance, amount) },
      reason,
      owners: { providerId },
    });
    await this.outbox.publish(transaction, {
      kind: 'deposit.entry_booked',
      payload: { entryId: entry.id, providerId, kind, amount },
    });
    return entry.id;
  }

  /**
   * Takes what a violation costs out of the deposit, as far as the policy lets it go into debt.
   * @returns what was taken
   */
  async deduct(
    transaction: Transaction,
    context: RequestContext,
    violation: { readonly id: string; readonly providerId: string },
    deduction: Money,
    reason: string,
    { maximumDebt }: DepositPolicy,
  ): Promise<Money> {
    const { id: violationId, providerId } = violation;
    const balance = await this.balance(transaction, providerId);
    const taken = deductible(balance, deduction, maximumDebt);
    if (compareMoney(taken, '0.00') > 0) {
      const amount = negateMoney(taken);
      const booking = { kind: 'DEDUCTION', amount, reason, violationId } as const;
      await this.book(transaction, context, providerId, booking);
    }
    return taken;
  }

  /**
   * Gives back what was taken for violations beyond what they cost now, each by an entry that compensates the
   * deduction.
   *
   * @returns what was given back, by violation; those where nothing was are left out
   */
  async giveBack(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
    costs: readonly { readonly violationId: string; readonly deduction: Money }[],
    cause: { readonly appealId: string; readonly reason: string },
  ): Promise<Map<string, Money>> {
    const ids = costs.map(({ violationId }) => violationId);
    const deductions = await this.store.deductions(transaction, ids);
    const given = new Map<string, Money>();
    for (const { violationId, deduction } of costs) {
      const taken = deductions.get(violationId);
      if (!taken || compareMoney(taken.taken, deduction) <= 0) continue;
      const amount = addMoney(taken.taken, negateMoney(deduction));
      const compensates = taken.entryId;
      const booking = { kind: 'CORRECTION', amount, violationId, compensates, ...cause } as const;
      await this.book(transaction, context, providerId, booking);
      given.set(violationId, amount);
    }
    return given;
  }
}
