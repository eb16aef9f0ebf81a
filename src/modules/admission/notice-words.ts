import type { LocalisedText } from '../platform/kernel/result.js';
import type { AppealOutcome } from './domain/appeal.js';
import type { StandingState } from './domain/standing.js';
import type { MeasureKind } from './domain/violation-policy.js';

/** What codes in notices are called. */
export const STANDING_WORDS: Readonly<Record<StandingState, LocalisedText>> = {
  PROBATION: { en: 'on probation', zh: '试用期' },
  ADMITTED: { en: 'admitted', zh: '正式准入' },
  AT_RISK: { en: 'at risk', zh: '预警' },
  SUSPENDED: { en: 'suspended', zh: '暂停' },
  EXITED: { en: 'exited', zh: '清退' },
};

export const MEASURE_WORDS: Readonly<Record<MeasureKind, LocalisedText>> = {
  RECRUITING_BAN: { en: 'ban from recruiting', zh: '限制招募' },
  BOARD_EXCLUSION: { en: 'exclusion from boards', zh: '排除榜单' },
  DELISTING: { en: 'delisting from public verification', zh: '公示下架' },
  EXPULSION: { en: 'expulsion', zh: '清退' },
};

export const OUTCOME_WORDS: Readonly<Record<AppealOutcome, LocalisedText>> = {
  UPHELD: { en: 'the decision stands', zh: '维持原裁定' },
  REDUCED: { en: 'reduced', zh: '减轻' },
  REVERSED: { en: 'reversed', zh: '撤销' },
};
