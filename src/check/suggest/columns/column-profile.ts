import { normalName } from '../../../text/white-space.ts';
import { isUser } from '../../users.ts';
import { cellValue, dateForms, isDateValue, readDate } from '../cell-kinds.ts';
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
  /**
   * By record, of a column of dates: seconds since 1970. A second list has them with the month first, where no date of
   * the file shows the order; so what is true of dates has to be true of both.
   */
  readonly readings: readonly (readonly (number | undefined)[])[];
}

/** Above it the other values are mistakes, not another kind of column: wrong values stay findings. */
const MIN_SHARE = 0.6;
const MAX_COLUMNS = 300;

/** @param rows The header, then the records. */
export function profileColumns(rows: readonly (readonly string[])[], limit: TimeLimit): ColumnProfile[] {
  const [header = [], ...records] = rows;
  const columns = header.slice(0, MAX_COLUMNS).map((cell, position) => {
    limit.check();
    const values = records.map((cells) => cellValue(cells[position]));
    const present = values.filter((value) => value !== '');
    const share = (isKind: (value: string) => boolean): number =>
      present.filter(isKind).length / Math.max(1, present.length);
    const isUsers = present.length > 0 && share(isUser) >= MIN_SHARE;
    const isDates = !isUsers && present.length > 0 && share(isDateValue) >= MIN_SHARE;
    return {
      position,
      name: normalName(cell),
      kind: isUsers ? ('user' as const) : isDates ? ('date' as const) : ('text' as const),
      filled: present.length / Math.max(1, records.length),
      values,
      forms: isDates ? dateForms(present) : [],
    };
  });
  const settled = new Set(columns.flatMap(({ forms }) => (forms.length === 1 ? forms[0]! : [])));
  return columns.map(({ forms, ...column }) => {
    limit.check();
    const readings = settledForms(forms, settled).map((list) =>
      column.values.map((value) => readDate(value, list)),
    );
    return { ...column, readings };
  });
}

/** Of two orders the one that another column of the file proves: one system writes all dates alike. */
function settledForms(
  forms: readonly (readonly string[])[],
  settled: ReadonlySet<string>,
): readonly (readonly string[])[] {
  const proven = forms.filter((list) => list.every((form) => settled.has(form)));
  return proven.length === 1 ? proven : forms;
}
