export { AccessTokens, type AccessTokenClaims } from './access-token.js';
export { AccountService, type NewAccount, type PreparedAccount } from './account.service.js';
export { AttemptThrottle, type AttemptTarget } from './attempt-throttle.js';
export { AuthModule } from './auth.module.js';
export { InvitationService } from './invitation.service.js';
export { MemberService } from './member.service.js';
export { ALREADY_MEMBER_ERROR } from './domain/membership-errors.js';
export { NEW_ACCOUNT_ERRORS } from './domain/new-account.js';
