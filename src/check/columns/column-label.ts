import { printable } from '../../text/printable.ts';
import { normalName } from '../../text/white-space.ts';
import { isFieldName, isScenarioColumnName, looseName } from './column-names.ts';

/** What must be known of a file's header before one of its cells may be shown. */
export interface HeaderContext {
  /** The header names at least one field of a scenario, by its usual name, an alias or the input `columns`. */
  readonly hasKnownField: boolean;
  /** Names given in an input, as `looseName` makes them. */
  readonly namesFromInputs: ReadonlySet<string>;
}

/**
 * Looks at a file's header for `columnLabel`.
 * @param namesFromInputs Column names that the inputs `columns` and `scenario-column` contain.
 */
export function headerContext(
  header: readonly string[],
  namesFromInputs: Iterable<string> = [],
): HeaderContext {
  const names = new Set(Array.from(namesFromInputs, looseName).filter((name) => name !== ''));
  const hasKnownField = header.some(
    (cell) => isFieldName(cell) || (names.has(looseName(cell)) && !isScenarioColumnName(cell)),
  );
  return { hasKnownField, namesFromInputs: names };
}

/** A longer text in a header is no name. */
export const MAX_COLUMN_NAME = 64;
const PLAIN_NAME = /^[\p{L}\p{M} _-]+$/u;

/** Whether a header cell looks like the name of a column: short, nothing but letters, blanks, `_` and `-`. */
export function isPlainName(cell: string): boolean {
  return cell.length <= MAX_COLUMN_NAME && PLAIN_NAME.test(cell) && /\p{L}/u.test(cell);
}

/**
 * The name under which people see a column. A file without a header must not show its first person, so a cell of the
 * header is shown only if we or the user know it, or if the line is a header beyond doubt and the cell looks like
 * a name of a column. Everything else is `column N`.
 * @param position Position of the column, from 1.
 */
export function columnLabel(headerCell: string, position: number, context: HeaderContext): string {
  const cell = normalName(headerCell);
  const isKnown =
    isFieldName(cell) || isScenarioColumnName(cell) || context.namesFromInputs.has(looseName(cell));
  return isKnown || (context.hasKnownField && isPlainName(headerCell.trim()))
    ? printable(cell)
    : `column ${position}`;
}
