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
  en: 'The engagement is {state} and no version of its terms waits for an answer, so there is nothing to accept, decline or withdraw.',
  zh: '该合作的状态为 {state}，没有待回复的条款版本，因此无法接受、拒绝或撤回。',
};
export const PROVIDER_NOT_ADMITTED = {
  en: 'The provider is {state}, and only ADMITTED providers may take on engagements. It can be done once the platform has admitted it.',
  zh: '该服务商的状态为 {state}，只有 ADMITTED（已准入）的服务商可以承接合作。请待平台准入后再试。',
};
export const RECRUITING_BANNED = {
  en: 'Because of a violation the provider may take on no new engagement until {until}. Try again after that.',
  zh: '该服务商因违规被限制承接新合作，期限至 {until}，届时再试。',
};
export const OPERATOR_NOT_EMPLOYED = {
  en: 'Not employed at the provider both today and on {startedOn}: {operators}. Name others, or correct their employment first.',
  zh: '以下操盘手今天或 {startedOn} 未在该服务商任职：{operators}。请另选操盘手，或先更正任职记录。',
};
export const OPERATOR_NOT_CERTIFIED = {
  en: 'Without a valid certificate: {operators}. Engagements may name certified operators only; name others.',
  zh: '以下操盘手没有有效证书：{operators}。合作只能指定持证操盘手，请另选。',
};
export const OPERATOR_AT_CAPACITY = {
  en: 'These operators would serve more than {maximum} engagements on one day: {operators}. Name others, or choose other dates.',
  zh: '以下操盘手同日服务的合作将超过 {maximum} 个：{operators}。请另选操盘手或其他日期。',
};
export const OPERATORS_OUT_OF_BOUNDS = {
  en: 'Name 1 to {maximum} operators, each once: only they can claim sessions under the engagement.',
  zh: '请指定 1 至 {maximum} 名操盘手且不重复：只有被指定者可以在该合作下报备场次。',
};
export const ALREADY_ENGAGED = {
  en: 'Engagement {code} ({state}) of the same two parties runs from {startedOn} to {endedOn}. Choose other dates, or answer, withdraw or terminate that one first.',
  zh: '双方已有合作 {code}（{state}），期限为 {startedOn} 至 {endedOn}。请另选日期，或先回复、撤回或终止该合作。',
};
export const TOO_MANY_VERSIONS = {
  en: 'This engagement has {maximum} versions already. Accept or decline the one that is open.',
  zh: '该合作已有 {maximum} 个版本。请接受或拒绝当前版本。',
};
export const REASON_MISSING = {
  en: 'Give a reason of 10 to 500 characters: it is shown to the other side and kept in the audit.',
  zh: '请填写 10 至 500 字的理由：理由会展示给对方并记入审计。',
};

/** The reason without surrounding space, or undefined when it is too short or too long. */
export function readReason(text: string, maximum = 500): string | undefined {
  const reason = text.trim();
  const length = [...reason].length;
  return length >= 10 && length <= maximum ? reason : undefined;
}
