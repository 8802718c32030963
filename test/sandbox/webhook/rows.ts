import { parse } from 'csv-parse/sync';
import { DELIMITERS, type Delimiter } from './connector.ts';

/** What an upload contains. */
export interface Rows {
  readonly count: number;
  readonly columns: readonly string[];
  readonly records: readonly Record<string, string>[];
}

/** Strictly by RFC 4180, except for the delimiter: every row has as many cells as the header, valid UTF-8 without a BOM, no blank rows. */
export function readRows(content: Buffer, delimiter: Delimiter): Rows | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    if (text.startsWith('\uFEFF')) return undefined;
    const [columns, ...rows] = parse(text, {
      delimiter: DELIMITERS[delimiter],
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as string[][];
    const isBlank = (row: string[]): boolean => row.every((cell) => cell.trim() === '');
    if (columns === undefined || rows.some(isBlank)) return undefined;
    const records = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? ''])));
    return { count: rows.length, columns, records };
  } catch {
    return undefined;
  }
}

/** Without parsing cells, for measurements. */
export function countLines(content: Buffer): Rows {
  let count = content.at(-1) === 0x0a ? -1 : 0;
  for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, at + 1)) count += 1;
  return { count, columns: [], records: [] };
}

/** Whether the header is one cell with this delimiter, and several with another. */
export function hasAnotherDelimiter(content: Buffer, delimiter: Delimiter): boolean {
  const [header = ''] = content.toString('utf8', 0, 65_536).split(/[\r\n]/, 1);
  const others = [';', ...Object.values(DELIMITERS)].filter((other) => other !== DELIMITERS[delimiter]);
  return !header.includes(DELIMITERS[delimiter]) && others.some((other) => header.includes(other));
}
