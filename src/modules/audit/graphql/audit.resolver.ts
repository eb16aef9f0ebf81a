import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';
import { PageArgs, toConnection } from '../../../graphql/connection.js';
import { badInput } from '../../../graphql/errors.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { parsePublicId } from '../../platform/kernel/ids.js';
import { auditPermissions } from '../audit.permissions.js';
import { AuditService } from '../audit.service.js';
import { AuditEntryConnection, AuditEntryType, toAuditEntryType } from './audit-entry.type.js';

@ArgsType()
class AuditEntriesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only changes of this object.' })
  objectId?: string;
  @Field({ nullable: true, description: 'Only changes by this actor.' })
  actor?: string;
  @Field({
    nullable: true,
    description: 'Only this kind of change, for example provider.admitted.',
  })
  action?: string;
}

@Resolver(() => AuditEntryType)
export class AuditResolver {
  constructor(private readonly audit: AuditService) {}

  @Query(() => AuditEntryConnection, { description: 'The record of changes, newest first.' })
  @Requires(auditPermissions.read)
  async auditEntries(
    @Context() context: RequestContext,
    @Args() args: AuditEntriesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<AuditEntryConnection> {
    const object = args.objectId === undefined ? undefined : parsePublicId(args.objectId);
    if (object && !object.ok) throw badInput(object.problem);
    const filter = {
      actor: args.actor,
      action: args.action,
      ...(object && { objectKind: object.kind, objectId: object.uuid }),
    };
    const page = await this.audit.page(context, filter, args, selected.has('totalCount'));
    return toConnection(page, toAuditEntryType);
  }
}
