import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/sql-executor.js';
import { newId } from '../kernel/ids.js';

export interface OutboxEvent {
  /** Past tense, owner first: `feed.load_merged`, `engagement.accepted`. */
  readonly kind: string;
  /** Ids and small facts; never personal data. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export type OutboxHandler = (
  payload: Readonly<Record<string, unknown>>,
  eventId: string,
) => Promise<void>;

/**
 * What must happen elsewhere because of a change: written with the change, delivered after it, at least
 * once. Handlers are idempotent; each handler of an event is delivered by a task of its own.
 */
@Injectable()
export class Outbox {
  private readonly handlers = new Map<string, Map<string, OutboxHandler>>();

  /** @param handlerName unique and stable: it names the delivery in the queue */
  on(kind: string, handlerName: string, handler: OutboxHandler): void {
    const named = this.handlers.get(kind) ?? new Map<string, OutboxHandler>();
    if (named.has(handlerName)) throw new Error(`outbox handler ${handlerName} registered twice`);
    this.handlers.set(kind, named.set(handlerName, handler));
  }

  async publish(transaction: Transaction, event: OutboxEvent): Promise<void> {
    await transaction.execute(
      `WITH event AS (
         INSERT INTO outbox_event (id, kind, payload) VALUES ($1, $2, $3) RETURNING id)
       SELECT graphile_worker.add_job('outbox_event', json_build_object('eventId', id)) FROM event`,
      [newId(), event.kind, JSON.stringify(event.payload)],
    );
  }

  handlersOf(kind: string): ReadonlyMap<string, OutboxHandler> {
    return this.handlers.get(kind) ?? new Map();
  }
}
