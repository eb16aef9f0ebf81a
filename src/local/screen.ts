/** What the person at the terminal reads. */
export interface Screen {
  /** A finished step. */
  step(name: string, text: string): void;
  /** How far the current step is; replaced by what follows where the terminal can do that. */
  progress(name: string, text: string): void;
  text(text: string): void;
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'> & { columns?: number };

const NAME_WIDTH = 12;
const QUIET_MILLISECONDS = 5_000;
const ERASE_LINE = '\r\u001b[2K';

/** On a terminal progress rewrites one line; in a log file it is a line every five seconds at most. */
export function createScreen(output: Output, clock: () => number = Date.now): Screen {
  let lastProgress = clock();
  const line = (text: string): void => {
    output.write(`${output.isTTY ? ERASE_LINE : ''}${text}\n`);
  };
  return {
    step: (name, text) => {
      lastProgress = clock();
      line(`  ${name.padEnd(NAME_WIDTH)}${text}`);
    },
    progress: (name, text) => {
      if (output.isTTY) {
        // A line that wraps could not be erased again.
        const whole = `  ${name.padEnd(NAME_WIDTH)}${text}`.slice(0, (output.columns ?? 80) - 1);
        output.write(`${ERASE_LINE}${whole}`);
      } else if (clock() - lastProgress >= QUIET_MILLISECONDS) {
        lastProgress = clock();
        line(`  ${name.padEnd(NAME_WIDTH)}${text} …`);
      }
    },
    text: line,
  };
}
