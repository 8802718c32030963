/** Where and why the quotation marks of a record are broken. */
export interface QuotingFault {
  /** Physical lines between the start of the record and the quotation mark. */
  readonly line: number;
  /** One sentence; contains no text of the record. */
  readonly explanation: string;
}

const UNCLOSED = 'A quotation mark on this line is never closed.';
const STRAY =
  'A quotation mark is inside a value that does not start with one. Enclose the whole value in quotation marks and double the mark inside.';
const AFTER_CLOSING =
  'There is text after the closing quotation mark of a value. Double quotation marks inside a quoted value.';

/** Characters that are allowed between a delimiter and a quotation mark, and not part of the value. */
const OUTER_BLANKS = ' \t\u00a0\u200b\u2060\ufeff\u001a';

/**
 * Finds the first fault in the quoting of one record, by RFC 4180 and what else `tidyQuotes` accepts. It only locates
 * faults that csv-parse has found, because csv-parse's own error names the last line and quotes the data.
 * @returns undefined if the quoting is correct.
 */
export function findQuotingFault(record: string, delimiter: string): QuotingFault | undefined {
  let line = 0;
  let opened = 0;
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  for (let i = 0; i < record.length; i += 1) {
    const character = record[i]!;
    const isLineEnd = character === '\n' || (character === '\r' && record[i + 1] !== '\n');
    if (state === 'quoted') {
      if (character === '"') state = 'closed';
    } else if (character === '"') {
      if (state === 'plain') return { line, explanation: STRAY };
      // A mark right after the closing one is an escaped mark, so the value continues.
      if (state === 'start') opened = line;
      else if (record[i - 1] !== '"') return { line, explanation: AFTER_CLOSING };
      state = 'quoted';
    } else if (character === delimiter || character === '\n' || character === '\r') {
      state = 'start';
    } else if (!OUTER_BLANKS.includes(character) && !(character === '=' && record[i + 1] === '"')) {
      if (state === 'closed') return { line, explanation: AFTER_CLOSING };
      state = 'plain';
    }
    if (isLineEnd) line += 1;
  }
  return state === 'quoted' ? { line: opened, explanation: UNCLOSED } : undefined;
}

/**
 * Rewrites the quoting of records to RFC 4180. Accepts white space before an opening or after a closing quotation mark,
 * and `="…"`, which makes spreadsheets treat a value as text.
 * @param records Complete records.
 * @returns undefined if the quotation marks are broken.
 */
export function tidyQuotes(records: string, delimiter: string): string | undefined {
  const sign = delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const blanks = `[${OUTER_BLANKS.replace(delimiter, '')}]*`;
  const formula = delimiter === '=' ? '' : '=?';
  const end = `(?=${sign}|[\\r\\n]|$)`;
  const field = new RegExp(
    `${blanks}${formula}("[^"]*(?:""[^"]*)*")${blanks}${end}|[^"\\r\\n${sign}]*${end}`,
    'y',
  );
  let tidy = '';
  for (let at = 0; ; ) {
    field.lastIndex = at;
    const found = field.exec(records);
    if (found === null) return undefined;
    tidy += found[1] ?? found[0];
    at = field.lastIndex;
    if (at === records.length) return tidy;
    tidy += records[at];
    at += 1;
  }
}

/** The text in a cell that a spreadsheet wrote as a formula, `="…"`; every other cell unchanged. */
export function withoutFormula(cell: string): string {
  if (!cell.startsWith('="') || !cell.endsWith('"') || cell.length < 3) return cell;
  return cell.slice(2, -1).replaceAll('""', '"');
}

/** The delimiters that a connector can be created for. */
export type UploadDelimiter = ',' | '\t' | '|';

/** One record as a line without its line end. */
export function toCsvLine(cells: readonly string[], delimiter: UploadDelimiter): string {
  const needsQuotes = NEEDS_QUOTES[delimiter];
  return cells
    .map((cell) => (needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(delimiter);
}

/** Whether a value must be quoted, by the delimiter. */
const NEEDS_QUOTES: Readonly<Record<UploadDelimiter, RegExp>> = {
  ',': /[",\r\n]|^\s|\s$/,
  '\t': /["\t\r\n]|^\s|\s$/,
  '|': /["|\r\n]|^\s|\s$/,
};
