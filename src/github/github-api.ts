import type { getOctokit } from '@actions/github';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { NetworkError } from '../http/network-failures.ts';
import { attemptRequest, type Clock, REQUEST_ATTEMPTS, retry, startTimeLimit } from '../http/retry.ts';

/** GitHub's own client over our HTTP client. */
export type GitHubApi = ReturnType<typeof getOctokit>;

/** Access to GitHub's API. */
export interface GitHubAccess {
  readonly http: HttpClient;
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly token: string;
  /** The real one by default. */
  readonly clock?: Clock;
  /** Aborts requests and the waits between them. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 30_000;
/** Milliseconds for a request with all attempts and the waits between them. */
const ALL_ATTEMPTS_MS = 120_000;

/** A client of GitHub's API. Imported lazily: most runs do not need it. */
export async function createGitHubApi(access: GitHubAccess): Promise<GitHubApi> {
  // Its context would read the event again, and fail or print if the file is malformed or missing.
  delete process.env.GITHUB_EVENT_PATH;
  const { getOctokit } = await import('@actions/github');
  const silent = (): void => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const request = { fetch: createFetch(access), log };
  return getOctokit(access.token, { baseUrl: access.apiUrl, log, request });
}

/** The subset of `fetch` that GitHub's client uses, over our HTTP client. */
function createFetch({ http, clock, signal }: GitHubAccess) {
  return async (url: string, options: FetchOptions = {}): Promise<Response> => {
    const method = (options.method ?? 'GET') as 'GET' | 'POST' | 'PATCH';
    const request = {
      method,
      url,
      headers: options.headers ?? {},
      ...(typeof options.body === 'string' ? { body: options.body } : {}),
      timeoutMs: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    };
    const end = await retry(() => attemptRequest(http, request), {
      // A request that creates something is not repeated blindly: the caller first checks whether it exists.
      maxAttempts: method === 'POST' ? 1 : REQUEST_ATTEMPTS,
      limit: startTimeLimit(ALL_ATTEMPTS_MS, signal, clock),
      ...(clock === undefined ? {} : { clock }),
    }).catch((error: unknown) => {
      throw signal?.aborted ? cancelled(url) : error;
    });
    if (end instanceof NetworkError) throw end;
    return toResponse(end);
  };
}

function cancelled(url: string): NetworkError {
  return new NetworkError({
    kind: 'cancelled',
    host: new URL(url).host,
    proxyHost: undefined,
    bodySent: false,
  });
}

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A truncated response is not valid JSON, and would be read as nothing found. */
function toResponse(answer: HttpResponse): Response {
  if (!answer.bodyComplete) throw new IncompleteAnswerError();
  const isEmpty = answer.status === 204 || answer.status === 205 || answer.status === 304;
  return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers });
}

/** GitHub's response was longer than our limit, or was interrupted. */
class IncompleteAnswerError extends Error {
  override readonly name = 'IncompleteAnswerError';
}

/** Why a request to GitHub failed, without GitHub's text. */
export interface GitHubRefusal {
  /** Status of the response; undefined if none arrived. */
  readonly status: number | undefined;
  /** The network failure, if no response arrived. */
  readonly network: NetworkError | undefined;
}

/** Reads the error of a request to GitHub. Its message is a server's text, so it is not used. */
export function refusalOf(error: unknown): GitHubRefusal {
  const cause = error instanceof Error ? error.cause : undefined;
  const network = [error, cause].find((one) => one instanceof NetworkError);
  const isOurs = network !== undefined || cause instanceof IncompleteAnswerError;
  // GitHub's client sets the status 500 for every failure; only a response has a real one.
  const status =
    !isOurs && typeof error === 'object' && error !== null && 'status' in error
      ? Number(error.status)
      : undefined;
  return { status: Number.isInteger(status) ? status : undefined, network };
}
