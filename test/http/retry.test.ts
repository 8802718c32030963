import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  delayAfter,
  REAL_CLOCK,
  REQUEST_BACKOFF,
  retry,
  startTimeLimit,
} from '../../src/http/retry.ts';
import { recordingClock } from './clock.ts';

const transient: Attempt<string> = { result: 'busy', isTransient: true };

/** Attempts with these results, one after another; the last one repeats. */
function scripted(...ends: Attempt<string>[]) {
  const numbers: number[] = [];
  const attempt = async (number: number): Promise<Attempt<string>> => {
    numbers.push(number);
    return ends[Math.min(numbers.length, ends.length) - 1]!;
  };
  return { numbers, attempt };
}

describe('retry', () => {
  it('ends with the first result that is not transient', async () => {
    const { numbers, attempt } = scripted(transient, { result: 'done', isTransient: false });
    const clock = recordingClock();
    expect(await retry(attempt, { maxAttempts: 5, clock })).toBe('done');
    expect(numbers).toEqual([1, 2]);
    expect(clock.waits).toHaveLength(1);
  });

  it.each([1, 2, 7])('makes %i attempts at most', async (maxAttempts) => {
    const { numbers, attempt } = scripted(transient);
    expect(await retry(attempt, { maxAttempts, clock: recordingClock() })).toBe('busy');
    expect(numbers).toHaveLength(maxAttempts);
  });

  it('waits as long as the server asks, at most a minute', async () => {
    const clock = recordingClock();
    const ends = [7_000, 3_600_000].map((retryAfterMs) => ({ ...transient, retryAfterMs }));
    await retry(scripted(...ends).attempt, { maxAttempts: 3, clock });
    expect(clock.waits).toEqual([7_000, 60_000]);
  });

  it('starts no wait that exceeds its limit', async () => {
    const clock = recordingClock();
    const { numbers, attempt } = scripted({ ...transient, retryAfterMs: 30_000 });
    expect(await retry(attempt, { maxAttempts: 3, clock, limit: startTimeLimit(20_000) })).toBe('busy');
    expect(await retry(attempt, { maxAttempts: 3, clock, limit: startTimeLimit(0) })).toBe('busy');
    expect(numbers).toEqual([1, 1]);
    expect(clock.waits).toEqual([]);
  });

  it('reports each wait', async () => {
    const waits: [number, number][] = [];
    const clock = recordingClock();
    const onWait = (attempt: number, ms: number): void => void waits.push([attempt, ms]);
    await retry(scripted(transient).attempt, { maxAttempts: 3, clock, onWait });
    expect(waits).toEqual([1, 2].map((attempt, i) => [attempt, clock.waits[i]]));
  });

  it('throws the reason of the signal that ends a wait', async () => {
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    const limit = startTimeLimit(60_000, cancel.signal);
    const { attempt } = scripted({ ...transient, retryAfterMs: 50_000 });
    const promise = retry(attempt, { maxAttempts: 3, limit });
    setTimeout(() => cancel.abort(reason), 20);
    await expect(promise).rejects.toBe(reason);
  });
});

describe('delays', () => {
  it('grow with full jitter up to a bound', () => {
    const longest = [1, 2, 3, 4].map((attempt) => delayAfter(attempt, undefined, REQUEST_BACKOFF, 1));
    expect(longest).toEqual([2_000, 8_000, 32_000, 60_000]);
    expect(delayAfter(3, undefined, REQUEST_BACKOFF, 0)).toBe(0);
  });
});

describe('a time limit', () => {
  it('has whole milliseconds left, at least 0', () => {
    let now = 0.25;
    const limit = startTimeLimit(1_000, undefined, { ...REAL_CLOCK, now: () => now });
    now = 500.75;
    expect(limit.leftMs()).toBe(500);
    now = 5_000;
    expect(limit.leftMs()).toBe(0);
  });
});
