import { describe, expect, it } from 'vitest';
import { compileDateFormat } from '../../../src/check/dates/date-format.ts';
import { type DateFault, DateValue } from '../../../src/check/dates/date-value.ts';
import { TimeZone } from '../../../src/check/dates/zones/time-zones.ts';

/** What is sent for a cell; `=` if it is unchanged. */
function read(forms: string | readonly string[], cell: string, zone?: string): string | DateFault {
  const format = compileDateFormat(
    typeof forms === 'string' ? [forms] : forms,
    zone === undefined ? undefined : new TimeZone(zone),
  );
  const value = new DateValue();
  return format.read(cell, value) ?? value.rewritten ?? '=';
}

/** Cases that the results of .NET do not cover. */
describe('patterns', () => {
  it.each<[pattern: string, cell: string, sent: string | DateFault]>([
    ["yyyy'年'M'月'd'日'", '2026年11月2日', '2026-11-02T00:00:00Z'],
    ['dd.MM.yyyy "um" HH\\hmm', '02.11.2026 um 09h05', '2026-11-02T09:05:00Z'],
    ['yyyyMMddTHHmmss', '20261102T090507', '2026-11-02T09:05:07Z'],
    ['M/d/yyyy h:mm tt', '1/2/2026 9:05\u202fPM', '2026-01-02T21:05:00Z'],
    ['M/d/yyyy h:mm tt', '1/2/2026 12:05 am', '2026-01-02T00:05:00Z'],
    ['M/d/yyyy h:mm tt', '1/2/2026 13:05 PM', 'time'],
    ['M/d/yyyy h:mm tt', '1/2/2026 9:05', 'form'],
    ['M/d/yyyy h:mm tt', '1/2/2026 9:05 p.m.', 'form'],
    ['M/d/yyyy h:mm tt', '1/2/2026 9:05 XM', 'form'],
    ['M/d/yyyy h:mm tt', '1/2/2026 9:05\u00a0PM', '2026-01-02T21:05:00Z'],
    ['dd.MM.yyyy', '02\u00a011.2026', 'form'],
    ["yyyy-MM-dd HH\\'mm \\f", "2026-11-02 09'05 f", '2026-11-02T09:05:00Z'],
    ['M/d/yyyy H:mm tt', '1/2/2026 17:05 PM', '2026-01-02T17:05:00Z'],
    ['M/d/yyyy H:mm tt', '1/2/2026 17:05 AM', 'time'],
    ['M/d/yyyy H:mm tt', '1/2/2026 12:05 PM', '2026-01-02T12:05:00Z'],
    ['M/d/yyyy H:mm tt', '1/2/2026 9:05 AM', '2026-01-02T09:05:00Z'],
    ['M/d/yyyy H:mm tt', '1/2/2026 9:05 PM', 'time'],
    ['dd-MMM-yy', '16-NOV-49', '2049-11-16T00:00:00Z'],
    ['dd-MMM-yy', '16-nov-50', '1950-11-16T00:00:00Z'],
    ['ddMMMyyyy', '16May2026', '2026-05-16T00:00:00Z'],
    ['dd MMMM yyyy', '16 May 2026', '2026-05-16T00:00:00Z'],
    ['dd MMM yyyy', '16 Mai 2026', 'form'],
    ['ddd, dd MMM yyyy HH:mm:ss zzz', 'Mon, 16 Nov 2026 09:00:00 +0100', '2026-11-16T09:00:00+01:00'],
    ['ddd, dd MMM yyyy HH:mm:ss zzz', 'Tue, 16 Nov 2026 09:00:00 +0100', 'weekday'],
    ['ddd, dd MMM yyyy HH:mm:ss zzz', 'Tue, 31 Nov 2026 09:00:00 +0100', 'calendar'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2026-11-02 09:05:07.1', '2026-11-02T09:05:07.1Z'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2026-11-02 09:05:07.123456789', '2026-11-02T09:05:07.1234567Z'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2026-11-02 09:05:07.1234567890', 'form'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2026-11-02 09:05:07', 'form'],
    ['yyyy-MM-dd HH:mm:ss.FFF', '2026-11-02 09:05:07', '2026-11-02T09:05:07Z'],
    ['yyyy-MM-dd HH:mm:ss,FFF', '2026-11-02 09:05:07,', '2026-11-02T09:05:07Z'],
    ['yyyy-MM-ddTHH:mm:ssK', '2026-11-02T09:05:07', '2026-11-02T09:05:07Z'],
    ['yyyy-MM-ddTHH:mm:ssK', '2026-11-02T09:05:07+00:00', '='],
    ['yyyy-MM-ddTHH:mm:ssK', '2026-11-02T09:05:07 UTC', '2026-11-02T09:05:07Z'],
    ['yyyy-MM-ddTHH:mm:sszzz', '2026-11-02T09:05:07+14:01', 'offset'],
    ['yyyy-MM-ddTHH:mm:ssK', '2026-11-02T09:05:07+14:01', 'offset'],
    ['yyyy-MM-ddTHH:mm:sszzz', '2026-11-02T09:05:07+14:00', '='],
    ['yyyy-MM-ddTHH:mm:sszzz', '2026-11-02T09:05:07-05:59', '='],
    ['yyyy-MM-ddTHH:mm:sszzz', '2026-11-02T09:05:07+05:60', 'offset'],
    ['yyyy-MM-dd HH:mm (zzz)', '2026-11-02 09:05 (+0100)', '2026-11-02T09:05:00+01:00'],
    ['yyyy-MM-ddzzz', '2026-11-02+01:00', '2026-11-02T00:00:00+01:00'],
    ["''yyyy-MM-dd", '2026-11-02', '2026-11-02T00:00:00Z'],
    ['yyyy-MM-dd', '0000-11-02', 'calendar'],
    ['dd/MM/yyyy', '11/16/2026', 'calendar'],
  ])('%s reads %s as %s', (pattern, cell, sent) => {
    expect(read(pattern, cell)).toBe(sent);
  });

  it.each([
    ["yyyy-MM-dd HH:mm 'UTC'", '2026-11-02 09:05 UTC'],
    ["yyyy-MM-dd HH:mm' UTC'", '2026-11-02 09:05 UTC'],
    ['yyyy-MM-dd HH:mm UTC', '2026-11-02 09:05 UTC'],
    ['yyyy-MM-dd HH:mmZ', '2026-11-02 09:05Z'],
    ["yyyy-MM-dd HH:mm 'GMT'", '2026-11-02 09:05 GMT'],
    ['yyyy-MM-dd HH:mm K', '2026-11-02 09:05 UTC'],
  ])('%s is UTC regardless of the zone', (pattern, cell) => {
    expect(read(pattern, cell, 'Asia/Tokyo')).toBe('2026-11-02T09:05:00Z');
  });

  it.each([
    ["yyyy-MM-dd HH:mm 'Uhr'", '2026-11-02 09:05 Uhr'],
    ["yyyy-MM-dd HH:mm 'GMT, local'", '2026-11-02 09:05 GMT, local'],
    ["yyyy-MM-dd HH:mm' x'UTC", '2026-11-02 09:05 xUTC'],
  ])('%s is in the zone', (pattern, cell) => {
    expect(read(pattern, cell, 'Asia/Tokyo')).toBe('2026-11-02T09:05:00+09:00');
  });

  it('keep nothing of one date for the next', () => {
    const { read } = compileDateFormat(['yyyy-MM-dd HH:mm:ss.FFFK'], undefined);
    const value = new DateValue();
    const sent = ['2026-11-02 09:05:07.12+01:00', '2026-11-02 09:05:07'].map((cell) => [
      read(cell, value),
      value.rewritten,
    ]);
    expect(sent).toEqual([
      [undefined, '2026-11-02T09:05:07.12+01:00'],
      [undefined, '2026-11-02T09:05:07Z'],
    ]);
  });

  it('reads dates without an offset for K in the zone', () => {
    expect(read('yyyy-MM-dd HH:mmK', '2026-11-02 09:05', 'Asia/Tokyo')).toBe('2026-11-02T09:05:00+09:00');
  });
});

