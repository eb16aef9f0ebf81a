import { Injectable, type OnModuleInit } from '@nestjs/common';
import { eraseErrors, PersonalDataService } from '../personal-data/index.js';
import { fail, succeed } from '../platform/kernel/result.js';
import { AccountStore } from './account.store.js';
import { PasswordHasher } from './password-hasher.js';
import { randomToken } from './secrets.js';
import { TotpStore } from './totp.store.js';

/** What is left of an account whose person is forgotten: an id, and nobody who can sign in. */
@Injectable()
export class AccountErasure implements OnModuleInit {
  constructor(
    private readonly personal: PersonalDataService,
    private readonly accounts: AccountStore,
    private readonly totp: TotpStore,
    private readonly hasher: PasswordHasher,
  ) {}

  onModuleInit(): void {
    this.personal.onErasure('Account', async (_context, transaction, id) => {
      const path = ['input', 'subjectId'];
      const account = (await this.accounts.byIds([id], transaction)).get(id);
      if (!account) return fail(eraseErrors.error('NOT_KEPT', path));
      if (account.state === 'ACTIVE') {
        const why = 'the account is active; disable it (账号仍有效，请先停用)';
        return fail(eraseErrors.error('STILL_NEEDED', path, { why }));
      }
      const nobodys = await this.hasher.hash(randomToken());
      await this.accounts.forgetPerson(transaction, account, nobodys);
      await this.totp.remove(transaction, id);
      return succeed(true as const);
    });
  }
}
