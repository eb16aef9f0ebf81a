export { EngagementService } from './engagement.service.js';
export { EngagementsModule } from './engagements.module.js';
export { OperatedSessionService } from './operated-session.service.js';
export { OperatedSessionType } from './graphql/operated-session.type.js';