it('writes historical local times, whose offsets have seconds, in UTC', () => {
  expect(read('iso', '1970-01-01T00:00:00', 'Africa/Monrovia')).toBe('1970-01-01T00:44:30Z');
  expect(read('iso', '1800-01-01T00:00:00', 'Asia/Manila')).toBe('1800-01-01T15:56:08Z');
});

describe('several forms', () => {
  it('uses the first that matches', () => {
    const forms = ['iso', 'dd.MM.yyyy', 'd.M.yyyy HH:mm'];
    expect(read(forms, '2026-11-02T09:05:07Z')).toBe('=');
    expect(read(forms, '02.11.2026')).toBe('2026-11-02T00:00:00Z');
    expect(read(forms, '2.11.2026 09:05')).toBe('2026-11-02T09:05:00Z');
    expect(read(['dd/MM/yyyy', 'MM/dd/yyyy'], '03/04/2026')).toBe('2026-04-03T00:00:00Z');
  });

  it('reports the fault of the first form that the value resembles', () => {
    expect(read(['iso', 'dd.MM.yyyy'], '31.02.2026')).toBe('calendar');
    expect(read(['iso', 'dd.MM.yyyy'], '31/12/2026')).toBe('form');
    expect(read(['dd.MM.yyyy HH:mm', 'iso'], '29.03.2026 02:30', 'Europe/Berlin')).toBe('gap');
  });
});
