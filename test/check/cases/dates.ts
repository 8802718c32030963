import type { Inputs } from '../check-run.ts';
import { AS_IT_IS, type CheckCase, lines, RESIGNATION } from './case.ts';

const HEADER = 'EmailAddress,EffectiveDate,OldLevel';

const row = (date: string): string => lines(HEADER, `ana@contoso.com,${date},61`);
const good = (name: string, date: string): CheckCase => ({ name, csv: row(date), sent: AS_IT_IS });
const local = (name: string, date: string): CheckCase => ({
  ...good(name, date),
  findings: ['2 warning date-without-offset EffectiveDate'],
});
const bad = (name: string, date: string, ...mentions: string[]): CheckCase => ({
  name,
  csv: row(date),
  findings: ['2 error invalid-date EffectiveDate'],
  mentions,
});
const faulty = (name: string, date: string, inputs: Inputs, ...mentions: string[]): CheckCase => ({
  ...bad(name, date, ...mentions),
  inputs,
});
const rewritten = (
  name: string,
  from: string,
  to: string,
  inputs: Inputs,
  ...findings: string[]
): CheckCase => ({
  name,
  csv: row(from),
  inputs,
  sent: row(to),
  findings,
});

const WITHOUT_TIME = '2 warning date-without-time EffectiveDate';
const WITHOUT_OFFSET = '2 warning date-without-offset EffectiveDate';

/** By a pattern, without a zone: read as UTC, and reported once. */
const asUtc = (name: string, from: string, to: string, format: string): CheckCase => ({
  ...rewritten(name, from, to, { 'date-format': format }),
  findings: ['2 warning date-without-offset EffectiveDate'],
});

/** An ISO date in a form that differs from the connector's. */
const respelt = (name: string, from: string, to: string, ...findings: string[]): CheckCase =>
  rewritten(name, from, to, {}, ...findings);

const BERLIN: Inputs = { 'time-zone': 'Europe/Berlin' };
const pattern = (format: string, zone = ''): Inputs => ({ 'date-format': format, 'time-zone': zone });
const TWICE = '2 warning ambiguous-local-time EffectiveDate';

