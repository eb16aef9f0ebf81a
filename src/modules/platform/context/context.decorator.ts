import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import { contextOf } from '../access/access.guard.js';

/** Injects the request context into a resolver or controller method. */
export const Context = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  contextOf(execution),
);
