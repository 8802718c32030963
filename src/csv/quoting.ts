/** Where and why the quotation marks of a record are broken. */
export interface QuotingFault {
  /** Physical lines between the start of the record and the quotation mark. */
  readonly line: number;
  /** One sentence for people; holds nothing of the record. */
  readonly explanation: string;
}

const UNCLOSED = 'A quotation mark is opened on this line and never closed.';
const STRAY =
  'A quotation mark stands inside a value that does not begin with one. Enclose the whole value and double the mark.';
const AFTER_CLOSING =
  'Something follows the closing quotation mark of a value. A mark inside a quoted value must be doubled.';

/**
 * Finds the first fault in the quoting of one record, by RFC 4180. It is asked only for the place of a fault that
 * csv-parse has met, whose own error tells the last line and quotes the data.
 * @returns undefined when the quoting is right.
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
      if (state === 'start') opened = line;
      state = 'quoted';
    } else if (character === delimiter || character === '\n' || character === '\r') {
      state = 'start';
    } else if (state === 'closed') {
      return { line, explanation: AFTER_CLOSING };
    } else {
      state = 'plain';
    }
    if (isLineEnd) line += 1;
  }
  return state === 'quoted' ? { line: opened, explanation: UNCLOSED } : undefined;
}

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One record as a comma-separated line without its line end. */
export function toCsvLine(cells: readonly string[]): string {
  return cells.map((cell) => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
