import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import type { CertificatesPolicy } from './certificate-policy.js';
import {
  certificateStandings,
  standingOf,
  type CertificateFacts,
  type CertificateStanding,
} from './certificate-state.js';

export const RULING_KINDS = ['SUSPENDED', 'LIFTED', 'REVOKED'] as const;
export type RulingKind = (typeof RULING_KINDS)[number];

const STANDING_AFTER: Readonly<Record<RulingKind, CertificateStanding>> = {
  SUSPENDED: 'SUSPENDED',
  LIFTED: 'GOOD',
  REVOKED: 'REVOKED',
};

export const ruleCertificateErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no certificate {id}. Take the id from the `certificates` list.',
    zh: '没有编号为 {id} 的证书。请从 certificates 列表中取编号。',
  },
  ILLEGAL_TRANSITION: {
    en: 'A certificate that is {from} can’t become {to}. From {from} it can become: {allowed}.',
    zh: '状态为 {from} 的证书不能变为 {to}；可变为：{allowed}。',
  },
  REASON_LENGTH: {
    en: 'Give a reason of 10 to 500 characters: it is shown to the holder and kept in the audit.',
    zh: '请填写 10 至 500 字的理由：理由会展示给持证人并记入审计。',
  },
  DATE_OUT_OF_RANGE: {
    en: 'A revocation can take effect from {from} to {to}; {date} is outside.',
    zh: '撤销生效日期须在 {from} 至 {to} 之间，{date} 超出范围。',
  },
});

export interface Ruling {
  readonly kind: RulingKind;
  readonly reason: string;
  /** Of a revocation; today when left out. Suspensions and their lifting take effect at once. */
  readonly effectiveOn?: BusinessDate;
}

/** Decides whether a certificate may be suspended, restored or revoked. */
export function decideRuling(
  certificate: CertificateFacts & { readonly issuedOn: BusinessDate },
  ruling: Ruling,
  policy: CertificatesPolicy,
  today: BusinessDate,
): Result<{ kind: RulingKind; reason: string; effectiveOn: BusinessDate }> {
  const errors = ruleCertificateErrors;
  const reason = ruling.reason.trim();
  const length = [...reason].length;
  if (length < 10 || length > 500) {
    return fail(errors.error('REASON_LENGTH', ['input', 'reason']));
  }
  const from = standingOf(certificate);
  const to = STANDING_AFTER[ruling.kind];
  if (!certificateStandings.allows(from, to)) {
    const allowed = certificateStandings.next(from).join(', ') || '–';
    const parameters = { from, to, allowed };
    return fail(errors.error('ILLEGAL_TRANSITION', ['input', 'certificateId'], parameters));
  }
  const effectiveOn = ruling.effectiveOn ?? today;
  const range = {
    from: certificate.issuedOn,
    to: addDays(today, policy.latestRevocationDaysAhead),
    date: effectiveOn,
  };
  if (effectiveOn < range.from || effectiveOn > range.to) {
    return fail(errors.error('DATE_OUT_OF_RANGE', ['input', 'effectiveOn'], range));
  }
  return succeed({ kind: ruling.kind, reason, effectiveOn });
}
