/** Arithmetic of the Gregorian calendar, because creating a `Date` for every cell is five times slower. */

export const SECONDS_PER_DAY = 86_400;

/** The range of instants that .NET supports, in seconds since 1970: years 1 to 9999 in UTC. */
const MIN_INSTANT = -62_135_596_800;
const MAX_INSTANT = 253_402_300_799;

/** The largest offset from UTC that .NET supports. */
export const MAX_OFFSET_MINUTES = 14 * 60;

/** Whether an instant is outside the range of .NET, and so of the connector. */
export function isBeyondDotNet(seconds: number): boolean {
  return seconds < MIN_INSTANT || seconds > MAX_INSTANT;
}

export function isDay(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of the year before each month (1 to 12), without a leap day. */
const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
/** Days from 0001-01-01 to 1970-01-01. */
const DAYS_BEFORE_1970 = 719_162;

/** Days from 1970-01-01. The year is at least 1, so truncating rounds down; integer operations are faster. */
export function daysSince1970(year: number, month: number, day: number): number {
  const years = year - 1;
  const leapDays = (years >> 2) - ((years / 100) | 0) + ((years / 400) | 0);
  const dayOfYear = DAYS_BEFORE_MONTH[month]! + (month > 2 && isLeapYear(year) ? day + 1 : day);
  return years * 365 + leapDays + dayOfYear - 1 - DAYS_BEFORE_1970;
}

/** 0 is Sunday. */
export function weekdayOf(daysFrom1970: number): number {
  return (((daysFrom1970 + 4) % 7) + 7) % 7;
}

/** Formats an instant in UTC, or a local time as if it were UTC, as `yyyy-MM-ddTHH:mm:ss`. Years 1 to 9999. */
export function formatSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}
