import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants/index.js';
import { OperatorsModule } from '../operators/index.js';
import { ProvidersModule } from '../providers/index.js';
import { AdoptedPast } from './datasets/adopted-past.js';
import { EngagementService } from './engagement.service.js';
import { EngagementStore } from './engagement.store.js';
import { EngagementResolver } from './graphql/engagement.resolver.js';
import { OperatedSessionResolver } from './graphql/operated-session.resolver.js';
import { PartyLoaders } from './graphql/party-loaders.js';
import {
  EngagementRelatedPartyResolver,
  OperatedSessionRelatedPartyResolver,
} from './graphql/related-party.resolver.js';
import { OperatedSessionService } from './operated-session.service.js';
import { OperatedSessionStore } from './operated-session.store.js';
import { ServingProvider } from './serving-provider.js';
import { SessionVerificationService } from './session-verification.service.js';
import { SessionVerificationStore } from './session-verification.store.js';

@Module({
  imports: [ProvidersModule, OperatorsModule, MerchantsModule],
  providers: [
    EngagementService,
    EngagementStore,
    EngagementResolver,
    EngagementRelatedPartyResolver,
    OperatedSessionRelatedPartyResolver,
    OperatedSessionService,
    OperatedSessionStore,
    OperatedSessionResolver,
    PartyLoaders,
    SessionVerificationService,
    SessionVerificationStore,
    ServingProvider,
    AdoptedPast,
  ],
  exports: [EngagementService, OperatedSessionService],
})
export class EngagementsModule {}
