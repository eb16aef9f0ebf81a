import { Decimal } from 'decimal.js';
import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { compareMoney, type Money } from '../../platform/kernel/money.js';
import {
  gatesFor,
  type AdmissionPolicy,
  type Applicability,
  type Gate,
  type GateStage,
} from './admission-policy.js';
import type { DepositPolicy } from './deposit-policy.js';
import { requiredDeposit } from './deposit-requirement.js';
import { readTimeline, type TimelinePoint } from './timeline.js';

export const GATE_STATUSES = [
  'PASSED',
  'FAILED',
  'WAITING',
  'NOT_ENOUGH_EVIDENCE',
  'SOURCE_NOT_AVAILABLE',
] as const;
export type GateStatus = (typeof GATE_STATUSES)[number];

export interface GateVerdict {
  readonly code: string;
  readonly status: GateStatus;
  /** Since when it has been so without a break; null: since ever, or nobody knows. */
  readonly since: BusinessDate | null;
  /** When a gate that holds today will fail unless something is done. */
  readonly bitesOn: BusinessDate | null;
}

export interface ViolationEffect {
  readonly kind: string;
  readonly from: BusinessDate;
  readonly until: BusinessDate | null;
}

/** What the platform's data says of one provider: everything that gates can ask for. */
export interface GateFacts extends Applicability {
  readonly creditCodeValid: boolean;
  readonly documents: readonly { readonly kind: string; readonly expiresOn: BusinessDate | null }[];
  /** The balance of the deposit from each day on on which it changed. */
  readonly deposit: readonly { readonly on: BusinessDate; readonly balance: Money }[];
  /** What the deposit policy in force asks of whom. */
  readonly depositRequirements: DepositPolicy['requirements'];
  /** How many operators with a valid certificate are employed from each day on, the future included. */
  readonly certified: readonly { readonly on: BusinessDate; readonly count: number }[];
  /** Null: nobody settles sessions yet. */
  readonly sessions: { readonly total: number; readonly disputed: number } | null;
  /** Effects of violations with their first day, and the first day on which they are over. */
  readonly effects: readonly ViolationEffect[];
  /** The last answer of a reviewer to each gate. */
  readonly answers: readonly {
    readonly gate: string;
    readonly passed: boolean;
    readonly on: BusinessDate;
  }[];
}

/** Answers every gate that concerns the provider at a stage. */
export function judgeGates(
  policy: AdmissionPolicy,
  facts: GateFacts,
  stage: GateStage,
  today: BusinessDate,
): GateVerdict[] {
  return gatesFor(policy, facts, stage).map((gate) => judgeGate(gate, facts, today));
}

function judgeGate(gate: Gate, facts: GateFacts, today: BusinessDate): GateVerdict {
  const simply = (status: GateStatus): GateVerdict => ({
    code: gate.code,
    status,
    since: null,
    bitesOn: null,
  });
  const along = (points: readonly TimelinePoint[], before = false): GateVerdict => {
    const { holds, since, endsOn } = readTimeline(points, today, before);
    return { code: gate.code, status: holds ? 'PASSED' : 'FAILED', since, bitesOn: endsOn };
  };
  switch (gate.check) {
    case 'CREDIT_CODE':
      return simply(facts.creditCodeValid ? 'PASSED' : 'FAILED');
    case 'DOCUMENT': {
      const own = facts.documents.filter(({ kind }) => kind === gate.document);
      if (own.length === 0) return simply('FAILED');
      if (own.some(({ expiresOn }) => expiresOn === null)) return simply('PASSED');
      const last = own.map(({ expiresOn }) => expiresOn!).reduce((a, b) => (a > b ? a : b));
      return along([{ on: addDays(last, 1), holds: false }], true);
    }
    case 'DEPOSIT': {
      const needed = gate.minimum ?? requiredDeposit(facts.depositRequirements, facts);
      const holds = (balance: Money) => compareMoney(balance, needed) >= 0;
      const points = facts.deposit.map(({ on, balance }) => ({ on, holds: holds(balance) }));
      return along(points, holds('0.00'));
    }
    case 'CERTIFIED_OPERATORS':
      return along(facts.certified.map(({ on, count }) => ({ on, holds: count >= gate.minimum })));
    case 'DISPUTED_SHARE': {
      if (!facts.sessions) return simply('SOURCE_NOT_AVAILABLE');
      const { total, disputed } = facts.sessions;
      if (total < gate.minimumSessions) return simply('NOT_ENOUGH_EVIDENCE');
      const limit = new Decimal(gate.maximum).times(total);
      return simply(limit.gte(disputed) ? 'PASSED' : 'FAILED');
    }
    case 'NO_VIOLATION_EFFECT':
      return along(freeOf(facts.effects.filter(({ kind }) => gate.effects.includes(kind))), true);
    case 'REVIEWER': {
      const answer = facts.answers.find((one) => one.gate === gate.code);
      if (!answer) return simply('WAITING');
      if (!answer.passed) return { ...simply('FAILED'), since: answer.on };
      if (gate.validDays === null) return { ...simply('PASSED'), since: answer.on };
      return along([
        { on: answer.on, holds: true },
        { on: addDays(answer.on, gate.validDays), holds: false },
      ]);
    }
  }
}

/** The days from which on none, or at least one, of the effects is on. */
function freeOf(effects: readonly ViolationEffect[]): TimelinePoint[] {
  const days = new Set(
    effects.flatMap(({ from, until }) => (until === null ? [from] : [from, until])),
  );
  return [...days].sort().map((on) => ({
    on,
    holds: !effects.some(({ from, until }) => from <= on && (until === null || on < until)),
  }));
}

/** Nobody is admitted past these. */
export function blocksAdmission({ status }: GateVerdict): boolean {
  return status === 'FAILED' || status === 'WAITING';
}

/** A provider that stands loses its standing only by what is known to be wrong. */
export function failing(verdicts: readonly GateVerdict[]): GateVerdict[] {
  return verdicts.filter(({ status }) => status === 'FAILED');
}

/** The first gate that will bite, and when. */
export function nextBite(verdicts: readonly GateVerdict[]): GateVerdict | undefined {
  return verdicts
    .filter(({ bitesOn }) => bitesOn !== null)
    .reduce<GateVerdict | undefined>(
      (first, one) => (first && first.bitesOn! <= one.bitesOn! ? first : one),
      undefined,
    );
}
