import { Readable } from 'node:stream';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { parseIdOf, publicId } from '../../platform/kernel/ids.js';
import { safeCsvCell } from '../../platform/kernel/safe-csv.js';
import { depositPermissions } from '../conduct.permissions.js';
import { DepositService } from '../deposit.service.js';
import type { ExportedEntry } from '../deposit.store.js';

const HEADER =
  'number,booked_on,kind,amount,balance,reason,reference,entry_id,compensates,violation_id,appeal_id';

@Controller('deposits')
export class DepositController {
  constructor(private readonly service: DepositService) {}

  /** A provider's whole ledger as CSV with running balances, safe to open in a spreadsheet. */
  @Get(':id/ledger.csv')
  @Requires(depositPermissions.read)
  async ledger(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const parsed = parseIdOf('Provider', id);
    if (!parsed.ok) {
      await reply.status(400).send({ error: { code: 'BAD_ID', message: parsed.problem } });
      return;
    }
    const entries = await this.service.exported(context, parsed.uuid);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}-deposit.csv"`)
      .send(Readable.from(lines(entries)));
  }
}

async function* lines(batches: AsyncIterable<readonly ExportedEntry[]>): AsyncGenerator<string> {
  yield `${HEADER}\r\n`;
  for await (const rows of batches) yield rows.map((row) => `${line(row)}\r\n`).join('');
}

function line(row: ExportedEntry): string {
  const { number, bookedOn, kind, amount, balance, reason, reference } = row;
  return [
    // Our own numbers, dates and codes need no quotes, and a negative amount stays a number.
    ...[number, bookedOn, kind, amount, balance],
    ...[reason, reference ?? ''].map(safeCsvCell),
    publicId('DepositEntry', row.id),
    row.compensates ? publicId('DepositEntry', row.compensates) : '',
    row.violationId ? publicId('Violation', row.violationId) : '',
    row.appealId ? publicId('Appeal', row.appealId) : '',
  ].join(',');
}
