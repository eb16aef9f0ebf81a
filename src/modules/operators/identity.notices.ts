import { defineNotices } from '../notifications/index.js';

export const identityNotices = defineNotices('operators', {
  identity_conflict: {
    en: 'Operator {operator} gave a proof of identity that stands against that of operator {holder}. Look into it and settle the conflict.',
    zh: '操盘手 {operator} 的身份核验与操盘手 {holder} 的核验相冲突，请核实并处理。',
  },
  identity_settled: {
    en: 'The conflict about your proof of identity was settled. Outcome: {outcome}.',
    zh: '您的身份核验冲突已处理，结果：{outcome}。',
  },
});
