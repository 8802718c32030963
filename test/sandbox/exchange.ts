/** One request to the stand-in service, with its whole body. */
export interface SandboxRequest {
  /** Number of this request among those to the same service, from 1. */
  readonly number: number;
  readonly service: ServiceName;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** When its headers arrived, in milliseconds since 1970. */
  readonly at: number;
}

export interface SandboxAnswer {
  readonly status: number;
  /** The reason phrase; the default of the status if omitted. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/**
 * The services of the sandbox. A `graph-item` is one request of a batch to Microsoft Graph, a `source` an HR system
 * that a recipe of docs/sources.md fetches from.
 */
export type ServiceName =
  | 'token'
  | 'webhook'
  | 'oidc'
  | 'github'
  | 'identity'
  | 'graph'
  | 'graph-item'
  | 'source';

/** One service: its hosts and its responses. */
export interface Service {
  readonly name: ServiceName;
  readonly hosts: ReadonlySet<string>;
  /** Path prefix under which it is served as plain HTTP at the proxy's own address. */
  readonly plainPath?: string;
  answer(request: SandboxRequest): Promise<SandboxAnswer>;
}

/** The record of a request; also written for requests that a fault interrupted. */
export interface RecordedRequest extends Omit<SandboxRequest, 'query'> {
  readonly query: string;
  /** False if the client aborted, or a fault stopped the reading. */
  readonly bodyComplete: boolean;
  /** Undefined without a response. */
  status: number | undefined;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): SandboxAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}
