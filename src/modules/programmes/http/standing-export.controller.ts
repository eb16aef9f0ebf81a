import { Readable } from 'node:stream';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { parseIdOf } from '../../platform/kernel/ids.js';
import { ProgrammeProgressService } from '../programme-progress.service.js';
import { programmePermissions } from '../programmes.permissions.js';

@Controller('programmes')
export class StandingExportController {
  constructor(private readonly progress: ProgrammeProgressService) {}

  /** All standings of a programme version, by target and place. */
  @Get(':id/standings.csv')
  @Requires(programmePermissions.export)
  async standings(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const parsed = parseIdOf('ProgrammeVersion', id);
    if (!parsed.ok) {
      await reply.status(400).send({ error: { code: 'BAD_ID', message: parsed.problem } });
      return;
    }
    const lines = await this.progress.standingsCsv(context, parsed.uuid);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}-standings.csv"`)
      .send(Readable.from(lines));
  }
}
