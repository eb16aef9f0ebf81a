import { Injectable } from '@nestjs/common';
import { ProviderService } from '../providers/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { ApplicationDocumentStore } from './application-document.store.js';
import { ApplicationStore } from './application.store.js';
import type { AdmissionPolicy, Applicability } from './domain/admission-policy.js';
import { checklistOf, type Checklist } from './domain/checklist.js';
import { judgeGates, type GateVerdict } from './domain/gate.js';
import { stageOf } from './domain/standing.js';
import type { AdmissionApplication } from './entities/application.entity.js';
import { GateFactsService } from './gate-facts.service.js';
import { ReviewStore } from './review.store.js';
import { StandingStore } from './standing.store.js';

export interface ProviderChecklist extends Checklist {
  readonly application: AdmissionApplication | undefined;
}

export interface Applicant {
  readonly key: string;
  readonly providerId: string;
  readonly company: Applicability;
}

/** What is missing, who acts next and by when: at every moment of a provider's way. */
@Injectable()
export class ChecklistService {
  constructor(
    private readonly applications: ApplicationStore,
    private readonly documents: ApplicationDocumentStore,
    private readonly standings: StandingStore,
    private readonly reviews: ReviewStore,
    private readonly facts: GateFactsService,
    private readonly policies: AdmissionPolicyService,
    private readonly providers: ProviderService,
  ) {}

  /** @throws NotFound for a provider whose checklist the caller may not see */
  async of(context: RequestContext, providerId: string): Promise<ProviderChecklist> {
    const provider = (await this.providers.byIds([providerId])).get(providerId);
    if (!provider || !maySee(context, { providerId })) throw new NotFound('The provider');
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.inForce(today);
    const application = (await this.applications.latestOf([providerId])).get(providerId);
    const standing = (await this.standings.byIds([providerId])).get(providerId);
    const documents = (await this.documents.ofProviders([providerId])).get(providerId)!;
    const review = application
      ? (await this.reviews.openOfApplications([application.id])).get(application.id)
      : undefined;
    const returned =
      application?.state === 'RETURNED'
        ? (await this.applications.transitionsOf([application.id])).get(application.id)!.at(-1)
        : undefined;
    const isStanding = standing !== undefined && standing.state !== 'EXITED';
    const verdicts = isStanding
      ? await this.judgeStanding(policy, providerId, stageOf(standing), today)
      : await this.judgeApplicant(
          policy,
          {
            key: providerId,
            providerId,
            company: application?.content ?? {
              focus: provider.focus,
              categoryCodes: [provider.mainCategoryCode],
            },
          },
          today,
        );
    const checklist = checklistOf({
      policy,
      application: application && {
        state: application.state,
        content: application.content,
        dueOn: application.dueOn ?? review?.dueOn ?? null,
        reapplyFrom: application.reapplyFrom,
        requests: returned?.requests ?? [],
      },
      standing,
      documents: documents.map((document) => ({
        ...document,
        addedOn: businessDateOf(document.addedAt),
      })),
      verdicts,
      today,
    });
    return { ...checklist, application };
  }

  /** What gates say of applicants who are what their applications say, by key. */
  async judgeAdmissions(
    policy: AdmissionPolicy,
    applicants: readonly Applicant[],
    today: BusinessDate,
    executor?: SqlExecutor,
  ): Promise<Map<string, GateVerdict[]>> {
    const providerIds = [...new Set(applicants.map(({ providerId }) => providerId))];
    const facts = await this.facts.of(
      { providerIds, acceptedOnly: false },
      policy,
      today,
      executor,
    );
    return new Map(
      applicants.map(({ key, providerId, company: { focus, categoryCodes } }) => [
        key,
        judgeGates(policy, { ...facts.get(providerId)!, focus, categoryCodes }, 'ADMISSION', today),
      ]),
    );
  }

  private async judgeApplicant(
    policy: AdmissionPolicy,
    applicant: Applicant,
    today: BusinessDate,
  ): Promise<GateVerdict[]> {
    return (await this.judgeAdmissions(policy, [applicant], today)).get(applicant.key)!;
  }

  private async judgeStanding(
    policy: AdmissionPolicy,
    providerId: string,
    stage: 'PROBATION' | 'STANDING',
    today: BusinessDate,
  ): Promise<GateVerdict[]> {
    const wanted = { providerIds: [providerId], acceptedOnly: true };
    return judgeGates(
      policy,
      (await this.facts.of(wanted, policy, today)).get(providerId)!,
      stage,
      today,
    );
  }
}
