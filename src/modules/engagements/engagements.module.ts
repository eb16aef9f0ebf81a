import { Module } from '@nestjs/common';
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
import { EngagementService } from './engagement.service.js';
import { EngagementStore } from './engagement.store.js';
import { EngagementResolver } from './graphql/engagement.resolver.js';
import { NegotiationResolver } from './graphql/negotiation.resolver.js';
import { OperatedSessionResolver } from './graphql/operated-session.resolver.js';
import { SessionAnswerResolver } from './graphql/session-answer.resolver.js';
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
import { SessionVerificationService } from './session-verification.service.js';
import { SessionVerificationStore } from './session-verification.store.js';
import { EngagementExport } from './engagement.export.js';

@Module({
  imports: [ProvidersModule, OperatorsModule, MerchantsModule],
  controllers: [ClaimsFileController],
  providers: [
    EngagementExport,
    ClaimsFileService,
    EngagementService,
    EngagementStore,
    EngagementVersionStore,
    EngagementProgressStore,
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
    SessionDisputeService,
    SessionDisputeStore,
    SilenceJob,
    SessionVerificationService,
    SessionVerificationStore,
    ServingProvider,
    AdoptedPast,
  ],
  exports: [EngagementService, OperatedSessionService],
})
export class EngagementsModule {}
