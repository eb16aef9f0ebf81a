export { isCreditCode } from '../platform/kernel/credit-code.js';
export type { ProviderState } from './domain/provider.js';
export { loadProvider } from './graphql/provider.loader.js';
export { ProviderFocusEnum, ProviderType, toProviderType } from './graphql/provider.type.js';
export { ProviderRestrictionService } from './provider-restriction.service.js';
export { ProviderService, type ProviderMove } from './provider.service.js';
export { isProviderField, providerJson, type ProviderField } from './provider-json.js';
export { ProvidersModule } from './providers.module.js';
export { RegistrationService } from './registration.service.js';
