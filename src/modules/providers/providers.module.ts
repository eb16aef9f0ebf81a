import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ReferenceModule } from '../reference/index.js';
import { ProviderPackagesResolver } from './graphql/provider-packages.resolver.js';
import { ProviderResolver } from './graphql/provider.resolver.js';
import { PublicProviderResolver } from './graphql/public-provider.resolver.js';
import { RegistrationResolver } from './graphql/registration.resolver.js';
import { ServicePackageResolver } from './graphql/service-package.resolver.js';
import { ProviderRestrictionService } from './provider-restriction.service.js';
import { ProviderService } from './provider.service.js';
import { ProviderStore } from './provider.store.js';
import { PublicProfileService } from './public-profile.service.js';
import { PublicProfileStore } from './public-profile.store.js';
import { RegistrationService } from './registration.service.js';
import { RestrictionStore } from './restriction.store.js';
import { ServicePackageService } from './service-package.service.js';
import { ServicePackageStore } from './service-package.store.js';
import { ProviderExport } from './provider.export.js';

@Module({
  imports: [AuthModule, ReferenceModule],
  providers: [
    ProviderExport,
    ProviderService,
    ProviderStore,
    ProviderResolver,
    ProviderPackagesResolver,
    ProviderRestrictionService,
    PublicProfileService,
    PublicProfileStore,
    PublicProviderResolver,
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
