import fc from 'fast-check';
import { parseSeedLine, renderProgress } from './progress-lines.js';

describe('parseSeedLine', () => {
  it.each([
    { type: 'progress', message: 'merchants', done: 3, total: 9 },
    { type: 'progress', message: 'indexes' },
    { type: 'account', role: 'staff', login: 'ann', password: 'x' },
    { type: 'suggestion', text: 'Open {url}' },
  ])('reads %j', (line) => {
    expect(parseSeedLine(JSON.stringify(line))).toEqual(line);
  });

  it.each([
    'hello',
    '{"type":"account","role":"staff"}',
    '{broken',
    '{"level":30,"msg":"x"}',
    '{}',
  ])('shows %s as it is', (text) => {
    expect(parseSeedLine(text)).toEqual({ type: 'text', text });
  });

  it('reads or shows any line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseSeedLine(line).type).toBeDefined();
      }),
    );
  });
});

describe('renderProgress', () => {
  it('says how far it is', () => {
    const line = { type: 'progress', message: 'merchants', done: 999, total: 1000 } as const;
    expect(renderProgress(line)).toBe('merchants 99 % (999 of 1000)');
    expect(renderProgress({ ...line, total: 0 })).toBe('merchants');
  });
});
