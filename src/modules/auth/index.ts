export { AccessTokens, type AccessTokenClaims } from './access-token.js';
export { AuthModule } from './auth.module.js';
