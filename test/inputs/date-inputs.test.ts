import { describe, expect, it } from 'vitest';
import { isZoneName } from '../../src/check/dates/zones/zone-names.ts';
import { problemsOf } from './problems.ts';

describe('date-format', () => {
  it.each([
    ...Object.entries({
      'the year is `yyyy`': ['YYYY', 'uuuu', 'JJJJ', 'aaaa'],
      'the year is `yyyy`, or `yy` for two digits': ['y', 'yyyyy'],
      'the year is `yyyy`, or `yy` for `RR`': ['RR', 'RRRR'],
      'the month is `MM`, or `MMM` and `MMMM` for its name': ['MMMMM'],
      'the name of the month is `MMM`': ['O'],
      'the day is `dd`': ['DD', 'jj', 'TT'],
      'the day is `dd`, the day of the week `ddd` or `dddd`': ['ddddd'],
      'the day of the week is `ddd` or `dddd`': ['E', 'EEEE'],
      'hours are `HH`': ['HHH', 'k', 'kk'],
      'hours of the 12-hour clock are `hh`': ['hhh'],
      'minutes are `mm`': ['mmm'],
      'seconds are `ss`': ['sss'],
      'fractions of a second are `fff`': ['S', 'SSS'],
      'AM and PM are `tt`': ['a', 'A', 'AA', 'p', 'P', 't'],
      'an offset is `zzz`, or `K` if it may be absent': ['z', 'zz', 'x', 'XXX', 'ZZ', 'KK'],
      'put literal letters in quotation marks': ['w', 'ee'],
    }).flatMap(([advice, texts]) => texts.map((text) => [text, `which have no meaning; ${advice}.`])),
    ['DD/MM/YYYY', 'the day is `dd`'],
    ['dd/mm/yyyy', 'has no month; add `MM` (`mm` is minutes)'],
    ['TT.MM.JJJJ', 'the day is `dd`'],
    ['dd.MM.JJJJ', 'the year is `yyyy`'],
    ['jj/MM/aaaa', 'the day is `dd`'],
    ['%d/%m/%Y', '`dd` for `%d`'],
    ['dd-MON-RR', '`MMM`'],
    ['dd/MM/y', '`yy` for two digits'],
    ['dd/MM', 'has no year'],
    ['MM/yyyy', 'has no day'],
    ['yyyy-dd', 'has no month'],
    ['yyyy-MM-dd hh:mm', 'add `tt`'],
    ['yyyy-MM-dd h:mm a', 'AM and PM are `tt`'],
    ['yyyy-MM-dd tt', 'has no hour'],
    ['yyyy-MM-dd mm:ss', 'has no hour'],
    ['yyyy-MM-dd HH:ss', 'has no minute'],
    ['yyyy-MM-dd HH:mm.fff', 'has no second'],
    ['yyyy-MM-dd dd', 'names the day twice'],
    ['MMM MM dd yyyy', 'names the month twice'],
    ['yyyy-MM-dd yy', 'names the year twice'],
    ['ddd, dddd yyyy-MM-dd', 'names the day of the week twice'],
    ['yyyy-MM-dd HH h', 'names the hour twice'],
    ['yyyy-MM-dd HH:mm:m', 'names the minute twice'],
    ['yyyy-MM-dd HH:mm:ss s', 'names the second twice'],
    ['yyyy-MM-dd HH:mm:ss.fff f', 'names the fraction twice'],
    ['yyyy-MM-dd h tt tt', 'names the half of the day twice'],
    ['yyyy-MM-dd HH:mm K zzz', 'names the offset twice'],
    ['yyyy-MM-dd HH:mm,F', 'has no second'],
    [
      'yyyy-MM-dd HH:mm:ss.ffffffff',
      'more than seven fractional digits; write at most `fffffff`, which reads one to nine digits',
    ],
    ['yyyy-MM-dd HH:mm:ss,FFFFFFFF', 'write at most `FFFFFFF`'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '`fff`'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '`zzz`'],
    ['yyyy-MM-ddTHH:mm:ssz', '`zzz`'],
    ["yyyy-MM-dd 'at", 'open quotation mark'],
    ['yyyy-MM-dd\\', 'backslash'],
    ['yyyy-MM-dd week w', 'in quotation marks'],
  ])('%s is rejected: %s', async (format, why) => {
    const problems = await problemsOf({ 'date-format': format });
    expect(problems.map(({ code }) => code)).toEqual(['date-format-invalid']);
    expect(problems[0]!.what).toContain(why);
  });

  it.each([
    'iso',
    'ISO',
    "yyyy'年'M'月'd'日'",
    'yyyy-MM-ddTHH:mm:ss.fffffffZ',
    'dddd, MMMM d, yyyy h:mm:ss tt zzz',
    'iso\r\n dd.MM.yyyy \r\n\r\ndd.MM.yyyy HH:mm',
    'dd/MM/yyyy\nMMM dd yyyy\nyyyy/MM/dd',
    'dd/MM/yyyy\nd/M/yyyy',
  ])('%s is accepted', async (format) => {
    expect(await problemsOf({ 'date-format': format })).toEqual([]);
  });

  it('reports the line of each invalid form', async () => {
    const problems = await problemsOf({ 'date-format': 'iso\ndd/MM\nYYYY-MM-dd' });
    expect(problems.map(({ what }) => what.split(' of ')[0])).toEqual(['Line 2', 'Line 3']);
  });

  it.each([
    'dd/MM/yyyy\nMM/dd/yyyy',
    'd/M/yyyy\nMM/dd/yyyy',
    'iso\ndd.MM.yyyy H:mm\nMM.dd.yyyy HH:mm',
    'dd/MM/yyyy HH:mm:ss.FFF\nMM/dd/yyyy HH:mm:ss',
    'dd/MM/yyyy HH:mmK\nMM/dd/yyyy HH:mm',
    'MM/dd/yyyy HH:mm zzz\ndd/MM/yyyy HH:mm K',
    'yyyy-dd-MM\niso',
    'dd.MM.yy\nyy.MM.dd',
    'yyyyMMdd\nddMMyyyy',
  ])('%j is rejected, since the first form would misread dates of the second', async (format) => {
    const problems = await problemsOf({ 'date-format': format });
    expect(problems.map(({ code }) => code)).toEqual(['date-format-conflict']);
  });
});

