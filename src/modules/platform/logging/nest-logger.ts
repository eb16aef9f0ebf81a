import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** How Nest starts interests only who debugs the start. */
const STARTING = new Set([
  'InstanceLoader',
  'NestFactory',
  'NestApplication',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
]);

/** Sends what Nest's `Logger` is told to the process's log: `(message, …details, context)`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    const level = typeof context === 'string' && STARTING.has(context) ? 'debug' : 'info';
    this.write(level, message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = rest.at(-1);
    const [detail] = rest.slice(0, -1);
    if (message instanceof Error) this.logger[level]({ context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null)
      this.logger[level]({ context, ...message }, typeof detail === 'string' ? detail : undefined);
    else
      this.logger[level](
        { context, ...(typeof detail === 'string' && { stack: detail }) },
        String(message),
      );
  }
}
