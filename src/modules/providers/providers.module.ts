import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ReferenceModule } from '../reference/index.js';
import { ProviderPackagesResolver } from './graphql/provider-packages.resolver.js';
import { ProviderResolver } from './graphql/provider.resolver.js';
import { RegistrationResolver } from './graphql/registration.resolver.js';
import { ServicePackageResolver } from './graphql/service-package.resolver.js';
import { ProviderRestrictionService } from './provider-restriction.service.js';
import { ProviderService } from './provider.service.js';
import { ProviderStore } from './provider.store.js';
import { RegistrationService } from './registration.service.js';
import { RestrictionStore } from './restriction.store.js';
import { ServicePackageService } from './service-package.service.js';
import { ServicePackageStore } from './service-package.store.js';

@Module({
  imports: [AuthModule, ReferenceModule],
  providers: [
    ProviderService,
    ProviderStore,
    ProviderResolver,
    ProviderPackagesResolver,
    ProviderRestrictionService,
    RestrictionStore,
    RegistrationService,
    RegistrationResolver,
    ServicePackageService,
    ServicePackageStore,
    ServicePackageResolver,
  ],
  exports: [ProviderService, ProviderRestrictionService, ServicePackageService],
})
export class ProvidersModule {}
