import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, subscribe, type FormattedExecutionResult } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type Context } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { decodeJwt } from 'jose';
import { WebSocketServer } from 'ws';
import type { RequestWithContext } from '../../modules/platform/access/access.guard.js';
import { Clock } from '../../modules/platform/clock/clock.js';
import { Configuration } from '../../modules/platform/config/configuration.js';
import { formatError } from '../errors.js';
import { GraphqlContext } from '../graphql-context.js';
import { OperationGate } from '../limits/operation-gate.js';
import { clientAddress, SOCKET_LIMITS, SocketCount } from './socket-limits.js';
import { readSubscription } from './subscription-operations.js';

interface Greeting extends Record<string, unknown> {
  /** As the HTTP header: `Bearer <access token>`. */
  readonly authorization?: string;
  readonly acceptLanguage?: string;
}
// A type and not an interface: graphql-ws wants an index signature.
type OwnExtra = { expiry?: NodeJS.Timeout };
type Connection = Context<Greeting, Extra & OwnExtra>;

/**
 * Subscriptions over graphql-ws at /graphql. Each subscription is authenticated and authorized like a call of
 * its own, by the same guards; the socket itself ends when the token that opened it expires.
 */
@Injectable()
export class SubscriptionServer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly sockets = new SocketCount();
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_LIMITS.messageBytes,
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  private dispose: (() => void | Promise<void>) | undefined;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly gate: OperationGate,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    const http = this.adapterHost.httpAdapter?.getHttpServer() as Server | undefined;
    // The worker process has no HTTP server.
    if (!http) return;
    http.on('upgrade', this.upgrade);
    const { schema } = this.schemaHost;
    const protocol = useServer<Greeting, OwnExtra>(
      {
        connectionInitWaitTimeout: SOCKET_LIMITS.greetingMilliseconds,
        subscribe,
        onConnect: (connection) => this.greet(connection),
        onSubscribe: (connection, _id, payload) => {
          const open = Object.keys(connection.subscriptions).length;
          if (open > SOCKET_LIMITS.subscriptions) return [tooMany()];
          return readSubscription(schema, this.gate, payload, contextFor(connection));
        },
        onNext: (_connection, _id, _payload, _args, result) =>
          result.errors && {
            ...(result as FormattedExecutionResult),
            errors: shown(result.errors),
          },
        onError: (_connection, _id, _payload, errors) => shown(errors as readonly GraphQLError[]),
        onDisconnect: ({ extra }) => clearTimeout(extra.expiry),
      },
      this.server,
    );
    this.dispose = () => protocol.dispose();
  }

  async onModuleDestroy(): Promise<void> {
    const http = this.adapterHost.httpAdapter?.getHttpServer() as Server | undefined;
    http?.off('upgrade', this.upgrade);
    await this.dispose?.();
    for (const socket of this.server.clients) socket.terminate();
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const path = request.url?.split('?')[0];
    if (path !== '/graphql') return refuse(socket, '404 Not Found');
    if (!this.isAllowedOrigin(request)) return refuse(socket, '403 Forbidden');
    const address = clientAddress(request, this.configuration.values.TRUSTED_PROXIES);
    const leave = this.sockets.enter(address);
    if (!leave) return refuse(socket, '503 Service Unavailable');
    socket.once('close', leave);
    this.server.handleUpgrade(request, socket, head, (opened) =>
      this.server.emit('connection', opened, request),
    );
  };

  /** Browsers send Origin and no same-origin rule keeps them from opening sockets; programs send none. */
  private isAllowedOrigin({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined) return true;
    const { CORS_ORIGINS, PUBLIC_URL } = this.configuration.values;
    if (CORS_ORIGINS.includes(origin) || origin === new URL(PUBLIC_URL).origin) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }

  /** @returns false, which closes with 4403, for a token that has expired already */
  private greet(connection: Connection): boolean {
    const milliseconds = this.lifetime(connection.connectionParams?.authorization);
    if (milliseconds <= 0) return false;
    const { socket } = connection.extra;
    connection.extra.expiry = setTimeout(
      () =>
        socket.close(CloseCode.Forbidden, 'The access token has expired. Connect with a new one.'),
      milliseconds,
    );
    return true;
  }

  /** The guards judge the token itself, at each subscription; here it only bounds the socket's life. */
  private lifetime(authorization: string | undefined): number {
    const most = SOCKET_LIMITS.lifetimeMilliseconds;
    try {
      const { exp } = decodeJwt(authorization!.replace(/^Bearer\s+/i, ''));
      return exp === undefined ? most : Math.min(exp * 1_000 - this.clock.now().getTime(), most);
    } catch {
      return most;
    }
  }
}

/** A context of its own for each subscription, so that guards find out anew who asks. */
function contextFor({ connectionParams, extra }: Connection): GraphqlContext {
  const { authorization, acceptLanguage } = connectionParams ?? {};
  const headers = {
    ...(typeof authorization === 'string' && { authorization }),
    'accept-language':
      typeof acceptLanguage === 'string'
        ? acceptLanguage
        : extra.request.headers['accept-language'],
  };
  const request = { id: randomUUID(), headers, ip: extra.request.socket.remoteAddress };
  return new GraphqlContext(request as unknown as FastifyRequest & RequestWithContext);
}

function shown(errors: readonly GraphQLError[]) {
  return errors.map((error) => formatError(error.toJSON(), error));
}

function tooMany(): GraphQLError {
  const message = `At most ${SOCKET_LIMITS.subscriptions} subscriptions a socket. Complete some first.`;
  return new GraphQLError(message, { extensions: { code: 'TOO_COMPLEX' } });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
