import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { Employment } from '../entities/employment.entity.js';
import type { OperatorRow } from '../operator.store.js';

@ObjectType('Operator', {
  implements: () => [Node],
  description: 'A person (操盘手) who runs live sessions.',
})
export class OperatorType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'Unique and immutable; the data feed names operators by it.' })
  operatorCode!: string;
  @Field() name!: string;
  @Field(() => ID, { nullable: true, description: 'The employer today, if any.' })
  providerId!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'With that employer since.' })
  employedFrom!: string | null;
}

@ObjectType()
export class OperatorConnection extends Connection(OperatorType, 'Operator') {}

export function toOperatorType(row: OperatorRow): OperatorType {
  return {
    id: publicId('Operator', row.id),
    operatorCode: row.operatorCode,
    name: row.name,
    providerId: row.providerId && publicId('Provider', row.providerId),
    employedFrom: row.employedFrom,
  };
}

@ObjectType('Employment', {
  implements: () => [Node],
  description: 'When an operator worked where, both days included.',
})
export class EmploymentType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) operatorId!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => DateScalar) employedFrom!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Empty while it goes on.' })
  employedTo!: string | null;
}

@ObjectType({ description: 'A page of employments.' })
export class EmploymentConnection extends Connection(EmploymentType, 'Employment') {}

export function toEmploymentType(row: Employment): EmploymentType {
  return {
    id: publicId('Employment', row.id),
    operatorId: publicId('Operator', row.operatorId),
    providerId: publicId('Provider', row.providerId),
    employedFrom: row.employedFrom,
    employedTo: row.employedTo,
  };
}
