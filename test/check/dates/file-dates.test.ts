import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDateFormat, type DateFormat } from '../../../src/check/dates/date-format.ts';
import { DateValue } from '../../../src/check/dates/date-value.ts';
import { FileDates } from '../../../src/check/dates/file-dates.ts';

/** The message for the last invalid date of a file. */
function explained(forms: readonly string[], cells: readonly string[]): string {
  const dates = new FileDates(compileDateFormat(forms, undefined));
  const value = new DateValue();
  const messages = cells.flatMap((cell) => {
    const fault = dates.read(cell, value);
    return fault === undefined ? [] : [dates.explain(fault, cell).message];
  });
  const last = messages.at(-1) ?? '';
  if (typeof last === 'string') return last;
  return `${last.seen} ${typeof last.fix === 'string' ? last.fix : last.fix()}`;
}

/** The forms of the advice; `|` separates two alternatives. */
function advised(cells: readonly string[], forms: readonly string[] = ['iso']): string {
  const parts = explained(forms, cells)
    .split(/ Set | or (?=`date-format)/)
    .slice(1);
  return parts
    .map((part) => [...part.matchAll(/`(?:date-format: )?([^`]+)`/g)].map(([, form]) => form!))
    .map((found) => found.filter((form) => form !== 'date-format').join(' + '))
    .join(' | ');
}

describe('the form that reads all values of the file', () => {
  it.each<[name: string, cells: readonly string[], advice: string]>([
    ['a German date', ['16.11.2026'], 'dd.MM.yyyy'],
    ['with one digit', ['16.11.2026', '1.7.2026'], 'd.M.yyyy'],
    ['with a time', ['16.11.2026 09:05', '17.11.2026 17:00:30'], 'dd.MM.yyyy HH:mm + dd.MM.yyyy HH:mm:ss'],
    ['day or month first', ['03/04/2026'], 'dd/MM/yyyy | MM/dd/yyyy'],
    ['day first, proven by a later value', ['03/04/2026', '16/04/2026'], 'dd/MM/yyyy'],
    ['month first, proven by an earlier value', ['04/16/2026', '03/04/2026'], 'MM/dd/yyyy'],
    [
      'day first, proven by values with a time',
      ['16/04/2026 09:05', '3/4/2026'],
      'dd/MM/yyyy HH:mm + d/M/yyyy',
    ],
    ['values that are wrong in every form do not count', ['31/02/2026', '16/04/2026'], 'dd/MM/yyyy'],
    ['a 12-hour clock', ['11/16/2026 5:00 PM', '1/2/2026 12:00 AM'], 'M/d/yyyy h:mm tt'],
    ['a 12-hour clock, after a narrow space', ['11/16/2026, 05:00:00\u202fPM'], 'MM/dd/yyyy, hh:mm:ss tt'],
    ["Oracle's default", ['16-NOV-26', '31-MAY-26'], 'dd-MMM-yy'],
    ["Oracle's time stamp", ['16-NOV-26 05.00.00.000000 PM'], 'dd-MMM-yy hh.mm.ss.FFFFFFF tt'],
    ["SQL Server's default", ['Nov 16 2026  9:00AM'], 'MMM d yyyy  h:mmtt'],
    ['SAS', ['16NOV2026'], 'ddMMMyyyy'],
    ['in words', ['November 2, 2026', 'May 16, 2026'], 'MMMM d, yyyy'],
    ['with the day of the week', ['Monday, 16 November 2026'], 'dddd, dd MMMM yyyy'],
    ['RFC 2822', ['Mon, 16 Nov 2026 09:00:00 +0100'], 'ddd, dd MMM yyyy HH:mm:ss zzz'],
    ['RFC 1123', ['Mon, 16 Nov 2026 09:00:00 GMT'], "ddd, dd MMM yyyy HH:mm:ss 'GMT'"],
    ['SAP', ['20261116'], 'yyyyMMdd'],
    ['eight digits, day first', ['10112026', '16112026'], 'ddMMyyyy'],
    ['with the time of day', ['20261116090507'], 'yyyyMMddHHmmss'],
    ['the basic form of ISO 8601', ['20261116T090507Z'], 'yyyyMMddTHHmmsszzz'],
    ['slashes with the year first', ['2026/11/16 9:05'], 'yyyy/M/d H:mm'],
    [
      'fractions of varying length',
      ['16.11.2026 09:00:00', '16.11.2026 09:00:00.12'],
      'dd.MM.yyyy HH:mm:ss.FFFFFFF',
    ],
    ['an offset', ['16.11.2026 09:00 +01:00'], 'dd.MM.yyyy HH:mm zzz'],
    ['two digits of the year', ['16/11/26'], 'dd/MM/yy'],
    ['the year first, with two digits', ['50/11/16', '26/11/16'], 'yy/MM/dd'],
    ['hours as in French', ['16/11/2026 09h05'], "dd/MM/yyyy HH'h'mm"],
  ])('%s', (_name, cells, advice) => {
    expect(advised(cells)).toBe(advice);
  });

  it('keeps the forms that read other values, so that the advice works the first time', () => {
    expect(advised(['2026-11-16T09:00:00Z', '16.11.2026'])).toBe('iso + dd.MM.yyyy');
    expect(advised(['16/11/2026', '2026-11-16'], ['dd/MM/yyyy'])).toBe('dd/MM/yyyy + yyyy-MM-dd');
  });

  it('drops a form that the new one covers or contradicts', () => {
    expect(advised(['16.11.2026', '1.7.2026'], ['dd.MM.yyyy'])).toBe('d.M.yyyy');
    expect(advised(['03/04/2026', '04/16/2026'], ['dd/MM/yyyy'])).toBe('MM/dd/yyyy');
  });

  it('keeps the order that the configured form has proven', () => {
    expect(advised(['16/04/2026', '3/4/2026'], ['dd/MM/yyyy'])).toBe('d/M/yyyy');
    expect(advised(['04/16/2026', '3/4/2026'], ['MM/dd/yyyy'])).toBe('M/d/yyyy');
    expect(advised(['Wed 03/04/2026'], ['ddd dd/MM/yyyy'])).toBe('ddd MM/dd/yyyy');
    // 12 may be a day or a month.
    expect(advised(['12/04/2026', '04/16/2026'], ['dd/MM/yyyy'])).toBe('MM/dd/yyyy');
    expect(advised(['13/04/2026', '04/16/2026'], ['dd/MM/yyyy'])).toBe('');
  });

  it('reports that no form works if both orders are proven', () => {
    expect(explained(['iso'], ['16/04/2026', '04/16/2026'])).toContain('ISO 8601.');
    expect(explained(['dd/MM/yyyy'], ['16/04/2026', '04/16/2026'])).toContain('ISO 8601.');
  });
});

describe('days that were read', () => {
  /** Reads one cell after another. @returns How often the format was asked for each. */
  function readsOf(cells: readonly string[]): number[] {
    const format = compileDateFormat(['iso'], undefined);
    let reads = 0;
    const read: DateFormat['read'] = (cell, value) => {
      reads += 1;
      return format.read(cell, value);
    };
    const dates = new FileDates({ ...format, read });
    return cells.map((cell) => {
      reads = 0;
      dates.read(cell, new DateValue());
      return reads;
    });
  }

  it('are not read again, unlike times and invalid dates', () => {
    const cells = ['2026-03-31', '2026-03-31', '2026-03-31Z', '2026-03-31Z', '31.03.2026', '31.03.2026'];
    expect(readsOf(cells)).toEqual([1, 0, 1, 1, 1, 1]);
  });

  it('are remembered for 50 years, to bound the memory', () => {
    const days = Array.from({ length: 18_251 }, (_, i) =>
      new Date(i * 86_400_000).toISOString().slice(0, 10),
    );
    expect(readsOf([...days, ...days.slice(0, 1), ...days.slice(-2)]).slice(-3)).toEqual([0, 0, 1]);
  });

  it('are the same the second time', () => {
    const dates = new FileDates(compileDateFormat(['dd/MM/yyyy', 'iso'], undefined));
    const [first, again, value] = [new DateValue(), new DateValue(), new DateValue()];
    dates.read('2026-03-31', first);
    dates.read('2026-04-01T09:05:07.5', value);
    dates.read('30/04/2026', again);
    expect(dates.read('2026-03-31', again)).toBeUndefined();
    expect(again).toEqual(first);
  });
});

it.each<[readonly string[], readonly string[], string]>([
  [['2026-02-30'], ['iso'], 'There is no such day in the calendar.'],
  [['Mon, 17 Nov 2026'], ['ddd, dd MMM yyyy'], 'The day of the week does not match the date.'],
  [['2026-11-16T24:00:00Z'], ['iso'], 'There is no such time of day.'],
  [['2026-11-16T09:00:00+15:00'], ['iso'], 'The offset from UTC is larger than ±14:00.'],
  [['0000-00-00'], ['iso'], 'The value is missing: a date of zeros means no date.'],
  [
    ['soon'],
    ['iso'],
    'The value is not a date in the expected form, ISO 8601 such as 2026-03-31T17:00:00Z or 2026-03-31T17:00:00+01:00 (input `date-format`).',
  ],
  [
    ['2026#11'],
    ['dd.MM.yyyy', 'yyyyMMdd'],
    'The value is not a date in the expected form, `dd.MM.yyyy` or `yyyyMMdd` (input `date-format`).',
  ],
  [
    ['16/11/2026'],
    ['dd.MM.yyyy'],
    'The value is not a date in the expected form, `dd.MM.yyyy` (input `date-format`). It looks like 99/99/9999. Set `date-format: dd/MM/yyyy`, which reads all dates of this kind in this file.',
  ],
  [
    ['17/11/2026', '16/11/2026 09:00'],
    ['iso', 'dd/MM/yyyy'],
    'The value is not a date in the expected form, ISO 8601 such as 2026-03-31T17:00:00Z or 2026-03-31T17:00:00+01:00 or `dd/MM/yyyy` (input `date-format`). It looks like 99/99/9999 99:99. Set `date-format` to these forms, one per line: `dd/MM/yyyy`, `dd/MM/yyyy HH:mm`, which reads all dates of this kind in this file.',
  ],
])('%j as %j: the last one is explained', (cells, forms, message) => {
  expect(explained(forms, cells)).toBe(message);
});

describe('values in other formats', () => {
  it.each([
    ['46112', 'serial number of a date in a spreadsheet'],
    ['46112.375', 'serial number of a date in a spreadsheet'],
    ['1794819600', 'Unix time in seconds'],
    ['1794819600000', 'Unix time in milliseconds'],
    ['/Date(1794819600000)/', 'Unix time in milliseconds'],
    ['134392932000000000', 'file time'],
    ['9223372036854775807', 'file time'],
    ['639301860000000000', '.NET ticks'],
    ['16. Dezember 2026', 'English'],
    ['16-MAI-2026', 'English'],
    ['2026-11-16 09:00:00 MEZ', 'name of a zone'],
    ['Mon Nov 16 2026 09:00:00 GMT+0100 (CET)', 'name of a zone'],
    ['16/11/2026 5:00 p. m.', 'AM and PM'],
  ])('%s gets a hint', (cell, hint) => {
    expect(explained(['iso'], [cell])).toContain(hint);
    expect(explained(['iso'], [cell])).not.toContain('Set `');
  });

  it.each(['0', '00000000', '0000-00-00', '00.00.0000', '0000-00-00 00:00:00', '0000-00-00T00:00:00Z'])(
    '%s is a missing value',
    (cell) => {
      const dates = new FileDates(compileDateFormat(['iso'], undefined));
      const fault = dates.read(cell, new DateValue());
      expect(dates.explain(fault!, cell).rule).toBe('missing-value');
    },
  );

  it('gets no hint if it matches no known form', () => {
    const cells = ['Ana Lopez', '1234', 'x'.repeat(10_000), '1'.repeat(10_000), '1 '.repeat(5_000)];
    const said = cells.map((cell) => explained(['iso'], [cell])).join('\n');
    expect(said).not.toMatch(/Set `|probably|English|zone/);
  });
});

describe('following the advice', () => {
  const PATTERNS = ['dd.MM.yyyy', 'M/d/yyyy', 'dd-MMM-yy', 'MMMM d, yyyy', 'yyyyMMdd', 'd/M/yyyy h:mm tt'];
  const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });

  it('reads every date of the file', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PATTERNS),
        fc.array(day, { minLength: 1, maxLength: 20 }),
        (pattern, days) => {
          const cells = days.map((date) => written(pattern, date));
          for (const advice of advised(cells).split(' | ')) {
            const { read } = compileDateFormat(advice.split(' + '), undefined);
            const value = new DateValue();
            expect(cells.filter((cell) => read(cell, value) !== undefined)).toEqual([]);
          }
          expect(advised(cells)).not.toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });

  /** By `Intl`, in one of the patterns. */
  function written(pattern: string, date: Date): string {
    const part = (options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(date);
    const letters: Readonly<Record<string, () => string>> = {
      yyyy: () => part({ year: 'numeric' }),
      yy: () => part({ year: '2-digit' }),
      MMMM: () => part({ month: 'long' }),
      MMM: () => part({ month: 'short' }),
      MM: () => part({ month: '2-digit' }),
      M: () => part({ month: 'numeric' }),
      dd: () => part({ day: '2-digit' }),
      d: () => part({ day: 'numeric' }),
      h: () => String(date.getUTCHours() % 12 || 12),
      mm: () => String(date.getUTCMinutes()).padStart(2, '0'),
      tt: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    };
    return pattern.replace(/([A-Za-z])\1*/g, (run) => letters[run]!());
  }
});
