import { isBusinessDate, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { documentsFor, type AdmissionPolicy, type Applicability } from './admission-policy.js';
import { isEditable, type ApplicationState } from './application.js';

export const addDocumentErrors = {
  NOT_NOW: {
    en: 'Documents are handed over with an application that is a draft or was returned, or to renew those of an admitted provider.',
    zh: '仅在申请为草稿或被退回时，或已准入服务商更新材料时，可提交材料。',
  },
  UNKNOWN_KIND: {
    en: '{kind} is not asked for here. There are: {kinds}.',
    zh: '此处不需要 {kind}；可提交：{kinds}。',
  },
  EXPIRY_MISSING: {
    en: 'Say until when the document is good; it must not be over today.',
    zh: '请填写材料有效期至，且不得早于今天。',
  },
  NO_EXPIRY: {
    en: 'A document of this kind has no day on which it expires: leave `expiresOn` out.',
    zh: '该类材料没有有效期，请勿填写 expiresOn。',
  },
  TOO_MANY: {
    en: 'At most {most} documents; remove one first.',
    zh: '最多 {most} 份材料，请先移除一份。',
  },
  FILE_USED: {
    en: 'This file is in use as another document. Upload it again.',
    zh: '该文件已用于其他材料，请重新上传。',
  },
} as const satisfies Record<string, LocalisedText>;

export const removeDocumentErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such document of yours.',
    zh: '您没有这份材料。',
  },
  NOT_EDITABLE: {
    en: 'Only documents of an application that is a draft or was returned can be removed; accepted ones are part of the record.',
    zh: '仅草稿或被退回的申请可移除材料；已通过的材料须留档。',
  },
});

export interface NewDocument {
  readonly kind: string;
  readonly fileId: string;
  readonly expiresOn: BusinessDate | null;
}

/** Where the company stands when it hands over a document. */
export interface HandingOver {
  readonly applicationState: ApplicationState | undefined;
  readonly isAdmitted: boolean;
  readonly onFile: number;
  readonly company: Applicability;
}

/** @returns what the document is for: an application, or the renewal of what was accepted before */
export function decideAddDocument(
  document: NewDocument,
  { applicationState, isAdmitted, onFile, company }: HandingOver,
  policy: AdmissionPolicy,
  today: BusinessDate,
): Result<'APPLICATION' | 'RENEWAL'> {
  const { error } = errorCatalogue(addDocumentErrors);
  const isOpen = applicationState !== undefined && isEditable(applicationState);
  if (!isOpen && !isAdmitted) return fail(error('NOT_NOW'));
  const kinds = documentsFor(policy, company);
  const kind = kinds.find((one) => one.kind === document.kind);
  if (!kind) {
    const parameters = {
      kind: document.kind.slice(0, 40),
      kinds: kinds.map((one) => one.kind).join(', '),
    };
    return fail(error('UNKNOWN_KIND', ['input', 'kind'], parameters));
  }
  const { expiresOn } = document;
  if (kind.expires && (expiresOn === null || !isBusinessDate(expiresOn) || expiresOn < today)) {
    return fail(error('EXPIRY_MISSING', ['input', 'expiresOn']));
  }
  if (!kind.expires && expiresOn !== null) return fail(error('NO_EXPIRY', ['input', 'expiresOn']));
  const most = policy.application.maximumDocuments;
  if (onFile >= most) return fail(error('TOO_MANY', [], { most }));
  return succeed(isOpen ? 'APPLICATION' : 'RENEWAL');
}
