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
  /** Aborts the request; the failure is then of kind `cancelled`. */
  readonly signal?: AbortSignal;
  /** Never through a proxy, whatever the environment says: for an endpoint of the machine itself. */
  readonly isDirect?: true;
}

export interface HttpResponse {
  readonly status: number;
  /** The reason phrase; empty where the server sent none. */
  readonly statusText: string;
  /** Header names in lower case; of repeated headers the first. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of the answer. Text from outside: never print it as it is. */
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

/** The client of a run: it knows the hosts that a firewall must allow. */
export interface RunHttpClient extends HttpClient {
  /** Hosts that this run will contact. The message of a network failure names them with those contacted so far. */
  expectHosts(...hosts: readonly string[]): void;
}

/** Shown only when step debug logging is on: hosts, statuses, times and decisions; never a body, a path or a header. */
export type Debug = (line: string) => void;

/** The same client with a signal for requests that have none of their own. */
export function interruptible(client: HttpClient, signal: AbortSignal): HttpClient {
  return { send: (request) => client.send({ signal, ...request }), close: () => client.close() };
}
