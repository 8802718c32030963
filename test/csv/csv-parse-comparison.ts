import { expect } from 'vitest';
import { cellsOf, readByCsvParse, sourceOf } from './reading.ts';

/** A text that csv-parse rejects may be read if it accepts the text with spaces around quotation marks. */
export async function expectLikeCsvParse(text: string, delimiter: string, pieceBytes: number): Promise<void> {
  const cells = await cellsOf(sourceOf(text, pieceBytes), delimiter);
  const strict = readByCsvParse(text, delimiter);
  if (strict !== undefined || cells === undefined || delimiter === ' ') return expect(cells).toEqual(strict);
  // When it trims, csv-parse drops a last line of only blanks without a line end.
  const blankEnd = delimiter === '\t' ? /(?:^|[\r\n]) +$/ : /(?:^|[\r\n])[ \t]+$/;
  const kept = blankEnd.test(text) ? cells.slice(0, -1) : cells;
  const trimmed = readByCsvParse(text, delimiter, { trim: true });
  expect(trimCells(kept)).toEqual(trimmed === undefined ? undefined : trimCells(trimmed));
}

function trimCells(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.map((cell) => cell.trim()));
}
