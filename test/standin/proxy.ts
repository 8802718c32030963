import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { CertificateAuthority } from './certificate-authority.ts';
import type { RecordedRequest, SandboxAnswer, SandboxRequest, Service, ServiceName } from './exchange.ts';
import type { FaultAction, FaultPlan } from './faults.ts';

/**
 * An HTTP proxy on loopback that answers for the real hosts itself: it takes CONNECT for the hosts it knows, ends TLS
 * with certificates of its own root, and forwards nothing. Whatever else is asked for is refused and noted.
 */
export class ForwardNothingProxy {
  readonly authority = new CertificateAuthority('Sandbox Root');
  readonly requests: RecordedRequest[] = [];
  /** Hosts that were asked for and are on no list. */
  readonly unexpected: string[] = [];
  /** Number of CONNECT requests. */
  connections = 0;
  readonly #services: readonly Service[];
  readonly #faults: FaultPlan;
  readonly #control: (request: IncomingMessage, response: ServerResponse) => void;
  readonly #server: Server;
  readonly #tls: TlsServer;
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
    this.#tls = createTlsServer({
      SNICallback: (name, done) => done(null, this.#contextFor(name)),
      ALPNProtocols: ['http/1.1'],
      keepAliveTimeout: 30_000,
    });
    this.#tls.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#onRequest(request, response).catch((error: unknown) => request.socket.destroy(error as Error));
    });
    this.#tls.on('tlsClientError', () => {});
    this.#tls.on('clientError', (_error, socket) => socket.destroy());
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
    this.#tls.close();
  }

  /** Counting starts anew, for faults too. */
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
    this.unexpected.push(`http ${request.url ?? ''}`);
    response.writeHead(502).end();
  }

  #onConnect(request: IncomingMessage, socket: Duplex): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
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
      this.#tlsFaults.set(host, fault);
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      this.#tls.emit('connection', socket);
    }
  }

  /** Faults of the next TLS handshake, by host. */
  readonly #tlsFaults = new Map<string, FaultAction | undefined>();

  #contextFor(host: string) {
    const fault = this.#tlsFaults.get(host);
    if (fault?.kind === 'untrusted') return this.#otherAuthority.contextFor(host);
    return this.authority.contextFor(fault?.kind === 'wrong-host' ? 'somewhere.invalid' : host);
  }

  #serviceOf(host: string): Service | undefined {
    return this.#services.find(({ hosts }) => hosts.has(host));
  }

  #next(counter: string): number {
    const number = (this.#numbers.get(counter) ?? 0) + 1;
    this.#numbers.set(counter, number);
    return number;
  }

  async #onRequest(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const host =
      (message.socket as TLSSocket & { servername?: string }).servername ?? message.headers.host ?? '';
    const service = this.#serviceOf(host);
    if (service === undefined) {
      response.writeHead(502).end();
      return;
    }
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
    if (has('reset-before-body')) return reset(message.socket);
    const body = await readBody(message, faults);
    if (body === undefined) return reset(message.socket);
    const request: SandboxRequest = { ...head, body };
    Object.assign(recorded, { body, bodyComplete: true });
    if (has('reset-after-body')) return reset(message.socket);
    if (has('silent')) return;
    for (const fault of faults) if (fault.kind === 'delay') await wait(fault.ms);
    const prescribed = faults.find((fault) => fault.kind === 'answer');
    const answer: SandboxAnswer = prescribed ?? (await service.answer(request));
    if (has('reset-after-store')) return reset(message.socket);
    if (has('no-http')) {
      message.socket.end('this is no HTTP\r\n\r\n');
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
  const url = new URL(message.url ?? '/', `https://${host}`);
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

/** The whole body; undefined when it did not arrive whole, or is not to. */
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
    // The client broke off.
    return undefined;
  }
  return message.complete ? Buffer.concat(chunks) : undefined;
}

function reset(socket: Socket): void {
  socket.destroy();
}

function sendAnswer(response: ServerResponse, answer: SandboxAnswer, isTruncated: boolean): void {
  const body = Buffer.from(answer.body ?? '');
  const headers = { 'content-length': String(body.length + (isTruncated ? 100 : 0)), ...answer.headers };
  if (answer.reason === undefined) response.writeHead(answer.status, headers);
  else response.writeHead(answer.status, answer.reason, headers);
  if (isTruncated) response.write(body.length === 0 ? ' ' : body, () => response.socket?.destroy());
  else response.end(body);
}
