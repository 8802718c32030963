import { Readable } from 'node:stream';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { classifyNetworkFailure, NetworkError } from './network-errors.ts';
import { USER_AGENT } from './version.ts';

/** A request body whose length is known before it is sent: the webhook may not take chunked transfer. */
export interface HttpBody {
  /** Exact number of bytes that `chunks` yields. */
  readonly byteLength: number;
  /** The bytes, from the start; called once per attempt. A throw in the middle breaks the request off, so that it never arrives whole. */
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | HttpBody;
  /** Milliseconds for the whole exchange, connecting and reading the answer included. */
  readonly timeoutMs: number;
  /** Breaks the request off; the failure is then of kind `cancelled`. */
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** The reason phrase; empty where the server sent none. */
  readonly statusText: string;
  /** Header names in lower case; of repeated headers the first. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most `MAX_ANSWER_BYTES` of the answer. Text from outside: never print it as it is. */
  readonly body: string;
  /** False when the answer was longer than the cap, broke off or stalled. */
  readonly bodyComplete: boolean;
}

/** The one way in which this action talks to the network. Redirects are not followed; every status is an answer. */
export interface HttpClient {
  /** @throws {NetworkError} when no status arrived. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes the connections, so that the process can end. */
  close(): Promise<void>;
}

/** Longest answer that is read, in bytes. */
export const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * A client that goes through the proxy of the runner's environment (`HTTPS_PROXY`, `NO_PROXY`, read as the runner's
 * own toolkit reads them), trusts the system's root certificates besides Node's and `NODE_EXTRA_CA_CERTS`, and
 * keeps connections open between calls. undici instead of `fetch`: it ends no request by time-outs of its own, and
 * its proxy works alike on every Node.js 24 (`fetch` ignores `HTTPS_PROXY` below 24.14 unless told at start-up).
 */
export function createHttpClient(): HttpClient {
  const dispatchers = new Map<string, Dispatcher>();
  let secureContext: SecureContext | undefined;
  const dispatcherFor = (url: string): Dispatcher => {
    const proxy = getProxyUrl(new URL(url));
    const key = proxy?.href ?? 'direct';
    let dispatcher = dispatchers.get(key);
    if (dispatcher === undefined) {
      secureContext ??= createSecureContext({ ca: trustedRoots() });
      dispatcher = createDispatcher(proxy, secureContext);
      dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  };
  return {
    send: (message) => exchange(message, dispatcherFor),
    close: async () => {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
      dispatchers.clear();
    },
  };
}

function createDispatcher(proxy: URL | undefined, secureContext: SecureContext): Dispatcher {
  // 0 switches undici's own time-outs off: a call may rightly take longer than their 300 s.
  const limits = { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 30_000 };
  const tls = { secureContext, rejectUnauthorized: true };
  return proxy === undefined
    ? new Agent({ ...limits, connect: { ...tls, timeout: limits.connectTimeout } })
    : new ProxyAgent({ ...limits, uri: proxy.href, requestTls: tls, proxyTls: tls });
}

/** Node's own roots, those of `NODE_EXTRA_CA_CERTS`, and the system's (a company's root is often only there). */
function trustedRoots(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

async function exchange(
  message: HttpRequest,
  dispatcherFor: (url: string) => Dispatcher,
): Promise<HttpResponse> {
  const timeout = AbortSignal.timeout(message.timeoutMs);
  const signal = message.signal === undefined ? timeout : AbortSignal.any([timeout, message.signal]);
  const upload = trackUpload(message.body);
  const url = new URL(message.url);
  try {
    return await dispatch(dispatcherFor(message.url), signal, {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: message.method,
      headers: { 'user-agent': USER_AGENT, ...message.headers, ...upload.headers },
      body: upload.body,
    });
  } catch (error) {
    throw new NetworkError({
      ...classifyNetworkFailure(error, {
        timedOut: timeout.aborted,
        cancelled: message.signal?.aborted ?? false,
      }),
      host: url.host,
      proxyHost: getProxyUrl(url)?.host,
      bodySent: upload.sentWhole(),
      cause: error,
    });
  }
}

/**
 * One request by undici's `dispatch`, the only one of its interfaces that tells the reason phrase, in which the
 * webhook says what it has against a job ID. Resolves as soon as a status is there and the answer ended or broke off.
 */
function dispatch(
  dispatcher: Dispatcher,
  signal: AbortSignal,
  options: Dispatcher.DispatchOptions,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let answer: Pick<HttpResponse, 'status' | 'statusText' | 'headers'> | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    let abort = (_reason: Error): void => {};
    const onSignal = (): void => {
      abort(signal.reason);
      // While a connection is still being made there is nothing to abort, and nobody else would answer.
      finish(signal.reason);
    };
    const finish = (failure?: unknown): void => {
      signal.removeEventListener('abort', onSignal);
      // Once the status is there it decides; a body that broke off or stalled only says less.
      if (answer === undefined) {
        reject(failure);
        return;
      }
      const body = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
      resolve({ ...answer, body, bodyComplete: failure === undefined });
    };
    signal.addEventListener('abort', onSignal, { once: true });
    dispatcher.dispatch(options, {
      onConnect: (abortRequest) => {
        abort = abortRequest;
        if (signal.aborted) abort(signal.reason);
      },
      onHeaders: (status, rawHeaders, _resume, statusText) => {
        if (status >= 200) answer = { status, statusText, headers: firstOfEach(rawHeaders) };
        return true;
      },
      onData: (chunk) => {
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > MAX_ANSWER_BYTES) abort(new Error('the answer is longer than its cap'));
        return true;
      },
      onComplete: () => finish(),
      onError: finish,
    });
  });
}

/** What undici gets as the body, and whether all of it was handed to the connection. */
function trackUpload(body: string | HttpBody | undefined) {
  let sentWhole = false;
  if (body === undefined || typeof body === 'string') {
    // A short body goes out in the same write as its headers: without an answer it counts as sent.
    return { body, headers: {}, sentWhole: () => body !== undefined };
  }
  async function* tracked(source: HttpBody) {
    let left = source.byteLength;
    for await (const chunk of source.chunks()) {
      left -= chunk.byteLength;
      // Set before the last chunk is handed over: whether it left the machine cannot be known afterwards.
      if (left <= 0) sentWhole = true;
      yield chunk;
    }
  }
  return {
    body: Readable.from(tracked(body), { objectMode: false, highWaterMark: 0 }),
    headers: { 'content-length': String(body.byteLength) },
    sentWhole: () => sentWhole,
  };
}

function firstOfEach(rawHeaders: readonly Buffer[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    headers[rawHeaders[i]!.toString('latin1').toLowerCase()] ??= rawHeaders[i + 1]!.toString('latin1');
  }
  return headers;
}
