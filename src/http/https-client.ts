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
 * own toolkit reads them), trusts the system's root certificates besides Node's and `NODE_EXTRA_CA_CERTS`, and
 * keeps connections open between calls. `node:https` instead of `fetch`: it ends no request by time-outs of its own,
 * and its proxy works alike on every Node.js 24 (`fetch` ignores `HTTPS_PROXY` below 24.14 unless told at start-up).
 * @param hosts What a firewall must allow for this run; those that are contacted are added.
 */
export function createHttpsClient(hosts: Set<string> = new Set(), debug: Debug = () => {}): HttpClient {
  const agents = new Map<string, Promise<Agent>>();
  const hangups = new Hangups();
  const connect: Connect = async (url, message, tls) => {
    const proxy = message.isDirect ? undefined : proxyFor(url);
    const isReused = !hangups.isKnownFor(url.host);
    const key = `${isReused} ${proxy?.href ?? url.protocol}`;
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

/** How a request reaches its host. */
interface Connection extends TlsSettings {
  readonly agent: Agent;
  readonly hasProxyUser: boolean;
  readonly hangups: Hangups;
}

type Connect = (url: URL, message: HttpRequest, tls: TlsSettings) => Promise<Connection>;

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Milliseconds within which a connection must be established; without a bound a firewall that drops packets costs minutes. */
const CONNECT_TIMEOUT_MS = 30_000;
/** An idle connection is closed after so many milliseconds, before the server does it while we begin to send. */
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
  return new ProxyAgent(proxy.href, { ...options, ...tls });
}

/** Node's own roots, those of `NODE_EXTRA_CA_CERTS`, and the system's (a company's root is often only there). */
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

/** A line about a request when it has ended. The path may contain a key, so only the host is named. */
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

/** What must be known of a request that fails. */
interface Progress {
  /** All of the body may have left this machine. */
  bodySent: boolean;
}

/** One request. Resolves as soon as a status is there and the answer ended or broke off. */
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
      signal,
      method: message.method,
      headers: {
        'user-agent': USER_AGENT,
        ...message.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.byteLength) }),
      },
    });
    // A proxy that refuses the tunnel answers in the place of the host.
    outgoing.on('proxyConnect', ({ statusCode, headers }: ProxyAnswer) => {
      const challenges = [headers['proxy-authenticate'] ?? []].flat();
      if (statusCode !== 200) outgoing.destroy(new ProxyRefusal(statusCode, challenges, hasProxyUser));
    });
    // A request that has no socket yet reports no end, so it is rejected here as well.
    const giveUp = (error: Error): void => {
      outgoing.destroy(error);
      if (hasAbandon(connection.agent)) connection.agent.abandon(outgoing);
      reject(error);
    };
    const onAbort = (): void => giveUp(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    outgoing.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      // Without an answer, such as one that changes the protocol.
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

/** What `https-proxy-agent` reports of a proxy's answer to CONNECT; a header that is repeated is an array. */
interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function hasAbandon(agent: Agent): agent is Agent & { abandon(request: ClientRequest): void } {
  return 'abandon' in agent;
}

/**
 * Resolves when the connection is established, or the request has ended. Nothing of a body is handed over before: what
 * fails until then has certainly not reached anyone.
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
      // A certificate is trusted only after the handshake, and nothing is sent to one that is not.
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
    // Set before the last bytes are handed over: whether they left the machine cannot be known afterwards.
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

/** Once the status is there it decides; a body that breaks off, stalls or is too long only says less. */
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
    // What has arrived is used; `bodyComplete` reports that there was more.
  }
  const bodyComplete = answer.complete && size <= MAX_ANSWER_BYTES;
  // An answer before the end of the body, or one that we stopped reading, leaves the connection unusable.
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
