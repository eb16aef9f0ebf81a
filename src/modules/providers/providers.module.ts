import { Module } from '@nestjs/common';
import { ReferenceModule } from '../reference/index.js';
import { ProviderResolver } from './graphql/provider.resolver.js';
import { ServicePackageResolver } from './graphql/service-package.resolver.js';
import { ProviderService } from './provider.service.js';
import { ProviderStore } from './provider.store.js';
import { ServicePackageService } from './service-package.service.js';
import { ServicePackageStore } from './service-package.store.js';

@Module({
  imports: [ReferenceModule],
  providers: [
    ProviderService,
    ProviderStore,
    ProviderResolver,
    ServicePackageService,
    ServicePackageStore,
    ServicePackageResolver,
  ],
  exports: [ProviderService, ServicePackageService],
})
export class ProvidersModule {}
