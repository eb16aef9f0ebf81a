import { hasRole, type RequestContext } from '../context/request-context.js';
import { STAFF } from './roles.js';

/** The owners of one object: a provider's own row has only `providerId`, an engagement has both. */
export interface Owners {
  readonly providerId?: string | null;
  readonly merchantId?: string | null;
  readonly operatorIds?: readonly string[];
}

/** Staff and background jobs see every object; what they may *do* with it is a question of permission. */
export function seesEverything(context: RequestContext): boolean {
  return hasRole(context, STAFF);
}

/** Whether the caller belongs to one of the owners. Operators see what names them, not all of the company's. */
export function owns(context: RequestContext, owners: Owners): boolean {
  const { scope } = context;
  if (scope.kind === 'MERCHANT') return owners.merchantId === scope.merchantId;
  if (scope.kind !== 'PROVIDER' || owners.providerId !== scope.providerId) return false;
  if (context.actor.role !== 'OPERATOR') return true;
  return owners.operatorIds?.includes(scope.operatorId ?? '') ?? false;
}

export function maySee(context: RequestContext, owners: Owners): boolean {
  return seesEverything(context) || owns(context, owners);
}

/** Columns (SQL) that say who owns a row of a list. Leave out what the table does not have. */
export interface OwnerColumns {
  readonly provider?: string;
  readonly merchant?: string;
  /** SQL condition that holds when the row names the operator `$n`; given the placeholder. */
  readonly operator?: (placeholder: string) => string;
}

export interface OwnershipCondition {
  readonly where: string;
  readonly parameters: readonly string[];
}

/** The set form of `maySee`, to AND into a list's WHERE. */
export function ownershipCondition(
  context: RequestContext,
  columns: OwnerColumns,
  firstParameter: number,
): OwnershipCondition {
  const nothing = { where: 'FALSE', parameters: [] };
  if (seesEverything(context)) return { where: 'TRUE', parameters: [] };
  const { scope } = context;
  if (scope.kind === 'MERCHANT' && columns.merchant) {
    return { where: `${columns.merchant} = $${firstParameter}`, parameters: [scope.merchantId] };
  }
  if (scope.kind !== 'PROVIDER' || !columns.provider) return nothing;
  const ofProvider = `${columns.provider} = $${firstParameter}`;
  if (context.actor.role !== 'OPERATOR')
    return { where: ofProvider, parameters: [scope.providerId] };
  if (!columns.operator || !scope.operatorId) return nothing;
  return {
    where: `${ofProvider} AND ${columns.operator(`$${firstParameter + 1}`)}`,
    parameters: [scope.providerId, scope.operatorId],
  };
}
