import { printable } from '../../text/printable.ts';
import { normalName } from '../../text/white-space.ts';
import { isFieldName, isScenarioColumnName, looseName } from './column-names.ts';

/** What decides whether a cell of a file's header may be shown. */
export interface HeaderContext {
  /** The header has at least one field of a scenario, by its usual name, an alias or the input `columns`. */
  readonly hasKnownField: boolean;
  /** Names from inputs, normalized by `looseName`. */
  readonly namesFromInputs: ReadonlySet<string>;
}

/**
 * Prepares the context of a file's header for `columnLabel`.
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

/** A longer header cell is not treated as a name. */
export const MAX_COLUMN_NAME = 64;
const PLAIN_NAME = /^[\p{L}\p{M} _-]+$/u;

/** Whether a header cell looks like a column name: short, with only letters, spaces, `_` and `-`. */
export function isPlainName(cell: string): boolean {
  return cell.length <= MAX_COLUMN_NAME && PLAIN_NAME.test(cell) && /\p{L}/u.test(cell);
}

/**
 * The label of a column in messages. If a file has no header, its first person must not be shown. A header cell is
 * therefore shown only if it is a known name or in an input, or if the line is certainly a header and the cell looks
 * like a column name. Everything else is `column N`.
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
