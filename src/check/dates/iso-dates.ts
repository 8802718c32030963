import { type CharacterCodes, CodeText } from '../../text/character-codes.ts';
import { MAX_OFFSET_MINUTES } from './calendar.ts';
import {
  applyOffset,
  applyZone,
  applyZoneToDay,
  type DateFault,
  type DateReader,
  type DateValue,
  setLocalTime,
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
  const text = new CodeText();
  return (cell, value) => {
    const plain = readConnectorForm(text.setText(cell).codes, 0, cell.length, value);
    if (plain === 'form') return readOther(cell, value, zone);
    if (plain !== undefined || value.hasOffset || zone === undefined) return plain;
    return applyZone(value, zone, cell.slice(0, FRACTION_AT), cell.slice(FRACTION_AT));
  };
}

/**
 * Reads the connector's form, by character codes, since this is the hottest code of the check. Without an offset, the
 * instant is that of UTC.
 */
export function readConnectorForm(
  codes: CharacterCodes,
  from: number,
  to: number,
  value: DateValue,
): DateFault | undefined {
  if (to - from < FRACTION_AT) return 'form';
  const century = twoDigits(codes, from);
  const year = twoDigits(codes, from + 2);
  const month = twoDigits(codes, from + 5);
  const day = twoDigits(codes, from + 8);
  const hour = twoDigits(codes, from + 11);
  const minute = twoDigits(codes, from + 14);
  const second = twoDigits(codes, from + 17);
  // A negative number among them makes the whole negative.
  if ((century | year | month | day | hour | minute | second) < 0 || !hasSeparators(codes, from))
    return 'form';
  const fault = setLocalTime(value, century * 100 + year, month, day, hour, minute, second);
  const at = readFraction(codes, from + FRACTION_AT, to, value);
  if (at === -1) return 'form';
  if (at === to) return fault;
  value.hasOffset = true;
  if (codes[at] === 0x5a && at + 1 === to) return fault;
  return fault ?? readPlainOffset(codes, at, to, value);
}

/** The number of two digits; negative if they are not digits. */
function twoDigits(codes: CharacterCodes, at: number): number {
  const tens = codes[at]! - 0x30;
  const ones = codes[at + 1]! - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function hasSeparators(codes: CharacterCodes, from: number): boolean {
  return (
    codes[from + 4] === 0x2d &&
    codes[from + 7] === 0x2d &&
    codes[from + 10] === 0x54 &&
    codes[from + 13] === 0x3a &&
    codes[from + 16] === 0x3a
  );
}

/** Position after the seconds. */
const FRACTION_AT = 19;

/** Reads up to seven fractional digits, if there are any. @returns The position after them; -1 if there are none or too many. */
function readFraction(codes: CharacterCodes, point: number, to: number, value: DateValue): number {
  if (point === to || codes[point] !== 0x2e) return point;
  let ticks = 0;
  let at = point + 1;
  for (; at < to; at += 1) {
    const digit = codes[at]! - 0x30;
    if (digit < 0 || digit > 9) break;
    ticks = ticks * 10 + digit;
  }
  const digits = at - point - 1;
  if (digits < 1 || digits > 7) return -1;
  value.ticks = ticks * TICKS_OF_LAST_DIGIT[digits]!;
  return at;
}

/** By number of fractional digits: the weight of the last one, in units of 100 ns. */
const TICKS_OF_LAST_DIGIT = [0, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

/** `±hh:mm` at the end of the text. */
function readPlainOffset(
  codes: CharacterCodes,
  at: number,
  to: number,
  value: DateValue,
): DateFault | undefined {
  if (to !== at + 6) return 'form';
  const sign = codes[at];
  const hours = twoDigits(codes, at + 1);
  const minutes = twoDigits(codes, at + 4);
  const isSign = sign === 0x2b || sign === 0x2d;
  if (!isSign || codes[at + 3] !== 0x3a || (hours | minutes) < 0) return 'form';
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
