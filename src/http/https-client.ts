import {
  type Agent,
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createSecureContext, getCACertificates, type SecureContext, TLSSocket } from 'node:tls';
import { USER_AGENT } from '../version.ts';
import {
  ClosedWithoutAnswer,
  ConnectTimeout,
  classifyNetworkFailure,
  InvalidStatus,
  ProxyRefusal,
} from './classify.ts';
import type { Debug, HttpBody, HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { Hangups } from './hangups.ts';
import { NetworkError } from './network-failures.ts';
import { proxyFor, proxyHostFor } from './proxy.ts';

/**
 * A client that goes through the proxy of the runner's environment (`HTTPS_PROXY`, `NO_PROXY`, read as the runner's
 * own toolkit reads them), trusts the system's root certificates in addition to Node's and `NODE_EXTRA_CA_CERTS`, and
 * keeps connections open between calls. `node:https` instead of `fetch`: it has no time-outs of its own, and its proxy
 * works the same on every Node.js 24 (`fetch` ignores `HTTPS_PROXY` below 24.14 unless enabled at start-up).
 * @param hosts Hosts that a firewall must allow for this run; contacted hosts are added.
 */
export function createHttpsClient(hosts: Set<string> = new Set(), debug: Debug = () => {}): HttpClient {
  const agents = new Map<string, Promise<Agent>>();
  const hangups = new Hangups();
  const connect: Connect = async (url, message, tls) => {
    const proxy = message.isDirect ? undefined : proxyFor(url);
    const isReused = !hangups.isKnownFor(url.host);
    const key = `${isReused} ${url.protocol} ${proxy?.href ?? ''}`;
    const agent = agents.get(key) ?? createAgent(url, proxy, isReused, tls);
    agents.set(key, agent);
    return {
      ...tls,
      agent: await agent,
      hasProxyUser: proxy !== undefined && proxy.username !== '',
      hangups,
    };
  };
  let tls: TlsSettings | undefined;
  return {
    send: (message) => {
      tls ??= { secureContext: createSecureContext({ ca: trustedRoots() }), rejectUnauthorized: true };
      return exchange(message, connect, tls, hosts, debug);
    },
    close: async () => {
      for (const agent of await Promise.all(agents.values())) agent.destroy();
      agents.clear();
    },
  };
}

interface TlsSettings {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: true;
}

/** The connection that a request uses. */
interface Connection extends TlsSettings {
  readonly agent: Agent;
  readonly hasProxyUser: boolean;
  readonly hangups: Hangups;
}

type Connect = (url: URL, message: HttpRequest, tls: TlsSettings) => Promise<Connection>;

/** Maximum number of bytes that are read of a response. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Milliseconds within which a connection must be established; without a limit, a firewall that drops packets costs minutes. */
const CONNECT_TIMEOUT_MS = 30_000;
/** Milliseconds after which an idle connection is closed, before the server closes it while we start to send. */
const IDLE_MS = 4_000;

async function createAgent(
  url: URL,
  proxy: URL | undefined,
  keepAlive: boolean,
  tls: TlsSettings,
): Promise<Agent> {
  const options = { keepAlive, timeout: IDLE_MS };
  if (proxy === undefined)
    return url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  // Its tracing would print the proxy's password.
  delete process.env.DEBUG;
  const { ProxyAgent } = await import('./proxy-agent.ts');
  const agent = new ProxyAgent(proxy.href, { ...options, ...tls });
  // Otherwise it creates a stack trace for each request to find out.
  agent.protocol = url.protocol;
  return agent;
}

/** Node's own roots, those of `NODE_EXTRA_CA_CERTS`, and the system's (where a company's root often is). */
function trustedRoots(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

async function exchange(
  message: HttpRequest,
  connect: Connect,
  tls: TlsSettings,
  hosts: Set<string>,
  debug: Debug,
): Promise<HttpResponse> {
  const timeout = AbortSignal.timeout(Math.ceil(message.timeoutMs));
  const signal = message.signal === undefined ? timeout : AbortSignal.any([timeout, message.signal]);
  const url = new URL(message.url);
  const proxyHost = message.isDirect ? undefined : proxyHostFor(url);
  const progress: Progress = { bodySent: false };
  const note = startNote(message, url, proxyHost, debug);
  // An endpoint of the machine itself passes no firewall.
  if (!message.isDirect) hosts.add(url.host);
  try {
    const connection = await connect(url, message, tls);
    signal.throwIfAborted();
    const response = await request(url, message, connection, signal, progress);
    note(`status ${response.status}`);
    return response;
  } catch (error) {
    const failure = new NetworkError({
      ...classifyNetworkFailure(error, {
        timedOut: timeout.aborted,
        cancelled: message.signal?.aborted ?? false,
      }),
      host: url.host,
      proxyHost,
      bodySent: progress.bodySent,
      hosts: message.isDirect ? [url.host] : [...hosts],
      cause: error,
    });
    note(`no response: ${failure.kind}`);
    throw failure;
  }
}

/** The debug line about a finished request. The path may contain a key, so only the host is shown. */
function startNote(
  { method, headers }: HttpRequest,
  url: URL,
  proxyHost: string | undefined,
  debug: Debug,
): (end: string) => void {
  const startedAt = performance.now();
  const id = headers?.['client-request-id'] ?? url.searchParams.get('client-request-id');
  return (end) => {
    const parts = [
      `${method} ${url.host}`,
      proxyHost === undefined ? 'no proxy' : `proxy ${proxyHost}`,
      ...(id == null ? [] : [`client request ID ${id}`]),
      end,
      `${Math.round(performance.now() - startedAt)} ms`,
    ];
    debug(parts.join(', '));
  };
}

/** The state of a request that a failure depends on. */
interface Progress {
  /** All of the body may have left this machine. */
  bodySent: boolean;
}

/** Sends one request. Resolves when a status has arrived and the response has ended or was interrupted. */
function request(
  url: URL,
  message: HttpRequest,
  { hasProxyUser, hangups, ...connection }: Connection,
  signal: AbortSignal,
  progress: Progress,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const body = typeof message.body === 'string' ? textBody(message.body) : message.body;
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = start(url, {
      ...connection,
      method: message.method,
      headers: {
        'user-agent': USER_AGENT,
        ...message.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.byteLength) }),
      },
    });
    // A proxy that refuses the tunnel responds instead of the host.
    outgoing.on('proxyConnect', ({ statusCode, headers }: ProxyAnswer) => {
      const challenges = [headers['proxy-authenticate'] ?? []].flat();
      if (statusCode !== 200) outgoing.destroy(new ProxyRefusal(statusCode, challenges, hasProxyUser));
    });
    // A request without a socket emits no event when it is destroyed, so it is rejected here too.
    const giveUp = (error: Error): void => {
      outgoing.destroy(error);
      if (hasAbandon(connection.agent)) connection.agent.abandon(outgoing);
      reject(error);
    };
    const onAbort = (): void => giveUp(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    outgoing.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      // No response was emitted, for example because the server switched protocols.
      reject(new ClosedWithoutAnswer());
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => resolve(readAnswer(answer, outgoing)));
    outgoing.on('socket', (socket) => hangups.watch(url.host, socket, outgoing));
    connected(outgoing)
      .then(() => writeBody(outgoing, body, progress))
      .catch(giveUp);
  });
}

