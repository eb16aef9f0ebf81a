import { createScreen } from './screen.js';

function recording(isTTY: boolean): {
  written: string[];
  output: { isTTY: boolean; write(text: string): boolean };
} {
  const written: string[] = [];
  return { written, output: { isTTY, write: (text) => written.push(text) > 0 } };
}

describe('createScreen', () => {
  it('rewrites one line of a terminal', () => {
    const { written, output } = recording(true);
    const screen = createScreen(output);
    screen.progress('data', '1 %');
    screen.progress('data', '2 %');
    screen.step('data', 'complete');
    expect(written).toEqual([
      '\r\u001b[2K  data        1 %',
      '\r\u001b[2K  data        2 %',
      '\r\u001b[2K  data        complete\n',
    ]);
  });

  it('tells a log file every five seconds', () => {
    const { written, output } = recording(false);
    let now = 0;
    const screen = createScreen(output, () => now);
    for (; now <= 12_000; now += 1_000) screen.progress('data', `${now / 1000}`);
    screen.step('data', 'complete');
    expect(written).toEqual([
      '  data        5 …\n',
      '  data        10 …\n',
      '  data        complete\n',
    ]);
  });
});
