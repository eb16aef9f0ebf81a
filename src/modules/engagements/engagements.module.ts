import { Module } from '@nestjs/common';
import { FilesModule } from '../files/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { OperatorsModule } from '../operators/index.js';
import { ProvidersModule } from '../providers/index.js';
import { ClaimsFileService } from './claims-file.service.js';
import { AdoptedPast } from './datasets/adopted-past.js';
import { EngagementAnswerService } from './engagement-answer.service.js';
import { EngagementJournal } from './engagement-journal.js';
import { EngagementOfferService } from './engagement-offer.service.js';
import { EngagementVersionStore } from './engagement-version.store.js';
import { EngagementProgressStore } from './engagement-progress.store.js';
import { EngagementActivityStore } from './engagement-activity.store.js';
import { EngagementMessageService } from './engagement-message.service.js';
import { EngagementMessageStore } from './engagement-message.store.js';
import { EngagementMessageResolver } from './graphql/engagement-message.resolver.js';
import { EngagementService } from './engagement.service.js';
import { EngagementStore } from './engagement.store.js';
import { EngagementResolver } from './graphql/engagement.resolver.js';
import { NegotiationResolver } from './graphql/negotiation.resolver.js';
import { OperatedSessionResolver } from './graphql/operated-session.resolver.js';
import { SessionAnswerResolver } from './graphql/session-answer.resolver.js';
import { DisputeEvidenceResolver } from './graphql/dispute-evidence.resolver.js';
import { PartyLoaders } from './graphql/party-loaders.js';
import {
  EngagementRelatedPartyResolver,
  OperatedSessionRelatedPartyResolver,
} from './graphql/related-party.resolver.js';
import { ClaimsFileController } from './http/claims-file.controller.js';
import { NegotiationService } from './negotiation.service.js';
import { NegotiationStore } from './negotiation.store.js';
import { OperatedSessionService } from './operated-session.service.js';
import { OperatedSessionStore } from './operated-session.store.js';
import { SilenceJob } from './jobs/silence.job.js';
import { ServingProvider } from './serving-provider.js';
import { SessionAnswerService } from './session-answer.service.js';
import { SessionAnswerStore } from './session-answer.store.js';
import { SessionDisputeService } from './session-dispute.service.js';
import { SessionDisputeStore } from './session-dispute.store.js';
import { SessionPlanResolver } from './graphql/session-plan.resolver.js';
import { SessionPlanService } from './session-plan.service.js';
import { SessionPlanStore } from './session-plan.store.js';
import { SessionVerificationService } from './session-verification.service.js';
import { SessionVerificationStore } from './session-verification.store.js';
import { EngagementExport } from './engagement.export.js';

@Module({
  imports: [FilesModule, ProvidersModule, OperatorsModule, MerchantsModule],
  controllers: [ClaimsFileController],
  providers: [
    EngagementExport,
    ClaimsFileService,
    EngagementService,
    EngagementStore,
    EngagementVersionStore,
    EngagementProgressStore,
    EngagementActivityStore,
    EngagementMessageService,
    EngagementMessageStore,
    EngagementMessageResolver,
    EngagementJournal,
    EngagementOfferService,
    EngagementAnswerService,
    EngagementResolver,
    EngagementRelatedPartyResolver,
    OperatedSessionRelatedPartyResolver,
    NegotiationService,
    NegotiationStore,
    NegotiationResolver,
    OperatedSessionService,
    OperatedSessionStore,
    OperatedSessionResolver,
    PartyLoaders,
    SessionAnswerService,
    SessionAnswerStore,
    SessionAnswerResolver,
    DisputeEvidenceResolver,
    SessionDisputeService,
    SessionDisputeStore,
    SessionPlanService,
    SessionPlanStore,
    SessionPlanResolver,
    SilenceJob,
    SessionVerificationService,
    SessionVerificationStore,
    ServingProvider,
    AdoptedPast,
  ],
  exports: [EngagementService, OperatedSessionService],
})
export class EngagementsModule {}
