import { readOffset } from './offsets.ts';

/** What a pattern has read of a cell so far. The object is reused for all cells. */
export interface Parts {
  year: number;
  month: number;
  day: number;
  /** 0 is Sunday; -1 if the pattern has no weekday. */
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  fraction: string;
  half: 'AM' | 'PM' | undefined;
  /** Undefined if the cell has no offset. */
  offset: { readonly seconds: number; readonly text: string } | undefined;
}

export type PartName = keyof Parts;

/** Reads one piece of the cell. @returns The position after it; -1 if it does not match, -2 for an offset that .NET does not support. */
export type PieceReader = (cell: string, at: number, parts: Parts) => number;

export const NO_MATCH = -1;
export const NO_SUCH_OFFSET = -2;

/** A run of letters with a meaning. */
export interface Token {
  readonly part: PartName;
  readonly read: PieceReader;
  /** The texts that it reads, to find patterns that can be confused: digits as 9. */
  readonly shape: string;
  /** It may read nothing. */
  readonly isOptional?: true;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The letters of .NET's custom date formats that are supported (Microsoft Learn, "Custom date and time format strings"). */
export const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: { part: 'year', read: number('year', 4, 4), shape: '9999' },
  yy: { part: 'year', read: yearOfTwoDigits, shape: '99' },
  M: { part: 'month', read: number('month', 1, 2), shape: '99' },
  MM: { part: 'month', read: number('month', 2, 2), shape: '99' },
  MMM: { part: 'month', read: name('month', abbreviated(MONTHS), 1), shape: 'MMM' },
  MMMM: { part: 'month', read: name('month', MONTHS, 1), shape: 'MMMM' },
  d: { part: 'day', read: number('day', 1, 2), shape: '99' },
  dd: { part: 'day', read: number('day', 2, 2), shape: '99' },
  ddd: { part: 'weekday', read: name('weekday', abbreviated(WEEKDAYS), 0), shape: 'ddd' },
  dddd: { part: 'weekday', read: name('weekday', WEEKDAYS, 0), shape: 'dddd' },
  H: { part: 'hour', read: number('hour', 1, 2), shape: '99' },
  HH: { part: 'hour', read: number('hour', 2, 2), shape: '99' },
  h: { part: 'hour', read: number('hour', 1, 2), shape: '99' },
  hh: { part: 'hour', read: number('hour', 2, 2), shape: '99' },
  m: { part: 'minute', read: number('minute', 1, 2), shape: '99' },
  mm: { part: 'minute', read: number('minute', 2, 2), shape: '99' },
  s: { part: 'second', read: number('second', 1, 2), shape: '99' },
  ss: { part: 'second', read: number('second', 2, 2), shape: '99' },
  tt: { part: 'half', read: half, shape: 'tt' },
  K: { part: 'offset', read: optionalOffset, shape: 'K', isOptional: true },
  zzz: { part: 'offset', read: offset, shape: 'K' },
};

/** A run of `f`: one to nine digits. */
export const FRACTION: Token = { part: 'fraction', read: fraction(1), shape: 'f' };
/** A run of `F`: none to nine digits. */
export const OPTIONAL_FRACTION: Token = {
  part: 'fraction',
  read: fraction(0),
  shape: 'f',
  isOptional: true,
};
/** A point followed by a run of `F`; both may be absent together. */
export const POINT_AND_FRACTION: Token = {
  part: 'fraction',
  read: (cell, at, parts) =>
    cell.charCodeAt(at) === 0x2e ? OPTIONAL_FRACTION.read(cell, at + 1, parts) : at,
  shape: '.f',
  isOptional: true,
};

const MAX_FRACTION_DIGITS = 9;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The position after at most `maximum` digits. */
function endOfDigits(cell: string, at: number, maximum: number): number {
  let end = at;
  while (end < at + maximum && isDigit(cell.charCodeAt(end))) end += 1;
  return end;
}

function number(
  part: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second',
  minimum: number,
  maximum: number,
): PieceReader {
  return (cell, at, parts) => {
    let value = 0;
    const end = endOfDigits(cell, at, maximum);
    for (let i = at; i < end; i += 1) value = value * 10 + (cell.charCodeAt(i) - 0x30);
    parts[part] = value;
    return end - at < minimum ? NO_MATCH : end;
  };
}

/** 1950 to 2049, as in .NET's invariant culture. */
function yearOfTwoDigits(cell: string, at: number, parts: Parts): number {
  const end = number('year', 2, 2)(cell, at, parts);
  parts.year += parts.year < 50 ? 2000 : 1900;
  return end;
}

/** @param first The number of the first name. */
function name(part: 'month' | 'weekday', names: readonly string[], first: number): PieceReader {
  const lower = names.map((text) => text.toLowerCase());
  return (cell, at, parts) => {
    const found = lower.findIndex((text) => cell.slice(at, at + text.length).toLowerCase() === text);
    parts[part] = found + first;
    return found === -1 ? NO_MATCH : at + lower[found]!.length;
  };
}

function abbreviated(names: readonly string[]): string[] {
  return names.map((text) => text.slice(0, 3));
}

function half(cell: string, at: number, parts: Parts): number {
  const text = cell.slice(at, at + 2).toUpperCase();
  if (text !== 'AM' && text !== 'PM') return NO_MATCH;
  parts.half = text;
  return at + 2;
}

function fraction(minimum: number): PieceReader {
  return (cell, at, parts) => {
    const end = endOfDigits(cell, at, MAX_FRACTION_DIGITS);
    parts.fraction = cell.slice(at, end);
    return end - at < minimum ? NO_MATCH : end;
  };
}

function offset(cell: string, at: number, parts: Parts): number {
  const read = readOffset(cell, at);
  if (typeof read === 'string') return read === 'offset' ? NO_SUCH_OFFSET : NO_MATCH;
  parts.offset = read;
  return at + read.length;
}

function optionalOffset(cell: string, at: number, parts: Parts): number {
  const end = offset(cell, at, parts);
  return end === NO_MATCH ? at : end;
}

/** Reads a literal text. A space in it also matches a no-break space, which programs write before AM and PM. */
export function literal(text: string): PieceReader {
  return (cell, at) => {
    for (let i = 0; i < text.length; i += 1) {
      const code = cell.charCodeAt(at + i);
      if (code !== text.charCodeAt(i) && !(text[i] === ' ' && isNoBreakSpace(code))) return NO_MATCH;
    }
    return at + text.length;
  };
}

function isNoBreakSpace(code: number): boolean {
  return code === 0xa0 || code === 0x202f;
}
