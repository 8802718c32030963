import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { RecordedRequest, SandboxAnswer, SandboxRequest, Service, ServiceName } from '../exchange.ts';
import type { FaultAction, FaultPlan } from '../faults.ts';
import { CertificateAuthority } from './certificate-authority.ts';

/**
 * An HTTP proxy on loopback that responds instead of the real hosts: it accepts CONNECT for known hosts, terminates TLS
 * with certificates of its own root, and forwards nothing. Everything else is refused and recorded.
 */
export class ForwardNothingProxy {
  readonly authority = new CertificateAuthority('Sandbox Root');
  readonly requests: RecordedRequest[] = [];
  /** Requested hosts that are not known. */
  readonly unexpected: string[] = [];
  /** Number of CONNECT requests. */
  connections = 0;
  /** If set, the proxy requires this user and password (`user:password`), and otherwise responds with 407. */
  credentials: string | undefined;
  readonly #services: readonly Service[];
  readonly #faults: FaultPlan;
  readonly #control: (request: IncomingMessage, response: ServerResponse) => void;
  readonly #server: Server;
  /** Terminates TLS like the real hosts, except for faults. */
  readonly #tls: Readonly<Record<'right' | 'untrusted' | 'wrong-host', TlsServer>>;
  readonly #sockets = new Set<Duplex>();
  readonly #numbers = new Map<string, number>();
  readonly #otherAuthority = new CertificateAuthority('Another Root');

  constructor(
    services: readonly Service[],
    faults: FaultPlan,
    control: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    this.#services = services;
    this.#faults = faults;
    this.#control = control;
    this.#server = createServer((request, response) => this.#onPlain(request, response));
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex) =>
      this.#onConnect(request, socket),
    );
    this.#tls = {
      right: this.#createTls((host) => this.authority.contextFor(host)),
      untrusted: this.#createTls((host) => this.#otherAuthority.contextFor(host)),
      'wrong-host': this.#createTls(() => this.authority.contextFor('somewhere.invalid')),
    };
  }

  #createTls(contextFor: (host: string) => SecureContext): TlsServer {
    const server = createTlsServer({
      SNICallback: (name, done) => done(null, contextFor(name)),
      ALPNProtocols: ['http/1.1'],
      keepAliveTimeout: 30_000,
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#onRequest(request, response);
    });
    server.on('tlsClientError', () => {});
    server.on('clientError', (_error, socket) => socket.destroy());
    return server;
  }

  /** @returns `http://127.0.0.1:PORT`. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    for (const server of Object.values(this.#tls)) server.close();
  }

  /** Restarts all counts, also those of faults. */
  reset(): void {
    this.requests.length = 0;
    this.unexpected.length = 0;
    this.#numbers.clear();
  }

  #onPlain(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith('/-/')) {
      this.#control(request, response);
      return;
    }
    // A client that sends a plain request through the proxy writes the whole URL, so no path matches.
    const service = this.#services.find(({ plainPath }) => plainPath && request.url?.startsWith(plainPath));
    if (service === undefined) {
      this.unexpected.push(`http ${request.url ?? ''}`);
      response.writeHead(502).end();
      return;
    }
    this.#serveSafely(service, request.headers.host ?? '', request, response);
  }

  #onConnect(request: IncomingMessage, socket: Duplex): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    const { 'proxy-authorization': given } = request.headers;
    const expected = this.credentials && `Basic ${Buffer.from(this.credentials).toString('base64')}`;
    if (expected !== undefined && given !== expected) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    const service = this.#serviceOf(host);
    if (service === undefined || port !== '443') {
      this.unexpected.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const fault = this.#faults.forConnection(service.name, this.#next(`connect ${service.name}`));
    if (fault?.kind === 'connect-closed') {
      socket.destroy();
    } else if (fault?.kind === 'connect-refused') {
      socket.end(`HTTP/1.1 ${fault.status} Refused\r\nContent-Length: 0\r\n\r\n`);
    } else {
      const kind = fault?.kind === 'untrusted' || fault?.kind === 'wrong-host' ? fault.kind : 'right';
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      this.#tls[kind].emit('connection', socket);
    }
  }

  #serviceOf(host: string): Service | undefined {
    return this.#services.find(({ hosts }) => hosts.has(host));
  }

  #next(counter: string): number {
    const number = (this.#numbers.get(counter) ?? 0) + 1;
    this.#numbers.set(counter, number);
    return number;
  }

  #onRequest(message: IncomingMessage, response: ServerResponse): void {
    const host =
      (message.socket as TLSSocket & { servername?: string }).servername ?? message.headers.host ?? '';
    const service = this.#serviceOf(host);
    if (service === undefined || message.headers.host !== host) {
      this.unexpected.push(`${host} for ${message.headers.host ?? 'no host'}`);
      response.writeHead(421).end();
      return;
    }
    this.#serveSafely(service, host, message, response);
  }

  #serveSafely(service: Service, host: string, message: IncomingMessage, response: ServerResponse): void {
    this.#serve(service, host, message, response).catch((error: unknown) =>
      message.socket?.destroy(error as Error),
    );
  }

  async #serve(
    service: Service,
    host: string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    // Aborting the reading of a request destroys its socket.
    const { socket } = message;
    const head = requestHead(message, host, service.name, this.#next(service.name));
    const faults = this.#faults.forRequest(head);
    const recorded: RecordedRequest = {
      ...head,
      query: head.query.toString(),
      bodyComplete: false,
      status: undefined,
    };
    this.requests.push(recorded);
    const has = (kind: FaultAction['kind']): boolean => faults.some((fault) => fault.kind === kind);
    if (has('reset-before-body')) return reset(socket);
    const body = await readBody(message, faults);
    if (body === undefined) return reset(socket);
    const request: SandboxRequest = { ...head, body };
    Object.assign(recorded, { body, bodyComplete: true });
    if (has('reset-after-body')) return reset(socket);
    if (has('silent')) return;
    for (const fault of faults) if (fault.kind === 'delay') await wait(fault.ms);
    const prescribed = faults.find((fault) => fault.kind === 'answer');
    const served = prescribed === undefined || prescribed.stored ? await service.answer(request) : undefined;
    const answer: SandboxAnswer = prescribed ?? served!;
    if (has('reset-after-store')) return reset(socket);
    if (has('silent-after-store')) return;
    if (has('no-http')) {
      socket.end('not HTTP\r\n\r\n');
      return;
    }
    recorded.status = answer.status;
    sendAnswer(response, answer, has('truncated-answer'));
  }
}

