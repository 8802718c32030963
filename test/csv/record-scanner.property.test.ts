import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AsciiText, type BlockText, WideText } from '../../src/csv/block-text.ts';
import { RecordScanner } from '../../src/csv/record-scanner.ts';
import { readByCsvParse } from './reading.ts';
import { asText, cell, style, table } from './tables.ts';

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** All records of a text, with the physical lines of each; undefined if a record is not as simple. */
function scanAll(text: string, delimiter: string): { cells: string[]; lines: number }[] | undefined {
  const block: BlockText = isAscii(text)
    ? new AsciiText(Buffer.from(text))
    : new WideText(text, new ArrayBuffer(2 * text.length));
  const scanner = new RecordScanner(delimiter);
  const records: { cells: string[]; lines: number }[] = [];
  for (let at = 0; at < text.length; ) {
    at = scanner.scan(block.codes, at);
    if (at === -1) return undefined;
    const { places, first, count, hasDoubledMarks, lines } = scanner;
    const cells = Array.from({ length: count }, (_, i) => {
      const cell = block.text.slice(places[first + 2 * i], places[first + 2 * i + 1]);
      return hasDoubledMarks ? cell.replaceAll('""', '"') : cell;
    });
    records.push({ cells, lines });
  }
  return records;
}

it('reads every well-formed text, and counts its lines', () => {
  fc.assert(
    fc.property(table(cell), style, (rows, chosen) => {
      const text = asText(rows, chosen);
      const records = scanAll(text, chosen.delimiter);
      expect(records?.map(({ cells }) => cells)).toEqual(rows);
      const lineEnds = text.match(/\r\n|\r|\n/g)?.length ?? 0;
      const lines = records?.reduce((sum, record) => sum + record.lines, 0);
      expect(lines).toBe(lineEnds + (chosen.endsWithLineEnd ? 0 : 1));
    }),
    { numRuns: 1000 },
  );
});

const DELIMITERS = [',', ';', '\t', '|', '~', '§', ' '];
const unit = fc.constantFrom('a', '"', '""', ',"', '",', '\r', '\n', '\r\n', 'é', '😀', '=', ...DELIMITERS);
const nasty = fc.array(unit, { maxLength: 20 }).map((units) => units.join(''));

it('reads what csv-parse reads, and nothing that it rejects', () => {
  fc.assert(
    fc.property(nasty, fc.constantFrom(...DELIMITERS), (text, delimiter) => {
      const records = scanAll(text, delimiter)?.map(({ cells }) => cells);
      expect(records).toEqual(readByCsvParse(text, delimiter));
    }),
    { numRuns: 10_000 },
  );
});
