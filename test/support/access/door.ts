import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { RootField } from './calls.js';

/** What came of a call, as far as the matrix needs to know. */
export interface Outcome {
  /** The first error's code, or undefined when there was none. */
  readonly code: string | undefined;
  readonly message: string;
  /** Whether the caller got to see or do anything: an object, a row, a change without userErrors. */
  readonly gotSomething: boolean;
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** How long a subscription may stay silent before that counts as "let in, and told nothing". */
const SILENCE_MILLISECONDS = 250;

/** Calls root fields and routes of a running application as any caller. */
export class Door {
  constructor(private readonly url: string) {}

  async call(
    { kind, name }: RootField,
    operation: { query: string; variables: Record<string, unknown> },
    authorization: string | undefined,
  ): Promise<Outcome> {
    const answer =
      kind === 'Subscription'
        ? await this.subscribe(operation, authorization)
        : await this.post(operation, authorization);
    const error = answer.errors?.[0];
    const value = answer.data?.[name];
    return {
      code: error && (error.extensions?.code ?? 'NO_CODE'),
      message: error?.message ?? JSON.stringify(value),
      gotSomething: !error && holdsSomething(value),
    };
  }

  async visit(
    method: string,
    path: string,
    authorization: string | undefined,
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: authorization === undefined ? {} : { authorization },
    });
    return { status: response.status, text: await response.text() };
  }

  private async post(
    operation: { query: string; variables: Record<string, unknown> },
    authorization: string | undefined,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(operation),
    });
    return (await response.json()) as Answer;
  }

  private subscribe(
    operation: { query: string; variables: Record<string, unknown> },
    authorization: string | undefined,
  ): Promise<Answer> {
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { ...(authorization && { authorization }) },
    });
    return new Promise<Answer>((resolve) => {
      const silence = setTimeout(() => resolve({ data: null }), SILENCE_MILLISECONDS);
      silence.unref();
      client.subscribe(operation, {
        next: (answer) => resolve(answer as Answer),
        // Either GraphQL errors, or the close of a socket whose opening was refused.
        error: (error) =>
          resolve({
            errors: Array.isArray(error)
              ? (error as Answer['errors'])!
              : [{ message: String(error), extensions: { code: closeCode(error) } }],
          }),
        complete: () => resolve({ data: null }),
      });
    }).finally(() => client.dispose());
  }
}

function closeCode(error: unknown): string {
  const code = (error as { code?: number }).code;
  return { 4401: 'UNAUTHENTICATED', 4403: 'FORBIDDEN' }[code ?? 0] ?? 'CLOSED';
}

/** An object, a row, true: but not a payload that brings errors, its own or those of all its items. */
function holdsSomething(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.some(holdsSomething);
  if (typeof value !== 'object') return true;
  const { edges, userErrors, __typename, ...items } = value as Record<string, unknown>;
  if (edges) return (edges as unknown[]).length > 0;
  if (userErrors && (userErrors as unknown[]).length > 0) return false;
  const lists = Object.values(items);
  return lists.length === 0 || lists.some(holdsSomething);
}
