import { setTimeout as wait } from 'node:timers/promises';
import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { NetworkError } from './network-failures.ts';
import { parseRetryAfter } from './retry-after.ts';

/** The result of one attempt. */
export interface Attempt<T> {
  readonly result: T;
  /** Another attempt may succeed. */
  readonly isTransient: boolean;
  /** Milliseconds to wait at the server's request; see {@link parseRetryAfter}. */
  readonly retryAfterMs?: number | undefined;
}

/** Time and randomness, as a parameter so that tests need not wait. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/** The real clock. */
export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined) as Promise<void>,
  random: () => Math.random(),
};

/** Waits between attempts, in milliseconds: full jitter below `firstMs`, then `factor` times as much, up to `maxMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  /** Also the limit for `Retry-After`. */
  readonly maxMs: number;
}

/** Sign-in, GitHub and Graph: below 2 and 8 seconds, or the server's `Retry-After`, at most a minute. */
export const REQUEST_BACKOFF: Backoff = { firstMs: 2_000, factor: 4, maxMs: 60_000 };

/** Attempts at a request to Entra, GitHub or Graph, including the first. */
export const REQUEST_ATTEMPTS = 3;

/** The limit of an operation: a deadline, and the caller's signal. */
export interface TimeLimit {
  readonly signal: AbortSignal | undefined;
  /** Whole milliseconds left, at least 0. */
  leftMs(): number;
}

/** A limit that starts now. */
export function startTimeLimit(totalMs: number, signal?: AbortSignal, clock: Clock = REAL_CLOCK): TimeLimit {
  const end = clock.now() + totalMs;
  return { signal, leftMs: () => Math.max(0, Math.ceil(end - clock.now())) };
}

export interface RetryOptions {
  /** Including the first; at least 1. */
  readonly maxAttempts: number;
  /** {@link REQUEST_BACKOFF} by default. */
  readonly backoff?: Backoff;
  /** A wait that exceeds it is not started. Its signal ends a wait. */
  readonly limit?: TimeLimit;
  /** The real one by default. */
  readonly clock?: Clock;
  /** Called before each wait, for debugging. */
  readonly onWait?: (attempt: number, delayMs: number) => void;
}

/**
 * Repeats an attempt while its failure is transient and another attempt is allowed.
 * @param attempt Called with its number, from 1.
 * @returns The result of the last attempt.
 * @throws The reason of the limit's signal if it aborts during a wait.
 */
export async function retry<T>(
  attempt: (number: number) => Promise<Attempt<T>>,
  options: RetryOptions,
): Promise<T> {
  const { maxAttempts, backoff = REQUEST_BACKOFF, limit, clock = REAL_CLOCK, onWait } = options;
  for (let number = 1; ; number++) {
    const { result, isTransient, retryAfterMs } = await attempt(number);
    if (!isTransient || number >= maxAttempts) return result;
    const delayMs = delayAfter(number, retryAfterMs, backoff, clock.random());
    if (limit !== undefined && delayMs >= limit.leftMs()) return result;
    onWait?.(number, delayMs);
    await clock.sleep(delayMs, limit?.signal);
    limit?.signal?.throwIfAborted();
  }
}

/**
 * Milliseconds before the next attempt.
 * @param attempt Number of the attempt that failed, from 1.
 * @param random From 0 to below 1.
 */
export function delayAfter(
  attempt: number,
  retryAfterMs: number | undefined,
  { firstMs, factor, maxMs }: Backoff,
  random: number,
): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, maxMs);
  return Math.round(random * Math.min(firstMs * factor ** (attempt - 1), maxMs));
}

/** Whether a request that may be repeated can succeed later. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** The `Retry-After` of a response in milliseconds. */
export function retryAfterOf(response: HttpResponse): number | undefined {
  return parseRetryAfter(response.headers['retry-after'], Date.now());
}

/**
 * One attempt at a request that may be repeated. A network failure is a result, like a response.
 * @throws Errors other than network failures.
 */
export async function attemptRequest(
  http: HttpClient,
  request: HttpRequest,
): Promise<Attempt<HttpResponse | NetworkError>> {
  try {
    const result = await http.send(request);
    return { result, isTransient: isTransientStatus(result.status), retryAfterMs: retryAfterOf(result) };
  } catch (error) {
    if (error instanceof NetworkError) return { result: error, isTransient: error.row.isTransient };
    throw error;
  }
}
