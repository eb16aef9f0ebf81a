import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';

export const revealErrors = errorCatalogue({
  REASON_LENGTH: {
    en: 'Say why in 10 to 500 characters: the reason is recorded, and the person may ask for it.',
    zh: '请用 10 至 500 字说明原因：原因会被记录，本人有权查询。',
  },
  FIELD_OR_SEALED: {
    en: 'Give either `field` or `sealed`, and not both.',
    zh: '请提供 `field` 或 `sealed`，二者择一。',
  },
  NOT_KEPT: {
    en: 'Nothing is kept under this field for this object, or its personal data was erased.',
    zh: '该对象未保存此项信息，或其个人信息已被删除。',
  },
});

export const eraseErrors = errorCatalogue({
  REASON_LENGTH: {
    en: 'Say why in 10 to 500 characters: the reason is recorded.',
    zh: '请用 10 至 500 字说明原因：原因会被记录。',
  },
  NOT_KEPT: {
    en: 'No personal data is kept of this object, or it was erased before.',
    zh: '未保存该对象的个人信息，或此前已删除。',
  },
  STILL_NEEDED: {
    en: 'The data is still needed: {why}. End that first.',
    zh: '该信息仍在使用中：{why}。请先结束相关事项。',
  },
});

export function isReason(text: string): boolean {
  const length = [...text.trim()].length;
  return length >= 10 && length <= 500;
}
