export {
  CertificateService,
  type IssueCertificate,
  type IssuedCertificate,
} from './certificate.service.js';
export { CertificatesModule } from './certificates.module.js';
export { IssuerKeyService } from './issuer-key.service.js';
