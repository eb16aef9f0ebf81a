import { AppealStatement } from './modules/admission/entities/appeal-statement.entity.js';
import { Appeal } from './modules/admission/entities/appeal.entity.js';
import { ConductNotice } from './modules/admission/entities/conduct-notice.entity.js';
import { DepositEntry } from './modules/admission/entities/deposit-entry.entity.js';
import { DepositRefund } from './modules/admission/entities/deposit-refund.entity.js';
import { Violation } from './modules/admission/entities/violation.entity.js';
import {
  AdmissionPolicyDraft,
  PolicyDryRun,
  PolicyDryRunResult,
} from './modules/admission/entities/admission-policy.entity.js';
import { AdmissionDocument } from './modules/admission/entities/application-document.entity.js';
import {
  ApplicationSubmission,
  ApplicationTransition,
} from './modules/admission/entities/application-history.entity.js';
import { AdmissionApplication } from './modules/admission/entities/application.entity.js';
import {
  ReviewCase,
  ReviewGateAnswer,
  ReviewOpinion,
} from './modules/admission/entities/review.entity.js';
import {
  ProviderStanding,
  StandingTransition,
} from './modules/admission/entities/standing.entity.js';
import { AuditEntry } from './modules/audit/entities/audit-entry.entity.js';
import { EngagementMessage } from './modules/engagements/entities/engagement-message.entity.js';
import { EngagementOperator } from './modules/engagements/entities/engagement-operator.entity.js';
import { EngagementTransition } from './modules/engagements/entities/engagement-transition.entity.js';
import {
  EngagementAnswer,
  EngagementMilestone,
  EngagementVersion,
} from './modules/engagements/entities/engagement-version.entity.js';
import { OperatedSessionAnswer } from './modules/engagements/entities/operated-session-answer.entity.js';
import { SessionDispute } from './modules/engagements/entities/session-dispute.entity.js';
import { SessionPlan } from './modules/engagements/entities/session-plan.entity.js';
import { SessionReview } from './modules/engagements/entities/session-review.entity.js';
import { Engagement } from './modules/engagements/entities/engagement.entity.js';
import { OperatedSession } from './modules/engagements/entities/operated-session.entity.js';
import { Account } from './modules/auth/entities/account.entity.js';
import { ApiKey, ApiKeySecret } from './modules/auth/entities/api-key.entity.js';
import { AttemptThrottleEntry } from './modules/auth/entities/attempt-throttle.entity.js';
import { Invitation } from './modules/auth/entities/invitation.entity.js';
import { Membership } from './modules/auth/entities/membership.entity.js';
import { AccountSession, RefreshToken } from './modules/auth/entities/session.entity.js';
import { AccountTotp, RecoveryCode } from './modules/auth/entities/totp.entity.js';
import {
  CertificateDocument,
  CertificateRenewal,
  CertificateRuling,
} from './modules/certificates/entities/certificate-history.entity.js';
import {
  CertificateLookup,
  CertificateVerificationCount,
} from './modules/certificates/entities/certificate-lookup.entity.js';
import { Certificate } from './modules/certificates/entities/certificate.entity.js';
import { IssuerKey } from './modules/certificates/entities/issuer-key.entity.js';
import { StatusListEntry, StatusPage } from './modules/certificates/entities/status-list.entity.js';
import { FeedLoadEntity } from './modules/feed/entities/feed-load.entity.js';
import { FeedReject } from './modules/feed/entities/feed-reject.entity.js';
import { MerchantClaimCode } from './modules/merchants/entities/merchant-claim-code.entity.js';
import { Merchant } from './modules/merchants/entities/merchant.entity.js';
import { Employment } from './modules/operators/entities/employment.entity.js';
import { Operator } from './modules/operators/entities/operator.entity.js';
import { FileAttachment } from './modules/files/entities/file-attachment.entity.js';
import { StoredFileChunk } from './modules/files/entities/stored-file-chunk.entity.js';
import { StoredFileEntity } from './modules/files/entities/stored-file.entity.js';
import { NotificationDigest } from './modules/notifications/entities/notification-digest.entity.js';
import { NotificationRead } from './modules/notifications/entities/notification-read.entity.js';
import { NotificationEntity } from './modules/notifications/entities/notification.entity.js';
import { EngagementAttainment } from './modules/outcomes/entities/engagement-attainment.entity.js';
import { EngagementMonth } from './modules/outcomes/entities/engagement-month.entity.js';
import { LeapCredit } from './modules/outcomes/entities/leap-credit.entity.js';
import { LeapRate } from './modules/outcomes/entities/leap-rate.entity.js';
import { Leap } from './modules/outcomes/entities/leap.entity.js';
import { MerchantColdStart } from './modules/outcomes/entities/merchant-cold-start.entity.js';
import { MerchantGrowthComputation } from './modules/outcomes/entities/merchant-growth-computation.entity.js';
import { MerchantMonth } from './modules/outcomes/entities/merchant-month.entity.js';
import { ProviderDayGmv } from './modules/outcomes/entities/provider-day-gmv.entity.js';
import { ColdStartCurve } from './modules/outcomes/entities/cold-start-curve.entity.js';
import { RestatedClaim } from './modules/outcomes/entities/restated-claim.entity.js';
import { ServiceEffectComputation } from './modules/outcomes/entities/service-effect-computation.entity.js';
import { ServiceEffectMerchant } from './modules/outcomes/entities/service-effect-merchant.entity.js';
import { ServiceEffect } from './modules/outcomes/entities/service-effect.entity.js';
import { IdempotencyKey } from './modules/platform/idempotency/entities/idempotency-key.entity.js';
import { BackgroundJob } from './modules/platform/jobs/entities/background-job.entity.js';
import { JobWorkerEntry } from './modules/platform/jobs/entities/job-worker.entity.js';
import { OutboxEventEntity } from './modules/platform/outbox/entities/outbox-event.entity.js';
import { PolicyVersion } from './modules/platform/policies/entities/policy-version.entity.js';
import { ProgrammeProgress } from './modules/programmes/entities/programme-progress.entity.js';
import { ProgrammeStanding } from './modules/programmes/entities/programme-standing.entity.js';
import { ProgrammeVersion } from './modules/programmes/entities/programme-version.entity.js';
import { Programme } from './modules/programmes/entities/programme.entity.js';
import { Provider } from './modules/providers/entities/provider.entity.js';
import { ProviderRestriction } from './modules/providers/entities/provider-restriction.entity.js';
import { ProviderTransition } from './modules/providers/entities/provider-transition.entity.js';
import { IdentityConflict } from './modules/operators/entities/identity-conflict.entity.js';
import { PartyMark } from './modules/merchants/entities/party-mark.entity.js';
import { DataSubject } from './modules/personal-data/entities/data-subject.entity.js';
import { PersonalFieldEntity } from './modules/personal-data/entities/personal-field.entity.js';
import { ProfileConfirmation } from './modules/providers/entities/profile-confirmation.entity.js';
import { ServicePackage } from './modules/providers/entities/service-package.entity.js';
import { Category } from './modules/reference/entities/category.entity.js';
import { Region } from './modules/reference/entities/region.entity.js';
import { CapabilityModel } from './modules/scoring/entities/capability-model.entity.js';
import { ProviderScore } from './modules/scoring/entities/provider-score.entity.js';
import { ScoringApplication } from './modules/scoring/entities/scoring-application.entity.js';
import { ScoringHead } from './modules/scoring/entities/scoring-head.entity.js';
import { ScoringRun } from './modules/scoring/entities/scoring-run.entity.js';
import { ScoringSubject } from './modules/scoring/entities/scoring-subject.entity.js';

