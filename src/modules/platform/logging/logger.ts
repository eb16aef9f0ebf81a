import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { readableLines } from './readable-lines.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * The process's log: one JSON object a line on standard output, readable lines in a developer's terminal.
 * What is logged are ids, names of operations, durations and codes; never variables, names or addresses.
 */
export function createLogger(
  level: LogLevel,
  options: { readable?: boolean; destination?: DestinationStream } = {},
): Logger {
  const settings: LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  };
  if (options.destination) return pino(settings, options.destination);
  return options.readable ? pino(settings, readableLines(process.stdout)) : pino(settings);
}
