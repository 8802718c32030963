import type { TimeZone } from './time-zones.ts';

/** A date that was read. One object is used again and again: a file has millions of dates. */
export class DateValue {
  /** Seconds since 1970 in UTC, and 100 ns units on top: together the instant, exactly as .NET keeps it. */
  seconds = 0;
  ticks = 0;
  /** The cell had an offset or `Z`, or its form says so. */
  hasOffset = false;
  /** The local time occurs twice in the zone; the earlier one was taken. */
  isAmbiguous = false;
  /** The text to send in place of the cell; undefined when the cell stays. */
  rewritten: string | undefined;
}

/** Why a cell is no date. */
export type DateFault = 'form' | 'date-only' | 'calendar' | 'time' | 'offset' | 'gap';

/** Reads a cell into `value`. @returns undefined when it is a date. */
export type DateReader = (cell: string, value: DateValue) => DateFault | undefined;

const DAY = 86_400;
const MAX_OFFSET_MINUTES = 14 * 60;
/** The instants that .NET can keep: years 1 to 9999 in UTC. */
const FIRST_INSTANT = -62_135_596_800;
const LAST_INSTANT = 253_402_300_799;

/**
 * The connector's own form: `yyyy-mm-ddThh:mm:ss`, up to seven fractional digits, `Z`, `±hh:mm` or nothing behind.
 * Source: Microsoft Learn and its samples. By character codes, since this is the hottest place of the check.
 * @param zone Dates without offset are in this zone, and are rewritten with its offset; without it they stay.
 */
export function isoDateReader(zone: TimeZone | undefined): DateReader {
  return (cell, value) => {
    const century = twoDigits(cell, 0);
    const year = twoDigits(cell, 2);
    const month = twoDigits(cell, 5);
    const day = twoDigits(cell, 8);
    const hour = twoDigits(cell, 11);
    const minute = twoDigits(cell, 14);
    const second = twoDigits(cell, 17);
    // A negative number among them makes the whole negative.
    if ((century | year | month | day | hour | minute | second) < 0 || !hasIsoSeparators(cell)) {
      return isDateOnly(cell) ? 'date-only' : 'form';
    }
    const timeFault = setLocalTime(value, century * 100 + year, month, day, hour, minute, second);
    const at = readFraction(cell, value);
    if (at === -1) return 'form';
    if (at === cell.length) return timeFault ?? applyZone(value, zone, () => cell);
    value.hasOffset = true;
    if (cell.charCodeAt(at) === 0x5a && at + 1 === cell.length) return timeFault;
    return timeFault ?? applyOffset(cell, at, value);
  };
}

function hasIsoSeparators(cell: string): boolean {
  return (
    cell.charCodeAt(4) === 0x2d &&
    cell.charCodeAt(7) === 0x2d &&
    cell.charCodeAt(10) === 0x54 &&
    cell.charCodeAt(13) === 0x3a &&
    cell.charCodeAt(16) === 0x3a
  );
}

/** Position behind the seconds. */
const FRACTION_AT = 19;

/** Reads up to seven fractional digits, if there are any. @returns The position behind them; -1 if they are wrong. */
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

