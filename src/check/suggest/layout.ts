import { DELIMITERS } from '../../csv/delimiter.ts';
import { isUser } from '../users.ts';
import { cellValue, isDateValue } from './cell-kinds.ts';
import type { TimeLimit } from './time-limit.ts';

/** Where the table of a file begins and how its columns are separated. */
export interface Layout {
  readonly delimiter: string;
  /** Physical line of the header, from 1. */
  readonly headerLine: number;
}

/** A text line with its cells. */
interface Row {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

const MAX_LINES = 400;
const MAX_LINE = 20_000;
/** Signs beside the usual delimiters that programs write. */
const RARE_DELIMITERS = ['^', '~', '¦', '§', '\u0001', '\u001f', '\u001e', '!', '&', '#', ':'];

/**
 * Finds the delimiter under which most cells are users and dates, then the header: the row above the first record.
 * @param start The first bytes of the file as text.
 * @param given The delimiter of the input; `auto` for none.
 * @returns undefined where no row has a user or a date, or no header is above the first record.
 */
export function findLayout(start: string, given: string, limit: TimeLimit): Layout | 'no-header' | undefined {
  const lines = start.replace(/^\ufeff/, '').split(/\r\n|\n|\r/, MAX_LINES);
  const delimiters = [
    ...new Set([...(given === 'auto' ? [] : [given]), ...Object.values(DELIMITERS), ...RARE_DELIMITERS]),
  ];
  const judged = delimiters
    .filter((delimiter) => start.includes(delimiter))
    .map((delimiter) => {
      limit.check();
      return judge(lines, delimiter);
    })
    .filter(({ telling }) => telling > 0);
  const [best] = judged.toSorted((a, b) => b.telling - a.telling);
  if (best === undefined) return undefined;
  const header = findHeader(best);
  return header === undefined ? 'no-header' : { delimiter: best.delimiter, headerLine: header.line };
}

interface Judged {
  readonly delimiter: string;
  readonly rows: readonly Row[];
  /** Position among the rows. */
  readonly firstRecord: number;
  /** Number of cells that are users or dates. */
  readonly telling: number;
}

function judge(lines: readonly string[], delimiter: string): Judged {
  const rows = lines.map((text, i) => ({ line: i + 1, text, cells: splitLine(text, delimiter) }));
  const kinds = rows.map(({ cells }) => kindsOf(cells));
  const withUser = rows.filter((_, i) => kinds[i]!.users > 0);
  const records = withUser.length > 0 ? withUser : rows.filter((_, i) => kinds[i]!.dates > 0);
  const width = commonest(records.map(({ cells }) => cells.length));
  const filled = Math.max(0, ...records.filter(({ cells }) => cells.length === width).map(filledCells));
  const isRecord = (row: Row): boolean => row.cells.length >= width && filledCells(row) * 2 >= filled;
  const firstRecord = rows.findIndex((row) => records.includes(row) && isRecord(row));
  const telling = width < 2 ? 0 : kinds.reduce((sum, { users, dates }) => sum + users + dates, 0);
  return { delimiter, rows, firstRecord, telling };
}

function kindsOf(cells: readonly string[]): { users: number; dates: number } {
  const values = cells.map(cellValue);
  return { users: values.filter(isUser).length, dates: values.filter(isDateValue).length };
}

function filledCells({ cells }: Pick<Row, 'cells'>): number {
  return cells.filter((cell) => cellValue(cell) !== '').length;
}

function commonest(numbers: readonly number[]): number {
  const counts = Map.groupBy(numbers, (number) => number);
  return [...counts.entries()].toSorted((a, b) => b[1].length - a[1].length || b[0] - a[0])[0]?.[0] ?? 0;
}

/** Rows above the first record among which the header is looked for. */
const MAX_ROWS_ABOVE = 40;

/** The fullest row of names above the first record; of equals the highest, since a record without a user may be below it. */
function findHeader({ rows, firstRecord, delimiter }: Judged): Row | undefined {
  const width = rows[firstRecord]!.cells.length;
  const above = rows.slice(Math.max(0, firstRecord - MAX_ROWS_ABOVE), firstRecord);
  const candidates = joinedRows(above, delimiter).filter(({ cells }) => isHeaderLike(cells, width));
  const fullest = Math.max(...candidates.map(filledCells));
  return candidates.find((row) => filledCells(row) === fullest);
}

/** Rows, those with an open quotation mark as one with the rows that follow: a name may have a line break in it. */
function joinedRows(rows: readonly Row[], delimiter: string): readonly Row[] {
  const joined: Row[] = [];
  let open: Row | undefined;
  for (const row of rows) {
    const isOdd = (row.text.match(/"/g)?.length ?? 0) % 2 === 1;
    if (open !== undefined) {
      const text = `${open.text} ${row.text}`;
      open = { line: open.line, text, cells: splitLine(text, delimiter) };
      if (isOdd) joined.push(open);
      if (isOdd) open = undefined;
    } else if (isOdd) open = row;
    else joined.push(row);
  }
  // A mark that stays open is one of inches, or of a title.
  return open === undefined ? joined : rows;
}

/** A row of names: nearly as wide as the records, no user, no date, no bare number, no line of hyphens. */
function isHeaderLike(cells: readonly string[], width: number): boolean {
  const values = cells.map(cellValue).filter((value) => value !== '');
  return (
    values.length >= Math.max(2, Math.ceil(width / 2)) &&
    Math.abs(cells.length - width) <= 1 + width / 10 &&
    !values.some((value) => isUser(value) || isDateValue(value) || /^[\d.,/-]+$/.test(value)) &&
    values.some((value) => /\p{L}/u.test(value))
  );
}

/** The cells of one line; quotation marks as far as one line can tell. */
export function splitLine(text: string, delimiter: string): string[] {
  const line = text.slice(0, MAX_LINE);
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell].map((one) => one.replace(/^=/, ''));
}