function requestHead(
  message: IncomingMessage,
  host: string,
  service: ServiceName,
  number: number,
): SandboxRequest {
  // Not relative to a base: the first part of a path with two slashes would become the host.
  const url = new URL(`https://${host}${message.url ?? '/'}`);
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    number,
    service,
    host,
    method: message.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.alloc(0),
    at: Date.now(),
  };
}

/** The whole body; undefined if it is incomplete, or a fault stops it. */
async function readBody(
  message: IncomingMessage,
  faults: readonly FaultAction[],
): Promise<Buffer | undefined> {
  const slow = faults.find((fault) => fault.kind === 'slow-read');
  const stopsInBody = faults.some(({ kind }) => kind === 'reset-in-body');
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      if (stopsInBody) return undefined;
      chunks.push(chunk);
      if (slow !== undefined) await wait((chunk.length * 1000) / slow.bytesPerSecond);
    }
  } catch {
    // The client aborted.
    return undefined;
  }
  return message.complete && !stopsInBody ? Buffer.concat(chunks) : undefined;
}

function reset(socket: Socket): void {
  socket.destroy();
}

function sendAnswer(response: ServerResponse, answer: SandboxAnswer, isTruncated: boolean): void {
  const body = Buffer.from(answer.body ?? '');
  // An empty body cannot be truncated, so a longer one is announced.
  const length = isTruncated && body.length < 2 ? 100 : body.length;
  const headers = { 'content-length': String(length), ...answer.headers };
  if (answer.reason === undefined) response.writeHead(answer.status, headers);
  else response.writeHead(answer.status, answer.reason, headers);
  const half = body.length < 2 ? ' ' : body.subarray(0, body.length / 2);
  if (isTruncated) response.write(half, () => response.socket?.destroy());
  else response.end(body);
}
