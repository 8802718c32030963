import { DELIMITERS } from './delimiter.ts';
import { tidyQuotes } from './quoting.ts';

/** What the first lines of a file say of its form. */
export interface Dialect {
  readonly delimiter: string;
  /** Physical line from which on records are read, the header first. Lines above are cut at line ends; quotation marks in them mean nothing. */
  readonly headerLine: number;
  /** The first of the lines above that were left out without being asked for and hold text of a report; undefined without any. */
  readonly firstLineAbove: number | undefined;
}

/** What the user asks for. */
export interface DialectSettings {
  /** `auto`, or the character. */
  readonly delimiter: string;
  /** Physical line, from 1. */
  readonly headerLine: number | 'auto';
}

/** How a header is told from other lines. */
export interface HeaderClues {
  /** Whether a cell is a column name that we know. */
  isKnownColumn(cell: string): boolean;
  /** Whether a line contains a user: it may be a record and is never left out. */
  hasUser(line: string): boolean;
}

/** Delimiters after it are empty cells, as a spreadsheet adds them when it saves the file again. */
const SEPARATOR_LINE = /^"?sep=(.)"?\1*$/i;
/** The first line of Export-Csv in Windows PowerShell, unless `-NoTypeInformation` is given. */
const TYPE_LINE = /^"?#TYPE /;

