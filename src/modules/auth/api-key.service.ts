import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { DatasetRegistry } from '../platform/datasets/dataset-registry.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import type { Caller } from './access-token.js';
import { ApiKeyStore } from './api-key.store.js';
import { AuthenticationPolicy } from './authentication-policy.js';
import { changeApiKeyErrors, createApiKeyErrors } from './domain/api-key-errors.js';
import type { ApiKey } from './entities/api-key.entity.js';
import { hashToken, randomToken } from './secrets.js';

/** Lets scanners of repositories and logs recognise a key that has slipped out. */
const PREFIX = 'caopan_feed_';

export interface IssuedApiKey {
  readonly key: ApiKey;
  /** What goes behind `Authorization: ApiKey`. Shown this once. */
  readonly secret: string;
}

/** Keys by which the platform's feed loads its datasets: scoped, hashed, and rotated with an overlap. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly datasets: DatasetRegistry,
    private readonly policy: AuthenticationPolicy,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
  ) {}

  page(request: PageRequest, withTotal: boolean): Promise<Page<ApiKey>> {
    return this.store.page(request, withTotal);
  }

  byIds(ids: readonly string[]): Promise<Map<string, ApiKey>> {
    return this.store.byIds(ids);
  }

  async create(
    context: RequestContext,
    command: { readonly name: string; readonly datasets: readonly string[] },
    idempotencyKey?: string,
  ): Promise<Result<IssuedApiKey>> {
    const name = command.name.trim();
    const errors = createApiKeyErrors;
    if (name === '' || [...name].length > 80)
      return fail(errors.error('NAME_INVALID', ['input', 'name']));
    // An adopted past is loaded by administrators only, so no key can.
    const known = this.datasets.inLoadOrder().filter(({ past }) => !past);
    const loadable = known.map((dataset) => dataset.name);
    const allowed = loadable.join(', ');
    const path = ['input', 'datasets'];
    if (command.datasets.length === 0)
      return fail(errors.error('DATASETS_MISSING', path, { allowed }));
    const unknown = command.datasets.find((dataset) => !loadable.includes(dataset));
    if (unknown !== undefined)
      return fail(errors.error('DATASET_UNKNOWN', path, { dataset: unknown, allowed }));

    const key: ApiKey = {
      id: newId(),
      name,
      datasets: [...new Set(command.datasets)],
      createdBy: actorKey(context.actor),
      createdAt: context.now,
      lastUsedAt: null,
      revokedAt: null,
    };
    const call = { mutation: 'createApiKey', key: idempotencyKey, request: command };
    const issued = await this.unitOfWork.run(context, (transaction) =>
      this.idempotency.once(transaction, context, call, async () => {
        await this.store.insert(transaction, key);
        await this.record(transaction, context, 'api_key.created', key);
        const secret = await this.newSecret(transaction, context, key.id);
        return succeed({ keyId: key.id, secret });
      }),
    );
    if (!issued.ok) return issued;
    const { keyId, secret } = issued.value;
    return succeed({ key: (await this.store.byIds([keyId])).get(keyId)!, secret });
  }

  /** Gives a key a new secret. The old one works on for the policy's overlap, so that nothing stands still. */
  async rotate(context: RequestContext, id: string): Promise<Result<IssuedApiKey>> {
    const { apiKeyOverlapHours } = await this.policy.inForce(context);
    const end = new Date(context.now.getTime() + apiKeyOverlapHours * 3_600_000);
    return this.change(context, id, async (transaction, key) => {
      await this.store.endSecrets(transaction, id, end, context.now);
      await this.record(transaction, context, 'api_key.rotated', key);
      return { key, secret: await this.newSecret(transaction, context, id) };
    });
  }

  /** Ends a key and all its secrets at once. */
  async revoke(context: RequestContext, id: string): Promise<Result<ApiKey>> {
    return this.change(context, id, async (transaction, key) => {
      await this.store.revoke(transaction, id, context.now);
      await this.record(transaction, context, 'api_key.revoked', key);
      return { ...key, revokedAt: context.now };
    });
  }

  /** Who calls with this secret, if it opens anything. */
  async callerOf(secret: string, now: Date): Promise<Caller | undefined> {
    const key = await this.store.bySecret(hashToken(secret), now);
    if (!key) return undefined;
    await this.store.touch(key.id, now);
    const { id: keyId, datasets } = key;
    return {
      actor: { kind: 'SERVICE', role: 'FEED_SERVICE', keyId, datasets },
      scope: { kind: 'NONE' },
    };
  }

  private change<T>(
    context: RequestContext,
    id: string,
    work: (transaction: Transaction, key: ApiKey) => Promise<T>,
  ): Promise<Result<T>> {
    return this.unitOfWork.run(context, async (transaction) => {
      const key = await this.store.lock(transaction, id);
      if (!key) return fail(changeApiKeyErrors.error('NOT_FOUND', ['input', 'apiKeyId']));
      if (key.revokedAt) return fail(changeApiKeyErrors.error('REVOKED', ['input', 'apiKeyId']));
      return succeed(await work(transaction, key));
    });
  }

  private async newSecret(
    transaction: Transaction,
    context: RequestContext,
    id: string,
  ): Promise<string> {
    const secret = PREFIX + randomToken();
    await this.store.addSecret(transaction, id, hashToken(secret), context.now);
    return secret;
  }

  private async record(
    transaction: Transaction,
    context: RequestContext,
    action: string,
    { id, name, datasets }: ApiKey,
  ): Promise<void> {
    await this.audit.record(transaction, context, {
      action,
      object: { kind: 'ApiKey', id },
      after: { name, datasets },
    });
  }
}
