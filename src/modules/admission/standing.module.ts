import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/index.js';
import { ProvidersModule } from '../providers/index.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { StandingMoves } from './standing-moves.service.js';
import { StandingService } from './standing.service.js';
import { StandingStore } from './standing.store.js';

/** How providers stand: what reviews and rulings, on violations too, make of it. */
@Module({
  imports: [NotificationsModule, ProvidersModule],
  providers: [AdmissionPolicyService, StandingStore, StandingMoves, StandingService],
  exports: [AdmissionPolicyService, StandingStore, StandingMoves, StandingService],
})
export class StandingModule {}
