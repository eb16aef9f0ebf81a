import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';

/** Which notices: those of these ids, or all that came until then. */
export interface MarkRead {
  readonly ids?: readonly string[];
  readonly before?: Date;
}

export const markReadErrors = errorCatalogue({
  IDS_OR_BEFORE: {
    en: 'Give either `ids` (1 to 100) or `before`, and not both.',
    zh: '请提供 `ids`（1 到 100 个）或 `before`，二者择一。',
  },
  NOT_FOUND: {
    en: 'One of the notices does not exist, or is not yours. Nothing was marked. Take ids from your `notifications`.',
    zh: '其中有通知不存在或不属于您，未作任何标记。请使用 `notifications` 返回的 id。',
  },
});

export function decideMarkRead({ ids, before }: MarkRead): Result<MarkRead> {
  const wellFormed =
    (ids === undefined) !== (before === undefined) &&
    (ids === undefined || (ids.length >= 1 && ids.length <= 100));
  return wellFormed
    ? succeed({ ids, before })
    : fail(markReadErrors.error('IDS_OR_BEFORE', ['input']));
}
