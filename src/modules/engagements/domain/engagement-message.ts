import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { NOT_FOUND, readReason } from './engagement-errors.js';

export const MAXIMUM_MESSAGE = 4_000;

export const SEND_MESSAGE_ERRORS = {
  NOT_FOUND,
  BODY_OUT_OF_BOUNDS: {
    en: 'A message has 1 to {maximum} characters. Shorten it, or attach a file.',
    zh: '留言须为 1 至 {maximum} 字。请缩短，或以附件发送。',
  },
  NOT_CONCERNED: {
    en: 'Staff take part in a conversation only while a session of the engagement is in dispute, and say why: give a reason of 10 to 500 characters.',
    zh: '仅当该合作有场次处于异议中时，平台人员方可参与对话，并须填写 10 至 500 字的理由。',
  },
  ...IDEMPOTENCY_ERRORS,
};
export const sendMessageErrors = errorCatalogue(SEND_MESSAGE_ERRORS);

export const redactMessageErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no message {id}. Take the id from `engagementMessages`.',
    zh: '没有留言 {id}。请从 engagementMessages 中取编号。',
  },
  REDACTED: {
    en: 'This message was redacted already.',
    zh: '该留言已被遮盖。',
  },
  REASON_MISSING: {
    en: 'Give a reason of 10 to 500 characters: it is shown in the place of the message.',
    zh: '请填写 10 至 500 字的理由：理由将显示在留言处。',
  },
});

export function decideSend(body: string): Result<{ body: string }> {
  const text = body.trim();
  const length = [...text].length;
  if (length >= 1 && length <= MAXIMUM_MESSAGE) return succeed({ body: text });
  const parameters = { maximum: MAXIMUM_MESSAGE };
  return fail(sendMessageErrors.error('BODY_OUT_OF_BOUNDS', ['input', 'body'], parameters));
}

/** Staff belong to no side: they look in on a dispute, and leave word of it. */
export function decideStaffEntry(
  inDispute: boolean,
  reason: string | null | undefined,
): Result<{ reason: string }> {
  const text = readReason(reason ?? '');
  return inDispute && text !== undefined
    ? succeed({ reason: text })
    : fail(sendMessageErrors.error('NOT_CONCERNED', ['input', 'reason']));
}

export function decideRedact(
  { redactedAt }: { readonly redactedAt: Date | null },
  reason: string,
): Result<{ reason: string }> {
  const errors = redactMessageErrors;
  if (redactedAt) return fail(errors.error('REDACTED'));
  const text = readReason(reason);
  return text === undefined
    ? fail(errors.error('REASON_MISSING', ['input', 'reason']))
    : succeed({ reason: text });
}
