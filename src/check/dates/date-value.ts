import {
  daysSince1970,
  formatSeconds,
  isBeyondDotNet,
  isDay,
  MAX_OFFSET_MINUTES,
  SECONDS_PER_DAY,
} from './calendar.ts';
import type { TimeZone } from './zones/time-zones.ts';

/** A date that was read. The object is reused: a file may have millions of dates. */
export class DateValue {
  /** Seconds since 1970 in UTC, plus units of 100 ns: together the instant, with the precision of .NET. */
  seconds = 0;
  ticks = 0;
  /** The cell has an offset or `Z`, or the form or the zone implies one. */
  hasOffset = false;
  /** A date without a time; the instant is the start of that day. */
  isDay = false;
  /** A date without a time in the form `iso`, whose time may have been lost; with a pattern without a time, none is expected. */
  lacksTime = false;
  /** The local time occurs twice in the zone; this is the earlier instant. */
  isAmbiguous = false;
  /** The text to send instead of the cell; undefined to send the cell unchanged. */
  rewritten: string | undefined;
  /** Day of the month as written, and the position of the form that read it, to distinguish day first from month first. */
  day = 0;
  form = 0;

  /** Takes over what another one was read as. */
  copy(other: DateValue): void {
    this.seconds = other.seconds;
    this.ticks = other.ticks;
    this.hasOffset = other.hasOffset;
    this.isDay = other.isDay;
    this.lacksTime = other.lacksTime;
    this.isAmbiguous = other.isAmbiguous;
    this.rewritten = other.rewritten;
    this.day = other.day;
    this.form = other.form;
  }
}

/** Why a cell is not a date. */
export type DateFault = 'form' | 'calendar' | 'weekday' | 'time' | 'offset' | 'gap';

/** Reads a cell into `value`. @returns undefined if it is a date. */
export type DateReader = (cell: string, value: DateValue) => DateFault | undefined;

/** Sets `value` to a local time as if it were UTC, without a fraction. */
export function setLocalTime(
  value: DateValue,
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): DateFault | undefined {
  value.ticks = 0;
  value.hasOffset = false;
  value.isDay = false;
  value.lacksTime = false;
  value.isAmbiguous = false;
  value.rewritten = undefined;
  value.day = day;
  if (!isDay(year, month, day)) return 'calendar';
  value.seconds = daysSince1970(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
  return hour > 23 || minute > 59 || second > 59 ? 'time' : undefined;
}

/** Converts a local time at an offset to its instant. */
export function applyOffset(value: DateValue, offsetSeconds: number): DateFault | undefined {
  value.hasOffset = true;
  value.seconds -= offsetSeconds;
  return isBeyondDotNet(value.seconds) ? 'calendar' : undefined;
}

/**
 * Converts a local time in a zone to its instant, and rewrites it.
 * @param local The local time, `yyyy-MM-ddTHH:mm:ss`.
 * @param fraction With its point; empty if there is none.
 */
export function applyZone(
  value: DateValue,
  zone: TimeZone,
  local: string,
  fraction: string,
): DateFault | undefined {
  const { offsetSeconds, occurs } = zone.resolve(value.seconds);
  if (occurs === 'never') return 'gap';
  value.isAmbiguous = occurs === 'twice';
  const fault = applyOffset(value, offsetSeconds);
  if (fault === undefined) value.rewritten = zonedText(value, local, fraction, offsetSeconds);
  return fault;
}

/**
 * Converts a date without a time to the start of the day in a zone: the first instant of the day, so never ambiguous.
 * @param midnight The local time, `yyyy-MM-ddT00:00:00`.
 */
export function applyZoneToDay(value: DateValue, zone: TimeZone, midnight: string): DateFault | undefined {
  const start = zone.startOfDay(value.seconds);
  if (start === undefined) return 'gap';
  const local = start === value.seconds ? midnight : formatSeconds(start);
  value.seconds = start;
  const fault = applyZone(value, zone, local, '');
  value.isAmbiguous = false;
  return fault;
}

/** Historical offsets may have seconds, or be larger than .NET supports: such dates are written in UTC. */
function zonedText(value: DateValue, local: string, fraction: string, offsetSeconds: number): string {
  if (offsetSeconds === 0) return `${local}${fraction}Z`;
  if (offsetSeconds % 60 !== 0 || Math.abs(offsetSeconds) > MAX_OFFSET_MINUTES * 60) {
    return `${formatSeconds(value.seconds)}${fraction}Z`;
  }
  const minutes = Math.abs(offsetSeconds) / 60;
  const size = `${padTwo(Math.floor(minutes / 60))}:${padTwo(minutes % 60)}`;
  return `${local}${fraction}${offsetSeconds < 0 ? '-' : '+'}${size}`;
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));

/** @param value From 0 to 99. */
export function padTwo(value: number): string {
  return TWO_DIGITS[value]!;
}
