/** A request body of known length: the webhook may not accept chunked transfer. */
export interface HttpBody {
  /** Exact number of bytes that `chunks` yields. */
  readonly byteLength: number;
  /** The bytes, from the start; called once per attempt. If it throws, the request is aborted, so that it never arrives complete. */
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | HttpBody;
  /** Milliseconds for the whole exchange, including connecting and reading the response. */
  readonly timeoutMs: number;
  /** Aborts the request; the failure is then of kind `cancelled`. */
  readonly signal?: AbortSignal;
  /** Bypasses the proxy, whatever the environment says: for an endpoint of the machine itself. */
  readonly isDirect?: true;
}

export interface HttpResponse {
  readonly status: number;
  /** The reason phrase; empty if the server sent none. */
  readonly statusText: string;
  /** Header names in lower case; the first value of a repeated header. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of the response. Untrusted: never print it unescaped. */
  readonly body: string;
  /** False if the response was longer than the limit, was interrupted or stalled. */
  readonly bodyComplete: boolean;
}

/** The only network access of this action. Redirects are not followed; a response with any status is a result. */
export interface HttpClient {
  /** @throws {NetworkError} if no status arrived. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes the connections, so that the process can exit. */
  close(): Promise<void>;
}

/** The client of a run, which collects the hosts that a firewall must allow. */
export interface RunHttpClient extends HttpClient {
  /** Hosts that this run will contact. The message of a network failure lists them with the hosts contacted so far. */
  expectHosts(...hosts: readonly string[]): void;
}

/** Shown only when step debug logging is on: hosts, statuses, times and decisions; never a body, a path or a header. */
export type Debug = (line: string) => void;
