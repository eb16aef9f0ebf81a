import { Module } from '@nestjs/common';
import { CertificateDeskService } from './certificate-desk.service.js';
import { CertificateSigner } from './certificate-signer.js';
import { CertificateService } from './certificate.service.js';
import { CertificateStore } from './certificate.store.js';
import { CertificateResolver } from './graphql/certificate.resolver.js';
import { VerificationResolver } from './graphql/verification.resolver.js';
import { IssuerKeyService } from './issuer-key.service.js';
import { IssuerKeyStore } from './issuer-key.store.js';
import { LookupService } from './lookup.service.js';
import { LookupStore } from './lookup.store.js';
import { CertificatePageController } from './pages/certificate-page.controller.js';
import { IssuerRecordsController } from './pages/issuer-records.controller.js';
import { StatusListService } from './status-list.service.js';
import { StatusListStore } from './status-list.store.js';

@Module({
  controllers: [CertificatePageController, IssuerRecordsController],
  providers: [
    CertificateService,
    CertificateDeskService,
    CertificateSigner,
    CertificateStore,
    IssuerKeyService,
    IssuerKeyStore,
    LookupService,
    LookupStore,
    StatusListService,
    StatusListStore,
    CertificateResolver,
    VerificationResolver,
  ],
  exports: [CertificateService, IssuerKeyService],
})
export class CertificatesModule {}
