import { DELIMITERS } from './delimiter.ts';
import { tidyQuotes } from './quoting.ts';

/** The format of a file, detected from its first lines. */
export interface Dialect {
  readonly delimiter: string;
  /** Physical line of the header, where reading starts. Lines above it are split only at line ends; quotation marks in them have no meaning. */
  readonly headerLine: number;
  /** The first line above the header that is ignored without an explicit `header-line` and is not blank; undefined if there is none. */
  readonly firstLineAbove: number | undefined;
}

/** The inputs `delimiter` and `header-line`. */
export interface DialectSettings {
  /** `auto`, or the character. */
  readonly delimiter: string;
  /** Physical line, from 1. */
  readonly headerLine: number | 'auto';
}

/** How to recognize a header. */
export interface HeaderClues {
  /** Whether a cell is a known column name. */
  isKnownColumn(cell: string): boolean;
  /** Whether a line contains a user: it may be a record and is never ignored. */
  hasUser(line: string): boolean;
}

/** Trailing delimiters are empty cells that a spreadsheet adds when it saves the file again. */
const SEPARATOR_LINE = /^"?sep=(.)"?\1*$/i;
/** The first line of Export-Csv in Windows PowerShell, unless `-NoTypeInformation` is used. */
const TYPE_LINE = /^"?#TYPE /;

/** Only white space and delimiters. */
const BLANK_LINE = /^[\s\u200b\u2060,;|"]*$/;

/** The header is one of the first lines, unless `header-line` is set. */
const MAX_LINES_ABOVE = 20;
/** Minimum number of known columns in a header. */
const MIN_KNOWN_COLUMNS = 2;
/** Maximum length of a header, in characters. */
const MAX_HEADER = 128 * 1024;

/** One of the first lines, without a BOM and its line end. */
interface Line {
  readonly text: string;
  /** Physical line, from 1. */
  readonly number: number;
  /** The text from this line on. */
  readonly rest: string;
}

/**
 * Finds the header and the delimiter. The header is the first line with at least two known columns under any delimiter,
 * or else the first line that is not blank. The delimiter is the one with the most known cells, or else the most cells.
 * @param start The first bytes of the file as text, without a BOM.
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
  if (first === undefined)
    return noHeader(
      headerLine === 'auto' ? lines.length : Math.max(lines.length, headerLine - 1),
      delimiters,
    );
  let found = await judge(first, delimiters, clues);
  if (headerLine === 'auto' && found.known < MIN_KNOWN_COLUMNS) {
    found = (await findBelow(candidates, delimiters, clues)) ?? found;
  }
  const above = candidates.find(({ number }) => number < found.line.number);
  return { delimiter: found.delimiter, headerLine: found.line.number, firstLineAbove: above?.number };
}

/** None of the first lines is a header: reading starts after them. @param lines Their number. */
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

/** A line, split by the delimiter that is the most likely one for a header. */
async function judge(line: Line, delimiters: readonly string[], clues: HeaderClues): Promise<Judged> {
  const judged: Judged[] = [];
  for (const delimiter of delimiters) {
    const cells = await headerCells(line, delimiter, clues);
    const known = cells.filter((cell) => clues.isKnownColumn(cell)).length;
    judged.push({ line, delimiter, known, cells: cells.length });
  }
  return judged.toSorted((a, b) => b.known - a.known || b.cells - a.cells)[0]!;
}

/** The cells of a line as a header, which may span several lines. Empty if it cannot be read with this delimiter. */
async function headerCells({ text, rest }: Line, delimiter: string, clues: HeaderClues): Promise<string[]> {
  const cells = text.split(delimiter);
  if (!text.includes('"')) return cells;
  const unquoted = cells.map((cell) => cell.replace(/^[\s=]*"|"\s*$/g, ''));
  if (!unquoted.some((cell) => clues.isKnownColumn(cell))) return unquoted;
  const { parseRecords } = await import('./quoted-records.ts');
  // If the quoting does not match this delimiter, it is the wrong one. Broken quoting in the file itself is found later.
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
 * Finds a header that `auto` did not accept: the first line with known columns, anywhere in the text.
 * @returns Its physical line; undefined if there is none.
 */
export async function findKnownHeader(
  start: string,
  delimiter: string,
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
 * Finds another delimiter under which a line has known columns: a common one, or any other character in the line that
 * could be one.
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
