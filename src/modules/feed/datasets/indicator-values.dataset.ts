import type { Dataset } from '../../platform/datasets/dataset.js';
import { code, count, notBefore, unknown } from './columns.js';
import { mergeFacts, type FactTable } from './fact-dataset.js';

const LOOKUPS = 'LEFT JOIN provider p ON p.provider_code = s.provider_code';

const TABLE: FactTable = {
  table: 'indicator_value',
  history: 'indicator_value_history',
  lookups: LOOKUPS,
  key: {
    provider_id: 'p.id',
    indicator_code: 's.indicator_code',
    period_start: 's.period_start',
    period_end: 's.period_end',
  },
  values: ['value', 'sample_size'],
};

export const indicatorValues: Dataset = {
  name: 'indicator-values',
  columns: [
    code('provider_code'),
    code('indicator_code'),
    { name: 'period_start', type: 'date' },
    { name: 'period_end', type: 'date' },
    { name: 'value', type: 'decimal', decimals: 12 },
    count('sample_size'),
  ],
  naturalKey: ['provider_code', 'indicator_code', 'period_start', 'period_end'],
  past: false,
  after: ['providers'],
  lookups: LOOKUPS,
  checks: [
    unknown('provider_code', 'PROVIDER', { en: 'provider', zh: '服务商' }, 'p.id IS NULL'),
    notBefore('period_end', 'period_start'),
  ],
  merge: (transaction, load) => mergeFacts(TABLE, transaction, load),
};
