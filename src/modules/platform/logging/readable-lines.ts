import type { DestinationStream } from 'pino';

/** `12:30:01 warn  message key=value`: the log's JSON for a person who reads along. */
export function readableLines(output: { write(text: string): unknown }): DestinationStream {
  return { write: (line) => output.write(readableLine(line)) };
}

export function readableLine(line: string): string {
  const { level, time, msg, pid: _, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}=${plain(value)}`);
  const stack = (err as { stack?: string } | undefined)?.stack;
  const words = [String(time).slice(11, 19), String(level).padEnd(5), plain(msg ?? ''), ...pairs];
  return `${words.filter((word) => word !== '').join(' ')}\n${stack ? `${stack}\n` : ''}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
