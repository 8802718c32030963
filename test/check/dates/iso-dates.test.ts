import { expect, it } from 'vitest';
import { DateValue } from '../../../src/check/dates/date-value.ts';
import { isoDateReader } from '../../../src/check/dates/iso-dates.ts';
import { TimeZone } from '../../../src/check/dates/zones/time-zones.ts';
import { formatInstant, instantOf } from './instant.ts';

const isRead = (cell: string): boolean => isoDateReader(undefined)(cell, new DateValue()) !== 'form';

it.each([
  ...['2026-03-31T17:00:00', '2026-03-31T17:00:00Z', '1999-12-31T23:59:59Z', '2089-09-19T09:09:59Z'],
  ...['.0', '.12', '.123', '.1234', '.12345', '.123456', '.0000001', '.9999999Z', '.50-08:00'].map(
    (end) => `2026-03-31T17:00:05${end}`,
  ),
  ...['+00:00', '-00:00', '+14:00', '-14:00', '+05:59', '-09:30'].map((end) => `2026-03-31T17:00:05${end}`),
])('%s is the form of the connector, so it stays unchanged', (cell) => {
  const value = new DateValue();
  expect(isoDateReader(undefined)(cell, value)).toBeUndefined();
  const hasOffset = /Z|[+-]\d\d:/.test(cell);
  expect(value).toMatchObject({ rewritten: undefined, hasOffset, isDay: false });
  const [, digits = ''] = /\.(\d+)/.exec(cell) ?? [];
  const seconds = Math.floor(Date.parse(hasOffset ? cell : `${cell}Z`) / 1000);
  expect(formatInstant(value.seconds, value.ticks)).toBe(
    formatInstant(seconds, Number(digits.padEnd(7, '0'))),
  );
});

it.each(['2026-03-31T17:00:05.7+01:00', '2026-03-31T17:00:05Z'])(
  'another character at any position of %s is refused',
  (date) => {
    const changed = [...date].flatMap((character, i) =>
      // The characters before 0 and after 9 among them.
      ['/', ':', 'x', ''].flatMap((other) =>
        other === character ? [] : [date.slice(0, i) + other + date.slice(i + 1)],
      ),
    );
    // Without its fraction, Z or minutes of the offset, it is another form.
    const allowed = ['2026-03-31T17:00:05+01:00', '2026-03-31T17:00:05.7+0100', '2026-03-31T17:00:05'];
    expect(changed.filter((cell) => isRead(cell) && !allowed.includes(cell))).toEqual([]);
  },
);

it('only whole parts of a date are dates', () => {
  const date = '2026-03-31T17:00:05.1234567+01:00';
  const lengths = Array.from(date, (_, i) => i + 1).filter((length) => isRead(date.slice(0, length)));
  expect(lengths).toEqual([10, 16, 19, 21, 22, 23, 24, 25, 26, 27, 30, 33]);
  for (const length of lengths) expect(isRead(`${date.slice(0, length)}Zx`)).toBe(false);
});

it.each([
  ['2026-02-30T00:00:00.Z', 'form'],
  ['2026-02-30T00:00:00', 'calendar'],
  ['2026-03-31T24:00:00', 'time'],
  ['2026-03-31 Z', 'form'],
  ['2026-03-31 +01:00', 'form'],
])('%s is refused in a zone too: %s', (cell, fault) => {
  for (const zone of [undefined, new TimeZone('Europe/Berlin')]) {
    expect(isoDateReader(zone)(cell, new DateValue())).toBe(fault);
  }
});

it.each([
  ['0001-01-01T00:00:00+00:00', '-62135596800.0000000'],
  ['0001-01-01T00:00:00+00:01', '-'],
  ['9999-12-31T23:59:59+00:00', '253402300799.0000000'],
  ['9999-12-31T23:59:59-00:01', '-'],
  ['1970-01-01T00:00:05.123456789Z', '5.1234567'],
])('%s at the end of the range or the precision of .NET: %s', (cell, instant) => {
  expect(instantOf(cell)).toBe(instant);
});
