import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/context/request-context.js';
import { PageRequestError, type Page, type PageRequest } from '../platform/kernel/keyset.js';
import type { FactFilter, LiveSession, MerchantDay } from './domain/facts.js';
import { FactStore, type FactOrder } from './fact.store.js';

/** A merchant's days and sessions, for its owner, the serving provider on its days, and staff. */
@Injectable()
export class FactService {
  constructor(private readonly store: FactStore) {}

  /** @throws PageRequestError when `to` comes before `from` */
  async merchantDays(
    context: RequestContext,
    filter: FactFilter,
    order: FactOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MerchantDay>> {
    checkSpan(filter);
    return this.store.merchantDays(context, filter, order, request, withTotal);
  }

  /** @throws PageRequestError when `to` comes before `from` */
  async liveSessions(
    context: RequestContext,
    filter: FactFilter,
    order: FactOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<LiveSession>> {
    checkSpan(filter);
    return this.store.liveSessions(context, filter, order, request, withTotal);
  }
}

function checkSpan({ from, to }: FactFilter): void {
  if (to < from)
    throw new PageRequestError(`\`to\` (${to}) comes before \`from\` (${from}). Swap them.`);
}
