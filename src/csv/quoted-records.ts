import { parse } from 'csv-parse/sync';

/** Options of csv-parse for records that the fast path does not read; the property tests compare the fast path with them. */
export const CSV_PARSE_OPTIONS = {
  record_delimiter: ['\r\n', '\n', '\r'] as string[],
  relax_column_count: true,
  skip_empty_lines: false,
};

/**
 * Reads records whose quotation marks are not as in RFC 4180. Imported lazily: most files have no quotation marks.
 * @param maximum Maximum number of records to read; all by default.
 * @returns undefined if the quoting is broken. The parser's own message is dropped, because it quotes the data.
 */
export function parseRecords(text: string, delimiter: string, maximum = -1): string[][] | undefined {
  try {
    return parse(text, { ...CSV_PARSE_OPTIONS, delimiter, to: maximum }) as string[][];
  } catch {
    return undefined;
  }
}
