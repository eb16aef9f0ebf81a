import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may sign in, as what, for how long; invitations, machine keys, and the counting of guesses. */
export class Auth1763600000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id uuid CONSTRAINT account_pkey PRIMARY KEY,
        email text NOT NULL CONSTRAINT account_email_unique UNIQUE
          CONSTRAINT account_email_lower CHECK (email = lower(email)),
        name text NOT NULL,
        password_hash text NOT NULL,
        locale text NOT NULL CONSTRAINT account_locale CHECK (locale IN ('en', 'zh-CN')),
        state text NOT NULL DEFAULT 'ACTIVE' CONSTRAINT account_state CHECK (state IN ('ACTIVE', 'DISABLED')),
        password_changed_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL);

      CREATE TABLE membership (
        id uuid CONSTRAINT membership_pkey PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT membership_account REFERENCES account (id),
        role text NOT NULL CONSTRAINT membership_role CHECK (role IN (
          'REVIEWER', 'RANKING_MANAGER', 'CONTEST_MANAGER', 'CERTIFICATION_OFFICER', 'ADMINISTRATOR', 'JUROR',
          'ASSESSOR', 'PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR', 'MERCHANT_OWNER', 'MERCHANT_MEMBER')),
        provider_id uuid CONSTRAINT membership_provider REFERENCES provider (id),
        operator_id uuid CONSTRAINT membership_operator REFERENCES operator (id),
        merchant_id uuid CONSTRAINT membership_merchant REFERENCES merchant (id),
        created_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3),
        CONSTRAINT membership_scope CHECK (
          (provider_id IS NOT NULL) = (role IN ('PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'))
          AND (operator_id IS NOT NULL) = (role = 'OPERATOR')
          AND (merchant_id IS NOT NULL) = (role IN ('MERCHANT_OWNER', 'MERCHANT_MEMBER'))));
      -- Nobody holds a role twice, and an operator is one person with one account.
      CREATE UNIQUE INDEX membership_once_platform ON membership (account_id, role)
        WHERE ended_at IS NULL AND provider_id IS NULL AND merchant_id IS NULL;
      CREATE UNIQUE INDEX membership_once_provider ON membership (account_id, role, provider_id)
        WHERE ended_at IS NULL AND provider_id IS NOT NULL;
      CREATE UNIQUE INDEX membership_once_merchant ON membership (account_id, role, merchant_id)
        WHERE ended_at IS NULL AND merchant_id IS NOT NULL;
      CREATE UNIQUE INDEX membership_once_operator ON membership (operator_id)
        WHERE ended_at IS NULL AND operator_id IS NOT NULL;
      CREATE INDEX membership_account_id ON membership (account_id);
      CREATE INDEX membership_provider_id ON membership (provider_id, created_at, id) WHERE provider_id IS NOT NULL;
      CREATE INDEX membership_merchant_id ON membership (merchant_id, created_at, id) WHERE merchant_id IS NOT NULL;
      CREATE INDEX membership_created ON membership (created_at, id);

      -- A session is a family of refresh tokens: each is good once, and using one twice ends the family.
      CREATE TABLE account_session (
        id uuid CONSTRAINT account_session_pkey PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT account_session_account REFERENCES account (id),
        membership_id uuid NOT NULL CONSTRAINT account_session_membership REFERENCES membership (id),
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3),
        end_reason text CONSTRAINT account_session_end_reason CHECK (end_reason IN (
          'SIGNED_OUT', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'MEMBERSHIP_ENDED', 'ACCOUNT_DISABLED')),
        CONSTRAINT account_session_ended CHECK ((ended_at IS NULL) = (end_reason IS NULL)));
      CREATE INDEX account_session_account_id ON account_session (account_id, expires_at);
      CREATE INDEX account_session_membership_id ON account_session (membership_id) WHERE ended_at IS NULL;

      CREATE TABLE refresh_token (
        token_hash bytea CONSTRAINT refresh_token_pkey PRIMARY KEY,
        session_id uuid NOT NULL CONSTRAINT refresh_token_session REFERENCES account_session (id) ON DELETE CASCADE,
        issued_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        used_at timestamptz(3));
      CREATE INDEX refresh_token_session_id ON refresh_token (session_id);

      CREATE TABLE account_totp (
        account_id uuid CONSTRAINT account_totp_pkey PRIMARY KEY
          CONSTRAINT account_totp_account REFERENCES account (id),
        secret_encrypted bytea NOT NULL,
        enrolled_at timestamptz(3) NOT NULL,
        confirmed_at timestamptz(3),
        -- The time step of the last code accepted: a code is good once (RFC 6238, 5.2).
        last_step bigint);

      CREATE TABLE recovery_code (
        code_hash bytea CONSTRAINT recovery_code_pkey PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT recovery_code_account REFERENCES account (id),
        created_at timestamptz(3) NOT NULL);
      CREATE INDEX recovery_code_account_id ON recovery_code (account_id);

      CREATE TABLE invitation (
        id uuid CONSTRAINT invitation_pkey PRIMARY KEY,
        email text NOT NULL CONSTRAINT invitation_email_lower CHECK (email = lower(email)),
        role text NOT NULL,
        provider_id uuid CONSTRAINT invitation_provider REFERENCES provider (id),
        operator_id uuid CONSTRAINT invitation_operator REFERENCES operator (id),
        merchant_id uuid CONSTRAINT invitation_merchant REFERENCES merchant (id),
        token_hash bytea NOT NULL CONSTRAINT invitation_token_unique UNIQUE,
        invited_by text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        accepted_at timestamptz(3),
        accepted_by uuid CONSTRAINT invitation_accepted_by REFERENCES account (id),
        revoked_at timestamptz(3),
        CONSTRAINT invitation_scope CHECK (
          (provider_id IS NOT NULL) = (role IN ('PROVIDER_OWNER', 'PROVIDER_MEMBER', 'OPERATOR'))
          AND (operator_id IS NOT NULL) = (role = 'OPERATOR')
          AND (merchant_id IS NOT NULL) = (role IN ('MERCHANT_OWNER', 'MERCHANT_MEMBER'))),
        CONSTRAINT invitation_answered_once CHECK (accepted_at IS NULL OR revoked_at IS NULL));
      CREATE INDEX invitation_email ON invitation (email);
      CREATE INDEX invitation_provider_id ON invitation (provider_id, created_at, id) WHERE provider_id IS NOT NULL;
      CREATE INDEX invitation_merchant_id ON invitation (merchant_id, created_at, id) WHERE merchant_id IS NOT NULL;
      CREATE INDEX invitation_created ON invitation (created_at, id);

      CREATE TABLE api_key (
        id uuid CONSTRAINT api_key_pkey PRIMARY KEY,
        name text NOT NULL,
        datasets text[] NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3),
        revoked_at timestamptz(3));
      CREATE INDEX api_key_created ON api_key (created_at, id);

      -- Several at once while a key is being rotated: the old one ends when its overlap does.
      CREATE TABLE api_key_secret (
        secret_hash bytea CONSTRAINT api_key_secret_pkey PRIMARY KEY,
        api_key_id uuid NOT NULL CONSTRAINT api_key_secret_key REFERENCES api_key (id),
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3));
      CREATE INDEX api_key_secret_key_id ON api_key_secret (api_key_id);

      -- Guesses counted for each account name and each address. Keyed hashes: no e-mail, no address.
      CREATE TABLE attempt_throttle (
        kind text NOT NULL CONSTRAINT attempt_throttle_kind CHECK (kind IN ('ACCOUNT', 'ADDRESS')),
        key_hash bytea NOT NULL,
        attempts int NOT NULL,
        last_attempt_at timestamptz(3) NOT NULL,
        blocked_until timestamptz(3),
        CONSTRAINT attempt_throttle_pkey PRIMARY KEY (kind, key_hash));
      CREATE INDEX attempt_throttle_last_attempt ON attempt_throttle (last_attempt_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE attempt_throttle, api_key_secret, api_key, invitation, recovery_code, account_totp, refresh_token,
                 account_session, membership, account;
    `);
  }
}