/** A proxy's response to CONNECT, as `https-proxy-agent` reports it; a repeated header is an array. */
interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function hasAbandon(agent: Agent): agent is Agent & { abandon(request: ClientRequest): void } {
  return 'abandon' in agent;
}

/**
 * Resolves when the connection is established, or the request has ended. The body is not written before that, so a
 * failure until then has certainly sent nothing.
 * @throws {ConnectTimeout}
 */
function connected(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectTimeout()), CONNECT_TIMEOUT_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    outgoing.on('close', done);
    outgoing.on('socket', (socket) => {
      // The certificate is verified in the handshake, and nothing is sent before that.
      const isSecure = socket instanceof TLSSocket;
      if (isSecure ? socket.authorized : !socket.connecting) done();
      else socket.once(isSecure ? 'secureConnect' : 'connect', done);
    });
  });
}

async function writeBody(
  outgoing: ClientRequest,
  body: HttpBody | undefined,
  progress: Progress,
): Promise<void> {
  let left = body?.byteLength ?? 0;
  for await (const chunk of body?.chunks() ?? []) {
    if (outgoing.destroyed) return;
    left -= chunk.byteLength;
    // Set before the last bytes are written: it is not known afterwards whether they left the machine.
    if (left <= 0) progress.bodySent = true;
    if (!outgoing.write(chunk)) await drained(outgoing);
  }
  outgoing.end();
}

/** Waits until more can be written, or the request has ended. */
function drained(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}

function textBody(text: string): HttpBody {
  const bytes = Buffer.from(text);
  return { byteLength: bytes.length, chunks: () => [bytes] };
}

/** The status decides; a body that is interrupted, stalls or is too long is only incomplete. */
async function readAnswer(answer: IncomingMessage, outgoing: ClientRequest): Promise<HttpResponse> {
  if ((answer.statusCode ?? 0) < 100) {
    outgoing.destroy();
    throw new InvalidStatus();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // What has arrived is used; `bodyComplete` reports that it is not everything.
  }
  const bodyComplete = answer.complete && size <= MAX_ANSWER_BYTES;
  // A connection cannot be reused after an early response, or after a response that was not read to its end.
  if (!bodyComplete || !outgoing.writableFinished) outgoing.destroy();
  return {
    status: answer.statusCode ?? 0,
    statusText: answer.statusMessage ?? '',
    headers: firstOfEach(answer),
    body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
    bodyComplete,
  };
}

function firstOfEach({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, values?.[0] ?? '']),
  );
}
