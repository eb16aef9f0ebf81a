import { createClient, type Client, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A graphql-ws client of the application at `url`. */
export function connect(
  url: string,
  connectionParams: Record<string, unknown> = {},
  onClosed?: (code: number, reason: string) => void,
): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    lazy: onClosed === undefined,
    onNonLazyError: () => undefined,
    on: { closed: (event) => onClosed?.((event as CloseEvent).code, (event as CloseEvent).reason) },
  });
}
interface CloseEvent {
  code: number;
  reason: string;
}

/** The answers of one subscription as they come. */
export function follow(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): AsyncIterableIterator<FormattedExecutionResult> {
  return client.iterate({ query, variables });
}
