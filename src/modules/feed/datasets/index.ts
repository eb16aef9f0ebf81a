import type { Dataset } from '../../platform/datasets/dataset.js';
import { indicatorValues } from './indicator-values.dataset.js';
import { merchantDays } from './merchant-days.dataset.js';
import { merchants } from './merchants.dataset.js';
import { promotionDays } from './promotion-days.dataset.js';
import { providers } from './providers.dataset.js';
import { sessionMinutes } from './session-minutes.dataset.js';
import { sessions } from './sessions.dataset.js';

/** The datasets that the feed itself owns. */
export const FEED_DATASETS: readonly Dataset[] = [
  merchants,
  merchantDays,
  sessions,
  sessionMinutes,
  promotionDays,
  providers,
  indicatorValues,
];
