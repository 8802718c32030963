import type { ActionError } from '../errors.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { NetworkError } from '../http/network-failures.ts';
import { type Clock, isTransientStatus, retryAfterOf } from '../http/retry.ts';
import { parseRetryAfter } from '../http/retry-after.ts';
import { explainNoResponse, explainRefusal, type GraphClient, unexpectedResponse } from './graph-errors.ts';
import type { UserQuery } from './user-query.ts';

/** Provides access tokens for Microsoft Graph; see `TokenSource` of `entra/`. */
export interface GraphTokens {
  getToken(options: {
    readonly refused?: string;
    readonly signal?: AbortSignal;
  }): Promise<{ readonly value: string }>;
}

/** Dependencies of a look-up. */
export interface GraphServices extends GraphClient {
  readonly http: HttpClient;
  readonly tokens: GraphTokens;
  /** Attempts at each query, including the first. */
  readonly maxAttempts: number;
  /** Milliseconds for one batch. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The real one by default. */
  readonly clock?: Clock;
}

/** A user from Graph with the selected properties. Personal data: never print it. */
export type GraphUser = Readonly<Record<string, unknown>>;

/** The result of a query: a page of users, or the reason why there is none. */
export type QueryEnd =
  | { readonly users: readonly GraphUser[]; readonly nextLink: string | undefined }
  | {
      readonly failure: ActionError;
      readonly isTransient: boolean;
      readonly retryAfterMs?: number | undefined;
    };

/** Requests of one batch; Microsoft Learn, "Combine multiple HTTP requests using JSON batching". */
export const MAX_QUERIES = 20;

/**
 * Sends queries as one batch, once; again with a new token if the token is refused.
 * @returns The result of each query, in order; `too-long` for a truncated response.
 * @throws {ActionError} when there is no token.
 */
export async function sendBatch(
  queries: readonly UserQuery[],
  services: GraphServices,
): Promise<readonly QueryEnd[] | 'too-long'> {
  try {
    const answer = await post(queries, services);
    if (answer.status !== 200) return queries.map(() => refusedBatch(answer, services));
    if (!answer.bodyComplete) return 'too-long';
    const items = readItems(answer.body);
    return queries.map((_, i) => readEnd(items.get(String(i + 1)), services));
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const end = { failure: explainNoResponse(error), isTransient: error.row.isTransient };
    return queries.map(() => end);
  }
}

async function post(queries: readonly UserQuery[], services: GraphServices): Promise<HttpResponse> {
  const { http, tokens, host, timeoutMs, signal } = services;
  const requests = queries.map(({ url, headers }, i) => ({ id: String(i + 1), method: 'GET', url, headers }));
  const send = (token: string): Promise<HttpResponse> =>
    http.send({
      method: 'POST',
      url: `https://${host}/v1.0/$batch`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify({ requests }),
      timeoutMs,
      signal,
    });
  const { value } = await tokens.getToken({ signal });
  const answer = await send(value);
  if (answer.status !== 401) return answer;
  return await send((await tokens.getToken({ refused: value, signal })).value);
}

/** One answer of a batch. */
interface BatchItem {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @returns The responses by ID; empty if it is not a batch response. */
function readItems(text: string): Map<string, BatchItem> {
  const { responses } = parseObject(text);
  const list = Array.isArray(responses) ? responses.map(asObject) : [];
  return new Map(
    list.map(({ id, status, headers, body }) => {
      const lower = Object.entries(asObject(headers)).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]);
      return [
        String(id),
        { status: Number(status), headers: Object.fromEntries(lower), body: asObject(body) },
      ];
    }),
  );
}

function readEnd(item: BatchItem | undefined, client: GraphClient): QueryEnd {
  if (item === undefined) {
    return { failure: unexpectedResponse('something else', client), isTransient: true };
  }
  const { status, headers, body } = item;
  if (status !== 200)
    return refused(status, body, parseRetryAfter(headers['retry-after'], Date.now()), client);
  const { value, '@odata.nextLink': nextLink } = body;
  if (!Array.isArray(value)) {
    return { failure: unexpectedResponse('a page without users', client), isTransient: true };
  }
  return { users: value.map(asObject), nextLink: typeof nextLink === 'string' ? nextLink : undefined };
}

function refusedBatch(answer: HttpResponse, client: GraphClient): QueryEnd {
  return refused(answer.status, parseObject(answer.body), retryAfterOf(answer), client);
}

function refused(
  status: number,
  body: Readonly<Record<string, unknown>>,
  retryAfterMs: number | undefined,
  client: GraphClient,
): QueryEnd {
  const { code } = asObject(body.error);
  const failure = explainRefusal(status, typeof code === 'string' ? code : '', client);
  return { failure, isTransient: isTransientStatus(status), retryAfterMs };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    // A web page or an empty body, without the properties of a response.
    return {};
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
