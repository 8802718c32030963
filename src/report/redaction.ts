import { SCENARIO_NAMES, SCENARIOS } from '../scenarios/scenarios.ts';

/**
 * Characters that a reader cannot see or that change what the others look like: control, format (bidirectional
 * overrides, zero-width), line and paragraph separators, lone surrogates, other invisible letters and selectors.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** More than three marks on one letter serve to paint over the lines above and below. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * Text from outside (file names, column names, a server's words, claims) made harmless for a log line: one line,
 * nothing in it invisible, unable to form a workflow command (`::name`, `##[name]`). What is taken out leaves a blank,
 * so that its neighbours cannot join to something new; applying it twice changes nothing.
 */
export function visible(text: string): string {
  return text
    .replace(UNSEEN, ' ')
    .replace(STACKED_MARKS, '$1')
    .replace(/:(?=:)/g, ': ')
    .replace(/##(?=\w*\[)/g, '## ');
}

/** The first `maximum` characters of a text, with `…` for what was cut off; never half a character. */
export function shortened(text: string, maximum: number): string {
  // Most texts are short: only a long one is taken apart into characters.
  if (text.length <= maximum) return text;
  const characters = Array.from(text.slice(0, maximum * 2 + 2));
  return characters.length <= maximum ? text : `${characters.slice(0, maximum - 1).join('')}…`;
}

/** Longest name that is shown; paths have fewer characters. */
const LONGEST_NAME = 260;

/**
 * A name from an input (a path, a column, a host) as it stands in a sentence: between backticks, whole or not at all.
 * The runner masks a secret that came into the wrong input only where it stands whole and as it is.
 */
export function quoted(name: string): string {
  const text = visible(name).replaceAll('`', "'");
  return text.length > LONGEST_NAME ? `(${text.length} characters, not shown)` : `\`${text}\``;
}

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
export const LONGEST_COLUMN_NAME = 64;
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
    context.hasKnownField &&
    cell.length <= LONGEST_COLUMN_NAME &&
    PLAIN_NAME.test(cell) &&
    /\p{L}/u.test(cell);
  return isKnown || isPlain ? visible(cell) : `column ${position}`;
}

/**
 * The shape of a date that cannot be read (`99/99/9999` for `31/03/2026`), so that its owner sees what is wrong
 * without the log telling the date. Undefined for what does not look like a date: its shape might say too much.
 */
export function dateShape(cell: string): string | undefined {
  // Cells can be long; nothing above this length could be shown.
  if (cell.length > LONGEST_SHAPE * 2) return undefined;
  const shape = cell.replace(/\p{Nd}/gu, '9').replace(/\p{L}/gu, 'A');
  const digits = shape.replace(/[^9]/g, '').length;
  const isShown = shape.length <= LONGEST_SHAPE && digits >= FEWEST_DIGITS && /^[9A/.:+ -]+$/.test(shape);
  // By `visible` because a shape such as `9999::99` is text from outside as well.
  return isShown ? visible(shape) : undefined;
}

const LONGEST_SHAPE = 35;
const FEWEST_DIGITS = 4;
