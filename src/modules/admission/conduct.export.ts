import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

/** What staff still look into, or dismissed, is not the provider's to see; nor is who decided. */
const DECIDED = `v.state IN ('IN_FORCE', 'REDUCED', 'REVERSED')`;
const VIOLATION = `v.id, v.provider_id, v.operator_id, v.kind, v.occurred_on, v.facts, v.state, v.policy_version, v.offence,
  v.points, v.deduction, v.measures, v.decided_at, v.decision_reason, v.counts_until, v.appeal_until`;

/** By name in the export: a provider's deposits, what it was found to have done, and what it appealed against. */
const LISTS: Readonly<Record<string, string>> = {
  deposit_entries: `SELECT id, number, kind, amount, reason, reference, violation_id, appeal_id, refund_id, compensates,
            booked_on, recorded_at
       FROM deposit_entry WHERE provider_id = $1 ORDER BY number`,
  deposit_refunds: `SELECT id, amount, state, reason, prepared_at, decided_at
       FROM deposit_refund WHERE provider_id = $1 ORDER BY prepared_at, id`,
  restrictions: `SELECT id, kind, starts_at, ends_at, lifted_at, cause_kind, cause_id
       FROM provider_restriction WHERE provider_id = $1 ORDER BY starts_at, id`,
  appeals: `SELECT id, violation_id, state, filed_at, decide_by, decided_at, decision_reason
       FROM appeal WHERE provider_id = $1 ORDER BY filed_at, id`,
  appeal_statements: `SELECT s.id, s.appeal_id, s.side, s.body, s.written_at
       FROM appeal_statement s JOIN appeal a ON a.id = s.appeal_id
      WHERE a.provider_id = $1 ORDER BY s.appeal_id, s.written_at, s.id`,
};

/** What is kept of a provider's deposits and conduct, for the export of its own data. */
@Injectable()
export class ConductExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    for (const [name, text] of Object.entries(LISTS))
      this.registry.register(name, ({ providerId }) =>
        providerId ? { text, values: [providerId] } : undefined,
      );
    this.registry.register('violations', ({ providerId, operatorId }) =>
      providerId || operatorId
        ? {
            text: `SELECT ${VIOLATION} FROM violation v
                    WHERE (v.provider_id = $1 OR v.operator_id = $2) AND ${DECIDED} ORDER BY v.id`,
            values: [providerId ?? null, operatorId ?? null],
          }
        : undefined,
    );
  }
}
