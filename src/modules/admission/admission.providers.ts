import { AdmissionPolicyDraftService } from './admission-policy-draft.service.js';
import { AdmissionPolicyTrial } from './admission-policy-trial.service.js';
import { AdmissionPolicyStore } from './admission-policy.store.js';
import { AdmissionExport } from './admission.export.js';
import { ApplicationContacts } from './application-contacts.js';
import { ApplicationDocumentService } from './application-document.service.js';
import { ApplicationDocumentStore } from './application-document.store.js';
import { ApplicationService } from './application.service.js';
import { ApplicationStore } from './application.store.js';
import { ChecklistService } from './checklist.service.js';
import { GateFactsService } from './gate-facts.service.js';
import { GateFactsStore } from './gate-facts.store.js';
import { AdmissionJobs } from './jobs/admission.jobs.js';
import { ReviewDesk } from './review-desk.service.js';
import { ReviewEffects } from './review-effects.service.js';
import { ReviewRulingService } from './review-ruling.service.js';
import { ReviewService } from './review.service.js';
import { ReviewStore } from './review.store.js';
import { StandingCheckService } from './standing-check.service.js';

/** Application, review and standing. */
export const ADMISSION_PROVIDERS = [
  AdmissionPolicyStore,
  ApplicationStore,
  ApplicationDocumentStore,
  GateFactsStore,
  ReviewStore,
  AdmissionPolicyDraftService,
  AdmissionPolicyTrial,
  GateFactsService,
  ReviewDesk,
  ApplicationContacts,
  ApplicationService,
  ApplicationDocumentService,
  ChecklistService,
  StandingCheckService,
  ReviewEffects,
  ReviewService,
  ReviewRulingService,
  AdmissionExport,
  AdmissionJobs,
];
