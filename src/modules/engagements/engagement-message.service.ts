import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FileService, type AttachedFile } from '../files/index.js';
import { NotificationService } from '../notifications/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import {
  decideRedact,
  decideSend,
  decideStaffEntry,
  redactMessageErrors,
  sendMessageErrors,
} from './domain/engagement-message.js';
import { sideOf } from './engagement-journal.js';
import { EngagementMessageStore, type MessageRow } from './engagement-message.store.js';
import { messageNotices } from './engagement-notices.js';
import { EngagementStore, type EngagementRow } from './engagement.store.js';

export interface SendMessage {
  readonly body: string;
  readonly fileIds: readonly string[];
  /** Why staff take part; not read for members of the two sides. */
  readonly reason?: string | null;
}

/** What the two sides write each other about an engagement. */
@Injectable()
export class EngagementMessageService {
  constructor(
    private readonly store: EngagementMessageStore,
    private readonly engagements: EngagementStore,
    private readonly files: FileService,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
    private readonly notifications: NotificationService,
  ) {}

  /**
   * The conversation, newest first. That staff read it is recorded with their reason.
   *
   * @throws NotFound when the caller may not see the engagement, and for staff without a dispute or a reason
   */
  async page(
    context: RequestContext,
    engagementId: string,
    reason: string | null | undefined,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MessageRow>> {
    await this.unitOfWork.run(context, async (transaction) => {
      const engagement = await this.find(context, transaction, engagementId);
      if (!engagement) throw new NotFound('The engagement');
      const entry = await this.enter(context, transaction, engagement, reason);
      if (!entry.ok) throw new NotFound('A dispute that concerns you, with your reason to read,');
      if (sideOf(context) !== 'PLATFORM') return;
      await this.recordEntry(context, transaction, engagement, 'read', entry.value.reason);
    });
    return this.store.page(engagementId, request, withTotal);
  }

  attachmentsOf(messageIds: readonly string[]): Promise<Map<string, AttachedFile[]>> {
    return this.files.attachedTo(messageIds);
  }

  async send(
    context: RequestContext,
    engagementId: string,
    message: SendMessage,
    idempotencyKey?: string | null,
  ): Promise<Result<MessageRow>> {
    const call = {
      mutation: 'sendEngagementMessage',
      key: idempotencyKey,
      request: { engagementId, ...message },
    };
    return this.unitOfWork.attempt(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, () =>
        this.keep(context, transaction, engagementId, message),
      );
      return (await this.store.byId(transaction, orRefuse(id)))!;
    });
  }

  /** Takes the words away; that there was a message, whose and when, stays. */
  async redact(context: RequestContext, id: string, words: string): Promise<Result<MessageRow>> {
    const errors = redactMessageErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const message = await this.store.byId(transaction, id);
      if (!message) {
        const parameters = { id: publicId('EngagementMessage', id) };
        return fail(errors.error('NOT_FOUND', ['input', 'messageId'], parameters));
      }
      const decision = decideRedact(message, words);
      if (!decision.ok) return decision;
      const { reason } = decision.value;
      const redaction = { reason, by: actorKey(context.actor), at: context.now };
      if (!(await this.store.redact(transaction, id, redaction))) {
        return fail(errors.error('REDACTED'));
      }
      await this.audit.record(transaction, context, {
        action: 'engagement_message.redacted',
        object: { kind: 'EngagementMessage', id },
        reason,
        owners: message,
      });
      return succeed((await this.store.byId(transaction, id))!);
    });
  }

  /** @returns the new message's id */
  private async keep(
    context: RequestContext,
    transaction: Transaction,
    engagementId: string,
    { body, fileIds, reason }: SendMessage,
  ): Promise<Result<string>> {
    const engagement = await this.find(context, transaction, engagementId);
    if (!engagement) {
      const parameters = { id: publicId('Engagement', engagementId) };
      return fail(sendMessageErrors.error('NOT_FOUND', ['input', 'engagementId'], parameters));
    }
    const decision = decideSend(body);
    if (!decision.ok) return decision;
    const entry = await this.enter(context, transaction, engagement, reason);
    if (!entry.ok) return entry;
    const { providerId, merchantId } = engagement;
    const side = sideOf(context);
    const id = newId();
    const author = actorKey(context.actor);
    const message = { id, engagementId, side, author, body: decision.value.body };
    await this.store.insert(transaction, { ...message, sentAt: context.now });
    orRefuse(
      await this.files.attach(context, transaction, {
        fileIds,
        purpose: 'engagement message',
        subject: { type: 'EngagementMessage', id },
        readers: [{ providerId }, { merchantId }],
      }),
    );
    await this.recordEntry(context, transaction, engagement, 'written', entry.value.reason);
    const others = [{ providerId }, { merchantId }].filter((to) =>
      side === 'PROVIDER' ? 'merchantId' in to : side === 'PLATFORM' || 'providerId' in to,
    );
    const notices = others.map((to) => ({
      kind: messageNotices.received,
      to: to as { providerId: string } | { merchantId: string },
      subject: { type: 'Engagement', id: engagementId } as const,
      parameters: { code: engagement.engagementCode },
      actBy: null,
    }));
    await this.notifications.notify(context, transaction, notices);
    return succeed(id);
  }

  /** Members of the two sides come and go; staff only on a dispute, with a reason. */
  private async enter(
    context: RequestContext,
    transaction: Transaction,
    { id }: EngagementRow,
    reason: string | null | undefined,
  ): Promise<Result<{ reason: string }>> {
    if (sideOf(context) !== 'PLATFORM') return succeed({ reason: '' });
    return decideStaffEntry(await this.store.inDispute(transaction, id), reason);
  }

  private async recordEntry(
    context: RequestContext,
    transaction: Transaction,
    { id, providerId, merchantId }: EngagementRow,
    what: 'read' | 'written',
    reason: string,
  ): Promise<void> {
    await this.audit.record(transaction, context, {
      action: `engagement.conversation_${what}`,
      object: { kind: 'Engagement', id },
      ...(reason && { reason }),
      owners: { providerId, merchantId },
    });
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.engagements.visible(context, [id], transaction)).get(id);
  }
}
