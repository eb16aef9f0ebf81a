import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import { DatasetRegistry } from '../platform/datasets/dataset-registry.js';
import type {
  Dataset,
  DatasetCheck,
  DatasetColumn,
  DatasetSetCheck,
  MergeCounts,
  StagedLoad,
} from '../platform/datasets/dataset.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { OperatorImportStore } from './operator-import.store.js';

/** Published when a load has begun or ended employments. Payload: `loadNumber`. */
export const EMPLOYMENTS_IMPORTED = 'operators.employments_imported';

/**
 * Who worked where, of an adopted platform's past. An operator stands once in a file. A row with a first day
 * that the books do not have is a new job, and ends the job still going on the day before; one that they have
 * corrects the last day and the name.
 *
 * An employment that is written down between the checks and the merge can still be in the way: the database
 * then refuses the whole load, and the repeated job finds and rejects the row.
 */
@Injectable()
export class OperatorsDataset implements Dataset {
  readonly name = 'operators';
  readonly naturalKey = ['operator_code'];
  readonly past = true;
  readonly after = ['providers'];

  readonly columns: readonly DatasetColumn[] = [
    { name: 'operator_code', type: 'text', maximumLength: 40 },
    { name: 'name', type: 'text', maximumLength: 60 },
    { name: 'provider_code', type: 'text', maximumLength: 60 },
    { name: 'employed_from', type: 'date', mayBeFuture: true },
    { name: 'employed_to', type: 'date', nullable: true, mayBeFuture: true },
  ];

  /** `e` is the employment that a row gives again: a person begins no two jobs on one day. */
  readonly lookups = `LEFT JOIN operator o ON o.operator_code = s.operator_code
    LEFT JOIN provider p ON p.provider_code = s.provider_code
    LEFT JOIN employment e ON e.operator_id = o.id AND e.employed_from = s.employed_from`;

  readonly checks: readonly DatasetCheck[] = [
    {
      column: 'name',
      code: 'NAME_LENGTH',
      reason: { en: 'A name has 2 to 40 characters.', zh: '姓名应为 2 至 40 字。' },
      isBad: 'char_length(btrim(s.name)) NOT BETWEEN 2 AND 40',
    },
    {
      column: 'provider_code',
      code: 'UNKNOWN_PROVIDER',
      reason: {
        en: 'There is no provider with this code. Load the providers first, or correct the code.',
        zh: '没有此编号的服务商。请先导入服务商，或更正编号。',
      },
      isBad: 'p.id IS NULL',
    },
    {
      column: 'employed_to',
      code: 'ENDS_BEFORE_IT_BEGINS',
      reason: {
        en: 'The last day lies before the first.',
        zh: '离职日期早于入职日期。',
      },
      isBad: 's.employed_to < s.employed_from',
    },
    {
      column: 'provider_code',
      code: 'EMPLOYER_DIFFERS',
      reason: {
        en: 'The employment that began on this day is at another provider in the books. An employer is not corrected by a file.',
        zh: '系统中该日入职的是另一家服务商；任职单位不能通过文件更正。',
      },
      isBad: 'e.provider_id <> p.id',
    },
    {
      column: 'employed_to',
      code: 'PROVIDER_EXITED',
      reason: {
        en: 'This provider has left the platform: give the last day of work there.',
        zh: '该服务商已退出平台，请填写离职日期。',
      },
      isBad: "p.state = 'EXITED' AND s.employed_to IS NULL",
    },
  ];

  readonly setChecks: readonly DatasetSetCheck[] = [
    {
      column: 'employed_from',
      code: 'OVERLAPS_ANOTHER_EMPLOYMENT',
      reason: {
        en: 'These days overlap another employment of this operator. One provider at a time: correct the dates.',
        zh: '与该操盘手的另一段任职日期重叠。同一时间只能任职一家服务商，请更正日期。',
      },
      // An earlier job that is still open is no obstacle: the merge ends it the day before.
      badLines: (staging) =>
        `SELECT s.line FROM ${staging} s
           JOIN operator o ON o.operator_code = s.operator_code
           JOIN employment other ON other.operator_id = o.id AND other.employed_from <> s.employed_from
            AND daterange(other.employed_from, other.employed_to, '[]')
                && daterange(s.employed_from, s.employed_to, '[]')
          WHERE NOT (other.employed_to IS NULL AND other.employed_from < s.employed_from)`,
    },
  ];

  constructor(
    private readonly store: OperatorImportStore,
    private readonly outbox: Outbox,
    registry: DatasetRegistry,
  ) {
    registry.register(this);
  }

  async merge(transaction: Transaction, load: StagedLoad): Promise<MergeCounts> {
    const { staging, context, loadNumber } = load;
    const renamed = await this.store.mergeOperators(transaction, staging, context.now);
    await this.store.passOverCodes(transaction, staging);
    const corrected = await this.store.correctLastDays(transaction, staging);
    const ended = await this.store.endFormerJobs(transaction, staging);
    const begun = await this.store.insertEmployments(transaction, staging);
    const written = [corrected, ended, begun];
    if (written.some(({ count }) => count > 0)) {
      const payload = { loadNumber };
      await this.outbox.publish(transaction, { kind: EMPLOYMENTS_IMPORTED, payload });
    }
    const dates = written
      .flatMap(({ first, last }) => [first, last])
      .filter((date) => date !== null)
      .sort();
    return {
      inserted: begun.count,
      superseded: renamed + corrected.count + ended.count,
      firstDate: dates[0] ?? null,
      lastDate: dates.at(-1) ?? null,
    };
  }
}
