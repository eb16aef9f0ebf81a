export { ProviderService } from './provider.service.js';
export { ProvidersModule } from './providers.module.js';