describe('time-zone', () => {
  it.each([
    'Europe/Berlin',
    'europe/berlin',
    'America/Argentina/Buenos_Aires',
    'US/Eastern',
    'Asia/Calcutta',
    'UTC',
    'Etc/UTC',
  ])('%s is accepted', async (zone) => {
    expect(await problemsOf({ 'time-zone': zone })).toEqual([]);
  });

  it.each<[name: string, zones: readonly string[]]>([
    ['BST', ['Europe/London', 'Asia/Dhaka']],
    ['EST', ['America/New_York', 'America/Panama']],
    ['cst', ['America/Chicago', 'Asia/Shanghai', 'America/Havana']],
    ['IST', ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem']],
    ['MEZ', ['Europe/Berlin', 'Europe/Vienna']],
    ['GMT', ['UTC', 'Europe/London']],
    ['Z', ['UTC']],
    ['Etc/GMT', ['UTC']],
    ['W. Europe Standard Time', ['Europe/Berlin', 'Europe/Vienna', 'Europe/Zurich']],
    ['eastern standard time', ['America/New_York', 'America/Toronto']],
    ['GMT Standard Time', ['Europe/London', 'Europe/Dublin', 'Europe/Lisbon']],
    ['India Standard Time', ['Asia/Kolkata']],
    ['EST5EDT', ['America/New_York']],
    ['Japan', ['Asia/Tokyo']],
    ['GB', ['Europe/London']],
    ['Berlin', ['Europe/Berlin']],
    ['new york', ['America/New_York']],
    ['+01:00', ['Europe/Berlin']],
    ['UTC+1', ['Europe/Berlin']],
    ['Etc/GMT-1', ['Europe/Berlin']],
    ['Europe/Berlim', ['Europe/Berlin']],
    ['SystemV/EST5EDT', []],
    ['Etc/Unknown', []],
  ])('%s is rejected with suggested zones', async (name, zones) => {
    const problems = await problemsOf({ 'time-zone': name });
    expect(problems.map(({ code }) => code)).toEqual(['time-zone-invalid']);
    const advice = problems[0]!.fix.join(' ');
    expect(zones.filter((zone) => !advice.includes(`\`${zone}\``))).toEqual([]);
    for (const [, zone] of advice.matchAll(/`(?!Etc)(\w+(?:\/\w+)+)`/g))
      expect(isZoneName(zone!), zone).toBe(true);
  });

  it('does not match names of object prototypes', async () => {
    const [problem] = await problemsOf({ 'time-zone': 'constructor' });
    expect(problem!.fix.join(' ')).toMatch(/^Use a name with an area/);
  });

  it('is reported together with the mistakes in other inputs, in their order', async () => {
    const problems = await problemsOf({ 'time-zone': 'BST', 'date-format': 'qq', delimiter: 'xx' });
    expect(problems.map(({ code }) => code)).toEqual([
      'time-zone-invalid',
      'date-format-invalid',
      'delimiter-invalid',
    ]);
  });
});