/** Dates: the calendar, offsets, time zones and patterns. */
export const DATE_CASES: readonly CheckCase[] = [
  good('a date in UTC', '2026-03-31T17:00:00Z'),
  good('an offset', '2026-03-31T17:00:00+05:30'),
  good('a negative offset', '2026-03-31T17:00:00-08:00'),
  good('the largest offset', '2026-03-31T17:00:00+14:00'),
  good('the smallest offset', '2026-03-31T17:00:00-14:00'),
  bad('an offset beyond the largest', '2026-03-31T17:00:00+14:01', '±14:00'),
  bad('an offset of 60 minutes', '2026-03-31T17:00:00+01:60', '±14:00'),
  respelt('an offset without a colon', '2026-03-31T17:00:00+0530', '2026-03-31T17:00:00+05:30'),
  respelt('an offset of only hours', '2026-03-31T17:00:00-05', '2026-03-31T17:00:00-05:00'),
  respelt(
    'an offset after a space',
    '2026-03-31 17:00:00.0000000 +01:00',
    '2026-03-31T17:00:00.0000000+01:00',
  ),
  respelt('UTC after the time', '2026-03-31 17:00:00 UTC', '2026-03-31T17:00:00Z'),
  respelt('UTC after a fraction', '2026-03-31 17:00:00.123456 UTC', '2026-03-31T17:00:00.123456Z'),
  good('an offset of zero', '2026-03-31T17:00:00+00:00'),
  good('a negative offset of zero', '2026-03-31T17:00:00-00:00'),
  bad('an offset without a colon beyond the largest', '2026-03-31T17:00:00+1500', '±14:00'),
  bad('an offset of three digits', '2026-03-31T17:00:00+053'),
  bad('an offset with text after it', '2026-03-31T17:00:00+0530x'),
  bad('the name of a zone after the time', '2026-03-31 17:00:00 CET', 'name of a zone', 'export an offset'),
  bad("the name of a zone in Java's brackets", '2026-03-31T17:00:00+01:00[Europe/Berlin]', 'OffsetDateTime'),
  bad('a minus sign that is not a hyphen', '2026-03-31T17:00:00−05:00'),
  good('seven fractional digits', '2026-03-31T17:00:00.1234567Z'),
  good('seven zeros', '2026-03-31T17:00:00.0000000+01:00'),
  good('one fractional digit', '2026-03-31T17:00:00.5Z'),
  respelt('eight fractional digits are cut', '2026-03-31T17:00:00.12345678Z', '2026-03-31T17:00:00.1234567Z'),
  respelt(
    'nine digits are cut, not rounded',
    '2026-03-31T17:00:00.999999999Z',
    '2026-03-31T17:00:00.9999999Z',
  ),
  bad('a point without digits', '2026-03-31T17:00:00.Z'),
  respelt(
    'a comma for the fraction, as ISO 8601 has it, quoted',
    '"2026-03-31T17:00:00,5Z"',
    '2026-03-31T17:00:00.5Z',
  ),
  local('no offset', '2026-03-31T17:00:00'),
  local('no offset, with a fraction', '2026-03-31T17:00:00.7117540'),
  good('a leap day', '2024-02-29T00:00:00Z'),
  bad('no leap day', '2026-02-29T00:00:00Z', 'no such day'),
  good('a leap day in a year of 400', '2000-02-29T00:00:00Z'),
  { ...bad('no leap day in a year of 100', '2100-02-29T00:00:00Z', 'no such day') },
  bad('31 April', '2026-04-31T00:00:00Z', 'no such day'),
  bad('month 13', '2026-13-01T00:00:00Z', 'no such day'),
  bad('month 0', '2026-00-10T00:00:00Z'),
  good('31 January', '2026-01-31T00:00:00Z'),
  bad('32 January', '2026-01-32T00:00:00Z'),
  bad('day 99', '2026-01-99T00:00:00Z'),
  good('1 December', '2026-12-01T00:00:00Z'),
  good('31 December', '2026-12-31T00:00:00Z'),
  bad('32 December', '2026-12-32T00:00:00Z'),
  good('30 June', '2026-06-30T00:00:00Z'),
  bad('31 June', '2026-06-31T00:00:00Z'),
  bad('31 September', '2026-09-31T00:00:00Z'),
  bad('31 November', '2026-11-31T00:00:00Z'),
  bad('30 February in a leap year', '2024-02-30T00:00:00Z'),
  bad('32 January without a time', '2026-01-32'),
  ...['2026.01-15T00:00:00Z', '2026-01.15T00:00:00Z', '2026-01-15t00:00:00Z', '2026-01-15T00.00:00Z'].map(
    (date) => bad(`another separator: ${date}`, date),
  ),
  ...['2026-01-15T00:00.00Z', '2026-01-15T00:00:00+01.00', '2026-01-15T00:00:00+01:000'].map((date) =>
    bad(`another separator in the time: ${date}`, date),
  ),
  bad('day 0', '2026-01-00T00:00:00Z'),
  bad('year 0', '0000-01-01T00:00:00Z'),
  bad('before the first instant of .NET', '0001-01-01T00:00:00+01:00'),
  bad('after the last instant of .NET', '9999-12-31T23:59:59-01:00'),
  good('hour 23', '2026-03-31T23:59:59Z'),
  bad('24:00', '2026-03-31T24:00:00Z', 'no such time'),
  bad('minute 60', '2026-03-31T17:60:00Z', 'no such time'),
  bad('a leap second', '2016-12-31T23:59:60Z', 'no such time'),
  respelt('a date without a time', '2026-03-31', '2026-03-31T00:00:00Z', WITHOUT_TIME),
  rewritten(
    'a date without a time in a zone',
    '2026-03-31',
    '2026-03-31T00:00:00+02:00',
    BERLIN,
    WITHOUT_TIME,
  ),
  rewritten(
    'a date without a time if the day starts at 1 a.m.',
    '2026-03-29',
    '2026-03-29T01:00:00+03:00',
    { 'time-zone': 'Asia/Beirut' },
    WITHOUT_TIME,
  ),
  faulty(
    'a date without a time that a zone skipped',
    '2011-12-30',
    { 'time-zone': 'Pacific/Apia' },
    'does not exist',
  ),
  respelt(
    'a date without a time with an offset',
    '2026-03-31-08:00',
    '2026-03-31T00:00:00-08:00',
    WITHOUT_TIME,
  ),
  respelt('a date without a time in UTC', '2026-03-31Z', '2026-03-31T00:00:00Z', WITHOUT_TIME),
  bad('a date without a time with an offset that may be something else', '2026-03-31-08'),
  bad('a date without a time that does not exist', '2026-02-30', 'no such day'),
  {
    name: 'dates without a time are reported once per file',
    csv: lines(HEADER, 'ana@contoso.com,2026-03-31,61', 'ben@contoso.com,2026-03-30,61'),
    findings: [WITHOUT_TIME],
    sent: lines(HEADER, 'ana@contoso.com,2026-03-31T00:00:00Z,61', 'ben@contoso.com,2026-03-30T00:00:00Z,61'),
  },
  {
    name: 'dates without a time, as an error, are reported for every row',
    csv: lines(HEADER, 'ana@contoso.com,2026-03-31,61', 'ben@contoso.com,2026-03-30,61'),
    inputs: { rules: 'date-without-time: error' },
    findings: ['2 error date-without-time EffectiveDate', '3 error date-without-time EffectiveDate'],
  },
  bad('day first', '31/03/2026', '99/99/9999'),
  bad('with a month in letters', '31-Mar-2026', '99-AAA-9999'),
  respelt('a space instead of the T', '2026-03-31 17:00:00', '2026-03-31T17:00:00', WITHOUT_OFFSET),
  respelt('a space instead of the T, in UTC', '2026-03-31 17:00:00.5Z', '2026-03-31T17:00:00.5Z'),
  bad('a small t', '2026-03-31t17:00:00Z'),
  bad('a small z', '2026-03-31T17:00:00z'),
  respelt('without seconds', '2026-03-31T17:00Z', '2026-03-31T17:00:00Z'),
  respelt('without seconds and offset', '2026-03-31T17:00', '2026-03-31T17:00:00', WITHOUT_OFFSET),
  rewritten('without seconds, in a zone', '2026-07-01 09:00', '2026-07-01T09:00:00+02:00', BERLIN),
  bad('a fraction of a minute', '2026-03-31T17:00.5Z'),
  bad('only hours', '2026-03-31T17Z'),
  bad('the basic form', '20260331T170000Z', 'yyyyMMddTHHmmsszzz'),
  bad('a week date', '2026-W14-2'),
  bad('an ordinal date', '2026-090'),
  bad('one-digit months and days', '2026-3-1', '`date-format: yyyy-M-d`'),
  bad("a serial number of Excel's", '46112', '99999'),
  bad('digits of another script', '２０２６-03-31T17:00:00Z'),
  { ...bad('a name instead of a date', 'Ana Lopez'), hidden: ['Ana', 'AAA'] },
  {
    ...bad('an identity number instead of a date has no date shape', '123#456#789'),
    hidden: ['9'.repeat(3)],
  },
  {
    name: 'a missing date',
    csv: row(''),
    findings: ['2 error missing-value EffectiveDate'],
    mentions: ['The value is missing.'],
  },
  {
    name: 'a placeholder instead of a date',
    csv: row('NULL'),
    findings: ['2 error missing-value EffectiveDate'],
    mentions: ['the cell contains a placeholder'],
  },
  { name: 'a blank date', csv: row('   '), findings: ['2 error missing-value EffectiveDate'] },
  {
    name: 'a date before 1970',
    csv: row('1900-01-01T00:00:00Z'),
    findings: ['2 warning date-out-of-range EffectiveDate'],
    sent: AS_IT_IS,
  },
  {
    name: 'the last second before 1970',
    csv: row('1970-01-01T00:59:59+01:00'),
    findings: ['2 warning date-out-of-range EffectiveDate'],
    sent: AS_IT_IS,
  },
  good('the first second of 1970', '1970-01-01T01:00:00+01:00'),
  {
    name: 'more than ten years ahead',
    csv: row('2036-04-15T12:00:01Z'),
    findings: ['2 warning date-out-of-range EffectiveDate'],
    sent: AS_IT_IS,
  },
  good('ten years ahead', '2036-04-15T12:00:00Z'),
  {
    name: 'the year 9999',
    csv: row('9999-12-31T00:00:00Z'),
    findings: ['2 warning date-out-of-range EffectiveDate'],
    sent: AS_IT_IS,
  },
  {
    name: 'a missing offset is reported once per file',
    csv: lines(HEADER, 'ana@contoso.com,2026-03-31T17:00:00,61', 'ben@contoso.com,2026-03-31T17:00:00,61'),
    findings: ['2 warning date-without-offset EffectiveDate'],
    sent: AS_IT_IS,
  },
  {
    name: 'a missing offset, as an error, is reported for every row',
    csv: lines(
      HEADER,
      'ana@contoso.com,2026-03-31T17:00:00,61',
      'ben@contoso.com,2026-03-31T17:00:00,61',
      'cleo@contoso.com,2026-03-31T17:00:00Z,61',
    ),
    inputs: { rules: 'date-without-offset: error', 'invalid-rows': 'skip' },
    findings: ['2 error date-without-offset EffectiveDate', '3 error date-without-offset EffectiveDate'],
    sent: lines(HEADER, 'cleo@contoso.com,2026-03-31T17:00:00Z,61'),
    rejected: lines(
      HEADER,
      'ana@contoso.com,2026-03-31T17:00:00,61',
      'ben@contoso.com,2026-03-31T17:00:00,61',
    ),
  },

  rewritten('a zone in winter', '2026-03-29T01:59:59', '2026-03-29T01:59:59+01:00', BERLIN),
  rewritten('a zone in summer', '2026-03-29T03:00:00', '2026-03-29T03:00:00+02:00', BERLIN),
  faulty('a local time that clocks jump over', '2026-03-29T02:30:00', BERLIN, 'does not exist'),
  faulty('the first local time that clocks jump over', '2026-03-29T02:00:00', BERLIN, 'does not exist'),
  rewritten(
    'a local time that occurs twice',
    '2026-10-25T02:30:00',
    '2026-10-25T02:30:00+02:00',
    BERLIN,
    TWICE,
  ),
  rewritten(
    'the first local time that occurs twice',
    '2026-10-25T02:00:00',
    '2026-10-25T02:00:00+02:00',
    BERLIN,
    TWICE,
  ),
  rewritten('after the hour that occurs twice', '2026-10-25T03:00:00', '2026-10-25T03:00:00+01:00', BERLIN),
  rewritten('before the hour that occurs twice', '2026-10-25T01:59:59', '2026-10-25T01:59:59+02:00', BERLIN),
  rewritten(
    'a fraction is unchanged',
    '2026-07-01T09:00:00.1000000',
    '2026-07-01T09:00:00.1000000+02:00',
    BERLIN,
  ),
  rewritten('a zone of UTC', '2026-07-01T09:00:00', '2026-07-01T09:00:00Z', { 'time-zone': 'UTC' }),
  rewritten('a zone of half hours', '2026-07-01T09:00:00', '2026-07-01T09:00:00+05:30', {
    'time-zone': 'Asia/Kolkata',
  }),
  rewritten('a zone of quarters of an hour', '2026-07-01T09:00:00', '2026-07-01T09:00:00+05:45', {
    'time-zone': 'Asia/Kathmandu',
  }),
  rewritten('a zone west of UTC', '2026-07-01T09:00:00', '2026-07-01T09:00:00-07:00', {
    'time-zone': 'America/Los_Angeles',
  }),
  rewritten('a zone with half an hour of summer time', '2026-01-01T09:00:00', '2026-01-01T09:00:00+11:00', {
    'time-zone': 'Australia/Lord_Howe',
  }),
  rewritten('the zone furthest east', '2026-07-01T09:00:00', '2026-07-01T09:00:00+14:00', {
    'time-zone': 'Pacific/Kiritimati',
  }),
  {
    name: 'dates with an offset are unchanged in a zone',
    csv: row('2026-07-01T09:00:00+05:30'),
    inputs: BERLIN,
    sent: AS_IT_IS,
  },
  faulty('after the last instant, by its zone', '9999-12-31T23:59:59', { 'time-zone': 'America/New_York' }),

  asUtc('day first by a pattern', '31/03/2026', '2026-03-31T00:00:00Z', 'dd/MM/yyyy'),
  rewritten(
    'day first by a pattern, in a zone',
    '31.03.2026',
    '2026-03-31T00:00:00+02:00',
    pattern('dd.MM.yyyy', 'Europe/Berlin'),
  ),
  asUtc('one digit by a pattern', '1/3/2026', '2026-03-01T00:00:00Z', 'd/M/yyyy'),
  asUtc('two digits where one is enough', '01/03/2026', '2026-03-01T00:00:00Z', 'd/M/yyyy'),
  asUtc('month first by a pattern', '3/31/2026', '2026-03-31T00:00:00Z', 'M/d/yyyy'),
  asUtc('a date without a time by a pattern', '2026-03-31', '2026-03-31T00:00:00Z', 'yyyy-MM-dd'),
  asUtc('without separators', '20260331', '2026-03-31T00:00:00Z', 'yyyyMMdd'),
  asUtc('a time by a pattern', '2026-03-31 17:05:09', '2026-03-31T17:05:09Z', 'yyyy-MM-dd HH:mm:ss'),
  rewritten(
    'a time without seconds',
    '31.03.2026 7:05',
    '2026-03-31T07:05:00+02:00',
    pattern('dd.MM.yyyy H:mm', 'Europe/Berlin'),
  ),
  asUtc(
    'a fraction by a pattern',
    '2026-03-31 17:05:09.120',
    '2026-03-31T17:05:09.120Z',
    'yyyy-MM-dd HH:mm:ss.fff',
  ),
  rewritten(
    'a literal Z is UTC regardless of the zone',
    '2026-03-31 17:05Z',
    '2026-03-31T17:05:00Z',
    pattern('yyyy-MM-dd HH:mmZ', 'Europe/Berlin'),
  ),
  asUtc('literal letters', 'le 31 mars: 03/2026', '2026-03-31T00:00:00Z', "'le' dd 'mars:' MM/yyyy"),
  asUtc(
    'characters with a meaning in expressions',
    '2026.03.31 (x)+',
    '2026-03-31T00:00:00Z',
    "yyyy.MM.dd ('x')+",
  ),
  faulty('a point in a pattern is a point', '2026x03x31', pattern('yyyy.MM.dd'), 'yyyy.MM.dd'),
  faulty('one digit where the pattern has two', '1/3/2026', pattern('dd/MM/yyyy')),
  faulty('two digits of the year', '31/03/26', pattern('dd/MM/yyyy'), '99/99/99', '`date-format: dd/MM/yy`'),
  faulty('30 February by a pattern', '30/02/2026', pattern('dd/MM/yyyy'), 'no such day'),
  faulty('24:00 by a pattern', '31/03/2026 24:00', pattern('dd/MM/yyyy HH:mm'), 'no such time'),
  faulty('a connector date with a pattern configured', '2026-03-31T17:00:00Z', pattern('dd/MM/yyyy')),
  faulty(
    'a gap by a pattern',
    '29.03.2026 02:30',
    pattern('dd.MM.yyyy HH:mm', 'Europe/Berlin'),
    'does not exist',
  ),
  rewritten(
    'an overlap by a pattern',
    '25.10.2026 02:30',
    '2026-10-25T02:30:00+02:00',
    pattern('dd.MM.yyyy HH:mm', 'Europe/Berlin'),
    TWICE,
  ),
  rewritten(
    'a day that starts at 1 a.m. in Havana',
    '2026-03-08',
    '2026-03-08T01:00:00-04:00',
    pattern('yyyy-MM-dd', 'America/Havana'),
  ),
  rewritten(
    'a day that starts twice in Havana starts the first time',
    '2026-11-01',
    '2026-11-01T00:00:00-04:00',
    pattern('yyyy-MM-dd', 'America/Havana'),
  ),
  rewritten(
    'a day that starts at 1 a.m. in Cairo',
    '2026-04-24',
    '2026-04-24T01:00:00+03:00',
    pattern('yyyy-MM-dd', 'Africa/Cairo'),
  ),
  rewritten(
    'a day that starts at 1 a.m. in Beirut',
    '2026-03-29',
    '2026-03-29T01:00:00+03:00',
    pattern('yyyy-MM-dd', 'Asia/Beirut'),
  ),
  faulty(
    'midnight written as a time does not exist in Beirut',
    '2026-03-29 00:00',
    pattern('yyyy-MM-dd HH:mm', 'Asia/Beirut'),
    'does not exist',
  ),
  faulty('a day that Samoa skipped', '2011-12-30', pattern('yyyy-MM-dd', 'Pacific/Apia'), 'does not exist'),
  rewritten(
    'the day after the one that Samoa skipped',
    '2011-12-31',
    '2011-12-31T00:00:00+14:00',
    pattern('yyyy-MM-dd', 'Pacific/Apia'),
  ),
  { ...good('iso in capitals is iso', '2026-07-01T09:00:00Z'), inputs: pattern('ISO') },
  faulty('iso in capitals still names the form', '1/7/2026', pattern('ISO'), 'such as 2026-03-31T17:00:00Z'),
  asUtc('a 12-hour clock', '11/16/2026 12:00:00 AM', '2026-11-16T00:00:00Z', 'M/d/yyyy h:mm:ss tt'),
  asUtc('the name of a month', '16-NOV-26', '2026-11-16T00:00:00Z', 'dd-MMM-yy'),
  rewritten(
    'an offset by a pattern, regardless of the zone',
    '16.11.2026 09:00 +0200',
    '2026-11-16T09:00:00+02:00',
    pattern('dd.MM.yyyy HH:mm zzz', 'Europe/Berlin'),
  ),
  {
    name: 'two forms in two columns',
    csv: lines(
      'EmailAddress,ResignationDate,LastWorkingDate',
      'ana@contoso.com,2026-03-31T17:00:00+01:00,30.04.2026',
      'ben@contoso.com,2026-03-30T09:12:33+01:00,1.5.2026',
    ),
    inputs: pattern('iso\n d.M.yyyy\n', 'Europe/Berlin'),
    sent: lines(
      'EmailAddress,ResignationDate,LastWorkingDate',
      'ana@contoso.com,2026-03-31T17:00:00+01:00,2026-04-30T00:00:00+02:00',
      'ben@contoso.com,2026-03-30T09:12:33+01:00,2026-05-01T00:00:00+02:00',
    ),
  },
  {
    name: 'a last day without a time lasts until midnight',
    csv: lines(
      'EmailAddress,ResignationDate,LastWorkingDate',
      'ana@contoso.com,2026-03-31T17:00:00Z,2026-03-31',
      'ben@contoso.com,2026-04-01T00:00:00Z,2026-03-31',
    ),
    inputs: pattern('yyyy-MM-dd\niso', 'UTC'),
    findings: ['3 warning last-day-before-resignation LastWorkingDate'],
    sent: lines(
      'EmailAddress,ResignationDate,LastWorkingDate',
      'ana@contoso.com,2026-03-31T17:00:00Z,2026-03-31T00:00:00Z',
      'ben@contoso.com,2026-04-01T00:00:00Z,2026-03-31T00:00:00Z',
    ),
  },
  {
    name: 'a date with its own form is not a date whose time was lost',
    csv: row('2026-03-31'),
    inputs: pattern('yyyy-MM-dd\niso', 'Europe/Berlin'),
    sent: row('2026-03-31T00:00:00+02:00'),
  },
  {
    name: 'the advice covers all dates of the file, including those after the first invalid one',
    csv: lines(
      HEADER,
      'ana@contoso.com,03/04/2026,61',
      'ben@contoso.com,2026-03-31T17:00:00Z,61',
      'cleo@contoso.com,16/04/2026,61',
    ),
    findings: ['2 error invalid-date EffectiveDate', '4 error invalid-date EffectiveDate'],
    mentions: ['Set `date-format` to these forms, one per line: `iso`, `dd/MM/yyyy`'],
    hidden: ['MM/dd', '03/04/2026', '16/04/2026'],
  },
  {
    name: 'the initial date of SAP is a missing value',
    csv: row('00000000'),
    inputs: pattern('yyyyMMdd'),
    findings: ['2 error missing-value EffectiveDate'],
    mentions: ['a date of zeros'],
  },
  {
    name: 'the zero date of MySQL is a missing value',
    csv: row('0000-00-00 00:00:00'),
    findings: ['2 error missing-value EffectiveDate'],
  },
  {
    name: 'short and long names of months do not contradict each other',
    csv: lines(
      RESIGNATION,
      'ana@contoso.com,01-Mar-2026,30-April-2026',
      'ben@contoso.com,01-April-2026,30-May-2026',
    ),
    findings: [
      '2 error invalid-date ResignationDate',
      '2 error invalid-date LastWorkingDate',
      '3 error invalid-date ResignationDate',
      '3 error invalid-date LastWorkingDate',
    ],
    hidden: ['day first'],
  },
];
