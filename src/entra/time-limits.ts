import type { HttpRequest } from '../http/client.ts';
import type { TimeLimit } from '../http/retry.ts';

/** Milliseconds for one sign-in: all attempts, the waits between them, and the assertions. */
export const SIGN_IN_MS = 120_000;

/** Milliseconds for one request. */
export const REQUEST_MS = 30_000;

/** Time-out and signal of a request under a time limit. */
export function requestTimeout(
  limit: TimeLimit,
  requestMs = REQUEST_MS,
): Pick<HttpRequest, 'timeoutMs' | 'signal'> {
  return {
    timeoutMs: Math.max(1, Math.min(requestMs, limit.leftMs())),
    ...(limit.signal === undefined ? {} : { signal: limit.signal }),
  };
}
