import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { MEMBERSHIP_ROLES, type MembershipRole } from '../../platform/access/roles.js';
import { publicId } from '../../platform/kernel/ids.js';
import { ACCOUNT_STATES, type AccountState } from '../domain/account.js';
import type { Account } from '../entities/account.entity.js';
import type { MembershipRow } from '../membership.store.js';

export const MembershipRoleEnum = Object.fromEntries(MEMBERSHIP_ROLES.map((role) => [role, role]));
registerEnumType(MembershipRoleEnum, {
  name: 'MembershipRole',
  description: 'What somebody may do, for the platform, a provider or a merchant.',
});
export const AccountStateEnum = Object.fromEntries(ACCOUNT_STATES.map((state) => [state, state]));
registerEnumType(AccountStateEnum, {
  name: 'AccountState',
  description: 'A DISABLED account can’t sign in and its sessions are over.',
});

@ObjectType('Account', { implements: () => [Node], description: 'Somebody who may sign in.' })
export class AccountType implements Node {
  @Field(() => ID) id!: string;
  @Field() email!: string;
  @Field() name!: string;
  @Field({ description: '`zh-CN` or `en`: in which language the account is written to.' })
  locale!: string;
  @Field(() => AccountStateEnum) state!: AccountState;
  @Field(() => DateTimeScalar) createdAt!: Date;
}

@ObjectType('Membership', {
  implements: () => [Node],
  description: 'That an account may act in a role, for the platform or for one company.',
})
export class MembershipType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) accountId!: string;
  @Field({ description: 'The name of the account.' }) accountName!: string;
  @Field({ description: 'The e-mail of the account.' }) accountEmail!: string;
  @Field(() => AccountStateEnum) accountState!: AccountState;
  @Field(() => MembershipRoleEnum) role!: MembershipRole;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the company that it is for; null for the platform itself.',
  })
  organisation!: string | null;
  @Field(() => ID, { nullable: true }) providerId!: string | null;
  @Field(() => ID, { nullable: true }) operatorId!: string | null;
  @Field(() => ID, { nullable: true }) merchantId!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) endedAt!: Date | null;
}

@ObjectType()
export class MembershipConnection extends Connection(MembershipType, 'Membership') {}

@ObjectType({ description: 'Who calls: the account behind the access token.' })
export class Viewer {
  @Field(() => AccountType) account!: AccountType;
  @Field(() => [MembershipType], { description: 'Everything that the account may act as.' })
  memberships!: MembershipType[];
  @Field(() => MembershipType, {
    nullable: true,
    description: 'What it acts as now; null when that has ended since the token was issued.',
  })
  current!: MembershipType | null;
  @Field({ description: 'Whether signing in asks for a second step.' }) totpEnabled!: boolean;
}

export function toAccountType(account: Account): AccountType {
  const { email, name, locale, state, createdAt } = account;
  return { id: publicId('Account', account.id), email, name, locale, state, createdAt };
}

export function toMembershipType(row: MembershipRow): MembershipType {
  const { accountName, accountEmail, accountState, role, organisation, createdAt, endedAt } = row;
  return {
    id: publicId('Membership', row.id),
    accountId: publicId('Account', row.accountId),
    accountName,
    accountEmail,
    accountState,
    role,
    organisation,
    providerId: row.providerId && publicId('Provider', row.providerId),
    operatorId: row.operatorId && publicId('Operator', row.operatorId),
    merchantId: row.merchantId && publicId('Merchant', row.merchantId),
    createdAt,
    endedAt,
  };
}
