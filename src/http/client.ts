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

/** The same client with a signal for requests that have none of their own. */
export function interruptible(client: HttpClient, signal: AbortSignal): HttpClient {
  return { send: (request) => client.send({ signal, ...request }), close: () => client.close() };
}
