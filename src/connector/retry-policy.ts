import type { HttpResponse } from '../http/client.ts';
import type { NetworkError } from '../http/network-failures.ts';
import { type Backoff, delayAfter } from '../http/retry.ts';
import { parseRetryAfter } from '../http/retry-after.ts';

/** The result of one attempt at a call. */
export type AttemptEnd =
  | { readonly answer: HttpResponse; readonly sentWhole: boolean }
  | { readonly error: NetworkError };

/**
 * What happens next: the call is accepted, repeated, repeated once with a new token, split in two, or given up because
 * the service refuses it.
 */
export type NextStep = 'accept' | 'repeat' | 'renew-token' | 'split' | 'give-up';

/**
 * Whether an attempt that was sent completely has stored its records: certainly, certainly not, or unknown.
 * `unless-retry-after`: unknown, unless a `Retry-After` says that it was refused.
 */
export type Effect = 'stored' | 'none' | 'unknown' | 'unless-retry-after';

/** One row of the policy. */
export interface RetryRule {
  readonly next: NextStep;
  readonly effect: Effect;
  /** Limits the attempts further than the user, if more would only delay a clear message. */
  readonly atMost?: number;
}

/**
 * The policy for responses; the first matching row applies. A 4xx other than 408 is a definite refusal; a redirect is
 * not followed and is not a refusal (a 303 may follow a stored upload). Microsoft's own script repeats 501 and 503;
 * other 5xx errors were reported to be temporary too, sometimes for days.
 */
const STATUS_RULES: readonly (RetryRule & { readonly from: number; readonly to: number })[] = [
  { from: 200, to: 299, next: 'accept', effect: 'stored' },
  { from: 401, to: 401, next: 'renew-token', effect: 'none' },
  { from: 408, to: 408, next: 'repeat', effect: 'unknown' },
  { from: 413, to: 413, next: 'split', effect: 'none' },
  { from: 425, to: 425, next: 'repeat', effect: 'none' },
  { from: 429, to: 429, next: 'repeat', effect: 'none' },
  { from: 400, to: 499, next: 'give-up', effect: 'none' },
  { from: 503, to: 503, next: 'repeat', effect: 'unless-retry-after' },
  { from: 505, to: 505, next: 'give-up', effect: 'unknown' },
  { from: 511, to: 511, next: 'give-up', effect: 'unknown' },
  { from: 500, to: 599, next: 'repeat', effect: 'unknown' },
  { from: 0, to: 999, next: 'give-up', effect: 'unknown' },
];

/** A response that arrived before the call was sent completely says nothing about the records. */
const ANSWERED_TOO_EARLY: RetryRule = { next: 'repeat', effect: 'none', atMost: 3 };

/** Waits between attempts, in milliseconds: full jitter below 2, 6, 18, 54, 120, 120 … seconds. */
export const BACKOFF: Backoff = { firstMs: 2_000, factor: 3, maxMs: 120_000 };

/** The decision of the policy about one attempt. */
export interface Verdict {
  readonly next: NextStep;
  /** The attempt may have stored the records, although no response confirmed it. */
  readonly inDoubt: boolean;
  /** Maximum attempts in total; Infinity if only the user's limit applies. */
  readonly atMost: number;
  /** The `Retry-After` of the service in milliseconds, already capped. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Applies the tables above to one attempt.
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
    rule.effect === 'unknown' || (rule.effect === 'unless-retry-after' && retryAfterMs === undefined);
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

/** For attempts without a response, the table of network failures decides. */
function networkRule({ row }: NetworkError): RetryRule {
  return {
    next: row.isTransient ? 'repeat' : 'give-up',
    effect: row.leavesDoubt ? 'unknown' : 'none',
    ...(row.maxAttempts === undefined ? {} : { atMost: row.maxAttempts }),
  };
}

/**
 * Milliseconds to wait before the next attempt. With a `Retry-After`, that time plus a little more, so that calls which
 * were refused together are not repeated together.
 * @param attempt Number of the attempt that failed, from 1.
 * @param random A number from 0 to below 1.
 */
export function delayBefore(attempt: number, verdict: Verdict, random: number): number {
  if (verdict.retryAfterMs !== undefined) {
    return Math.round(verdict.retryAfterMs + random * BACKOFF.firstMs);
  }
  return delayAfter(attempt, undefined, BACKOFF, random);
}