/** What the last of so many fractional digits stands for, in units of 100 ns. */
const TICKS_OF_LAST_DIGIT = [0, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

function isDateOnly(cell: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(cell);
}

/** `±hh:mm` at the end of the cell. */
function applyOffset(cell: string, at: number, value: DateValue): DateFault | undefined {
  const sign = cell.charCodeAt(at);
  const hours = twoDigits(cell, at + 1);
  const minutes = twoDigits(cell, at + 4);
  const isSign = sign === 0x2b || sign === 0x2d;
  if (cell.length !== at + 6 || !isSign || cell.charCodeAt(at + 3) !== 0x3a || (hours | minutes) < 0) {
    return 'form';
  }
  if (minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) return 'offset';
  const offset = (hours * 60 + minutes) * 60;
  value.seconds += sign === 0x2b ? -offset : offset;
  return isBeyondDotNet(value.seconds) ? 'calendar' : undefined;
}

function isBeyondDotNet(seconds: number): boolean {
  return seconds < FIRST_INSTANT || seconds > LAST_INSTANT;
}

/** Sets `value` to the wall clock's time as if it were UTC. */
function setLocalTime(
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
  value.isAmbiguous = false;
  value.rewritten = undefined;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return 'calendar';
  value.seconds = daysSince1970(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
  return hour > 23 || minute > 59 || second > 59 ? 'time' : undefined;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 in the Gregorian calendar. Arithmetic, because a `Date` for every cell takes five times as long. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Puts a local time into its zone; `local` gives its text without offset, and is asked only if it is rewritten. */
function applyZone(value: DateValue, zone: TimeZone | undefined, local: () => string): DateFault | undefined {
  if (zone === undefined) return undefined;
  const { offsetMinutes, occurs } = zone.resolve(value.seconds);
  if (occurs === 'never') return 'gap';
  value.seconds -= offsetMinutes * 60;
  if (isBeyondDotNet(value.seconds)) return 'calendar';
  value.isAmbiguous = occurs === 'twice';
  value.hasOffset = true;
  value.rewritten = local() + offsetText(offsetMinutes);
  return undefined;
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad2(Math.floor(size / 60))}:${pad2(size % 60)}`;
}

/** Thrown for a `date-format` that cannot be used; the message says why and names the mend. */
export class DatePatternError extends Error {
  override readonly name = 'DatePatternError';
}

/** One piece of a pattern: a token with its expression, or a literal. */
const PIECE = /yyyy|MM?|dd?|HH?|mm?|ss?|f+|'(?:[^']|'')*'|[^A-Za-z']|[TZ]|./gsu;

/** Tokens, the part of the date they are and the expression they match. */
const TOKENS: Readonly<Record<string, { part: string; expression: string }>> = {
  yyyy: { part: 'year', expression: '\\d{4}' },
  MM: { part: 'month', expression: '\\d{2}' },
  M: { part: 'month', expression: '\\d{1,2}' },
  dd: { part: 'day', expression: '\\d{2}' },
  d: { part: 'day', expression: '\\d{1,2}' },
  HH: { part: 'hour', expression: '\\d{2}' },
  H: { part: 'hour', expression: '\\d{1,2}' },
  mm: { part: 'minute', expression: '\\d{2}' },
  m: { part: 'minute', expression: '\\d{1,2}' },
  ss: { part: 'second', expression: '\\d{2}' },
  s: { part: 'second', expression: '\\d{1,2}' },
};

/**
 * A reader for dates of a pattern. They are rewritten in the connector's form, without an offset as UTC.
 * @param pattern `yyyy M MM d dd H HH m mm s ss f…` and literals; letters other than T and Z in single quotation
 *   marks. A `Z` behind the time says that it is UTC.
 * @throws {DatePatternError}
 */
export function patternDateReader(pattern: string, zone: TimeZone | undefined): DateReader {
  const { expression, isUtc, hasTime } = compilePattern(pattern);
  return (cell, value) => {
    const parts = expression.exec(cell)?.groups;
    if (parts === undefined) return 'form';
    const number = (name: string): number => Number(parts[name] ?? 0);
    const fault = setLocalTime(
      value,
      number('year'),
      number('month'),
      number('day'),
      number('hour'),
      number('minute'),
      number('second'),
    );
    if (fault !== undefined) return fault;
    const fraction = parts.fraction ?? '';
    value.ticks = fraction === '' ? 0 : Number(fraction.padEnd(7, '0'));
    if (!hasTime && zone !== undefined) value.seconds = zone.startOfDay(value.seconds).localSeconds;
    const local = (): string => isoText(value.seconds, fraction);
    if (zone !== undefined && !isUtc) {
      const text = local();
      const zoneFault = applyZone(value, zone, () => text);
      // The start of a day is the earlier of two midnights by its meaning: nothing to warn of.
      if (!hasTime) value.isAmbiguous = false;
      return zoneFault;
    }
    value.hasOffset = isUtc;
    value.rewritten = `${local()}Z`;
    return undefined;
  };
}

function compilePattern(pattern: string): { expression: RegExp; isUtc: boolean; hasTime: boolean } {
  const parts = new Set<string>();
  const pieces = (pattern.match(PIECE) ?? []).map((piece) => {
    const token = /^f+$/.test(piece)
      ? { part: 'fraction', expression: `\\d{${piece.length}}` }
      : TOKENS[piece];
    if (token === undefined) return literalExpression(piece);
    if (parts.has(token.part)) throw new DatePatternError(`names the ${token.part} twice`);
    if (piece.length > 7)
      throw new DatePatternError('has more than seven fractional digits, which .NET does not keep');
    parts.add(token.part);
    return `(?<${token.part}>${token.expression})`;
  });
  for (const part of ['year', 'month', 'day']) {
    if (!parts.has(part)) {
      throw new DatePatternError(
        `has no ${part}; write \`${part === 'year' ? 'yyyy' : part === 'month' ? 'MM' : 'dd'}\``,
      );
    }
  }
  const order = ['hour', 'minute', 'second', 'fraction'];
  const missing = order.find(
    (part, i) => !parts.has(part) && order.slice(i + 1).some((later) => parts.has(later)),
  );
  if (missing !== undefined) throw new DatePatternError(`has no ${missing}`);
  return {
    expression: new RegExp(`^${pieces.join('')}$`, 'u'),
    isUtc: parts.has('hour') && /[sfHm]Z$/.test(pattern),
    hasTime: parts.has('hour'),
  };
}

function literalExpression(piece: string): string {
  if (/^[A-Za-z']/.test(piece) && !/^(?:T|Z|'.*')$/s.test(piece)) {
    const letter = piece[0]!;
    const instead = SUGGESTIONS[letter];
    throw new DatePatternError(
      `has the letter ${letter}, which stands for nothing${instead === undefined ? '' : `; ${instead}`}. Literal letters go in single quotation marks`,
    );
  }
  const literal = piece.startsWith("'") ? piece.slice(1, -1).replaceAll("''", "'") : piece;
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** What people mean by letters of other systems. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  Y: 'the year is `yyyy`',
  y: 'the year is `yyyy`, with four digits',
  D: 'the day is `dd`',
  h: 'only the 24-hour clock is understood: `HH`',
  t: 'only the 24-hour clock is understood: `HH`',
  a: 'only the 24-hour clock is understood: `HH`',
  S: 'seconds are `ss`, fractions `fff`',
  z: 'dates with an offset must be in ISO form; leave `date-format` away',
  K: 'dates with an offset must be in ISO form; leave `date-format` away',
  X: 'dates with an offset must be in ISO form; leave `date-format` away',
};

/** A wall clock's time as text, without offset. */
function isoText(localSeconds: number, fraction: string): string {
  // Years below 100 and above 9999 do not occur: the pattern has four digits, and `toISOString` writes them as they are.
  const text = new Date(localSeconds * 1000).toISOString().slice(0, 19);
  return fraction === '' ? text : `${text}.${fraction}`;
}

/** The number of two digits; negative when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function pad2(value: number): string {
  return String(value).padStart(2, '0');
}
