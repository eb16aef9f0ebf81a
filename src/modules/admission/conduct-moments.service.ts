import { Injectable } from '@nestjs/common';
import { NotificationService } from '../notifications/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { addDays, startOfBusinessDate } from '../platform/kernel/business-date.js';
import { publicId } from '../platform/kernel/ids.js';
import { conductNotices } from './conduct-notices.js';
import { ConductMomentsStore } from './conduct-moments.store.js';
import { DepositService } from './deposit.service.js';
import { StandingService } from './standing.service.js';

/** So many in one transaction. */
const AT_ONCE = 500;

/**
 * What happens because time passes. Restrictions begin and end without this; it tells of it, each moment once,
 * whichever worker comes first and however the clock jumps, and lets expelled providers exit.
 */
@Injectable()
export class ConductMomentsService {
  constructor(
    private readonly store: ConductMomentsStore,
    private readonly deposits: DepositService,
    private readonly standings: StandingService,
    private readonly unitOfWork: UnitOfWork,
    private readonly notifications: NotificationService,
  ) {}

  /** @returns of how many beginnings and ends providers were told */
  async tellOfRestrictions(context: RequestContext): Promise<number> {
    for (let told = 0; ;) {
      const claimed = await this.unitOfWork.run(context, async (transaction) => {
        const { now } = context;
        const moments = await this.store.claimRestrictionMoments(transaction, now, AT_ONCE);
        await this.notifications.notify(
          context,
          transaction,
          moments.map(({ violationId, providerId, kind, moment }) => ({
            kind:
              moment === 'STARTED'
                ? conductNotices.restriction_started
                : conductNotices.restriction_ended,
            to: { providerId },
            subject: { type: 'Violation', id: violationId },
            parameters: { measure: kind },
            actBy: null,
          })),
        );
        return moments.length;
      });
      told += claimed;
      if (claimed < AT_ONCE) return told;
    }
  }

  /** Lets providers exit whose expulsion has begun. Again and again it changes nothing more. */
  async expel(context: RequestContext): Promise<number> {
    const expelled = await this.store.expelled(context.now);
    for (const { providerId, violationId } of expelled) {
      const reason = `清退：违规 ${publicId('Violation', violationId)} 的处理已生效。Expelled after a violation.`;
      await this.unitOfWork.run(context, (transaction) =>
        this.standings.expel(transaction, context, providerId, reason),
      );
    }
    return expelled.length;
  }

  /** Tells admitted providers whose deposit fell short, once for each shortfall. */
  async askForTopUps(context: RequestContext): Promise<number> {
    const filter = { shortOnly: true, providerStates: ['ADMITTED', 'SUSPENDED'] };
    let after: string | null = null;
    for (let told = 0; ;) {
      const page = await this.deposits.accountPage(
        context,
        filter,
        'SHORT_SINCE',
        { first: 100, after },
        false,
      );
      told += await this.askSome(context, page.rows);
      if (!page.hasNextPage) return told;
      after = page.endCursor;
    }
  }

  private askSome(
    context: RequestContext,
    accounts: readonly Awaited<ReturnType<DepositService['account']>>[],
  ): Promise<number> {
    const due = accounts.filter(({ topUpDueBy }) => topUpDueBy !== null);
    return this.unitOfWork.run(context, async (transaction) => {
      const moments = due.map(({ providerId, shortSince }) => ({
        subjectId: providerId,
        moment: `TOP_UP_SINCE_${shortSince!}`,
      }));
      const claimed = await this.store.claim(transaction, moments, context.now);
      const told = due.filter(({ providerId }) => claimed.has(providerId));
      await this.notifications.notify(
        context,
        transaction,
        told.map(({ providerId, balance, required, shortfall, topUpDueBy }) => ({
          kind: conductNotices.top_up_due,
          to: { providerId },
          subject: { type: 'Provider', id: providerId },
          parameters: { balance, required, shortfall },
          actBy: startOfBusinessDate(addDays(topUpDueBy!, 1)),
        })),
      );
      return told.length;
    });
  }
}
