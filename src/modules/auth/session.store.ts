import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { PresentedToken, SessionEndReason } from './domain/session.js';

export interface LockedToken extends PresentedToken {
  readonly sessionId: string;
  readonly accountId: string;
  readonly membershipId: string;
}

/** Sessions and their refresh tokens, always in a transaction: they are read in order to be changed. */
@Injectable()
export class SessionStore {
  /** Opens a session, and throws away those of the account that nobody can refresh any more. */
  async open(
    transaction: Transaction,
    session: { id: string; accountId: string; membershipId: string; at: Date; expiresAt: Date },
  ): Promise<void> {
    await transaction.execute(
      'DELETE FROM account_session WHERE account_id = $1 AND expires_at <= $2',
      [session.accountId, session.at],
    );
    await transaction.execute(
      `INSERT INTO account_session (id, account_id, membership_id, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5)`,
      [session.id, session.accountId, session.membershipId, session.at, session.expiresAt],
    );
  }

  async addToken(
    transaction: Transaction,
    token: { hash: Buffer; sessionId: string; issuedAt: Date; expiresAt: Date },
  ): Promise<void> {
    await transaction.execute(
      'INSERT INTO refresh_token (token_hash, session_id, issued_at, expires_at) VALUES ($1, $2, $3, $4)',
      [token.hash, token.sessionId, token.issuedAt, token.expiresAt],
    );
  }

  /**
   * The token with what it stands for, its session locked: of many that come with one token at the same time
   * each sees what the one before it did.
   */
  async lock(transaction: Transaction, hash: Buffer): Promise<LockedToken | undefined> {
    await transaction.execute(
      `SELECT FROM account_session WHERE id = (SELECT session_id FROM refresh_token WHERE token_hash = $1)
          FOR UPDATE`,
      [hash],
    );
    const [token] = await transaction.query<LockedToken>(
      `SELECT t.used_at AS "usedAt", t.expires_at AS "tokenExpiresAt", s.id AS "sessionId",
              s.account_id AS "accountId", s.membership_id AS "membershipId",
              s.expires_at AS "sessionExpiresAt", s.ended_at AS "sessionEndedAt",
              a.state AS "accountState", m.ended_at AS "membershipEndedAt"
         FROM refresh_token t JOIN account_session s ON s.id = t.session_id
         JOIN account a ON a.id = s.account_id JOIN membership m ON m.id = s.membership_id
        WHERE t.token_hash = $1`,
      [hash],
    );
    return token;
  }

  async use(transaction: Transaction, hash: Buffer, at: Date): Promise<void> {
    await transaction.execute('UPDATE refresh_token SET used_at = $2 WHERE token_hash = $1', [
      hash,
      at,
    ]);
  }

  async actIn(transaction: Transaction, sessionId: string, membershipId: string): Promise<void> {
    await transaction.execute('UPDATE account_session SET membership_id = $2 WHERE id = $1', [
      sessionId,
      membershipId,
    ]);
  }

  async end(
    transaction: Transaction,
    id: string,
    reason: SessionEndReason,
    at: Date,
  ): Promise<boolean> {
    const sql = `UPDATE account_session SET ended_at = $3, end_reason = $2 WHERE id = $1 AND ended_at IS NULL`;
    return (await transaction.execute(sql, [id, reason, at])) === 1;
  }

  /** @returns how many sessions it ended */
  endOfAccount(
    transaction: Transaction,
    accountId: string,
    reason: SessionEndReason,
    at: Date,
  ): Promise<number> {
    return transaction.execute(
      `UPDATE account_session SET ended_at = $3, end_reason = $2
        WHERE account_id = $1 AND ended_at IS NULL`,
      [accountId, reason, at],
    );
  }

  async endOfMemberships(
    transaction: Transaction,
    membershipIds: readonly string[],
    reason: SessionEndReason,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `UPDATE account_session SET ended_at = $3, end_reason = $2
        WHERE membership_id = ANY($1::uuid[]) AND ended_at IS NULL`,
      [membershipIds, reason, at],
    );
  }
}
