import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import type { Side } from './engagement.js';
import { proposeEngagementErrors } from './propose-engagement.js';

/** The two parties as the maker of a proposal names them: the other one, and perhaps its own. */
export interface NamedParties {
  readonly providerId?: string | null;
  readonly merchantId?: string | null;
}

/** Works out who the two parties are. */
export function addressProposal(
  named: NamedParties,
  maker: { readonly side: Side; readonly id: string },
): Result<{ providerId: string; merchantId: string }> {
  const errors = proposeEngagementErrors;
  const [own, other] =
    maker.side === 'PROVIDER'
      ? (['providerId', 'merchantId'] as const)
      : (['merchantId', 'providerId'] as const);
  if (named[own] != null && named[own] !== maker.id) {
    return fail(errors.error('NOT_YOUR_SIDE', ['input', own], { field: own }));
  }
  const otherId = named[other];
  if (otherId == null) {
    const code = maker.side === 'PROVIDER' ? 'MERCHANT_MISSING' : 'PROVIDER_MISSING';
    return fail(errors.error(code, ['input', other]));
  }
  return succeed(
    maker.side === 'PROVIDER'
      ? { providerId: maker.id, merchantId: otherId }
      : { providerId: otherId, merchantId: maker.id },
  );
}
