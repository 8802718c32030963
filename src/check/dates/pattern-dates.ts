import { daysSince1970, weekdayOf } from './calendar.ts';
import { parsePattern } from './date-pattern.ts';
import {
  applyOffset,
  applyZone,
  applyZoneToDay,
  type DateFault,
  type DateReader,
  type DateValue,
  padTwo,
  setLocalTime,
} from './date-value.ts';
import { formatFraction, ticksOf } from './fractions.ts';
import { NO_SUCH_OFFSET, type Parts, type PieceReader } from './pattern-pieces.ts';
import type { TimeZone } from './zones/time-zones.ts';

/**
 * Creates a reader for dates of a pattern. It rewrites them in the connector's form; dates without an offset are in the
 * zone, or in UTC if it is undefined. As in .NET, numbers match greedily, without backtracking.
 * @param pattern In the letters of .NET's custom date formats; see `parsePattern`.
 * @throws {DatePatternError}
 */
export function patternDateReader(pattern: string, zone: TimeZone | undefined): DateReader {
  const parsed = parsePattern(pattern);
  const readers = parsed.pieces.map(({ read }) => read);
  const parts = { ...EMPTY };
  const isDay = !parsed.has.has('hour');
  return (cell, value) => {
    Object.assign(parts, EMPTY);
    const fault =
      readPieces(readers, cell, parts) ?? readHour(parts, parsed.isTwelveHour) ?? setDate(value, parts);
    if (fault !== undefined) return fault;
    value.ticks = ticksOf(parts.fraction);
    value.isDay = isDay;
    const moved = place(value, parts, parsed.isUtc, zone);
    if (value.rewritten === cell) value.rewritten = undefined;
    return moved;
  };
}

const EMPTY: Readonly<Parts> = {
  year: 0,
  month: 0,
  day: 0,
  weekday: -1,
  hour: 0,
  minute: 0,
  second: 0,
  fraction: '',
  half: undefined,
  offset: undefined,
};

function readPieces(readers: readonly PieceReader[], cell: string, parts: Parts): DateFault | undefined {
  let at = 0;
  for (const read of readers) {
    at = read(cell, at, parts);
    if (at < 0) return at === NO_SUCH_OFFSET ? 'offset' : 'form';
  }
  return at === cell.length ? undefined : 'form';
}

/** Converts hours of the 12-hour clock to 24 hours; 0 is read as 12, as in .NET. */
function readHour(parts: Parts, isTwelveHour: boolean): DateFault | undefined {
  if (parts.half === undefined) return undefined;
  const isAfternoon = parts.half === 'PM';
  if (!isTwelveHour) return parts.hour >= 12 === isAfternoon ? undefined : 'time';
  if (parts.hour > 12) return 'time';
  parts.hour = (parts.hour % 12) + (isAfternoon ? 12 : 0);
  return undefined;
}

function setDate(value: DateValue, parts: Parts): DateFault | undefined {
  const { year, month, day, weekday } = parts;
  const fault = setLocalTime(value, year, month, day, parts.hour, parts.minute, parts.second);
  if (fault !== undefined || weekday === -1) return fault;
  return weekdayOf(daysSince1970(year, month, day)) === weekday ? undefined : 'weekday';
}

/** Converts the local time to its instant, and rewrites it. */
function place(
  value: DateValue,
  parts: Parts,
  isUtc: boolean,
  zone: TimeZone | undefined,
): DateFault | undefined {
  const local = localText(parts);
  const fraction = formatFraction(parts.fraction);
  if (parts.offset !== undefined) {
    value.rewritten = local + fraction + parts.offset.text;
    return applyOffset(value, parts.offset.seconds);
  }
  if (zone !== undefined && !isUtc) {
    return value.isDay ? applyZoneToDay(value, zone, local) : applyZone(value, zone, local, fraction);
  }
  value.hasOffset = isUtc;
  value.rewritten = `${local}${fraction}Z`;
  return undefined;
}

function localText({ year, month, day, hour, minute, second }: Parts): string {
  const date = `${padTwo(Math.floor(year / 100))}${padTwo(year % 100)}-${padTwo(month)}-${padTwo(day)}`;
  return `${date}T${padTwo(hour)}:${padTwo(minute)}:${padTwo(second)}`;
}
