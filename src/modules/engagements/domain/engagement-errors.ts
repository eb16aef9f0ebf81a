/** Messages that several mutations on engagements share. */
export const NOT_FOUND = {
  en: 'There is no engagement {id} that you may see. Take the id from the `engagements` list.',
  zh: '没有您可见的合作 {id}。请从 engagements 列表中取编号。',
};
export const CHANGED_MEANWHILE = {
  en: 'Somebody changed this engagement meanwhile. Read it again and decide anew on its current `version`.',
  zh: '该合作刚被他人修改，请重新读取，并依据当前 version 再作决定。',
};
export const NOT_OPEN = {
  en: 'The engagement is {state}: only a PROPOSED one can be answered or withdrawn.',
  zh: '该合作的状态为 {state}：只有 PROPOSED（待回复）的合作可以回复或撤回。',
};
export const PROVIDER_NOT_ADMITTED = {
  en: 'The provider is {state}, and only ADMITTED providers may take on engagements. It can be done once the platform has admitted it.',
  zh: '该服务商的状态为 {state}，只有 ADMITTED（已准入）的服务商可以承接合作。请待平台准入后再试。',
};
export const OPERATOR_NOT_EMPLOYED = {
  en: 'Not employed at the provider both today and on {startedOn}: {operators}. Name others, or correct their employment first.',
  zh: '以下操盘手今天或 {startedOn} 未在该服务商任职：{operators}。请另选操盘手，或先更正任职记录。',
};
export const OPERATORS_OUT_OF_BOUNDS = {
  en: 'Name 1 to {maximum} operators, each once: only they can claim sessions under the engagement.',
  zh: '请指定 1 至 {maximum} 名操盘手且不重复：只有被指定者可以在该合作下报备场次。',
};
export const REASON_MISSING = {
  en: 'Give a reason of 10 to 500 characters: it is shown to the other side and kept in the audit.',
  zh: '请填写 10 至 500 字的理由：理由会展示给对方并记入审计。',
};

/** The reason without surrounding space, or undefined when it is too short or too long. */
export function readReason(text: string): string | undefined {
  const reason = text.trim();
  const length = [...reason].length;
  return length >= 10 && length <= 500 ? reason : undefined;
}
