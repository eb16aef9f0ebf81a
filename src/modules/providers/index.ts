export { loadProvider } from './graphql/provider.loader.js';
export { ProviderType, toProviderType } from './graphql/provider.type.js';
export { ProviderService } from './provider.service.js';
export { ProvidersModule } from './providers.module.js';
