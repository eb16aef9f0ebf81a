import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { badInput } from '../../../graphql/errors.js';
import { toPayload } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { parsePublicId } from '../../platform/kernel/ids.js';
import { personalDataPermissions } from '../personal-data.permissions.js';
import { PersonalDataService } from '../personal-data.service.js';
import type { Subject } from '../personal-data.store.js';
import {
  ErasePersonalDataInput,
  ErasePersonalDataPayload,
  RevealPersonalDataInput,
  RevealPersonalDataPayload,
} from './personal-data.type.js';

@Resolver()
export class PersonalDataResolver {
  constructor(private readonly service: PersonalDataService) {}

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
