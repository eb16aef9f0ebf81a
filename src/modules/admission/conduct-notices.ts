import { defineNotices } from '../notifications/index.js';
import { MEASURE_WORDS, OUTCOME_WORDS } from './notice-words.js';

/** What providers and staff are told about deposits, violations and appeals. */
export const conductNotices = defineNotices(
  'conduct',
  {
    deposit_booked: {
      en: '{amount} yuan were booked to your deposit; the balance is {balance} yuan.',
      zh: '您的保证金入账 {amount} 元，余额 {balance} 元。',
    },
    top_up_due: {
      en: 'Your deposit holds {balance} yuan; {required} are required. Pay in {shortfall} yuan in time.',
      zh: '您的保证金余额为 {balance} 元，应缴 {required} 元，请按期补足 {shortfall} 元。',
    },
    violation_to_decide: {
      en: 'A violation ({kind}) was recorded and waits for its decision.',
      zh: '已登记一项违规（{kind}），等待裁定。',
    },
    violation_decided: {
      en: 'A violation ({kind}) was decided against you: {points} points, {deduction} yuan. Read the reasons; an appeal can be filed in time.',
      zh: '您有一项违规（{kind}）成立：记 {points} 分，扣除 {deduction} 元。请查看理由，可在期限内申诉。',
    },
    violation_relieved: {
      en: 'A violation ({kind}) now costs less, because an earlier one was reduced or reversed: {points} points, {deduction} yuan.',
      zh: '因较早的违规被减轻或撤销，您的一项违规（{kind}）相应减轻：记 {points} 分，扣除 {deduction} 元。',
    },
    appeal_to_decide: {
      en: 'An appeal against a violation ({kind}) was filed and waits for a reviewer who had no part in it.',
      zh: '有一项针对违规（{kind}）的申诉，等待未参与原裁定的审核员处理。',
    },
    appeal_decided: {
      en: 'Your appeal against a violation ({kind}) was decided: {outcome}. Read the reasons.',
      zh: '您对违规（{kind}）的申诉已裁决：{outcome}。请查看理由。',
    },
    restriction_started: {
      en: 'A restriction began: {measure}.',
      zh: '限制措施开始生效：{measure}。',
    },
    restriction_ended: {
      en: 'A restriction ended: {measure}.',
      zh: '限制措施已结束：{measure}。',
    },
    refund_to_decide: {
      en: 'A deposit refund of {amount} yuan was prepared and waits for a second officer.',
      zh: '一笔 {amount} 元的保证金退款等待另一位审核员审批。',
    },
    refund_paid: {
      en: '{amount} yuan of your deposit were paid back.',
      zh: '您的保证金已退还 {amount} 元。',
    },
  },
  { measure: MEASURE_WORDS, outcome: OUTCOME_WORDS },
);
