import { parse } from 'csv-parse/sync';

/** How csv-parse reads what the fast path does not; the property tests hold the fast path against the same. */
export const CSV_PARSE_OPTIONS = {
  record_delimiter: ['\r\n', '\n', '\r'] as string[],
  relax_column_count: true,
  skip_empty_lines: false,
};

/**
 * Reads records that hold quotation marks. This module is imported late: most files have none.
 * @param most Records to read; all by default.
 * @returns undefined where the quoting is broken. The parser's own message quotes the data and is left alone.
 */
export function parseRecords(text: string, delimiter: string, most = -1): string[][] | undefined {
  try {
    return parse(text, { ...CSV_PARSE_OPTIONS, delimiter, to: most }) as string[][];
  } catch {
    return undefined;
  }
}