/** Nothing but blanks and signs that separate values. */
const BLANK_LINE = /^[\s\u200b\u2060,;|"]*$/;

/** The header is one of so many lines, unless `header-line` says another. */
const MAX_LINES_ABOVE = 20;
/** Known columns that make a line the header. */
const MIN_KNOWN_COLUMNS = 2;
/** Characters in which a header ends; what is longer is not looked at. */
const MAX_HEADER = 128 * 1024;

/** One of the first lines, a BOM and its line end not included. */
interface Line {
  readonly text: string;
  /** Physical line, from 1. */
  readonly number: number;
  /** The text from this line on. */
  readonly rest: string;
}

/**
 * Finds the header and the delimiter: the first line that has at least two known columns under any delimiter, the first
 * line that is not blank otherwise; then the delimiter under which most of its cells are known, or that makes most cells.
 * @param start The first bytes of the file as text, a BOM not included.
 */
export async function detectDialect(
  start: string,
  { delimiter, headerLine }: DialectSettings,
  clues: HeaderClues,
): Promise<Dialect> {
  const lines = firstLines(start, headerLine === 'auto' ? MAX_LINES_ABOVE : headerLine + MAX_LINES_ABOVE);
  const separator = SEPARATOR_LINE.exec(lines[0]?.text ?? '')?.[1];
  const isUsable = separator !== undefined && !/[\p{L}\p{N}"'\n]/u.test(separator);
  const isText = ({ text, number }: Line): boolean =>
    !BLANK_LINE.test(text) && !TYPE_LINE.test(text) && !(number === 1 && separator !== undefined);
  const candidates = lines.filter(
    (line) => isText(line) && line.number >= (headerLine === 'auto' ? 1 : headerLine),
  );
  const given = delimiter !== 'auto' ? delimiter : isUsable ? separator : undefined;
  const delimiters = given === undefined ? Object.values(DELIMITERS) : [given];
  const [first] = candidates;
  if (first === undefined) return noHeader(lines.length, delimiters);
  let found = await judge(first, delimiters, clues);
  if (headerLine === 'auto' && found.known < MIN_KNOWN_COLUMNS) {
    found = (await findBelow(candidates, delimiters, clues)) ?? found;
  }
  const above = candidates.find(({ number }) => number < found.line.number);
  return { delimiter: found.delimiter, headerLine: found.line.number, firstLineAbove: above?.number };
}

/** Nothing but lines that are no header: the reading goes on after them. */
function noHeader(lines: number, delimiters: readonly string[]): Dialect {
  return { delimiter: delimiters[0]!, headerLine: lines + 1, firstLineAbove: undefined };
}

/** The first line with known columns that has no user above it. */
async function findBelow(
  candidates: readonly Line[],
  delimiters: readonly string[],
  clues: HeaderClues,
): Promise<Judged | undefined> {
  for (const line of candidates) {
    const judged = await judge(line, delimiters, clues);
    if (judged.known >= MIN_KNOWN_COLUMNS) return judged;
    if (clues.hasUser(line.text)) return undefined;
  }
  return undefined;
}

interface Judged {
  readonly line: Line;
  readonly delimiter: string;
  /** Cells that are known columns. */
  readonly known: number;
  readonly cells: number;
}

/** A line under the delimiter that suits it best as a header. */
async function judge(line: Line, delimiters: readonly string[], clues: HeaderClues): Promise<Judged> {
  const judged: Judged[] = [];
  for (const delimiter of delimiters) {
    const cells = await headerCells(line, delimiter, clues);
    const known = cells.filter((cell) => clues.isKnownColumn(cell)).length;
    judged.push({ line, delimiter, known, cells: cells.length });
  }
  return judged.toSorted((a, b) => b.known - a.known || b.cells - a.cells)[0]!;
}

/** The cells of a line as a header; it may go on over further lines. None where it cannot be read with this delimiter. */
async function headerCells({ text, rest }: Line, delimiter: string, clues: HeaderClues): Promise<string[]> {
  const cells = text.split(delimiter);
  if (!text.includes('"')) return cells;
  const unquoted = cells.map((cell) => cell.replace(/^[\s=]*"|"\s*$/g, ''));
  if (!unquoted.some((cell) => clues.isKnownColumn(cell))) return unquoted;
  const { parseRecords } = await import('./quoted-records.ts');
  // Not quoted as this delimiter needs it is one more reason against it. A fault of the file itself is found later.
  const records =
    parseRecords(rest, delimiter, 1) ?? parseRecords(tidyQuotes(text, delimiter) ?? text, delimiter, 1);
  return records?.[0] ?? [];
}

function firstLines(start: string, count: number): Line[] {
  const lines: Line[] = [];
  const lineEnd = /\r\n|\n|\r/g;
  for (let at = 0; at < start.length && lines.length < count; ) {
    lineEnd.lastIndex = at;
    const end = lineEnd.exec(start);
    const text = start.slice(at, end?.index).replace(/^\ufeff+/, '');
    const rest = start.slice(at, at + MAX_HEADER).replace(/^\ufeff+/, '');
    lines.push({ text, number: lines.length + 1, rest });
    at = end === null ? start.length : lineEnd.lastIndex;
  }
  return lines;
}

/**
 * Where a header that `auto` did not take would be: the first line with known columns, anywhere in the text.
 * @returns Its physical line; undefined without one.
 */
export async function findKnownHeader(
  start: string,
  { delimiter }: DialectSettings,
  clues: HeaderClues,
): Promise<number | undefined> {
  const delimiters = delimiter === 'auto' ? Object.values(DELIMITERS) : [delimiter];
  for (const line of firstLines(start, MAX_SEARCHED_LINES)) {
    const { known } = await judge(line, delimiters, clues);
    if (known >= MIN_KNOWN_COLUMNS) return line.number;
  }
  return undefined;
}

const MAX_SEARCHED_LINES = 200;

/**
 * The delimiter under which a line has known columns, other than the one it was read with: a common one, or any sign
 * in the line.
 */
export function otherDelimiter(line: string, delimiter: string, clues: HeaderClues): string | undefined {
  const signs = new Set(line.slice(0, MAX_HEADER).match(/[^\p{L}\p{N}\s"'_-]|\t/gu));
  const candidates = [...Object.values(DELIMITERS), ...signs].slice(0, MAX_SIGNS);
  return candidates.find(
    (sign) =>
      sign !== delimiter &&
      line.split(sign).filter((cell) => clues.isKnownColumn(cell.replace(/^\s*"|"\s*$/g, ''))).length >=
        MIN_KNOWN_COLUMNS,
  );
}

const MAX_SIGNS = 30;
