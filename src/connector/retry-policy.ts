import type { HttpResponse } from '../http/client.ts';
import type { NetworkError } from '../http/network-failures.ts';
import { parseRetryAfter } from '../http/retry-after.ts';

/** How one attempt at a call ended. */
export type AttemptEnd =
  | { readonly answer: HttpResponse; readonly sentWhole: boolean }
  | { readonly error: NetworkError };

/**
 * What comes next: the call is done; it is tried again; tried once more with a new token; cut in two; or given up
 * because the service will not take it as it is.
 */
export type NextStep = 'accept' | 'repeat' | 'renew-token' | 'split' | 'give-up';

/**
 * What an attempt that was sent whole has done to the service's data: stored it, certainly not, or nobody knows.
 * `unless-told-when`: nobody knows, unless a `Retry-After` says that it was turned away.
 */
export type Effect = 'stored' | 'none' | 'unknown' | 'unless-told-when';

/** One row of the policy. */
export interface RetryRule {
  readonly next: NextStep;
  readonly effect: Effect;
  /** Fewer attempts than the user allows, where more would only delay a clear answer. */
  readonly atMost?: number;
}

/**
 * The policy for answers, the first row that fits. A 4xx other than 408 is a definite refusal; a redirect is not
 * followed and is none (a 303 may well follow a stored upload). Microsoft's own script repeats 501 and 503; every
 * other 5xx has been seen to pass too, sometimes after days.
 */
export const STATUS_RULES: readonly (RetryRule & { readonly from: number; readonly to: number })[] = [
  { from: 200, to: 299, next: 'accept', effect: 'stored' },
  { from: 401, to: 401, next: 'renew-token', effect: 'none' },
  { from: 408, to: 408, next: 'repeat', effect: 'unknown' },
  { from: 413, to: 413, next: 'split', effect: 'none' },
  { from: 425, to: 425, next: 'repeat', effect: 'none' },
  { from: 429, to: 429, next: 'repeat', effect: 'none' },
  { from: 400, to: 499, next: 'give-up', effect: 'none' },
  { from: 503, to: 503, next: 'repeat', effect: 'unless-told-when' },
  { from: 505, to: 505, next: 'give-up', effect: 'unknown' },
  { from: 511, to: 511, next: 'give-up', effect: 'unknown' },
  { from: 500, to: 599, next: 'repeat', effect: 'unknown' },
  { from: 0, to: 999, next: 'give-up', effect: 'unknown' },
];

/** An answer that came before the call was sent whole says nothing about records, whatever it says. */
const ANSWERED_TOO_EARLY: RetryRule = { next: 'repeat', effect: 'none', atMost: 3 };

/** Waits between attempts, in milliseconds: full jitter below 2, 6, 18, 54, 120, 120 … seconds. */
export const BACKOFF = { firstMs: 2_000, factor: 3, longestMs: 120_000 } as const;

/** What the policy says of one attempt. */
export interface Verdict {
  readonly next: NextStep;
  /** The attempt may have stored the records, although no answer says so. */
  readonly inDoubt: boolean;
  /** At most this many attempts in all; Infinity where only the user's limit counts. */
  readonly atMost: number;
  /** Milliseconds that the service asked us to wait, already capped. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Judges one attempt by the tables above.
 * @param now Milliseconds since 1970, for a `Retry-After` that is a date.
 */
export function judge(end: AttemptEnd, now: number): Verdict {
  if ('error' in end) {
    const rule = networkRule(end.error);
    return verdict(rule, end.error.bodySent, undefined);
  }
  const retryAfterMs = parseRetryAfter(end.answer.headers['retry-after'], now);
  return verdict(statusRule(end.answer.status, end.sentWhole), end.sentWhole, retryAfterMs);
}

function verdict(rule: RetryRule, sentWhole: boolean, retryAfterMs: number | undefined): Verdict {
  const unknown =
    rule.effect === 'unknown' || (rule.effect === 'unless-told-when' && retryAfterMs === undefined);
  return {
    next: rule.next,
    inDoubt: sentWhole && unknown,
    atMost: rule.atMost ?? Number.POSITIVE_INFINITY,
    retryAfterMs,
  };
}

function statusRule(status: number, sentWhole: boolean): RetryRule {
  const rule = STATUS_RULES.find(({ from, to }) => from <= status && status <= to)!;
  return rule.next === 'accept' && !sentWhole ? ANSWERED_TOO_EARLY : rule;
}

/** Attempts without a response are judged by the table of network failures. */
function networkRule({ row }: NetworkError): RetryRule {
  return {
    next: row.isTransient ? 'repeat' : 'give-up',
    effect: row.leavesDoubt ? 'unknown' : 'none',
    ...(row.maxAttempts === undefined ? {} : { atMost: row.maxAttempts }),
  };
}

/**
 * Milliseconds to wait before the next attempt. With a `Retry-After` that time, and a little more, so that calls
 * which were turned away together do not come back together.
 * @param attempt Number of the attempt that failed, from 1.
 * @param random A number from 0 to below 1.
 */
export function delayBefore(attempt: number, verdict: Verdict, random: number): number {
  if (verdict.retryAfterMs !== undefined) {
    return Math.round(verdict.retryAfterMs + random * BACKOFF.firstMs);
  }
  const ceiling = Math.min(BACKOFF.firstMs * BACKOFF.factor ** (attempt - 1), BACKOFF.longestMs);
  return Math.round(random * ceiling);
}
