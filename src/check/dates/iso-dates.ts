import { MAX_OFFSET_MINUTES } from './calendar.ts';
import {
  applyOffset,
  applyZone,
  applyZoneToDay,
  type DateFault,
  type DateReader,
  type DateValue,
  setLocalTime,
  twoDigits,
} from './date-value.ts';
import { formatFraction, ticksOf } from './fractions.ts';
import { type Offset, readOffset } from './offsets.ts';
import type { TimeZone } from './zones/time-zones.ts';

/**
 * Reads ISO 8601's extended form: a date with or without a time. A value that is already in the connector's form
 * (`yyyy-MM-ddTHH:mm:ss[.f…]`, up to seven digits, followed by `Z`, `±HH:MM` or nothing) stays unchanged; others are
 * rewritten in it. Source of the connector's form: Microsoft Learn and its samples.
 * @param zone Dates without an offset are in this zone and get its offset; if undefined, they get no offset.
 */
export function isoDateReader(zone: TimeZone | undefined): DateReader {
  return (cell, value) => {
    const plain = readPlain(cell, value, zone);
    return plain === 'form' ? readOther(cell, value, zone) : plain;
  };
}

/** Reads the connector's form, by character codes, since this is the hottest code of the check. */
function readPlain(cell: string, value: DateValue, zone: TimeZone | undefined): DateFault | undefined {
  const century = twoDigits(cell, 0);
  const year = twoDigits(cell, 2);
  const month = twoDigits(cell, 5);
  const day = twoDigits(cell, 8);
  const hour = twoDigits(cell, 11);
  const minute = twoDigits(cell, 14);
  const second = twoDigits(cell, 17);
  // A negative number among them makes the whole negative.
  if ((century | year | month | day | hour | minute | second) < 0 || !hasSeparators(cell)) return 'form';
  const fault = setLocalTime(value, century * 100 + year, month, day, hour, minute, second);
  const at = readFraction(cell, value);
  if (at === -1) return 'form';
  if (at === cell.length) {
    if (fault !== undefined || zone === undefined) return fault;
    return applyZone(value, zone, cell.slice(0, FRACTION_AT), cell.slice(FRACTION_AT));
  }
  value.hasOffset = true;
  if (cell.charCodeAt(at) === 0x5a && at + 1 === cell.length) return fault;
  return fault ?? readPlainOffset(cell, at, value);
}

function hasSeparators(cell: string): boolean {
  return (
    cell.charCodeAt(4) === 0x2d &&
    cell.charCodeAt(7) === 0x2d &&
    cell.charCodeAt(10) === 0x54 &&
    cell.charCodeAt(13) === 0x3a &&
    cell.charCodeAt(16) === 0x3a
  );
}

/** Position after the seconds. */
const FRACTION_AT = 19;

/** Reads up to seven fractional digits, if there are any. @returns The position after them; -1 if there are none or too many. */
function readFraction(cell: string, value: DateValue): number {
  if (cell.charCodeAt(FRACTION_AT) !== 0x2e) return FRACTION_AT;
  let ticks = 0;
  let at = FRACTION_AT + 1;
  for (let code = cell.charCodeAt(at); code >= 0x30 && code <= 0x39; code = cell.charCodeAt(at)) {
    ticks = ticks * 10 + (code - 0x30);
    at += 1;
  }
  const digits = at - FRACTION_AT - 1;
  if (digits < 1 || digits > 7) return -1;
  value.ticks = ticks * TICKS_OF_LAST_DIGIT[digits]!;
  return at;
}

/** By number of fractional digits: the weight of the last one, in units of 100 ns. */
const TICKS_OF_LAST_DIGIT = [0, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

/** `±hh:mm` at the end of the cell. */
function readPlainOffset(cell: string, at: number, value: DateValue): DateFault | undefined {
  const sign = cell.charCodeAt(at);
  const hours = twoDigits(cell, at + 1);
  const minutes = twoDigits(cell, at + 4);
  const isSign = sign === 0x2b || sign === 0x2d;
  if (cell.length !== at + 6 || !isSign || cell.charCodeAt(at + 3) !== 0x3a || (hours | minutes) < 0) {
    return 'form';
  }
  const size = hours * 60 + minutes;
  if (minutes > 59 || size > MAX_OFFSET_MINUTES) return 'offset';
  return applyOffset(value, (sign === 0x2b ? size : -size) * 60);
}

const OTHER = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?/;
/** The offset of a date without a time must be as in XML Schema: `2026-03-31-08` would be too ambiguous. */
const OFFSET_OF_DAY = /^(?:Z|[+-]\d\d:\d\d)$/;

/** Reads every other spelling of the extended form. */
function readOther(cell: string, value: DateValue, zone: TimeZone | undefined): DateFault | undefined {
  const match = OTHER.exec(cell);
  if (match === null) return 'form';
  const [all, year, month, day, hour, minute = '00', second = '00', digits = ''] = match;
  const offset = all.length === cell.length ? undefined : readOffset(cell, all.length);
  if (!isWhole(cell, all.length, hour !== undefined, offset)) return 'form';
  const numbers = [year, month, day, hour ?? 0, minute, second].map(Number);
  const fault = setLocalTime(value, ...(numbers as [number, number, number, number, number, number]));
  if (fault !== undefined) return fault;
  value.ticks = ticksOf(digits);
  value.isDay = hour === undefined;
  value.lacksTime = value.isDay;
  if (typeof offset === 'string') return offset;
  const local = `${year}-${month}-${day}T${hour ?? '00'}:${minute}:${second}`;
  return place(value, zone, offset, local, formatFraction(digits));
}

/** Whether the cell ends with its offset. */
function isWhole(
  cell: string,
  at: number,
  hasTime: boolean,
  offset: Offset | DateFault | undefined,
): boolean {
  if (offset === 'form') return false;
  if (!hasTime && offset !== undefined) return OFFSET_OF_DAY.test(cell.slice(at));
  return typeof offset !== 'object' || at + offset.length === cell.length;
}

/** Converts a local time to its instant, and rewrites it. */
function place(
  value: DateValue,
  zone: TimeZone | undefined,
  offset: Offset | undefined,
  local: string,
  fraction: string,
): DateFault | undefined {
  if (offset !== undefined) {
    value.rewritten = local + fraction + offset.text;
    return applyOffset(value, offset.seconds);
  }
  if (zone !== undefined) {
    return value.isDay ? applyZoneToDay(value, zone, local) : applyZone(value, zone, local, fraction);
  }
  // A date without a time is the start of the day in UTC.
  value.hasOffset = value.isDay;
  value.rewritten = `${local}${fraction}${value.isDay ? 'Z' : ''}`;
  return undefined;
}
