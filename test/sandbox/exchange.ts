/** One request as the stand-in service saw it, its body read to the end. */
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
  /** Milliseconds since 1970 at which its headers arrived. */
  readonly at: number;
}

export interface SandboxAnswer {
  readonly status: number;
  /** The reason phrase; the usual one of the status if left out. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What the sandbox stands in for. A `graph-item` is one request of a batch to Microsoft Graph. */
export type ServiceName = 'token' | 'webhook' | 'oidc' | 'github' | 'identity' | 'graph' | 'graph-item';

/** One service: which hosts are its own, and what it answers. */
export interface Service {
  readonly name: ServiceName;
  readonly hosts: ReadonlySet<string>;
  /** Path below which it is served as plain HTTP at the proxy's own address. */
  readonly plainPath?: string;
  answer(request: SandboxRequest): Promise<SandboxAnswer>;
}

/** What is remembered of a request; written for every one, also those that a fault cut short. */
export interface RecordedRequest extends Omit<SandboxRequest, 'query'> {
  readonly query: string;
  /** False when the client broke off, or a fault stopped the reading. */
  readonly bodyComplete: boolean;
  /** Undefined when no answer was given. */
  status: number | undefined;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): SandboxAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}
