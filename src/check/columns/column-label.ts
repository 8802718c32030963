import { printable } from '../../text/printable.ts';
import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';

/** What must be known of a file's first line before one of its cells may be shown. */
export interface HeaderContext {
  /** The first line names at least one field of a scenario, by its usual name, an alias or the input `columns`. */
  readonly hasKnownField: boolean;
  /** Names given in an input, as `comparableName` makes them. */
  readonly namesFromInputs: ReadonlySet<string>;
}

/** A column name as names are compared: without blanks around it, and without regard to case. */
export function comparableName(name: string): string {
  return name.trim().toLowerCase();
}

/** The fields' usual names and aliases. */
const FIELD_NAMES: ReadonlySet<string> = new Set(
  SCENARIO_NAMES.flatMap((name) => SCENARIOS[name].fields)
    .flatMap((field) => [field.name, ...field.aliases])
    .map(comparableName),
);

/** Columns that are no field, yet known by name. */
const SCENARIO_COLUMNS: ReadonlySet<string> = new Set(['hrscenario', 'scenario']);

/**
 * Looks at a file's first line for `columnLabel`.
 * @param namesFromInputs Column names that stand in the inputs `columns` and `scenario-column`.
 */
export function headerContext(
  header: readonly string[],
  namesFromInputs: Iterable<string> = [],
): HeaderContext {
  const names = new Set(Array.from(namesFromInputs, comparableName).filter((name) => name !== ''));
  const hasKnownField = header
    .map(comparableName)
    .some((cell) => FIELD_NAMES.has(cell) || (names.has(cell) && !SCENARIO_COLUMNS.has(cell)));
  return { hasKnownField, namesFromInputs: names };
}

/** A longer text in a header is no name. */
export const MAX_COLUMN_NAME = 64;
const PLAIN_NAME = /^[\p{L}\p{M} _-]+$/u;

/**
 * The name under which people see a column. A file without a header must not show its first person, so a cell of the
 * first line is shown only if we or the user know it, or if the line is a header beyond doubt and the cell looks like
 * a name of a column. Everything else is `column N`.
 * @param position Position of the column, from 1.
 */
export function columnLabel(headerCell: string, position: number, context: HeaderContext): string {
  const cell = headerCell.trim();
  const name = comparableName(cell);
  const isKnown = FIELD_NAMES.has(name) || SCENARIO_COLUMNS.has(name) || context.namesFromInputs.has(name);
  const isPlain =
    context.hasKnownField && cell.length <= MAX_COLUMN_NAME && PLAIN_NAME.test(cell) && /\p{L}/u.test(cell);
  return isKnown || isPlain ? printable(cell) : `column ${position}`;
}
