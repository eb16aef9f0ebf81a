import type { LocalisedText } from '../../platform/kernel/result.js';

export const proposeRulingErrors = {
  REASON_MISSING: {
    en: 'Give a reason of 10 to 1,000 characters: the provider reads it, and it is kept.',
    zh: '请填写 10 至 1000 字的理由：服务商可见，并存档。',
  },
  CONFLICT: {
    en: 'Somebody who belongs or belonged to this provider does not rule on it.',
    zh: '现在或曾经属于该服务商的人员须回避。',
  },
  ALREADY_PROPOSED: {
    en: 'A ruling on this provider is under review already: see the `reviewQueue`.',
    zh: '该服务商已有裁定在审核中，请见 reviewQueue。',
  },
} as const satisfies Record<string, LocalisedText>;
