import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileDateFormat } from '../../../src/check/dates/date-format.ts';
import { TimeZone } from '../../../src/check/dates/zones/time-zones.ts';
import { randomNumbers } from '../fuzz.ts';
import { formatInstant, instantOf, instantSent } from './instant.ts';

/** Dates written by other implementations, compared with their instants. */

describe('Python, in the zones of its tz database (python-dates.py)', () => {
  const PATTERNS = [
    'iso',
    'dd/MM/yyyy HH:mm:ss.fffffff',
    'MM/dd/yyyy hh:mm:ss.fffffff tt',
    'dddd, dd MMMM yyyy HH:mm:ss.fffffff',
    'dd-MMM-yy HH:mm:ss.fffffff',
  ];
  const rows = readFileSync(join(import.meta.dirname, 'python-dates.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [zone: string, instant: string, occurs: string, ...texts: string[]]);

  it('reads every local time, including historical offsets, gaps and repeated hours, and sends it unchanged', () => {
    expect(rows.length).toBeGreaterThan(400);
    const wrong = rows.flatMap(([zone, instant, , ...texts]) =>
      texts.flatMap((text, i) => {
        const { read } = compileDateFormat([PATTERNS[i]!], new TimeZone(zone));
        const ours = [instantOf(text, read), instantSent(text, read)];
        return ours.every((one) => one === instant)
          ? []
          : [`${zone} ${text}: ${ours.join(', ')}, not ${instant}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe('Intl, 100,000 instants', () => {
  const ZONES = [
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Monrovia',
    'Pacific/Apia',
    'America/New_York',
    'UTC',
  ];
  const INSTANTS = 100_000;
  type Fields = Readonly<Record<string, string>>;
  const half = ({ hour }: Fields): string => (Number(hour) < 12 ? 'AM' : 'PM');
  const twelve = ({ hour }: Fields): string => String(Number(hour) % 12 || 12);

  /** Each form, and how to write it from the parts of `Intl`. */
  const FORMS: Readonly<Record<string, (f: Fields) => string>> = {
    iso: (f) => `${f.year}-${f.two}-${f.day}T${f.hour}:${f.minute}:${f.second}.${f.digits}${f.offset}`,
    ISO: (f) => `${f.year}-${f.two}-${f.day} ${f.hour}:${f.minute}:${f.second}.${f.digits}00${f.short}`,
    'd/M/yyyy H:m:s.fffffff zzz': (f) =>
      `${Number(f.day)}/${Number(f.two)}/${f.year} ${Number(f.hour)}:${Number(f.minute)}:${Number(f.second)}.${f.digits} ${f.offset}`,
    'MM/dd/yyyy h:mm:ss.FFFFFFF tt K': (f) =>
      `${f.two}/${f.day}/${f.year} ${twelve(f)}:${f.minute}:${f.second}.${f.digits} ${half(f)} ${f.offset}`,
    'dddd, MMMM d, yyyy hh:mm:ss tt.fK': (f) =>
      `${f.weekday}, ${f.month} ${Number(f.day)}, ${f.year} ${twelve(f).padStart(2, '0')}:${f.minute}:${f.second} ${half(f)}.${f.digits}${f.offset}`,
    'ddd dd-MMM-yy HH.mm.ss.fffffff zzz': (f) =>
      `${f.weekday!.slice(0, 3)} ${f.day}-${f.month!.slice(0, 3).toUpperCase()}-${f.year!.slice(2)} ${f.hour}.${f.minute}.${f.second}.${f.digits} ${f.offset}`,
    yyyyMMddHHmmssfffffffzzz: (f) =>
      `${f.year}${f.two}${f.day}${f.hour}${f.minute}${f.second}${f.digits}${f.offset}`,
  };
  const FIRST = Date.UTC(1973, 0, 1) / 1000;

  it('reads each in each form to the same instant', () => {
    const below = randomNumbers(17);
    const forms = Object.entries(FORMS).map(([form, write]) => ({
      form,
      write,
      read: compileDateFormat([form], undefined).read,
    }));
    const writers = ZONES.map(writerOf);
    const wrong: string[] = [];
    for (let i = 0; i < INSTANTS; i += 1) {
      const [seconds, ticks] = [FIRST + below(2 ** 31), below(10_000_000)];
      const fields = writers[i % writers.length]!(seconds, ticks);
      for (const { form, write, read } of forms) {
        const text = write(fields);
        if (instantOf(text, read) !== formatInstant(seconds, ticks)) wrong.push(`${form}: ${text}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  /** The parts of an instant in a zone, by `Intl`. */
  function writerOf(timeZone: string): (seconds: number, ticks: number) => Fields {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    });
    const months = Array.from({ length: 12 }, (_, i) =>
      new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, i)),
    );
    return (seconds, ticks) => {
      const fields = Object.fromEntries(
        format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]),
      );
      const offset = fields.timeZoneName!.slice(3) || '+00:00';
      return {
        ...fields,
        two: String(months.indexOf(fields.month!) + 1).padStart(2, '0'),
        digits: String(ticks).padStart(7, '0'),
        offset,
        short: offset.endsWith(':00') ? offset.slice(0, 3) : offset.replace(':', ''),
      };
    };
  }
});
