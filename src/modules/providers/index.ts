export { isCreditCode } from './domain/credit-code.js';
export { ProviderService } from './provider.service.js';
export { ProvidersModule } from './providers.module.js';
