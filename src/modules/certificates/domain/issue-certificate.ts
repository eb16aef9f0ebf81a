import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { levelOf, type CertificatesPolicy } from './certificate-policy.js';
import { certificateStandings, standingOf, type CertificateFacts } from './certificate-state.js';
import { lastDayOfTerm } from './certificate-term.js';

export const issueCertificateErrors = errorCatalogue({
  UNKNOWN_OPERATOR: {
    en: 'There is no operator {id}. Take the id from the `operators` list.',
    zh: '没有编号为 {id} 的操盘手。请从 operators 列表中取编号。',
  },
  UNKNOWN_LEVEL: {
    en: 'There is no level {level}. The policy in force knows: {levels}.',
    zh: '没有 {level} 这一等级。现行政策中的等级为：{levels}。',
  },
  ENTITLEMENT_LENGTH: {
    en: 'Name the decision that entitles to the certificate, in 3 to 120 characters.',
    zh: '请写明授予依据（决定编号），3 至 120 字。',
  },
  ENTITLEMENT_USED: {
    en: 'This entitlement was used for another certificate ({number}). Each one gives one certificate.',
    zh: '该授予依据已用于另一张证书（{number}）。一项依据只能颁发一张证书。',
  },
});

export const renewCertificateErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no certificate {id}. Take the id from the `certificates` list.',
    zh: '没有编号为 {id} 的证书。请从 certificates 列表中取编号。',
  },
  NOT_IN_GOOD_STANDING: {
    en: 'A certificate that is {standing} can’t be renewed. Lift the suspension first, or issue a new certificate after a revocation.',
    zh: '证书处于 {standing} 状态，不能续期。请先解除中止；已撤销的须重新颁发。',
  },
  OUTSIDE_WINDOW: {
    en: 'It can be renewed from {from} to {to}; today is {today}. After that a new certificate is issued.',
    zh: '续期窗口为 {from} 至 {to}，今天是 {today}。逾期须重新颁发。',
  },
  LEVEL_WITHDRAWN: {
    en: 'The policy in force has no level {level} any more. Issue a certificate of one that it has.',
    zh: '现行政策中已无 {level} 等级，请改为颁发现有等级的证书。',
  },
  ENTITLEMENT_LENGTH: {
    en: 'Name the decision that entitles to the renewal, in 3 to 120 characters.',
    zh: '请写明续期依据（决定编号），3 至 120 字。',
  },
  ENTITLEMENT_USED: {
    en: 'This entitlement was used already for another certificate. Each one gives one renewal.',
    zh: '该依据已用于另一张证书。一项依据只能续期一次。',
  },
});

/** The decision that entitles to a certificate or renewal, in its one spelling; undefined when unfit. */
export function normaliseEntitlement(text: string): string | undefined {
  const trimmed = text.trim();
  const length = [...trimmed].length;
  return length < 3 || length > 120 ? undefined : trimmed;
}

export interface IssueDecision {
  readonly entitlement: string;
  readonly issuedOn: BusinessDate;
  readonly validUntil: BusinessDate;
}

export function decideIssue(
  command: { readonly level: string; readonly entitlement: string },
  policy: CertificatesPolicy,
  today: BusinessDate,
): Result<IssueDecision> {
  const errors = issueCertificateErrors;
  const level = levelOf(policy, command.level);
  if (!level) {
    const levels = policy.levels.map(({ code }) => code).join(', ');
    const parameters = { level: command.level, levels };
    return fail(errors.error('UNKNOWN_LEVEL', ['input', 'level'], parameters));
  }
  const entitlement = normaliseEntitlement(command.entitlement);
  if (!entitlement) return fail(errors.error('ENTITLEMENT_LENGTH', ['input', 'entitlement']));
  const validUntil = lastDayOfTerm(today, level.validMonths);
  return succeed({ entitlement, issuedOn: today, validUntil });
}

/** A renewal continues the term without a gap; a lapsed certificate begins a new one today. */
export function decideRenewal(
  certificate: CertificateFacts & { readonly level: string },
  policy: CertificatesPolicy,
  today: BusinessDate,
): Result<{ readonly validUntil: BusinessDate }> {
  const errors = renewCertificateErrors;
  const standing = standingOf(certificate);
  if (standing !== certificateStandings.initial) {
    return fail(errors.error('NOT_IN_GOOD_STANDING', ['input', 'certificateId'], { standing }));
  }
  const level = levelOf(policy, certificate.level);
  if (!level) {
    const parameters = { level: certificate.level };
    return fail(errors.error('LEVEL_WITHDRAWN', ['input', 'certificateId'], parameters));
  }
  const from = addDays(certificate.validUntil, -policy.renewalOpensDaysBefore);
  const to = addDays(certificate.validUntil, policy.renewalClosesDaysAfter);
  if (today < from || today > to) {
    return fail(errors.error('OUTSIDE_WINDOW', ['input', 'certificateId'], { from, to, today }));
  }
  const next = addDays(certificate.validUntil, 1);
  const start = next > today ? next : today;
  return succeed({ validUntil: lastDayOfTerm(start, level.validMonths) });
}
