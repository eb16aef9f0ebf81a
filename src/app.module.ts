import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GraphqlModule } from './graphql/graphql.module.js';
import { RefusalFilter } from './http/refusal.filter.js';
import { RateLimitModule } from './graphql/limits/rate-limit.module.js';
import { HttpModule } from './http/http.module.js';
import { AdmissionModule } from './modules/admission/index.js';
import { AuditModule } from './modules/audit/index.js';
import { AuthModule } from './modules/auth/index.js';
import { CertificatesModule } from './modules/certificates/index.js';
import { EngagementsModule } from './modules/engagements/index.js';
import { FeedModule } from './modules/feed/index.js';
import { FilesModule } from './modules/files/index.js';
import { NotificationsModule } from './modules/notifications/index.js';
import { PersonalDataModule } from './modules/personal-data/index.js';
import { OutcomesModule } from './modules/outcomes/index.js';
import { ProgrammesModule } from './modules/programmes/index.js';
import { Configuration } from './modules/platform/config/configuration.js';
import { ConfigurationModule } from './modules/platform/config/configuration.module.js';
import { dataSourceOptions } from './modules/platform/database/data-source.js';
import { PlatformModule } from './modules/platform/platform.module.js';
import { MerchantsModule } from './modules/merchants/index.js';
import { OperatorsModule } from './modules/operators/index.js';
import { ProvidersModule } from './modules/providers/index.js';
import { ReferenceModule } from './modules/reference/index.js';
import { ScoringModule } from './modules/scoring/index.js';
import { entities } from './entities.js';

/** The feature modules, lowest first: each stands only on those before it (.dependency-cruiser.cjs). */
export const features = [
  AuditModule,
  NotificationsModule,
  FilesModule,
  PersonalDataModule,
  AuthModule,
  ReferenceModule,
  ProvidersModule,
  OperatorsModule,
  MerchantsModule,
  CertificatesModule,
  FeedModule,
  EngagementsModule,
  AdmissionModule,
  OutcomesModule,
  ProgrammesModule,
  ScoringModule,
];

@Module({})
export class AppModule {
  static of(configuration: Configuration): DynamicModule {
    const { DATABASE_URL, DATABASE_POOL_SIZE } = configuration.values;
    return {
      module: AppModule,
      imports: [
        ConfigurationModule.of(configuration),
        TypeOrmModule.forRoot(dataSourceOptions(DATABASE_URL, DATABASE_POOL_SIZE, entities)),
        PlatformModule,
        GraphqlModule,
        ...features,
        HttpModule,
        RateLimitModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: RefusalFilter }],
    };
  }
}
