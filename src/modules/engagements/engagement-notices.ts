import { defineNotices } from '../notifications/index.js';

/** One for each thing that can happen to an engagement, told to whoever did not do it. */
export const engagementNotices = defineNotices('engagements', {
  proposed: {
    en: 'Engagement {code} is proposed to you. Accept it, decline it or offer other terms.',
    zh: '对方向您提出合作 {code}。请接受、拒绝或另提条款。',
  },
  countered: {
    en: 'The other side offers other terms for engagement {code}. Accept them, decline them or offer yours.',
    zh: '对方对合作 {code} 提出新的条款。请接受、拒绝或另提条款。',
  },
  extension_proposed: {
    en: 'The other side asks to extend engagement {code}. Accept or decline.',
    zh: '对方提议延长合作 {code}。请接受或拒绝。',
  },
  handover_proposed: {
    en: 'The provider asks for your consent to another operator in engagement {code}. Accept or decline.',
    zh: '服务商请您同意更换合作 {code} 的操盘手。请接受或拒绝。',
  },
  accepted: {
    en: 'Engagement {code} is agreed. Sessions of its term can be claimed now.',
    zh: '合作 {code} 已达成。现在可以报备合作期内的场次。',
  },
  extended: {
    en: 'The extension of engagement {code} is agreed.',
    zh: '合作 {code} 的延长已达成。',
  },
  handed_over: {
    en: 'The merchant consents to the new operator in engagement {code}. Claim the sessions that are still to come for them.',
    zh: '商家同意更换合作 {code} 的操盘手。请为新操盘手报备之后的场次。',
  },
  declined: {
    en: 'The other side declined engagement {code}. Nothing is left to do.',
    zh: '对方拒绝了合作 {code}。无需再处理。',
  },
  withdrawn: {
    en: 'Engagement {code} was withdrawn before it was agreed. Nothing is left to do.',
    zh: '合作 {code} 在达成前已被撤回。无需再处理。',
  },
  extension_declined: {
    en: 'The other side declined to extend engagement {code}. Its term stays as it is.',
    zh: '对方拒绝延长合作 {code}，合作期不变。',
  },
  extension_withdrawn: {
    en: 'The extension of engagement {code} was withdrawn. Its term stays as it is.',
    zh: '合作 {code} 的延长提议已撤回，合作期不变。',
  },
  handover_declined: {
    en: 'The merchant does not consent to another operator in engagement {code}. Who served goes on.',
    zh: '商家不同意更换合作 {code} 的操盘手，仍由原操盘手服务。',
  },
  handover_withdrawn: {
    en: 'The provider took back its wish for another operator in engagement {code}.',
    zh: '服务商撤回了更换合作 {code} 操盘手的请求。',
  },
  terms_declined: {
    en: 'The other side declined your terms for engagement {code}.',
    zh: '对方拒绝了您对合作 {code} 的条款。',
  },
  terms_withdrawn: {
    en: 'The other side took back its terms for engagement {code}.',
    zh: '对方撤回了对合作 {code} 的条款。',
  },
  terminated: {
    en: 'Engagement {code} was ended early; today is its last day. Claims of later sessions are withdrawn.',
    zh: '合作 {code} 已提前终止，今天为最后一天。之后场次的报备已撤回。',
  },
});
export type EngagementHappening = keyof typeof engagementNotices;

export const sessionNotices = defineNotices('operated-sessions', {
  verified: {
    en: 'The session of {start} was found in the data. Confirm it or dispute it; unanswered, it counts as confirmed.',
    zh: '{start} 的场次已由数据核实。请确认或提出异议；逾期未答复视为确认。',
  },
  mismatched: {
    en: 'The claim of the session of {start} does not fit the data ({reason}). Read why, and claim the right session.',
    zh: '{start} 场次的报备与数据不符（{reason}）。请查看原因并报备正确的场次。',
  },
  reopened: {
    en: 'Corrected data contradicts the session of {start}. What was said of it ({answer}) no longer stands; it is held against the data again.',
    zh: '更正后的数据与 {start} 的场次矛盾。此前的答复（{answer}）不再有效，将重新核实。',
  },
  confirmed: {
    en: 'The merchant confirmed the session of {start}.',
    zh: '商家已确认 {start} 的场次。',
  },
  confirmed_by_silence: {
    en: 'Nobody objected to the session of {start} in time: it is confirmed by silence, which scores but does not count toward a certificate.',
    zh: '{start} 的场次逾期无异议，视为默认确认：计入评分，但不计入证书要求。',
  },
  planned: {
    en: 'The provider filed its plan of the session of {start}, or changed it. Read what it aims at.',
    zh: '服务商已提交或更新 {start} 场次的策划，请查看目标。',
  },
  reviewed: {
    en: 'The provider reviewed the session of {start}. Read it beside the comparison with the plan.',
    zh: '服务商已完成 {start} 场次的复盘，可与策划对比一并查看。',
  },
  disputed: {
    en: 'The merchant disputes the session of {start}. Answer with what shows that it was yours.',
    zh: '商家对 {start} 的场次提出异议。请答复并提供依据。',
  },
  dispute_answered: {
    en: 'The provider answered the dispute over the session of {start}. Staff settle it now.',
    zh: '服务商已答复对 {start} 场次的异议，等待平台裁定。',
  },
  dispute_upheld: {
    en: 'The dispute over the session of {start} was upheld: the session does not count. Read the reason.',
    zh: '对 {start} 场次的异议成立，该场次不计入。请查看理由。',
  },
  dispute_rejected: {
    en: 'The dispute over the session of {start} was rejected: the session counts. Read the reason.',
    zh: '对 {start} 场次的异议不成立，该场次计入。请查看理由。',
  },
});

export const messageNotices = defineNotices('engagement-messages', {
  received: {
    en: 'You have a message about engagement {code}. Read it in the conversation.',
    zh: '您收到一条关于合作 {code} 的留言，请在对话中查看。',
  },
});
