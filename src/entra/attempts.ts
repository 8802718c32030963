import { setTimeout as sleep } from 'node:timers/promises';
import { ActionError } from '../errors.ts';

/**
 * How sign-in is tried again. Times in milliseconds. An attempt waits for its answer at most `requestMs`; all of
 * them, the waits between and the assertions included, take at most `totalMs`.
 */
export const SIGN_IN_ATTEMPTS = {
  attempts: 3,
  requestMs: 30_000,
  totalMs: 120_000,
  firstWaitMs: 2_000,
  factor: 4,
  longestWaitMs: 60_000,
} as const;

/** How one attempt ended: with a value, or with a failure that is definite or may pass. */
export type Attempt<T> =
  | { readonly value: T }
  | {
      readonly failure: ActionError;
      /** Whether another attempt may succeed. */
      readonly mayPass: boolean;
      /** What the server asked us to wait. */
      readonly retryAfterMs?: number | undefined;
    };

/** Waits; rejects when the signal fires. A parameter so that tests need not wait. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The real pause. */
export const pause: Pause = (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal });

/** The end of a piece of work: a point in time, and the caller's wish to stop. */
export interface TimeLimit {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds left; never below 0. */
  leftMs(): number;
}

/** A limit that starts now. Measured by a clock that nobody sets. */
export function startTimeLimit(totalMs: number, signal?: AbortSignal): TimeLimit {
  const end = performance.now() + totalMs;
  return { signal, leftMs: () => Math.max(0, Math.ceil(end - performance.now())) };
}

/**
 * Makes up to `SIGN_IN_ATTEMPTS.attempts` attempts, with full jitter below 2 and 8 seconds between them, or as long
 * as the server asked. A wait that the limit has no room for is not begun.
 * @throws {ActionError} the last attempt's failure, or that the run was cancelled.
 */
export async function withAttempts<T>(
  attempt: () => Promise<Attempt<T>>,
  limit: TimeLimit,
  wait: Pause = pause,
): Promise<T> {
  for (let number = 1; ; number++) {
    const end = await attempt();
    if ('value' in end) return end.value;
    const delay = delayAfter(number, end.retryAfterMs);
    const isLast = number >= SIGN_IN_ATTEMPTS.attempts || delay >= limit.leftMs();
    if (!end.mayPass || isLast) throw end.failure;
    await wait(delay, limit.signal).catch(() => {
      throw cancelled();
    });
  }
}

function delayAfter(attempt: number, retryAfterMs: number | undefined): number {
  const { firstWaitMs, factor, longestWaitMs } = SIGN_IN_ATTEMPTS;
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, longestWaitMs);
  return Math.round(Math.random() * firstWaitMs * factor ** (attempt - 1));
}

function cancelled(): ActionError {
  return new ActionError({ code: 'cancelled', what: 'Sign-in was cancelled.', fix: ['Run the job again.'] });
}
