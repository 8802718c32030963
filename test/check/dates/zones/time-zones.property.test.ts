import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeZone } from '../../../../src/check/dates/zones/time-zones.ts';

/** Compared with the local times of `Intl.DateTimeFormat`, another way to read the same database. */

const ZONES = Intl.supportedValuesOf('timeZone');
const formats = new Map<string, Intl.DateTimeFormat>();

/** The local time of a zone at an instant, in seconds as if it were UTC. */
function wallClock(zone: string, instant: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(
    format.formatToParts(instant * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) / 1000;
}

/** From 1980, after which offsets are multiples of a quarter of an hour, to 2040. */
const instant = fc.integer({ min: 315_532_800, max: 2_208_988_800 });
const zone = fc.constantFrom(...ZONES);

/** Zones that cover all kinds of recent clock changes. */
const CHANGING = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Antarctica/Troll',
  'Africa/Juba',
].map((name) => ({ name, changes: changesOf(name) }));

describe('resolve', () => {
  it('finds an instant with the local time, or reports that there is none', () => {
    fc.assert(
      fc.property(zone, instant, (name, local) => {
        const { offsetSeconds, occurs } = new TimeZone(name).resolve(local);
        const shown = instantsOf(name, local);
        expect(occurs).toBe(shown.length === 0 ? 'never' : shown.length === 1 ? 'once' : 'twice');
        if (occurs !== 'never') expect(local - offsetSeconds).toBe(shown[0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the same near clock changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGING),
        fc.nat(),
        fc.integer({ min: -10_800, max: 10_800 }),
        ({ name, changes }, which, away) => {
          const change = changes[which % changes.length]!;
          const local = wallClock(name, change) + Math.round(away / 60) * 60;
          const { offsetSeconds, occurs } = new TimeZone(name).resolve(local);
          const shown = instantsOf(name, local);
          expect(occurs).toBe(shown.length === 0 ? 'never' : shown.length === 1 ? 'once' : 'twice');
          if (occurs !== 'never') expect(local - offsetSeconds).toBe(shown[0]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('returns the same result on repeated calls in any order', () => {
    fc.assert(
      fc.property(zone, fc.array(instant, { maxLength: 20 }), (name, locals) => {
        const remembering = new TimeZone(name);
        for (const local of [...locals, ...locals]) {
          expect(remembering.resolve(local)).toEqual(new TimeZone(name).resolve(local));
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('a day starts at its first local time', () => {
  fc.assert(
    fc.property(zone, fc.integer({ min: 3_653, max: 25_000 }), (name, day) => {
      const midnight = day * 86_400;
      const timeZone = new TimeZone(name);
      const local = timeZone.startOfDay(midnight);
      if (local === undefined) return expect(instantsOf(name, midnight + 43_200)).toEqual([]);
      const start = local - timeZone.resolve(local).offsetSeconds;
      expect(wallClock(name, start)).toBe(local);
      expect(Math.floor(local / 86_400)).toBe(day);
      expect(Math.floor(wallClock(name, start - 1) / 86_400)).toBeLessThan(day);
    }),
    { numRuns: 1500 },
  );
});

/** All instants with a local time in a zone, the earlier first. Since 1980, offsets are quarters of an hour. */
function instantsOf(name: string, local: number): number[] {
  const found: number[] = [];
  for (let minutes = 14 * 60; minutes >= -12 * 60; minutes -= 15) {
    const candidate = local - minutes * 60;
    if (wallClock(name, candidate) === local) found.push(candidate);
  }
  return found;
}

/** Instants of clock changes of a zone, in recent years. */
function changesOf(name: string): number[] {
  const changes: number[] = [];
  const offset = (at: number): number => wallClock(name, at) - at;
  for (let week = 1_577_836_800; week < 1_700_000_000; week += 7 * 86_400) {
    let [low, high] = [week, week + 7 * 86_400];
    if (offset(low) === offset(high)) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}
