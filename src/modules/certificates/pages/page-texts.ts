import type { Locale } from '../../platform/kernel/result.js';
import type { CertificateState } from '../domain/certificate-state.js';

export interface PageTexts {
  readonly title: string;
  readonly state: Readonly<Record<CertificateState, string>>;
  readonly stateMeaning: Readonly<Record<CertificateState, string>>;
  readonly asOf: string;
  readonly holder: string;
  readonly nameHidden: string;
  readonly level: string;
  readonly issuer: string;
  readonly number: string;
  readonly issuedOn: string;
  readonly validUntil: string;
  readonly revokedOn: string;
  readonly employer: string;
  readonly noEmployer: string;
  readonly employerDelisted: string;
  readonly downloads: string;
  readonly downloadJson: string;
  readonly downloadToken: string;
  readonly downloadSvg: string;
  readonly downloadPng: string;
  readonly downloadPdf: string;
  readonly checkYourself: string;
  readonly checkSteps: readonly string[];
  readonly statusLists: string;
  readonly keys: string;
  readonly qr: string;
  readonly otherLanguage: string;
  readonly notFoundTitle: string;
  readonly notFound: string;
  readonly tooManyTitle: string;
  readonly tooMany: string;
}

const en: PageTexts = {
  title: 'Certificate',
  state: {
    VALID: '✓ Valid',
    EXPIRED: '⌛ Expired',
    SUSPENDED: '‖ Suspended',
    REVOKED: '✕ Revoked',
  },
  stateMeaning: {
    VALID: 'Genuine, and valid today.',
    EXPIRED: 'Genuine, but its term is over.',
    SUSPENDED: 'Genuine, but suspended: don’t rely on it for now.',
    REVOKED: 'Withdrawn by the issuer: don’t rely on it.',
  },
  asOf: 'As of',
  holder: 'Holder',
  nameHidden: 'Not shown, as the holder wishes',
  level: 'Level',
  issuer: 'Issuer',
  number: 'Number',
  issuedOn: 'Issued on',
  validUntil: 'Valid until',
  revokedOn: 'Revoked from',
  employer: 'Works today at',
  noEmployer: 'No employer at present',
  employerDelisted: 'Delisted from public verification at present, because of a violation',
  downloads: 'Downloads',
  downloadJson: 'Signed credential (JSON, Open Badges 3.0)',
  downloadToken: 'Signed token (JWT)',
  downloadSvg: 'Badge (SVG, with the credential inside)',
  downloadPng: 'Badge (PNG, with the credential inside)',
  downloadPdf: 'Certificate (PDF)',
  checkYourself: 'Check the signature yourself',
  checkSteps: [
    'Download the signed credential above, the issuer’s keys and both status lists.',
    'Any verifier of W3C Verifiable Credentials 2.0 can check it (Data Integrity eddsa-rdfc-2022, or the token as EdDSA JWT). Ours works without a network:',
    'It answers “signed and unaltered; status as of the list dated …”. This page tells the state of this moment.',
  ],
  statusLists: 'Status lists',
  keys: 'Issuer’s keys',
  qr: 'QR code with the address of this page',
  otherLanguage: '中文',
  notFoundTitle: 'No such certificate',
  notFound: 'There is no certificate of this number. Check it for typing slips.',
  tooManyTitle: 'Too many lookups',
  tooMany: 'Too many certificates were looked up from your address. Try again within the hour.',
};

const zh: PageTexts = {
  title: '证书',
  state: {
    VALID: '✓ 有效',
    EXPIRED: '⌛ 已过期',
    SUSPENDED: '‖ 已中止',
    REVOKED: '✕ 已撤销',
  },
  stateMeaning: {
    VALID: '证书真实，目前有效。',
    EXPIRED: '证书真实，但已过有效期。',
    SUSPENDED: '证书真实，但已被中止，目前请勿采信。',
    REVOKED: '证书已被签发机构撤销，请勿采信。',
  },
  asOf: '查询时间',
  holder: '持证人',
  nameHidden: '应持证人要求不予展示',
  level: '等级',
  issuer: '签发机构',
  number: '证书编号',
  issuedOn: '颁发日期',
  validUntil: '有效期至',
  revokedOn: '撤销生效日期',
  employer: '当前任职',
  noEmployer: '目前无任职单位',
  employerDelisted: '任职单位因违规，目前被公示下架',
  downloads: '下载',
  downloadJson: '签名凭证（JSON，Open Badges 3.0）',
  downloadToken: '签名令牌（JWT）',
  downloadSvg: '徽章（SVG，内嵌凭证）',
  downloadPng: '徽章（PNG，内嵌凭证）',
  downloadPdf: '证书（PDF）',
  checkYourself: '自行验证签名',
  checkSteps: [
    '下载上方的签名凭证、签发机构公钥及两份状态列表。',
    '任何支持 W3C 可验证凭证 2.0 的工具均可验证（Data Integrity eddsa-rdfc-2022，或以 EdDSA 验证 JWT 令牌）。我们的工具无需联网：',
    '工具将给出“已签名且未被篡改；状态以某日的列表为准”。本页显示的是此刻的状态。',
  ],
  statusLists: '状态列表',
  keys: '签发机构公钥',
  qr: '本页地址的二维码',
  otherLanguage: 'English',
  notFoundTitle: '没有该证书',
  notFound: '没有该编号的证书，请检查是否输错。',
  tooManyTitle: '查询过于频繁',
  tooMany: '您的网络地址查询过于频繁，请在一小时内稍后再试。',
};

export const pageTexts: Readonly<Record<Locale, PageTexts>> = { en, 'zh-CN': zh };

/** What a wish of `?lang=` means; otherwise the browser's first language decided already. */
export function pageLocale(lang: string | undefined, preferred: Locale): Locale {
  if (lang === undefined) return preferred;
  return /^zh\b/i.test(lang) ? 'zh-CN' : 'en';
}
