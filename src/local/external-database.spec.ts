import { checkExternalDatabase, explainConnectionFailure } from './external-database.js';
import { anyFreePort } from './ports.js';

describe('checkExternalDatabase', () => {
  it.each(['mysql://ann:hunter2@host/db', 'postgresql://ann:hunter2@ho st/db', 'hunter2', ''])(
    'refuses %s without repeating it',
    async (url) => {
      const failure = await checkExternalDatabase('DATABASE_URL', url).catch(String);
      expect(failure).toContain('should look like postgresql://user:password@host:5432/database');
      expect(failure).not.toContain('hunter2');
    },
  );

  it('says where nothing listens, without the password', async () => {
    const port = await anyFreePort();
    const url = `postgresql://ann:hunter2@127.0.0.1:${port}/shop`;
    const failure = await checkExternalDatabase('DATABASE_URL', url).catch(String);
    expect(failure).toContain(`DATABASE_URL (127.0.0.1:${port}/shop): nothing listens there`);
    expect(failure).not.toContain('hunter2');
  });
});

describe('explainConnectionFailure', () => {
  it.each([
    [{ code: '28P01', message: 'password authentication failed' }, 'user or password'],
    [{ code: '3D000' }, 'no database of that name'],
    [{ code: 'ENOTFOUND' }, 'host name'],
    [{ message: 'timeout expired' }, 'no answer'],
    [{ message: 'The server does not support SSL connections' }, 'sslmode'],
    [{ code: 'XX000', message: 'hunter2' }, 'the connection failed (XX000)'],
  ])('%j', (error, text) => {
    expect(explainConnectionFailure(error)).toContain(text);
    expect(explainConnectionFailure(error)).not.toContain('hunter2');
  });
});
