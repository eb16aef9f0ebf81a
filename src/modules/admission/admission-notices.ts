import { defineNotices } from '../notifications/index.js';
import { STANDING_WORDS } from './notice-words.js';

/** What providers and reviewers are told on the way to admission and after it. */
export const admissionNotices = defineNotices(
  'admission',
  {
    submitted: {
      en: 'Your application was submitted. Reviewers give their first opinion by {by}.',
      zh: '入驻申请已提交，审核将于 {by} 前给出初审意见。',
    },
    returned: {
      en: 'Your application was returned to you: {reason} Supply what is asked for by {by} and submit it again.',
      zh: '入驻申请已退回补充：{reason} 请于 {by} 前补齐并重新提交。',
    },
    completionDue: {
      en: 'What reviewers asked for is due on {by}; after that your application lapses.',
      zh: '补充材料将于 {by} 截止，逾期申请失效。',
    },
    lapsed: {
      en: 'Your application lapsed: what was asked for did not arrive by {by}. You may start a new one.',
      zh: '补充材料未在 {by} 前提交，申请已失效，可重新申请。',
    },
    rejected: {
      en: 'Your application was rejected: {reason} You may apply again from {from} on.',
      zh: '入驻申请未通过：{reason} 可于 {from} 起再次申请。',
    },
    admittedOnProbation: {
      en: 'You are admitted on probation until {until}.',
      zh: '已准入，试用期至 {until}。',
    },
    admitted: { en: 'Your probation is over: you are admitted.', zh: '试用期结束，已正式准入。' },
    recovered: {
      en: 'All gates hold again: you are {state} again.',
      zh: '各项门槛恢复达标，状态恢复为 {state}。',
    },
    reinstated: { en: 'You are {state} again: {reason}', zh: '状态恢复为 {state}：{reason}' },
    atRisk: {
      en: 'You are at risk: {gates}. Put it right by {by}, or you are suspended.',
      zh: '预警：{gates} 未达标。请于 {by} 前整改，逾期将被暂停。',
    },
    suspended: {
      en: 'You are suspended: {reason} You may return from {from} on, once everything holds.',
      zh: '已暂停：{reason} 达标后最早于 {from} 恢复。',
    },
    exitAnnounced: {
      en: 'You will be exited on {on}: {reason}',
      zh: '将于 {on} 被清退：{reason}',
    },
    exited: {
      en: 'You have been exited: {reason} A new application is possible from {from} on.',
      zh: '已清退：{reason} 可于 {from} 起重新申请。',
    },
    gateWillBite: {
      en: '“{gate}” holds only until {on}. See to it before.',
      zh: '“{gate}”将于 {on} 失效，请提前处理。',
    },
    documentAccepted: {
      en: 'Your document was accepted: {document}.',
      zh: '材料已通过：{document}。',
    },
    documentRefused: {
      en: 'Your document was not accepted: {document}. {reason}',
      zh: '材料未通过：{document}。{reason}',
    },
    reviewAssigned: {
      en: 'A review is yours: {provider}. Your opinion is due by {by}.',
      zh: '新审核件：{provider}，请于 {by} 前给出意见。',
    },
    reviewUnassigned: {
      en: 'Nobody can take the review of {provider}. Reassign it; it is due by {by}.',
      zh: '{provider} 的审核无人可分配，请改派；截止 {by}。',
    },
  },
  { state: STANDING_WORDS },
);
