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
import type { HttpBody, HttpClient, HttpRequest, HttpResponse } from './client.ts';
import {
  ClosedWithoutAnswer,
  ConnectTimeout,
  classifyNetworkFailure,
  NetworkError,
  ProxyRefusal,
} from './network-failures.ts';
import { proxyFor } from './proxy.ts';

/**
 * A client that goes through the proxy of the runner's environment (`HTTPS_PROXY`, `NO_PROXY`, read as the runner's
 * own toolkit reads them), trusts the system's root certificates besides Node's and `NODE_EXTRA_CA_CERTS`, and
 * keeps connections open between calls. `node:https` instead of `fetch`: it ends no request by time-outs of its own,
 * and its proxy works alike on every Node.js 24 (`fetch` ignores `HTTPS_PROXY` below 24.14 unless told at start-up).
 */
export function createHttpsClient(): HttpClient {
  const agents = new Map<string, Promise<Agent>>();
  const agentFor: AgentSource = async (url, tls) => {
    const proxy = proxyFor(url);
    const key = proxy?.href ?? url.protocol;
    const agent = agents.get(key) ?? createAgent(url, proxy, tls);
    agents.set(key, agent);
    return agent;
  };
  let tls: TlsSettings | undefined;
  return {
    send: (message) => {
      tls ??= { secureContext: createSecureContext({ ca: trustedRoots() }), rejectUnauthorized: true };
      return exchange(message, agentFor, tls);
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

type AgentSource = (url: URL, tls: TlsSettings) => Promise<Agent>;

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Milliseconds until a connection must stand; without a bound a firewall that drops packets costs minutes. */
const CONNECT_TIMEOUT_MS = 30_000;
/** An idle connection is closed after so many milliseconds, before the server does it while we begin to send. */
const IDLE_MS = 4_000;

async function createAgent(url: URL, proxy: URL | undefined, tls: TlsSettings): Promise<Agent> {
  const options = { keepAlive: true, timeout: IDLE_MS };
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
  agentFor: AgentSource,
  tls: TlsSettings,
): Promise<HttpResponse> {
  const timeout = AbortSignal.timeout(Math.ceil(message.timeoutMs));
  const signal = message.signal === undefined ? timeout : AbortSignal.any([timeout, message.signal]);
  const url = new URL(message.url);
  const progress: Progress = { bodySent: false };
  try {
    const agent = await agentFor(url, tls);
    signal.throwIfAborted();
    return await request(url, message, { ...tls, agent, signal }, progress);
  } catch (error) {
    throw new NetworkError({
      ...classifyNetworkFailure(error, {
        timedOut: timeout.aborted,
        cancelled: message.signal?.aborted ?? false,
      }),
      host: url.host,
      proxyHost: proxyHostOf(url),
      bodySent: progress.bodySent,
      cause: error,
    });
  }
}

function proxyHostOf(url: URL): string | undefined {
  try {
    return proxyFor(url)?.host;
  } catch {
    return undefined;
  }
}

/** What must be known of a request that fails. */
interface Progress {
  /** All of the body may have left this machine. */
  bodySent: boolean;
}

interface Connection extends TlsSettings {
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

/** One request. Resolves as soon as a status is there and the answer ended or broke off. */
function request(
  url: URL,
  message: HttpRequest,
  connection: Connection,
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
    // A proxy that refuses the tunnel answers in the place of the host.
    outgoing.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) outgoing.destroy(new ProxyRefusal(statusCode));
    });
    // A request that has no socket yet says nothing of its end, so it is told here as well.
    const giveUp = (error: Error): void => {
      outgoing.destroy(error);
      if (hasAbandon(connection.agent)) connection.agent.abandon(outgoing);
      reject(error);
    };
    const onAbort = (): void => giveUp(connection.signal.reason as Error);
    connection.signal.addEventListener('abort', onAbort, { once: true });
    outgoing.on('close', () => {
      connection.signal.removeEventListener('abort', onAbort);
      // Without an answer, such as one that changes the protocol.
      reject(new ClosedWithoutAnswer());
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => resolve(readAnswer(answer, outgoing)));
    connected(outgoing)
      .then(() => writeBody(outgoing, body, progress))
      .catch(giveUp);
  });
}

function hasAbandon(agent: Agent): agent is Agent & { abandon(request: ClientRequest): void } {
  return 'abandon' in agent;
}

/**
 * Resolves when the connection stands, or the request has ended. Nothing of a body is handed over before: what fails
 * until then has certainly not reached anybody.
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
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // What has arrived is used, and `bodyComplete` tells that there was more.
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
