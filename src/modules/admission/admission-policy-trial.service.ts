import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobRefused, type RunningJob } from '../platform/jobs/job-registry.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { AdmissionPolicyStore } from './admission-policy.store.js';
import type { AdmissionPolicy } from './domain/admission-policy.js';
import { failing, judgeGates, nextBite, type GateFacts } from './domain/gate.js';
import type { PolicyDryRunResult } from './entities/admission-policy.entity.js';
import { GateFactsService } from './gate-facts.service.js';
import { StandingStore } from './standing.store.js';

const BATCH = 1_000;

/** Tries a draft of the policy on every provider that stands, beside the policy in force. Changes nothing. */
@Injectable()
export class AdmissionPolicyTrial {
  constructor(
    private readonly store: AdmissionPolicyStore,
    private readonly standings: StandingStore,
    private readonly facts: GateFactsService,
    private readonly policies: AdmissionPolicyService,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async run(
    { context, progress }: Pick<RunningJob, 'context' | 'progress'>,
    dryRunId: string,
  ): Promise<{ providers: number }> {
    const run = (await this.store.runsByIds([dryRunId])).get(dryRunId);
    if (!run) throw new JobRefused('NOT_FOUND', 'the dry run is gone');
    const draft = (await this.store.draftsByIds([run.draftId])).get(run.draftId)!;
    const base = await this.policies.inForce(run.asOf);
    const total = await this.standings.countStanding();
    let providers = 0;
    for (let after: string | null = null; ;) {
      const providerIds: string[] = await this.standings.idsAfter(this.database, after, BATCH);
      if (providerIds.length === 0) break;
      after = providerIds.at(-1)!;
      const wanted = { providerIds, acceptedOnly: true };
      const facts = await this.facts.of(wanted, draft.body, run.asOf);
      const baseFacts = await this.factsOfBase(facts, wanted, draft.body, base.body, run.asOf);
      const results = providerIds.map((providerId) => ({
        dryRunId,
        providerId,
        ...compare(
          { facts: facts.get(providerId)!, policy: draft.body },
          { facts: baseFacts.get(providerId)!, policy: base.body },
          run.asOf,
        ),
      }));
      await this.unitOfWork.run(context, (transaction) =>
        this.store.putResults(transaction, results),
      );
      providers += providerIds.length;
      await progress(Math.min(0.99, providers / Math.max(total, 1)), `${providers} of ${total}`);
    }
    await this.unitOfWork.run(context, (transaction) =>
      this.store.finishRun(transaction, dryRunId, this.clock.now()),
    );
    return { providers };
  }

  /** The same facts, unless the two policies look at different windows. */
  private factsOfBase(
    facts: ReadonlyMap<string, GateFacts>,
    wanted: { readonly providerIds: readonly string[]; readonly acceptedOnly: boolean },
    draft: AdmissionPolicy,
    base: AdmissionPolicy,
    asOf: BusinessDate,
  ): Promise<ReadonlyMap<string, GateFacts>> {
    if (draft.evidenceWindowDays === base.evidenceWindowDays) return Promise.resolve(facts);
    return this.facts.of(wanted, base, asOf);
  }
}

interface Judged {
  readonly facts: GateFacts;
  readonly policy: AdmissionPolicy;
}

function compare(
  draft: Judged,
  base: Judged,
  asOf: BusinessDate,
): Omit<PolicyDryRunResult, 'dryRunId' | 'providerId'> {
  const { outcome: baseOutcome, failing: baseFailing } = judge(base, asOf);
  return { ...judge(draft, asOf), baseOutcome, baseFailing };
}

function judge({ facts, policy }: Judged, asOf: BusinessDate) {
  const verdicts = judgeGates(policy, facts, 'STANDING', asOf);
  const failed = failing(verdicts);
  const bite = nextBite(verdicts);
  const days = failed.map(({ since }) => since ?? asOf).sort();
  return {
    outcome: failed.length > 0 ? ('WOULD_BE_AT_RISK' as const) : ('WOULD_PASS' as const),
    failing: failed.map(({ code }) => code),
    since: days[0] ?? null,
    bitesOn: bite?.bitesOn ?? null,
    bitesGate: bite?.code ?? null,
  };
}
