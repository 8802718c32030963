import type { CharacterCodes } from '../../text/character-codes.ts';
import { trimmed } from '../../text/white-space.ts';
import { comparableName, withoutEmptyEnd } from '../columns/column-names.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import type { ScenarioValues } from '../columns/scenario-values.ts';
import { isBlank } from '../record-check.ts';
import { isUser } from '../users.ts';
import { isLabelRow } from './label-row.ts';

/** Rows below the header that are not records. */
export type RowKind =
  /** Only spaces and delimiters, as Excel writes it. */
  | 'blank'
  /** Decoration that a program writes around the rows: a line of hyphens, `(3 rows affected)`, `#TYPE`, the end-of-file mark. */
  | 'mark'
  /** The header again, in concatenated files. */
  | 'repeated-header'
  /** Labels below the header: no user, no date. */
  | 'second-header'
  /** Matched by `ignore-rows`. */
  | 'ignored';

/** What is needed to classify the rows of one file. */
export interface RowContext {
  readonly columns: FileColumns;
  /** The header as read. */
  readonly headerCells: readonly string[];
  /** Whether `ignore-rows` matches a row, by its first cell. */
  readonly isIgnored: ((firstCell: string) => boolean) | undefined;
  readonly scenarioValues: ScenarioValues;
}

/** A row of a table in text, below its header: `-----,-----`, `-----+-----`. */
const HYPHENS = /^[-+|\s]*-[-+|\s]*$/;
/** The last line of sqlcmd, psql and SQL*Plus. */
const ROW_COUNT = /^\(?\d{1,12} rows?(?:\(s\))?(?: (?:affected|selected))?[).]$/i;
const TYPE_LINE = /^#TYPE /;
/** Longer cells are not marks, labels or names. */
const MAX_CELL = 1000;

const NINE = 0x39;
const SPACE = 0x20;

/** Distinguishes records from other rows. */
export class RowKinds {
  readonly #context: RowContext;
  readonly #header: readonly string[];
  readonly #firstLetter: number;

  constructor(context: RowContext) {
    this.#context = context;
    this.#header = withoutEmptyEnd(context.headerCells.map(comparableName));
    this.#firstLetter = this.#header[0]?.charCodeAt(0) ?? 0;
  }

  /**
   * @param isBelowHeader No record precedes this row since the header.
   * @returns undefined for a record.
   */
  kindOf(cells: readonly string[], isBelowHeader: boolean): RowKind | undefined {
    const { columns, scenarioValues } = this.#context;
    const code = (cells[0] ?? '').charCodeAt(0);
    // Almost every row is a record that starts with a letter or digit. Only other rows, and rows like the header, are checked entirely.
    const isWord = isLetterOrDigit(code);
    if (!isWord && isBlankRow(cells)) return 'blank';
    if ((!isWord || code <= NINE) && isMark(cells, isBelowHeader)) return 'mark';
    if ((!isWord || (code | 0x20) === this.#firstLetter) && this.#isHeader(cells)) return 'repeated-header';
    if (isBelowHeader && isLabelRow(cells, columns, scenarioValues)) return 'second-header';
    return this.#isIgnored(cells) ? 'ignored' : undefined;
  }

  /**
   * Whether a row is certainly a record by its first value; false if `kindOf` has to judge it. Not for the rows directly
   * below the header.
   */
  isRecordFor(codes: CharacterCodes, from: number, to: number): boolean {
    if (from === to || this.#context.isIgnored !== undefined) return false;
    const code = codes[from]!;
    if (!isLetterOrDigit(code) || (code | 0x20) === this.#firstLetter) return false;
    // A number of rows has a space after its digits.
    return code > NINE || codes.subarray(from, to).indexOf(SPACE) === -1;
  }

  #isHeader(cells: readonly string[]): boolean {
    const first = cells[0]!;
    if (first.length > MAX_CELL || comparableName(first) !== this.#header[0]) return false;
    const names = withoutEmptyEnd(
      cells.map((cell) => (cell.length > MAX_CELL ? cell : comparableName(cell))),
    );
    return names.length === this.#header.length && names.every((name, i) => name === this.#header[i]);
  }

  #isIgnored(cells: readonly string[]): boolean {
    const { isIgnored, columns } = this.#context;
    if (isIgnored === undefined) return false;
    const first = trimmed(cells[0] ?? '');
    return (
      first.length <= MAX_CELL &&
      isIgnored(first) &&
      !columns.users.some((i) => isUser(trimmed(cells[i] ?? '')))
    );
  }
}

function isLetterOrDigit(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

/** A row without any value. */
export function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) if (!isBlank(cell)) return false;
  return true;
}

function isMark(cells: readonly string[], isBelowHeader: boolean): boolean {
  const [first = ''] = cells;
  if (first.length > MAX_CELL) return false;
  const text = trimmed(first);
  if (TYPE_LINE.test(text)) return true;
  if (isBelowHeader && cells.every((cell) => isBlank(cell) || isHyphens(cell))) return true;
  return ROW_COUNT.test(text) && isBlankRow(cells.slice(1));
}

function isHyphens(cell: string): boolean {
  return cell.length <= MAX_CELL && HYPHENS.test(cell);
}
