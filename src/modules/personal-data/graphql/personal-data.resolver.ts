import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { badInput } from '../../../graphql/errors.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { parsePublicId, publicId } from '../../platform/kernel/ids.js';
import { DataExportService } from '../data-export.service.js';
import { personalDataPermissions } from '../personal-data.permissions.js';
import { PersonalDataService } from '../personal-data.service.js';
import type { Subject } from '../personal-data.store.js';
import {
  ErasePersonalDataInput,
  ErasePersonalDataPayload,
  RequestDataExportPayload,
  RevealPersonalDataInput,
  RevealPersonalDataPayload,
} from './personal-data.type.js';

@Resolver()
export class PersonalDataResolver {
  constructor(
    private readonly service: PersonalDataService,
    private readonly exports: DataExportService,
  ) {}

  @Mutation(() => RequestDataExportPayload, {
    description:
      'Export what is kept of you, and for owners of their company, as one JSON file. One at a time; the file expires.',
  })
  @Requires(personalDataPermissions.export)
  async requestDataExport(@Context() context: RequestContext): Promise<RequestDataExportPayload> {
    const result = await this.exports.request(context);
    return toPayload(result, context.locale, 'jobId', (id) => publicId('BackgroundJob', id));
  }

  @Mutation(() => RevealPersonalDataPayload, {
    description: 'Tell one personal value in clear. Who asked, and why, is recorded.',
  })
  @Requires(personalDataPermissions.reveal)
  async revealPersonalData(
    @Context() context: RequestContext,
    @Args('input') { subjectId, field, sealed, reason }: RevealPersonalDataInput,
  ): Promise<RevealPersonalDataPayload> {
    const subject = subjectOf(subjectId);
    const result = await this.service.reveal(context, subject, { field, sealed }, reason);
    return toPayload(result, context.locale, 'value', (value) => value);
  }

  @Mutation(() => ErasePersonalDataPayload, {
    description:
      'Make the personal data of a subject unreadable for ever, by forgetting its key. Cannot be undone.',
  })
  @Requires(personalDataPermissions.erase)
  async erasePersonalData(
    @Context() context: RequestContext,
    @Args('input') { subjectId, reason }: ErasePersonalDataInput,
  ): Promise<ErasePersonalDataPayload> {
    const result = await this.service.erase(context, subjectOf(subjectId), reason);
    return toPayload(result, context.locale, 'erasedSubjectId', () => subjectId);
  }
}

function subjectOf(id: string): Subject {
  const parsed = parsePublicId(id);
  if (!parsed.ok) throw badInput(parsed.problem);
  return { kind: parsed.kind, id: parsed.uuid };
}
