import { setTimeout as wait } from 'node:timers/promises';
import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { NetworkError } from './network-failures.ts';
import { parseRetryAfter } from './retry-after.ts';

/** How one attempt ended. */
export interface Attempt<T> {
  readonly result: T;
  /** Another attempt may end better. */
  readonly isTransient: boolean;
  /** Milliseconds that the server asked us to wait; see {@link parseRetryAfter}. */
  readonly retryAfterMs?: number | undefined;
}

/** Time and chance, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds that only ever grow, from any start: the time of day may be set meanwhile. */
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
  /** Also the longest `Retry-After` that is waited for. */
  readonly maxMs: number;
}

/** Sign-in, GitHub and Graph: below 2 and 8 seconds, or as long as the server asks, at most a minute. */
export const REQUEST_BACKOFF: Backoff = { firstMs: 2_000, factor: 4, maxMs: 60_000 };

/** Attempts at a request to Entra, GitHub or Graph, the first one included. */
export const REQUEST_ATTEMPTS = 3;

/** The end of a piece of work: a point in time, and the caller's wish to stop. */
export interface TimeLimit {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds left, whole ones since timers take no others; never below 0. */
  leftMs(): number;
}

/** A limit that starts now. */
export function startTimeLimit(totalMs: number, signal?: AbortSignal, clock: Clock = REAL_CLOCK): TimeLimit {
  const end = clock.now() + totalMs;
  return { signal, leftMs: () => Math.max(0, Math.ceil(end - clock.now())) };
}

export interface RetryOptions {
  /** The first one included, at least 1. */
  readonly maxAttempts: number;
  /** {@link REQUEST_BACKOFF} by default. */
  readonly backoff?: Backoff;
  /** A wait that it has no room for is not begun. Its signal ends a wait. */
  readonly limit?: TimeLimit;
  /** The real one by default. */
  readonly clock?: Clock;
  /** Told of each wait, for debugging. */
  readonly onWait?: (attempt: number, delayMs: number) => void;
}

/**
 * Makes attempts until one is not transient, or no other is allowed.
 * @param attempt Gets its number, from 1.
 * @returns The result of the last attempt.
 * @throws The reason of the limit's signal, when it aborts during a wait.
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
 * Milliseconds between an attempt and the next.
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

/** Whether a status says "later" to a request that may be repeated. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Milliseconds that a response asks us to wait. */
export function retryAfterOf(response: HttpResponse): number | undefined {
  return parseRetryAfter(response.headers['retry-after'], Date.now());
}

/**
 * One attempt at a request that may be repeated. A network failure is a result like a response.
 * @throws What is no failure of the network.
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
