import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { CertificateService, type IssueCertificate } from './certificate.service.js';
import {
  CertificateStore,
  type CertificateFilter,
  type CertificateOrder,
  type CertificateRow,
} from './certificate.store.js';
import type { Consent } from './domain/consent.js';
import { renewCertificateErrors } from './domain/issue-certificate.js';
import type { Ruling } from './domain/rule-certificate.js';
import type { CertificateRuling } from './entities/certificate-history.entity.js';

/** What staff and holders ask for themselves: who sees which certificate, and a transaction for each wish. */
@Injectable()
export class CertificateDeskService {
  constructor(
    private readonly certificates: CertificateService,
    private readonly store: CertificateStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  page(
    context: RequestContext,
    filter: CertificateFilter,
    order: CertificateOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<CertificateRow>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, CertificateRow>> {
    return this.store.visibleByIds(context, ids);
  }

  /** @param certificateIds of certificates that the caller was shown */
  rulings(certificateIds: readonly string[]): Promise<Map<string, CertificateRuling[]>> {
    return this.store.rulings(certificateIds);
  }

  issue(context: RequestContext, request: IssueCertificate): Promise<Result<CertificateRow>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const issued = await this.certificates.issue(transaction, context, [request]);
      return issued.ok ? succeed(issued.value[0]!.certificate) : issued;
    });
  }

  async renew(
    context: RequestContext,
    command: { readonly certificateId: string; readonly entitlement: string },
  ): Promise<Result<CertificateRow>> {
    try {
      return await this.unitOfWork.run(context, (transaction) =>
        this.certificates.renew(transaction, context, command),
      );
    } catch (error) {
      // Two certificates asked to be renewed by one entitlement at the same moment.
      if (violatedConstraint(error) !== 'certificate_renewal_entitlement_unique') throw error;
      return fail(renewCertificateErrors.error('ENTITLEMENT_USED', ['input', 'entitlement']));
    }
  }

  rule(
    context: RequestContext,
    command: Ruling & { readonly certificateId: string },
  ): Promise<Result<CertificateRow>> {
    return this.unitOfWork.run(context, (transaction) =>
      this.certificates.rule(transaction, context, command),
    );
  }

  /** Only the holder decides what is shown; nobody decides it for them. */
  async setConsent(context: RequestContext, id: string, consent: Consent): Promise<CertificateRow> {
    const { scope } = context;
    const certificate = (await this.store.visibleByIds(context, [id])).get(id);
    const isHolder = scope.kind === 'PROVIDER' && scope.operatorId === certificate?.operatorId;
    if (!certificate || !isHolder) throw new NotFound('Your certificate');
    return this.unitOfWork.run(context, (transaction) =>
      this.certificates.setConsent(transaction, context, id, consent),
    );
  }
}
