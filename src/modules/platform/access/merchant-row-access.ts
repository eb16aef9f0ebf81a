import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../context/request-context.js';
import { ownershipCondition, type OwnershipCondition } from './ownership.js';

/** SQL of the columns by which a row of a merchant says whose it is and of which day. */
export interface MerchantRowColumns {
  readonly merchant: string;
  readonly date: string;
}

/**
 * Says which of a merchant's rows others than the merchant may see. `undefined`: nothing to say about this
 * caller.
 */
export type MerchantRowGrant = (
  context: RequestContext,
  columns: MerchantRowColumns,
  firstParameter: number,
) => OwnershipCondition | undefined;

/**
 * Who may see a merchant's rows: staff, the merchant, and whoever a higher module vouches for (the serving
 * provider for its term). A registry, because the rows lie below the modules that know.
 */
@Injectable()
export class MerchantRowAccess {
  private readonly grants = new Map<string, MerchantRowGrant>();

  register(name: string, grant: MerchantRowGrant): void {
    if (this.grants.has(name)) throw new Error(`merchant row grant ${name} registered twice`);
    this.grants.set(name, grant);
  }

  /** To AND into the WHERE of a list of a merchant's rows. */
  condition(
    context: RequestContext,
    columns: MerchantRowColumns,
    firstParameter: number,
  ): OwnershipCondition {
    const own = ownershipCondition(context, { merchant: columns.merchant }, firstParameter);
    if (own.where === 'TRUE') return own;
    const alternatives = [own.where];
    const parameters = [...own.parameters];
    for (const grant of this.grants.values()) {
      const granted = grant(context, columns, firstParameter + parameters.length);
      if (!granted) continue;
      alternatives.push(granted.where);
      parameters.push(...granted.parameters);
    }
    return { where: `(${alternatives.map((where) => `(${where})`).join(' OR ')})`, parameters };
  }
}
