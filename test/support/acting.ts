import type { RequestContext } from '../../src/modules/platform/context/request-context.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { scopeKindOf } from '../../src/modules/platform/access/roles.js';
import type { TestCaller } from './application.js';

/** The request context of a caller, for calling services without HTTP. */
export function contextOf(caller: TestCaller, now = new Date()): RequestContext {
  const { role, accountId = newId(), providerId, operatorId, merchantId } = caller;
  const kind = scopeKindOf(role);
  return {
    actor: { kind: 'USER', role, accountId, membershipId: newId() },
    scope:
      kind === 'PROVIDER'
        ? { kind, providerId: providerId!, ...(operatorId && { operatorId }) }
        : kind === 'MERCHANT'
          ? { kind, merchantId: merchantId! }
          : { kind },
    requestId: newId(),
    now,
    locale: 'en',
  };
}
