import type { CannotEstimateReason } from '../../../statistics/numeric/index.js';
import type { LocalisedText } from '../../platform/kernel/result.js';

/** Why a figure of the outcomes does not exist, for its reader. */
export const EFFECT_REASONS: Readonly<Record<CannotEstimateReason, LocalisedText>> = {
  NO_DATA: { en: 'There are no data for it.', zh: '没有可用数据。' },
  TOO_FEW: { en: 'Too few cases stand behind it.', zh: '样本太少，无法估计。' },
  ZERO_VARIANCE: { en: 'All cases are alike.', zh: '样本没有差异，无法估计。' },
  ZERO_DENOMINATOR: {
    en: 'What it would be divided by can’t be told from zero.',
    zh: '分母与零无法区分，无法估计。',
  },
  ALL_TIED: { en: 'All cases are tied.', zh: '所有样本并列，无法估计。' },
  NON_POSITIVE: {
    en: 'It needs positive amounts, and there are none.',
    zh: '需要正数金额，当前没有。',
  },
  NO_EVENTS: { en: 'It has not happened yet.', zh: '尚未发生任何事件。' },
  ONE_CLUSTER: {
    en: 'All cases belong to one provider, so that chance can’t be told from effect.',
    zh: '样本全部来自同一服务商，无法区分偶然与效果。',
  },
  SINGULAR: { en: 'The sides can’t be told apart.', zh: '两组无法区分，无法估计。' },
  NOT_CONVERGED: { en: 'No finite estimate exists.', zh: '不存在有限的估计值。' },
  INVALID_INPUT: {
    en: 'The policy asks for something that can’t be computed. Tell the administrators.',
    zh: '策略参数无法计算，请联系管理员。',
  },
};
