import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';

export const createApiKeyErrors = errorCatalogue({
  NAME_INVALID: {
    en: 'Give the key a name of 1 to 80 characters that says who uses it.',
    zh: '请填写 1 至 80 个字符的名称，说明由谁使用。',
  },
  DATASET_UNKNOWN: {
    en: 'A key can’t load "{dataset}". It can load: {allowed}.',
    zh: '密钥不能加载 "{dataset}"；可加载：{allowed}。',
  },
  DATASETS_MISSING: {
    en: 'Name at least one dataset that the key may load: {allowed}.',
    zh: '请至少指定一个可加载的数据集：{allowed}。',
  },
  ...IDEMPOTENCY_ERRORS,
});

export const changeApiKeyErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such key. Take the id from the `apiKeys` list.',
    zh: '没有这个密钥。请从 apiKeys 列表中取编号。',
  },
  REVOKED: {
    en: 'This key is revoked for good. Create a new one.',
    zh: '该密钥已永久吊销，请新建密钥。',
  },
});
