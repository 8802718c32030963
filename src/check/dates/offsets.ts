import { MAX_OFFSET_MINUTES } from './calendar.ts';
import type { DateFault } from './date-value.ts';

/** An offset from UTC in a cell. */
export interface Offset {
  readonly seconds: number;
  /** As sent: `Z` or `±HH:MM`. */
  readonly text: string;
  /** Length of the offset in the cell. */
  readonly length: number;
}

/** What systems write: `Z`, `+01:00`, `+0100`, `+01` (PostgreSQL), ` UTC` (BigQuery, Rails), with or without a space. */
const OFFSET = / ?(?:Z|UTC|([+-])(\d\d)(?::?(\d\d))?(?!\d))/y;

/** Reads an offset at a position. @returns `form` if there is none, `offset` if .NET does not support it. */
export function readOffset(cell: string, at: number): Offset | DateFault {
  OFFSET.lastIndex = at;
  const match = OFFSET.exec(cell);
  if (match === null) return 'form';
  const [all, sign, hours, minutes = '00'] = match;
  if (sign === undefined) return { seconds: 0, text: 'Z', length: all.length };
  const size = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || size > MAX_OFFSET_MINUTES) return 'offset';
  return {
    seconds: (sign === '-' ? -size : size) * 60,
    text: `${sign}${hours}:${minutes}`,
    length: all.length,
  };
}
