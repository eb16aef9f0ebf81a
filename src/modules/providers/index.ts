export { isCreditCode } from '../platform/kernel/credit-code.js';
export { loadProvider } from './graphql/provider.loader.js';
export { ProviderFocusEnum, ProviderType, toProviderType } from './graphql/provider.type.js';
export { ProviderService } from './provider.service.js';
export { ProvidersModule } from './providers.module.js';
