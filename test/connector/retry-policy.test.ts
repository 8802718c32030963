import { describe, expect, it } from 'vitest';
import { BACKOFF, delayBefore, judge } from '../../src/connector/retry-policy.ts';
import { NETWORK_FAILURES, NetworkError, type NetworkFailure } from '../../src/http/network-failures.ts';

const NOW = Date.parse('2026-11-23T02:00:00Z');

function answered(status: number, headers: Record<string, string> = {}, sentWhole = true) {
  return judge({ answer: { status, statusText: '', headers, body: '', bodyComplete: true }, sentWhole }, NOW);
}

function failed(kind: NetworkFailure, bodySent: boolean) {
  return judge({ error: new NetworkError({ kind, host: 'h', proxyHost: undefined, bodySent }) }, NOW);
}

describe('answers', () => {
  it.each([
    [200, 'accept', false],
    [201, 'accept', false],
    [202, 'accept', false],
    [204, 'accept', false],
    [301, 'give-up', true],
    [302, 'give-up', true],
    [303, 'give-up', true],
    [304, 'give-up', true],
    [307, 'give-up', true],
    [308, 'give-up', true],
    [400, 'give-up', false],
    [401, 'renew-token', false],
    [402, 'give-up', false],
    [403, 'give-up', false],
    [404, 'give-up', false],
    [405, 'give-up', false],
    [406, 'give-up', false],
    [407, 'give-up', false],
    [408, 'repeat', true],
    [409, 'give-up', false],
    [410, 'give-up', false],
    [411, 'give-up', false],
    [413, 'split', false],
    [415, 'give-up', false],
    [422, 'give-up', false],
    [425, 'repeat', false],
    [429, 'repeat', false],
    [451, 'give-up', false],
    [499, 'give-up', false],
    [500, 'repeat', true],
    [501, 'repeat', true],
    [502, 'repeat', true],
    [503, 'repeat', true],
    [504, 'repeat', true],
    [505, 'give-up', true],
    [507, 'repeat', true],
    [511, 'give-up', true],
    [599, 'repeat', true],
    [600, 'give-up', true],
    [999, 'give-up', true],
  ] as const)('%i: %s, in doubt: %s', (status, next, inDoubt) => {
    expect(answered(status)).toMatchObject({ next, inDoubt });
    // A response to a part of the call is no acceptance.
    const early = { next: next === 'accept' ? 'repeat' : next, inDoubt: false };
    expect(answered(status, {}, false)).toMatchObject(early);
  });

  it.each(Object.entries(NETWORK_FAILURES))('after %s, attempts are limited as its row says', (kind, row) => {
    const { atMost } = failed(kind as NetworkFailure, true);
    expect(atMost).toBe(row.maxAttempts ?? Number.POSITIVE_INFINITY);
  });

  it('503 is a refusal if it has a Retry-After', () => {
    expect(answered(503, { 'retry-after': '5' })).toMatchObject({ inDoubt: false, retryAfterMs: 5000 });
    expect(answered(503, { 'retry-after': 'soon' }).inDoubt).toBe(true);
    expect(answered(500, { 'retry-after': '5' }).inDoubt).toBe(true);
  });

  it('2xx before the call was sent completely is not an acceptance', () => {
    expect(answered(200, {}, false)).toMatchObject({ next: 'repeat', inDoubt: false, atMost: 3 });
  });
});

describe('attempts without a response', () => {
  it.each(Object.keys(NETWORK_FAILURES) as NetworkFailure[])(
    '%s is not in doubt before the whole call was sent',
    (kind) => {
      expect(failed(kind, false).inDoubt).toBe(false);
    },
  );
  it.each(['reset', 'timeout', 'invalid-answer', 'other', 'tls'] as const)(
    '%s after it is repeated and in doubt',
    (kind) => {
      expect(failed(kind, true)).toMatchObject({ next: 'repeat', inDoubt: true });
    },
  );
  it.each([
    'untrusted-certificate',
    'wrong-host-certificate',
    'expired-certificate',
    'body-changed',
    'proxy-authentication',
  ] as const)('%s is not repeated', (kind) => {
    expect(failed(kind, true)).toMatchObject({ next: 'give-up', inDoubt: false });
  });
  it('a cancelled one is in doubt and not repeated', () => {
    expect(failed('cancelled', true)).toMatchObject({ next: 'give-up', inDoubt: true });
  });
  it('a proxy that refuses is not retried, one that fails is', () => {
    expect(failed('proxy-refused', false).next).toBe('give-up');
    expect(failed('proxy-unavailable', false).next).toBe('repeat');
  });
});

describe('waits', () => {
  it('grow threefold to two minutes, with full jitter', () => {
    const verdict = answered(500);
    expect([1, 2, 3, 4, 5, 6, 50].map((attempt) => delayBefore(attempt, verdict, 1))).toEqual([
      2_000, 6_000, 18_000, 54_000, 120_000, 120_000, 120_000,
    ]);
    expect(delayBefore(5, verdict, 0)).toBe(0);
  });

  it('obey Retry-After and add a little', () => {
    const verdict = answered(429, { 'retry-after': '30' });
    expect(delayBefore(1, verdict, 0)).toBe(30_000);
    expect(delayBefore(4, verdict, 0.5)).toBe(30_000 + BACKOFF.firstMs / 2);
  });
});
