import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { CertificateSigner } from './certificate-signer.js';
import { CertificateStore, type CertificateRow } from './certificate.store.js';
import { certificateNumberFrom } from './domain/certificate-number.js';
import { CERTIFICATES_POLICY, certificatesPolicySchema } from './domain/certificate-policy.js';
import { NO_CONSENT_YET, type Consent } from './domain/consent.js';
import {
  decideIssue,
  decideRenewal,
  issueCertificateErrors,
  normaliseEntitlement,
  renewCertificateErrors,
} from './domain/issue-certificate.js';
import { decideRuling, ruleCertificateErrors, type Ruling } from './domain/rule-certificate.js';
import type { Certificate } from './entities/certificate.entity.js';
import { StatusListService } from './status-list.service.js';

export interface IssueCertificate {
  readonly operatorId: string;
  /** A code of the policy in force. */
  readonly level: string;
  /** Names the decision that entitles to the certificate; one decision gives one certificate, ever. */
  readonly entitlement: string;
}

export interface IssuedCertificate {
  readonly certificate: CertificateRow;
  /** False when the entitlement had given this certificate already. */
  readonly isNew: boolean;
}

/** How many certificates one call may issue: a page of the status lists is locked meanwhile. */
const MOST_AT_ONCE = 1_000;

