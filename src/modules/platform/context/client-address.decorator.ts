import { createParamDecorator, ExecutionContext } from '@nestjs/common';

/**
 * Injects the caller's network address, as far as the trusted proxies tell it. Personal: it may be hashed and
 * counted, never logged or stored as it is.
 */
export const ClientAddress = createParamDecorator((_: unknown, execution: ExecutionContext) => {
  const request =
    execution.getType<string>() === 'graphql'
      ? execution.getArgByIndex<{ request: { ip: string } }>(2).request
      : execution.switchToHttp().getRequest<{ ip: string }>();
  return request.ip;
});
