import type { LocalisedText } from '../../platform/kernel/result.js';

/** The answer to "is it real, and does it still hold?" as a sentence. */
export const verificationText = {
  VALID: {
    en: 'This certificate is genuine and valid today.',
    zh: '该证书真实，目前有效。',
  },
  EXPIRED: {
    en: 'This certificate is genuine, but its term is over.',
    zh: '该证书真实，但已过有效期。',
  },
  SUSPENDED: {
    en: 'This certificate is genuine, but suspended: don’t rely on it for now.',
    zh: '该证书真实，但已被中止，目前请勿采信。',
  },
  REVOKED: {
    en: 'This certificate was revoked: don’t rely on it.',
    zh: '该证书已被撤销，请勿采信。',
  },
  ALTERED: {
    en: 'This is not what the issuer signed: it was altered or forged.',
    zh: '内容与签发时不一致：已被篡改或系伪造。',
  },
  UNKNOWN_KEY: {
    en: 'This was signed with a key that is not the issuer’s.',
    zh: '签名所用密钥不属于本签发机构。',
  },
  NOT_FOUND: {
    en: 'There is no certificate of this number. Check it for typing slips.',
    zh: '没有该编号的证书，请检查是否输错。',
  },
  UNREADABLE: {
    en: 'This is neither a number nor a certificate. Paste the number, the JSON file’s text or the token.',
    zh: '这既不是证书编号，也不是证书内容。请粘贴编号、JSON 文件内容或令牌。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