import { OutcomeComputation } from './modules/outcomes/entities/outcome-computation.entity.js';

/** Every table that TypeORM knows. Held against the migrated database by test/conformance/migration-drift.spec.ts. */
export const entities = [
  Account,
  AccountSession,
  AccountTotp,
  ApiKey,
  ApiKeySecret,
  AttemptThrottleEntry,
  AuditEntry,
  BackgroundJob,
  Category,
  Certificate,
  CertificateDocument,
  CertificateLookup,
  CertificateRenewal,
  CertificateRuling,
  CertificateVerificationCount,
  Employment,
  FeedLoadEntity,
  FeedReject,
  IdempotencyKey,
  Invitation,
  IssuerKey,
  JobWorkerEntry,
  Membership,
  Merchant,
  MerchantClaimCode,
  Operator,
  OutboxEventEntity,
  PolicyVersion,
  Provider,
  ProviderTransition,
  RecoveryCode,
  RefreshToken,
  Region,
  ServicePackage,
  StatusListEntry,
  StatusPage,
  Engagement,
  EngagementOperator,
  EngagementTransition,
  OperatedSession,
  EngagementAnswer,
  EngagementMessage,
  EngagementMilestone,
  EngagementVersion,
  OperatedSessionAnswer,
  SessionDispute,
  SessionPlan,
  SessionReview,
  CapabilityModel,
  ProviderScore,
  ScoringApplication,
  ScoringHead,
  ScoringRun,
  ScoringSubject,
  DataSubject,
  Appeal,
  AppealStatement,
  ConductNotice,
  DepositEntry,
  DepositRefund,
  ProviderRestriction,
  Violation,
  AdmissionApplication,
  AdmissionDocument,
  AdmissionPolicyDraft,
  ApplicationSubmission,
  ApplicationTransition,
  PolicyDryRun,
  PolicyDryRunResult,
  ProviderStanding,
  ReviewCase,
  ReviewGateAnswer,
  ReviewOpinion,
  StandingTransition,
  FileAttachment,
  IdentityConflict,
  PartyMark,
  PersonalFieldEntity,
  ProfileConfirmation,
  StoredFileChunk,
  StoredFileEntity,
  NotificationDigest,
  NotificationRead,
  NotificationEntity,
  EngagementAttainment,
  EngagementMonth,
  Leap,
  LeapCredit,
  LeapRate,
  MerchantColdStart,
  MerchantGrowthComputation,
  MerchantMonth,
  ProviderDayGmv,
  Programme,
  ProgrammeProgress,
  ProgrammeStanding,
  ProgrammeVersion,
  OutcomeComputation,
  ColdStartCurve,
  RestatedClaim,
  ServiceEffectComputation,
  ServiceEffectMerchant,
  ServiceEffect,
];
