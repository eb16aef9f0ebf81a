import { Readable } from 'node:stream';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import {
  businessDateOf,
  daysBetween,
  type BusinessDate,
} from '../../platform/kernel/business-date.js';
import { publicId } from '../../platform/kernel/ids.js';
import { safeCsvCell } from '../../platform/kernel/safe-csv.js';
import { admissionPermissions } from '../admission.permissions.js';
import { ReviewService } from '../review.service.js';
import type { ExportedReview } from '../review.store.js';

const HEADER =
  'due_on,overdue,age_days,opened_on,kind,state,ruling,provider_code,provider_name,assigned_to,assignee_name,review_id';

@Controller('reviews')
export class ReviewController {
  constructor(private readonly service: ReviewService) {}

  /** The open reviews as CSV, what is due first, safe to open in a spreadsheet. */
  @Get('queue.csv')
  @Requires(admissionPermissions.review)
  async queue(@Context() { now }: RequestContext, @Res() reply: FastifyReply): Promise<void> {
    const today = businessDateOf(now);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="reviews-${today}.csv"`)
      .send(Readable.from(lines(this.service.exported(), today)));
  }
}

async function* lines(
  batches: AsyncIterable<readonly ExportedReview[]>,
  today: BusinessDate,
): AsyncGenerator<string> {
  yield `${HEADER}\r\n`;
  for await (const rows of batches) yield rows.map((row) => `${line(row, today)}\r\n`).join('');
}

function line(row: ExportedReview, today: BusinessDate): string {
  const { dueOn, kind, state, ruling, providerCode, providerName, assigneeName } = row;
  const openedOn = businessDateOf(row.openedAt);
  return [
    // Our own dates, numbers and codes need no quotes.
    ...[dueOn, dueOn < today, daysBetween(openedOn, today), openedOn, kind, state, ruling ?? ''],
    ...[providerCode, providerName].map(safeCsvCell),
    row.assignedTo ? publicId('Account', row.assignedTo) : '',
    safeCsvCell(assigneeName ?? ''),
    publicId('ReviewCase', row.id),
  ].join(',');
}
