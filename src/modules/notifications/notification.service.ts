import { Injectable } from '@nestjs/common';
import { audienceKeys, audiencesOf, type Audience } from '../platform/access/audience.js';
import { NotFound } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { closable } from '../platform/events/closable.js';
import { Listener } from '../platform/events/listener.js';
import { newId, type ObjectKind } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { decideMarkRead, markReadErrors, type MarkRead } from './domain/mark-read.js';
import { checkNotice, type NoticeParameters } from './domain/notice-catalogue.js';
import {
  NOTIFICATION_CHANNEL,
  NotificationStore,
  type Notification,
  type NotificationFilter,
  type Reader,
} from './notification.store.js';

export type NoticeRecipient = Audience;

/** Something that a company, a person or staff should know, in the language that they read. */
export interface Notice {
  /** Declared with `defineNotices`. */
  readonly kind: string;
  readonly to: NoticeRecipient;
  readonly subject: { readonly type: ObjectKind; readonly id: string };
  /** What the text's holes are filled with: names of companies, amounts, dates, codes; nothing personal. */
  readonly parameters: NoticeParameters;
  /** Until when the recipient must act; null when there is nothing to do. */
  readonly actBy: Date | null;
  /** Makes the notice unique for its recipient and kind, so that a repeated move tells it once. */
  readonly key?: string;
}

@Injectable()
export class NotificationService {
  constructor(
    private readonly store: NotificationStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly listener: Listener,
  ) {}

  /**
   * Tells many in one statement, in the transaction of what happened: both are, or neither is.
   * @returns how many notices are new; fewer than recipients where a `key` was used before
   */
  async notify(
    context: RequestContext,
    transaction: Transaction,
    notices: readonly Notice[],
  ): Promise<number> {
    const rows = notices.flatMap(({ kind, to, subject, parameters, actBy, key }) => {
      checkNotice(kind, parameters);
      return audienceKeys(to).map((recipient) => ({
        id: newId(),
        recipient,
        kind,
        subjectType: subject.type,
        subjectId: subject.id,
        parameters,
        actBy,
        doneAt: null,
        key: key ?? null,
        createdAt: context.now,
      }));
    });
    return rows.length === 0 ? 0 : this.store.insert(transaction, rows);
  }

  /**
   * What notices on these objects asked for is done, or no longer to be done: they stop being due for every
   * recipient.
   *
   * @param kinds all kinds when left out
   */
  async settle(
    context: RequestContext,
    transaction: Transaction,
    subjectIds: readonly string[],
    kinds?: readonly string[],
  ): Promise<number> {
    return this.store.settle(transaction, subjectIds, kinds ?? null, context.now);
  }

  page(
    context: RequestContext,
    filter: NotificationFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Notification>> {
    return this.store.page(readerOf(context), filter, request, withTotal);
  }

  async byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, Notification>> {
    return this.store.byIds(readerOf(context), ids);
  }

  unreadCount(context: RequestContext): Promise<number> {
    return this.store.count(readerOf(context), { unread: true });
  }

  /** Marks notices as read by the caller; for others of the same company they stay as they are. */
  async markRead(context: RequestContext, command: MarkRead): Promise<Result<true>> {
    const decision = decideMarkRead(command);
    if (!decision.ok) return decision;
    const reader = readerOf(context);
    const { ids } = decision.value;
    if (ids) {
      const found = await this.store.byIds(reader, ids);
      const unknown = ids.findIndex((id) => !found.has(id));
      if (unknown >= 0) {
        const path = ['input', 'ids', String(unknown)];
        return fail(markReadErrors.error('NOT_FOUND', path));
      }
    }
    await this.unitOfWork.run(context, (transaction) =>
      this.store.markRead(transaction, reader, decision.value, context.now),
    );
    return succeed(true);
  }

  /** The caller's notices from now on, each once. */
  watch(context: RequestContext): AsyncIterableIterator<Notification> {
    const reader = readerOf(context);
    const { listener, store } = this;
    return closable(async function* (signal) {
      const sent = new Recent(1_000);
      const from = newId();
      for await (const news of await listener.subscribe(NOTIFICATION_CHANNEL, signal)) {
        const [recipient, id] = news.split(' ');
        let added: Iterable<Notification>;
        if (recipient && id) {
          if (!reader.audiences.includes(recipient)) continue;
          added = (await store.byIds(reader, [id])).values();
        } else {
          // After a lost connection anything may have come meanwhile.
          const { rows } = await store.page(reader, {}, { first: 100 }, false);
          added = rows.filter((row) => row.id > from).reverse();
        }
        for (const notification of added) if (sent.add(notification.id)) yield notification;
      }
    });
  }
}

function readerOf(context: RequestContext): Reader {
  if (context.actor.kind !== 'USER') throw new NotFound('Your account');
  return { accountId: context.actor.accountId, audiences: audiencesOf(context) };
}

/** The last so many ids, to tell each only once. */
class Recent {
  private readonly ids = new Set<string>();

  constructor(private readonly most: number) {}

  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > this.most) this.ids.delete(this.ids.values().next().value!);
    return true;
  }
}
