import { Column } from 'typeorm';

/** What a derived row's values were last made with. */
export abstract class ComputedWith {
  /** Version of the policy `merchant-growth`. */
  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  /** Version of the policy `trading-tiers`. */
  @Column('int', { name: 'tiers_policy_version' })
  tiersPolicyVersion!: number;

  @Column('bigint', { name: 'load_number' })
  loadNumber!: string;
}
