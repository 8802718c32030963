import { expect, it } from 'vitest';
import { isBlank, timeWindow } from '../../src/check/record-check.ts';

it.each([undefined, '', ' ', '\t', '\u007f', '\u00a0', '\u200b\u3000', ' \u00a0', '\u{e0020}'])(
  '%j is blank',
  (cell) => {
    expect(isBlank(cell)).toBe(true);
  },
);

it.each(['a', '~', '0', 'é', ' a', '\u00a0a', 'a\u00a0'])('%j is not blank', (cell) => {
  expect(isBlank(cell)).toBe(false);
});

it.each([
  ['2026-04-15T12:00:00Z', '2025-10-15T12:00:00Z', '2027-04-15T12:00:00Z', '2036-04-15T12:00:00Z'],
  ['2026-08-31T23:59:59Z', '2026-02-28T23:59:59Z', '2027-08-31T23:59:59Z', '2036-08-31T23:59:59Z'],
  ['2026-01-31T00:00:00.999Z', '2025-07-31T00:00:00Z', '2027-01-31T00:00:00Z', '2036-01-31T00:00:00Z'],
  ['2024-02-29T00:00:00Z', '2023-08-29T00:00:00Z', '2025-02-28T00:00:00Z', '2034-02-28T00:00:00Z'],
])('on %s, last days are from %s to %s and dates until %s', (now, ...bounds) => {
  const { earliestLastDay, latestLastDay, latestDate } = timeWindow(new Date(now));
  expect([earliestLastDay, latestLastDay, latestDate]).toEqual(bounds.map((date) => Date.parse(date) / 1000));
});
