import { isUnserved } from '../../../statistics/robust-baseline/index.js';
import {
  contributionOf,
  recordedSession,
  type RecordedSession,
  type UpliftContribution,
} from './operator-record-contribution.js';
import {
  judgeSession,
  spellBaseline,
  unjudged,
  type JudgedMerchant,
  type JudgingContext,
  type SessionOutcome,
} from './session-outcome.js';
import { serviceSpells, spellOn, type SessionFacts } from './session-outcome-facts.js';

/** A provider's term at the merchant. */
export interface ServiceTerm {
  readonly providerId: string;
  readonly contest: boolean;
  /** Provider and merchant are related parties: the term is service, but counts for nobody. */
  readonly related: boolean;
  readonly from: number;
  readonly to: number;
}

/** A verified claim of one of the merchant's sessions. */
export interface VerifiedClaim {
  readonly id: string;
  readonly operatorId: string;
  readonly sessionId: string;
  /** Later claims are judged and shown, but no record counts them. */
  readonly inTime: boolean;
  /** Of a related party: shown as well, and counted as little. */
  readonly related: boolean;
}

export type SubjectKind = 'OPERATOR' | 'PROVIDER';

export interface SubjectContribution extends UpliftContribution {
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  /** Sessions left out because a signal holds them for review. */
  readonly held: number;
}

export interface ClaimedOutcome<Claim extends VerifiedClaim> {
  readonly claim: Claim;
  readonly session: SessionFacts;
  readonly outcome: SessionOutcome;
}

/**
 * Everything that one merchant's sessions say: an outcome for each verified claim, and what they add to the
 * records of operators (their sessions claimed in time) and providers (*all* sessions within their terms,
 * claimed or not: intention to treat). What related parties do for each other is judged and in no record.
 *
 * @param monthOf first day of a day's month, `YYYY-MM-01`
 */
export function judgeMerchant<Claim extends VerifiedClaim>(
  merchant: Omit<JudgedMerchant, 'terms'>,
  terms: readonly ServiceTerm[],
  claims: readonly Claim[],
  context: JudgingContext,
  monthOf: (day: number) => string,
): { outcomes: ClaimedOutcome<Claim>[]; contributions: SubjectContribution[] } {
  const { policy } = context;
  const judged: JudgedMerchant = { ...merchant, terms };
  const spells = serviceSpells(terms, policy.washoutDays);
  const category = merchant.categories.at(-1) ?? '*';
  const claimOf = new Map(claims.map((claim) => [claim.sessionId, claim]));
  const outcomes: ClaimedOutcome<Claim>[] = [];
  const groups = new Groups();
  const baselines = new Map<number, ReturnType<typeof spellBaseline>>();

  for (const session of merchant.sessions) {
    const claim = claimOf.get(session.id);
    const serving = terms.filter(
      ({ contest, from, to }) => !contest && from <= session.day && session.day <= to,
    );
    if (!claim && serving.length === 0) continue;
    const spell = spellOn(spells, session.day);
    if (!spell) {
      if (claim) {
        const why = { reason: 'NO_DATA', detail: 'no term of service covers the day' } as const;
        const outcome = unjudged(session, session.day, category, why, context);
        outcomes.push({ claim, session, outcome });
      }
      continue;
    }
    let baseline = baselines.get(spell.from);
    if (!baseline) baselines.set(spell.from, (baseline = spellBaseline(judged, spell, context)));
    const outcome = baseline.estimable
      ? judgeSession(judged, session, baseline.value, context)
      : unjudged(session, spell.from, category, baseline, context);
    if (claim) outcomes.push({ claim, session, outcome });
    if (!baseline.estimable || !counts(outcome, baseline.value.judged.estimable)) continue;
    const row = recordedSession(outcome, merchant.id, monthOf(session.day));
    const held = outcome.holds.length > 0;
    if (claim?.inTime && !claim.related) {
      groups.add('OPERATOR', claim.operatorId, spell.from, row, held);
    }
    const unrelated = serving.filter(({ related }) => !related);
    for (const providerId of new Set(unrelated.map((term) => term.providerId))) {
      groups.add('PROVIDER', providerId, spell.from, row, held);
    }
  }
  return { outcomes, contributions: groups.contributions(policy.hitUplift) };
}

/** Estimated, or without sales where an expectation stood against it. */
function counts({ judged }: SessionOutcome, expected: boolean): boolean {
  return judged.estimable || (expected && judged.reason === 'NON_POSITIVE');
}

class Groups {
  private readonly groups = new Map<
    string,
    { kind: SubjectKind; id: string; rows: RecordedSession[]; held: number }
  >();

  add(kind: SubjectKind, id: string, spell: number, row: RecordedSession, held: boolean): void {
    const key = `${kind} ${id} ${spell}`;
    const group = this.groups.get(key) ?? { kind, id, rows: [], held: 0 };
    if (held) group.held += 1;
    else group.rows.push(row);
    this.groups.set(key, group);
  }

  contributions(hitUplift: number): SubjectContribution[] {
    return [...this.groups.values()].flatMap(({ kind, id, rows, held }) => {
      const contribution = contributionOf(rows, hitUplift);
      return contribution ? [{ ...contribution, subjectKind: kind, subjectId: id, held }] : [];
    });
  }
}

/** A merchant as it may stand for the market, from its own sessions outside of any service. */
export function untouched(
  sessions: readonly SessionFacts[],
  terms: readonly ServiceTerm[],
  washoutDays: number,
): SessionFacts[] {
  return sessions.filter(({ day }) => isUnserved(terms, day, day, washoutDays));
}
