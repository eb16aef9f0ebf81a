import type { MembershipRole } from '../../src/modules/platform/access/roles.js';

export interface DemonstrationAccount {
  readonly role: MembershipRole;
  readonly email: string;
  /** Invented. */
  readonly name: string;
}

/** Printed at the start: the demonstration is no secret. */
export const DEMONSTRATION_PASSWORD = 'six lanterns over the lake';

const NAMES: readonly (readonly [MembershipRole, string])[] = [
  ['ADMINISTRATOR', '安知远'],
  ['REVIEWER', '沈审言'],
  ['RANKING_MANAGER', '荣绍衡'],
  ['CONTEST_MANAGER', '邵竞川'],
  ['CERTIFICATION_OFFICER', '郑印桐'],
  ['JUROR', '裴公允'],
  ['ASSESSOR', '顾品岚'],
  ['PROVIDER_OWNER', '傅启航'],
  ['PROVIDER_MEMBER', '苗同舟'],
  ['OPERATOR', '操小楫'],
  ['MERCHANT_OWNER', '尚满堂'],
  ['MERCHANT_MEMBER', '米帮衬'],
];

/** One account for every role that a person can act in. */
export const DEMONSTRATION_ACCOUNTS: readonly DemonstrationAccount[] = NAMES.map(
  ([role, name]) => ({
    role,
    name,
    email: `${role.toLowerCase().replaceAll('_', '-')}@demo.caopan.example`,
  }),
);
