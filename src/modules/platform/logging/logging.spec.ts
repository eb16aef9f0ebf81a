import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { readableLine } from './readable-lines.js';

function collecting(level: 'info' | 'warn' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, logger: createLogger(level, { destination: { write } }) };
}

describe('the log', () => {
  it('is one JSON object a line', () => {
    const { lines, logger } = collecting();
    logger.info({ operation: 'providers' }, 'request');
    expect(lines).toEqual([
      { level: 'info', time: expect.stringMatching(/Z$/), pid: process.pid, operation: 'providers', msg: 'request' }, // prettier-ignore
    ]);
  });

  it('takes what Nest says, with its context, and leaves out how Nest starts', () => {
    const { lines, logger } = collecting();
    const nest = new NestLogger(logger);
    nest.log('AppModule dependencies initialized', 'InstanceLoader');
    nest.warn('listener lost', 'Listener');
    nest.error({ err: new Error('broken'), path: ['a'] }, 'unexpected', 'GraphQL');
    nest.error('failed', 'Error: failed\n    at x', 'Job');
    expect(lines).toMatchObject([
      { level: 'warn', context: 'Listener', msg: 'listener lost' },
      { level: 'error', context: 'GraphQL', msg: 'unexpected', path: ['a'], err: { message: 'broken' } }, // prettier-ignore
      { level: 'error', context: 'Job', msg: 'failed', stack: expect.stringContaining('at x') },
    ]);
  });

  it('is readable for a person on demand', () => {
    const line = '{"level":"warn","time":"2026-11-11T12:30:01.000Z","pid":1,"msg":"slow","ms":7}';
    expect(readableLine(line)).toBe('12:30:01 warn  slow ms=7\n');
  });
});
