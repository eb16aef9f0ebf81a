import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  MerchantRowAccess,
  type MerchantRowGrant,
} from '../platform/access/merchant-row-access.js';

/** A provider sees the rows of a merchant for the days on which it serves it; an operator if named. */
const servingProvider: MerchantRowGrant = ({ scope, actor }, columns, firstParameter) => {
  if (scope.kind !== 'PROVIDER') return undefined;
  const serves = `EXISTS (SELECT FROM engagement e
     WHERE e.merchant_id = ${columns.merchant} AND e.provider_id = $${firstParameter}::uuid
       AND e.state IN ('ACCEPTED', 'TERMINATED')
       AND engagement_days(e.started_on, e.ended_on, e.terminated_on) @> ${columns.date}`;
  if (actor.role !== 'OPERATOR') return { where: `${serves})`, parameters: [scope.providerId] };
  if (!scope.operatorId) return undefined;
  return {
    where: `${serves} AND EXISTS (SELECT FROM engagement_operator eo
      WHERE eo.engagement_id = e.id AND eo.operator_id = $${firstParameter + 1}::uuid))`,
    parameters: [scope.providerId, scope.operatorId],
  };
};

@Injectable()
export class ServingProvider implements OnModuleInit {
  constructor(private readonly access: MerchantRowAccess) {}

  onModuleInit(): void {
    this.access.register('serving provider', servingProvider);
  }
}