/** Issues certificates and rules on them, inside the transaction of whoever decides about them. */
@Injectable()
export class CertificateService {
  constructor(
    private readonly store: CertificateStore,
    private readonly signer: CertificateSigner,
    private readonly statusLists: StatusListService,
    private readonly policies: PolicyService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Issues and signs certificates: all of them, or none. Asking again with the same entitlement gives the
   * certificate that it gave before, also when both ask at once.
   *
   * @returns one entry for each request, in order
   * @throws Error for more than a thousand requests
   */
  async issue(
    transaction: Transaction,
    context: RequestContext,
    requests: readonly IssueCertificate[],
  ): Promise<Result<IssuedCertificate[]>> {
    if (requests.length === 0) return succeed([]);
    if (requests.length > MOST_AT_ONCE) throw new Error(`more than ${MOST_AT_ONCE} at once`);
    const errors = issueCertificateErrors;
    const today = businessDateOf(context.now);
    const policy = await this.policy(transaction, today);
    const names = await this.store.operatorNames(
      transaction,
      requests.map(({ operatorId }) => operatorId),
    );
    const wanted = new Map<string, Omit<Certificate, 'statusPage' | 'statusIndex'>>();
    for (const { operatorId, level, entitlement } of requests) {
      const decision = decideIssue({ level, entitlement }, policy.body, today);
      if (!decision.ok) return decision;
      if (!names.has(operatorId)) {
        const parameters = { id: publicId('Operator', operatorId) };
        return fail(errors.error('UNKNOWN_OPERATOR', ['input', 'operatorId'], parameters));
      }
      wanted.set(decision.value.entitlement, {
        ...decision.value,
        ...NO_CONSENT_YET,
        id: newId(),
        number: certificateNumberFrom(randomBytes(11)),
        operatorId,
        level,
        suspendedAt: null,
        revokedOn: null,
        subjectId: randomUUID(),
        policyVersion: policy.version,
        createdAt: context.now,
      });
    }
    // The lock comes before the look: whoever asks at the same time waits here, and then sees ours.
    const page = await this.statusLists.lockPage(transaction, wanted.size);
    const entitlements = [...wanted.keys()];
    const existing = await this.store.byEntitlements(transaction, entitlements);
    const keys = requests.map(({ entitlement }) => normaliseEntitlement(entitlement)!);
    for (const [i, { operatorId, level }] of requests.entries()) {
      const certificate = existing.get(keys[i]!) ?? wanted.get(keys[i]!)!;
      if (certificate.operatorId !== operatorId || certificate.level !== level) {
        const parameters = { number: certificate.number };
        return fail(errors.error('ENTITLEMENT_USED', ['input', 'entitlement'], parameters));
      }
    }
    const missing = entitlements.filter((entitlement) => !existing.has(entitlement));
    const places = await this.statusLists.allocate(transaction, page, missing.length);
    const fresh = missing.map((entitlement, i) => {
      const { page: statusPage, index: statusIndex } = places[i]!;
      return { ...wanted.get(entitlement)!, statusPage, statusIndex };
    });
    await this.keep(transaction, context, fresh, names);
    const rows = new Map(
      fresh.map((row) => [row.entitlement, { ...row, operatorName: names.get(row.operatorId)! }]),
    );
    const issued = keys.map((key) => ({
      certificate: existing.get(key) ?? rows.get(key)!,
      isNew: rows.has(key),
    }));
    return succeed(issued);
  }

  /** Lengthens a certificate's term and signs it anew under the same number. */
  async renew(
    transaction: Transaction,
    context: RequestContext,
    command: { readonly certificateId: string; readonly entitlement: string },
  ): Promise<Result<CertificateRow>> {
    const errors = renewCertificateErrors;
    const entitlement = normaliseEntitlement(command.entitlement);
    if (!entitlement) return fail(errors.error('ENTITLEMENT_LENGTH', ['input', 'entitlement']));
    const certificate = await this.store.lock(transaction, command.certificateId);
    if (!certificate) {
      const parameters = { id: publicId('Certificate', command.certificateId) };
      return fail(errors.error('NOT_FOUND', ['input', 'certificateId'], parameters));
    }
    const renewed = await this.store.renewedBy(transaction, entitlement);
    if (renewed === certificate.id) return succeed(certificate);
    if (renewed) return fail(errors.error('ENTITLEMENT_USED', ['input', 'entitlement']));

    const today = businessDateOf(context.now);
    const policy = await this.policy(transaction, today);
    const decision = decideRenewal(certificate, policy.body, today);
    if (!decision.ok) return decision;
    const { validUntil } = decision.value;
    const { id, validUntil: validUntilBefore } = certificate;
    await this.store.renew(transaction, {
      id: newId(),
      certificateId: id,
      entitlement,
      validUntilBefore,
      validUntil,
      policyVersion: policy.version,
      decidedBy: actorKey(context.actor),
      decidedAt: context.now,
    });
    const before = { validUntil: validUntilBefore };
    const after = { validUntil, entitlement };
    return succeed(
      await this.changed(transaction, context, id, { what: 'renewed', before, after, sign: true }),
    );
  }

  /** Suspends, restores or revokes a certificate; the status lists say so from then on. */
  async rule(
    transaction: Transaction,
    context: RequestContext,
    command: Ruling & { readonly certificateId: string },
  ): Promise<Result<CertificateRow>> {
    const { certificateId: id } = command;
    const certificate = await this.store.lock(transaction, id);
    if (!certificate) {
      const parameters = { id: publicId('Certificate', id) };
      const path = ['input', 'certificateId'];
      return fail(ruleCertificateErrors.error('NOT_FOUND', path, parameters));
    }
    const today = businessDateOf(context.now);
    const policy = await this.policy(transaction, today);
    const decision = decideRuling(certificate, command, policy.body, today);
    if (!decision.ok) return decision;
    const { kind, reason, effectiveOn } = decision.value;
    const { suspendedAt, revokedOn } = certificate;
    const facts = {
      SUSPENDED: { suspendedAt: context.now, revokedOn },
      LIFTED: { suspendedAt: null, revokedOn },
      // A suspension goes on until the revocation takes effect.
      REVOKED: { suspendedAt, revokedOn: effectiveOn },
    }[kind];
    await this.store.rule(
      transaction,
      {
        id: newId(),
        certificateId: id,
        kind,
        reason,
        effectiveOn,
        decidedBy: actorKey(context.actor),
        decidedAt: context.now,
      },
      facts,
    );
    await this.statusLists.touch(transaction, certificate.statusPage);
    const what = { SUSPENDED: 'suspended', LIFTED: 'suspension_lifted', REVOKED: 'revoked' }[kind];
    const before = { suspendedAt: suspendedAt?.toISOString() ?? null, revokedOn };
    const after = { effectiveOn };
    return succeed(await this.changed(transaction, context, id, { what, before, after, reason }));
  }

  /** Keeps what the holder agrees to show, and signs the certificate anew with just that. */
  async setConsent(
    transaction: Transaction,
    context: RequestContext,
    id: string,
    consent: Consent,
  ): Promise<CertificateRow> {
    const certificate = (await this.store.lock(transaction, id))!;
    await this.store.setConsent(transaction, id, consent);
    const { nameDisplay, showEmployer } = certificate;
    return this.changed(transaction, context, id, {
      what: 'consent_changed',
      before: { nameDisplay, showEmployer },
      after: { ...consent },
      sign: nameDisplay !== consent.nameDisplay,
    });
  }

  private policy(transaction: Transaction, today: BusinessDate) {
    return this.policies.inForce(CERTIFICATES_POLICY, certificatesPolicySchema, today, transaction);
  }

  private async keep(
    transaction: Transaction,
    context: RequestContext,
    certificates: readonly Certificate[],
    names: ReadonlyMap<string, string>,
  ): Promise<void> {
    if (certificates.length === 0) return;
    await this.store.insert(transaction, certificates);
    const rows = certificates.map((certificate) => ({
      ...certificate,
      operatorName: names.get(certificate.operatorId)!,
      revision: 1,
    }));
    await this.signer.sign(transaction, context.now, rows);
    await this.audit.record(
      transaction,
      context,
      ...certificates.map(({ id, operatorId, level, validUntil, entitlement }) => ({
        action: 'certificate.issued',
        object: { kind: 'Certificate' as const, id },
        after: { operatorId: publicId('Operator', operatorId), level, validUntil, entitlement },
      })),
    );
    await this.outbox.publish(transaction, {
      kind: 'certificate.issued',
      payload: {
        certificates: certificates.map(({ id, operatorId, level }) => ({ id, operatorId, level })),
      },
    });
  }

  private async changed(
    transaction: Transaction,
    context: RequestContext,
    id: string,
    change: {
      readonly what: string;
      readonly before: Readonly<Record<string, unknown>>;
      readonly after: Readonly<Record<string, unknown>>;
      readonly reason?: string;
      readonly sign?: boolean;
    },
  ): Promise<CertificateRow> {
    const row = (await this.store.byIds(transaction, [id])).get(id)!;
    if (change.sign) {
      const revision = await this.store.nextRevision(transaction, id);
      await this.signer.sign(transaction, context.now, [{ ...row, revision }]);
    }
    const { what, before, after, reason } = change;
    await this.audit.record(transaction, context, {
      action: `certificate.${what}`,
      object: { kind: 'Certificate', id },
      before,
      after,
      ...(reason && { reason }),
    });
    await this.outbox.publish(transaction, {
      kind: `certificate.${what}`,
      payload: { certificateId: id, operatorId: row.operatorId, level: row.level },
    });
    return row;
  }
}
