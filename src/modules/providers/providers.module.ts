import { Module } from '@nestjs/common';
import { ProviderResolver } from './graphql/provider.resolver.js';
import { ProviderService } from './provider.service.js';
import { ProviderStore } from './provider.store.js';

@Module({
  providers: [ProviderService, ProviderStore, ProviderResolver],
  exports: [ProviderService],
})
export class ProvidersModule {}
