import { type DateReader, DateValue } from '../../../src/check/dates/date-value.ts';
import { isoDateReader } from '../../../src/check/dates/iso-dates.ts';

/** The instant of a date as text, in seconds since 1970 and seven digits; `-` if it is rejected. */
export function instantOf(text: string, read: DateReader = isoDateReader(undefined)): string {
  const value = new DateValue();
  return read(text, value) === undefined ? formatInstant(value.seconds, value.ticks) : '-';
}

/** The instant of what is sent for a date, as `Date` reads it: its seconds, and the digits of the text. */
export function instantSent(text: string, read: DateReader): string {
  const value = new DateValue();
  if (read(text, value) !== undefined) return '-';
  const sent = value.rewritten ?? text;
  const [, digits = ''] = /\.(\d+)/.exec(sent) ?? [];
  return formatInstant(Math.floor(Date.parse(sent) / 1000), Number(digits.padEnd(7, '0')));
}

export function formatInstant(seconds: number, ticks: number): string {
  return `${seconds}.${String(ticks).padStart(7, '0')}`;
}
