import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { publicId, type ObjectKind } from '../../platform/kernel/ids.js';
import type { AuditEntry } from '../entities/audit-entry.entity.js';

@ObjectType('AuditEntry', {
  implements: () => [Node],
  description: 'One change: who, as what role, what, before and after, why.',
})
export class AuditEntryType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) occurredAt!: Date;
  @Field({ description: '`account:…`, `key:…` or `system:…`' }) actor!: string;
  @Field() actorRole!: string;
  @Field({ description: 'What happened, owner first: `provider.admitted`.' }) action!: string;
  @Field() objectKind!: string;
  @Field(() => ID) objectId!: string;
  @Field(() => String, { nullable: true, description: 'Changed fields before, as JSON.' })
  before!: string | null;
  @Field(() => String, { nullable: true, description: 'Changed fields after, as JSON.' })
  after!: string | null;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field({ description: 'The x-request-id of the call that made the change.' }) requestId!: string;
}

@ObjectType('AuditEntryConnection')
export class AuditEntryConnection extends Connection(AuditEntryType, 'AuditEntry') {}

export function toAuditEntryType(entry: AuditEntry): AuditEntryType {
  return {
    id: publicId('AuditEntry', entry.id),
    occurredAt: entry.occurredAt,
    actor: entry.actor,
    actorRole: entry.actorRole,
    action: entry.action,
    objectKind: entry.objectKind,
    objectId: publicId(entry.objectKind as ObjectKind, entry.objectId),
    before: entry.before && JSON.stringify(entry.before),
    after: entry.after && JSON.stringify(entry.after),
    reason: entry.reason,
    requestId: entry.requestId,
  };
}
