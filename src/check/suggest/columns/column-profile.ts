import { normalName } from '../../../text/white-space.ts';
import { isUser } from '../../users.ts';
import { cellValue, DateColumn, isDateValue } from '../cell-kinds.ts';
import type { TimeLimit } from '../time-limit.ts';

/** What the values of a column are. */
export interface ColumnProfile {
  /** Position from 0. */
  readonly position: number;
  /** The header's cell in normal form. */
  readonly name: string;
  readonly kind: 'user' | 'date' | 'text';
  /** Share of the records that have a value. */
  readonly filled: number;
  /** By record; empty for no value. */
  readonly values: readonly string[];
  /** By record, of a column of dates: seconds since 1970. */
  readonly seconds: readonly (number | undefined)[];
}

/** Above it the other values are mistakes, not another kind of column: wrong values stay findings. */
const MIN_SHARE = 0.6;
const MAX_COLUMNS = 300;

/** @param rows The header, then the records. */
export function profileColumns(rows: readonly (readonly string[])[], limit: TimeLimit): ColumnProfile[] {
  const [header = [], ...records] = rows;
  return header.slice(0, MAX_COLUMNS).map((cell, position) => {
    limit.check();
    const values = records.map((cells) => cellValue(cells[position]));
    const present = values.filter((value) => value !== '');
    const share = (isKind: (value: string) => boolean): number =>
      present.filter(isKind).length / Math.max(1, present.length);
    const isUsers = present.length > 0 && share(isUser) >= MIN_SHARE;
    const isDates = !isUsers && present.length > 0 && share(isDateValue) >= MIN_SHARE;
    const dates = isDates ? new DateColumn(present) : undefined;
    return {
      position,
      name: normalName(cell),
      kind: isUsers ? 'user' : isDates ? 'date' : 'text',
      filled: present.length / Math.max(1, records.length),
      values,
      seconds: dates === undefined ? [] : values.map((value) => dates.read(value)),
    };
  });
}
