import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Database } from '../platform/database/database.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import type { SubjectKind } from './domain/judge-merchant.js';
import {
  merchantEffects,
  poolRecord,
  shrinkRecords,
  spreadWithin,
  type MerchantEffect,
} from './domain/operator-record-pool.js';
import { outcomesPolicy, type OutcomesPolicy } from './domain/session-outcome-policy.js';
import { OperatorRecordStore } from './operator-record.store.js';
import type { OutcomeScope, OutcomeStep } from './outcome-step.js';
import { OutcomeSteps } from './outcome-steps.js';

const BATCH = 2_000;
const KINDS: readonly SubjectKind[] = ['OPERATOR', 'PROVIDER'];

/** Pools what sessions added into the records of operators and providers, and shrinks these. */
@Injectable()
export class OperatorRecordStep implements OutcomeStep, OnModuleInit {
  readonly name = 'records';
  readonly order = 20;

  constructor(
    private readonly steps: OutcomeSteps,
    private readonly records: OperatorRecordStore,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.steps.register(this);
  }

  async run(scope: OutcomeScope): Promise<Readonly<Record<string, number>>> {
    const { body: policy } = await this.policies.inForce('outcomes', outcomesPolicy, scope.asOf);
    const counts = { operators: 0, providers: 0 };
    for (const kind of KINDS) {
      const merchants = await this.merchantEffects(kind);
      const found = spreadWithin([...merchants.values()]);
      const spread = found.estimable ? found.value : 0;
      const pooled = await this.pool(scope, kind, spread, policy);
      counts[kind === 'OPERATOR' ? 'operators' : 'providers'] = pooled;
      await this.shrink(scope, kind, merchants, spread, policy);
      await scope.progress(kind === 'OPERATOR' ? 0.6 : 1, 'records');
    }
    return counts;
  }

  /** What was written by the sessions' step is read outside the snapshot, which began before it. */
  private async pool(
    scope: OutcomeScope,
    kind: SubjectKind,
    spread: number,
    policy: OutcomesPolicy,
  ): Promise<number> {
    const touched = scope.since ? scope.computationId : null;
    const subjects = await this.records.subjects(this.database, kind, touched);
    for (let at = 0; at < subjects.length; at += BATCH) {
      const batch = subjects.slice(at, at + BATCH);
      const rows = await this.records.contributions(this.database, kind, batch);
      const records = [...bySubject(rows)].flatMap(([subjectId, contributions]) => {
        const pooled = poolRecord({ subjectId, contributions }, spread, policy);
        if (!pooled.estimable) return [];
        const { sessions, merchants } = pooled.value;
        const { minimumSessions, minimumMerchants } = policy.records;
        return [
          {
            ...pooled.value,
            held: contributions.reduce((sum, { held }) => sum + held, 0),
            listed: sessions >= minimumSessions && merchants >= minimumMerchants,
          },
        ];
      });
      await this.unitOfWork.run(scope.context, (transaction) =>
        this.records.replace(transaction, kind, scope.computationId, batch, records),
      );
    }
    await this.unitOfWork.run(scope.context, (transaction) =>
      this.records.removeEmpty(transaction, kind),
    );
    return subjects.length;
  }

  private async merchantEffects(kind: SubjectKind): Promise<Map<string, MerchantEffect[]>> {
    const rows = await this.records.spreadRows(this.database, kind);
    return new Map([...bySubject(rows)].map(([id, own]) => [id, merchantEffects(own)]));
  }

  private async shrink(
    scope: OutcomeScope,
    kind: SubjectKind,
    merchants: ReadonlyMap<string, readonly MerchantEffect[]>,
    spread: number,
    policy: OutcomesPolicy,
  ): Promise<void> {
    const effects = await this.records.effects(this.database, kind);
    const shrunk = shrinkRecords(
      effects.map(({ subjectId, estimate, variance, hits, sessions }) => ({
        merchants: merchants.get(subjectId)!,
        effect: { estimate, variance },
        hits,
        sessions,
      })),
      spread,
      policy.confidence,
    );
    if (!shrunk.estimable) return;
    const rows = shrunk.value.map((row, i) => ({ ...row, subjectId: effects[i]!.subjectId }));
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.slice(at, at + BATCH);
      await this.unitOfWork.run(scope.context, (transaction) =>
        this.records.saveShrunk(transaction, kind, batch),
      );
    }
  }
}

function bySubject<Row extends { readonly subjectId: string }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const known = groups.get(row.subjectId);
    if (known) known.push(row);
    else groups.set(row.subjectId, [row]);
  }
  return groups;
}
