import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttemptKind } from '../domain/back-off.js';

@Entity('attempt_throttle')
@Check('attempt_throttle_kind', `kind IN ('ACCOUNT', 'ADDRESS')`)
@Index('attempt_throttle_last_attempt', ['lastAttemptAt'])
export class AttemptThrottleEntry {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'attempt_throttle_pkey' })
  kind!: AttemptKind;

  /** HMAC of the e-mail or the address: neither can be read back. */
  @PrimaryColumn('bytea', {
    name: 'key_hash',
    primaryKeyConstraintName: 'attempt_throttle_pkey',
  })
  keyHash!: Buffer;

  @Column('int')
  attempts!: number;

  @Column({ type: 'timestamptz', name: 'last_attempt_at', precision: 3 })
  lastAttemptAt!: Date;

  @Column({ type: 'timestamptz', name: 'blocked_until', precision: 3, nullable: true })
  blockedUntil!: Date | null;
}
