import { EventEmitter } from 'node:events';
import { JwtService } from '@nestjs/jwt';
import { AccessTokens } from '../../src/modules/auth/index.js';
import { SubscriptionServer } from '../../src/graphql/subscriptions/subscription-server.js';
import { SOCKET_LIMITS } from '../../src/graphql/subscriptions/socket-limits.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { Listener } from '../../src/modules/platform/events/listener.js';
import { JobService } from '../../src/modules/platform/jobs/job.service.js';
import { JobStore } from '../../src/modules/platform/jobs/job.store.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { connect, follow } from '../support/subscriber.js';

const progress = `subscription ($id: ID!) { jobProgress(jobId: $id) { state progress step result } }`;
const staff: TestCaller = { role: 'ADMINISTRATOR' };

describe('subscriptions', () => {
  let application: TestApplication;
  const asker = newId();

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  /** A job that the account `asker` has asked for. Nobody works here: the test plays the worker. */
  function queueJob(): Promise<string> {
    const context = {
      ...systemContext('test', new Date()),
      actor: { kind: 'USER', role: 'ADMINISTRATOR', accountId: asker, membershipId: newId() },
    } as const;
    return application.nest
      .get(UnitOfWork)
      .run(context, (transaction) =>
        application.nest
          .get(JobService)
          .start(transaction, context, { kind: 'test.wait', payload: {} }),
      );
  }
  const authorization = async (caller: TestCaller) =>
    `Bearer ${await application.tokenFor(caller)}`;

  it('follow a job from what it is now to its end', async () => {
    const id = await queueJob();
    const store = application.nest.get(JobStore);
    const client = connect(application.url, { authorization: await authorization(staff) });
    const answers = follow(client, progress, { id: publicId('BackgroundJob', id) });
    const next = async () => (await answers.next()).value?.data?.jobProgress as unknown;

    expect(await next()).toMatchObject({ state: 'QUEUED', progress: 0 });
    await store.begin(id);
    expect(await next()).toMatchObject({ state: 'RUNNING' });
    await store.progress(id, 0.25, 'reading');
    expect(await next()).toMatchObject({ progress: 0.25, step: 'reading' });
    await store.succeed(id, { rows: 3 });
    expect(await next()).toEqual({ state: 'SUCCEEDED', progress: 1, step: 'done', result: '{"rows":3}' }); // prettier-ignore
    expect((await answers.next()).done).toBe(true);
    await client.dispose();
  });

  it('show a job to who asked for it and to staff, by query and by socket', async () => {
    const id = publicId('BackgroundJob', await queueJob());
    const query = '{ job(id: "ID") { kind state } }'.replace('ID', id);
    const own: TestCaller = { role: 'PROVIDER_OWNER', accountId: asker, providerId: newId() };
    const other: TestCaller = { role: 'PROVIDER_OWNER', providerId: newId() };
    expect((await application.graphql(own, query)).data.job).toMatchObject({ kind: 'test.wait' });
    expect((await application.graphql(staff, query)).data.job).not.toBeNull();
    expect((await application.graphql(other, query)).data.job).toBeNull();

    const client = connect(application.url, { authorization: await authorization(other) });
    const { value } = await follow(client, progress, { id }).next();
    expect(value.errors[0].extensions.code).toBe('NOT_FOUND');
    await client.dispose();
  });

  it.each([
    ['nobody', {}, 'UNAUTHENTICATED'],
    ['a forged token', { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }, 'UNAUTHENTICATED'],
  ])('are refused by the same guards as calls: %s', async (_, parameters, code) => {
    const client = connect(application.url, parameters);
    const id = publicId('BackgroundJob', await queueJob());
    const { value } = await follow(client, progress, { id }).next();
    expect(value.errors[0].extensions.code).toBe(code);
    await client.dispose();
  });

  it('carry neither queries nor what is invalid or too much', async () => {
    const client = connect(application.url, { authorization: await authorization(staff) });
    const problem = async (query: string) => {
      try {
        await follow(client, query).next();
        return 'none';
      } catch (errors) {
        return (errors as { message: string }[])[0]!.message;
      }
    };
    expect(await problem('{ providers(first: 1) { nodes { id } } }')).toContain('HTTP POST');
    expect(await problem('subscription { nothing }')).toContain('Cannot query field');
    expect(await problem('subscription {')).toContain('Syntax Error');
    const aliases = Array.from({ length: 31 }, (_, n) => `a${n}: state`).join(' ');
    expect(await problem(`subscription { jobProgress(jobId: "x") { ${aliases} } }`)).toContain('31 aliases'); // prettier-ignore
    await client.dispose();
  });

  it('end with their access token', async () => {
    const { accountId, role } = { accountId: newId(), role: 'REVIEWER' as const };
    const jwt = (application.nest.get(AccessTokens) as unknown as { jwt: JwtService }).jwt;
    const token = await jwt.signAsync({ sub: accountId, membership: newId(), role }, { expiresIn: '2s' }); // prettier-ignore
    const closed = await new Promise<[number, string]>((resolve) => {
      connect(application.url, { authorization: `Bearer ${token}` }, (code, reason) =>
        resolve([code, reason]),
      );
    });
    expect(closed).toEqual([4403, expect.stringContaining('expired')]);
    const late = await new Promise<number>((resolve) => {
      connect(application.url, { authorization: `Bearer ${token}` }, resolve);
    });
    expect(late).toBe(4403);
  });

  it('leave nothing behind when a client goes away', async () => {
    const listener = application.nest.get(Listener) as unknown as { emitter: EventEmitter };
    const before = listener.emitter.listenerCount('background_job');
    const id = publicId('BackgroundJob', await queueJob());
    const client = connect(application.url, { authorization: await authorization(staff) });
    await follow(client, progress, { id }).next();
    expect(listener.emitter.listenerCount('background_job')).toBe(before + 1);
    client.terminate();
    const { sockets } = application.nest.get(SubscriptionServer);
    for (let waited = 0; waited < 50 && sockets.open > 0; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sockets.open).toBe(0);
    expect(listener.emitter.listenerCount('background_job')).toBe(before);
  });

  it('have room for so many sockets from one address', async () => {
    const { sockets } = application.nest.get(SubscriptionServer);
    const leave = Array.from({ length: SOCKET_LIMITS.socketsOfAddress }, () =>
      sockets.enter('::1'),
    );
    expect(sockets.enter('::1')).toBeUndefined();
    expect(sockets.enter('::2')).toBeDefined();
    leave[0]!();
    expect(sockets.enter('::1')).toBeDefined();
  });
});
