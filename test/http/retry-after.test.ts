import { expect, it } from 'vitest';
import { MAX_RETRY_AFTER_MS, parseRetryAfter } from '../../src/http/retry-after.ts';

const NOW = Date.parse('2026-11-23T02:00:00Z');

it.each([
  ['0', 0],
  ['12', 12_000],
  [' 12 ', 12_000],
  ['100000', MAX_RETRY_AFTER_MS],
  ['99999999999999999999999', MAX_RETRY_AFTER_MS],
  ['Mon, 23 Nov 2026 02:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 01:00:00 GMT', 0],
  ['Tue, 24 Nov 2026 02:00:00 GMT', MAX_RETRY_AFTER_MS],
  ['Monday, 23-Nov-26 02:00:07 GMT', 7_000],
  ['Mon Nov 23 02:00:09 2026', 9_000],
  ['Thu Nov  5 02:00:09 2026', 0],
  ['-5', undefined],
  ['1.5', undefined],
  ['', undefined],
  ['soon', undefined],
  ['2026', 600_000],
  ['Infinity', undefined],
  ['Not now 5', undefined],
  ['May 5', undefined],
  ['Dec 2026', undefined],
  ['Monday 5', undefined],
  ['2026-11-23T02:00:30Z', undefined],
  ['Mon, 23 Nov 2026 02:00:30 +0100', undefined],
  ['Mon, 31 Feb 2026 02:00:30 GMT', undefined],
  ['Mon, 23 Nov 2026 25:00:30 GMT', undefined],
  ['mon, 23 nov 2026 02:00:30 gmt', undefined],
  ['5 seconds', undefined],
  ['0x10', undefined],
  ['\u0665', undefined],
  [undefined, undefined],
])('Retry-After %s is %s ms', (value, wait) => {
  expect(parseRetryAfter(value, NOW)).toBe(wait);
});
