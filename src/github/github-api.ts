import { setTimeout as sleep } from 'node:timers/promises';
import type { getOctokit } from '@actions/github';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { NetworkError } from '../http/network-failures.ts';

/** GitHub's own client, on our connections. */
export type GitHubApi = ReturnType<typeof getOctokit>;

/** What is needed to ask GitHub. */
export interface GitHubAccess {
  readonly http: HttpClient;
  /** `https://api.github.com`, or the one of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly token: string;
  /** Milliseconds to wait before the second attempt; doubled before the third. */
  readonly retryDelayMs?: number;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 30_000;

/** A client of GitHub's API. Imported lazily: most runs never ask. */
export async function createGitHubApi(access: GitHubAccess): Promise<GitHubApi> {
  // Its context would read the event again, which we have read, and fail or print where the file is broken or missing.
  delete process.env.GITHUB_EVENT_PATH;
  const { getOctokit } = await import('@actions/github');
  const silent = (): void => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const request = { fetch: createFetch(access), log };
  return getOctokit(access.token, { baseUrl: access.apiUrl, log, request });
}

/** The part of `fetch` that GitHub's client uses, over our own HTTP client. */
function createFetch({ http, retryDelayMs = 1000 }: GitHubAccess) {
  return async (url: string, options: FetchOptions = {}): Promise<Response> => {
    const method = (options.method ?? 'GET') as 'GET' | 'POST' | 'PATCH';
    const send = (): Promise<HttpResponse> =>
      http.send({
        method,
        url,
        headers: options.headers ?? {},
        ...(typeof options.body === 'string' ? { body: options.body } : {}),
        timeoutMs: TIMEOUT_MS,
      });
    // What creates something is not repeated blindly: the caller looks first whether it is there.
    const attempts = method === 'POST' ? 1 : ATTEMPTS;
    return toResponse(await persistently(send, attempts, retryDelayMs));
  };
}

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

async function persistently(
  send: () => Promise<HttpResponse>,
  attempts: number,
  delayMs: number,
): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send();
      if (attempt >= attempts || !isTemporary(answer.status)) return answer;
    } catch (error) {
      if (attempt >= attempts || !(error instanceof NetworkError) || error.kind === 'cancelled') throw error;
    }
    await sleep(delayMs * 2 ** (attempt - 1));
  }
}

function isTemporary(status: number): boolean {
  return status >= 500 || status === 429;
}

/** An answer that was cut off would be read as no JSON, and then as nothing found. */
function toResponse(answer: HttpResponse): Response {
  if (!answer.bodyComplete) throw new IncompleteAnswerError();
  const isEmpty = answer.status === 204 || answer.status === 205 || answer.status === 304;
  return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers });
}

/** GitHub's answer was longer than our cap, or broke off. */
export class IncompleteAnswerError extends Error {
  override readonly name = 'IncompleteAnswerError';
}

/** Why GitHub did not do what it was asked, without a word of its own. */
export interface GitHubRefusal {
  /** The answer's status; undefined when none arrived. */
  readonly status: number | undefined;
  /** The connection's failure, when no answer arrived. */
  readonly network: NetworkError | undefined;
}

/** Reads the error of a request to GitHub. Its message is a server's text and is left alone. */
export function refusalOf(error: unknown): GitHubRefusal {
  const cause = error instanceof Error ? error.cause : undefined;
  const network = [error, cause].find((one) => one instanceof NetworkError);
  const isOurs = network !== undefined || cause instanceof IncompleteAnswerError;
  // GitHub's client gives every failure a status of 500; only an answer has a real one.
  const status =
    !isOurs && typeof error === 'object' && error !== null && 'status' in error
      ? Number(error.status)
      : undefined;
  return { status: Number.isInteger(status) ? status : undefined, network };
}
