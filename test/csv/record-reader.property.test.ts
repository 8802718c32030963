import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokenQuotingError } from '../../src/csv/content-fault.ts';
import { BLOCK_BYTES } from '../../src/csv/raw-file.ts';
import { expectLikeCsvParse } from './csv-parse-comparison.ts';
import { linesOfRecords, readAll, readByCsvParse, readFile, sourceOf } from './reading.ts';
import { asBytes, asText, cell, plainCell, type Style, style, table } from './tables.ts';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reader-test-'));
  path = join(folder, 'table.csv');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tableAndStyle = style.chain((chosen) =>
  fc.tuple(table(chosen.encoding === 'windows-1252' ? plainCell : cell), fc.constant(chosen)),
);

async function expectRoundTrip(rows: string[][], chosen: Style): Promise<void> {
  const text = asText(rows, chosen);
  writeFileSync(path, asBytes(text, chosen.encoding));
  const encoding = chosen.encoding === 'windows-1252' ? 'windows-1252' : 'auto';
  const records = await readFile(path, chosen.delimiter, encoding);
  expect(records.map(({ cells }) => cells)).toEqual(rows);
  expect(Buffer.concat(records.map(({ bytes }) => bytes)).toString()).toBe(text);
  expect(records.map(({ line }) => line)).toEqual(linesOfRecords(records));
  let offset = 0;
  for (const record of records) {
    expect(record.offset).toBe(offset);
    offset += record.bytes.length;
  }
}

it('reads what was written, in any form', async () => {
  await fc.assert(
    fc.asyncProperty(tableAndStyle, ([rows, chosen]) => expectRoundTrip(rows, chosen)),
    { numRuns: 400 },
  );
});

const NASTY = fc
  .array(fc.constantFrom('a', ',', ';', '"', '\r', '\n', '\r\n', 'é', '😀', ' '), { maxLength: 24 })
  .map((units) => units.join(''));

/** The whole text at once, or in blocks of a few bytes. */
const pieceBytes = fc.oneof(fc.constant(100_000), fc.integer({ min: 1, max: 7 }));

/** A table in blocks of a few bytes is read like one in a single block. */
it('reads the same in blocks of any size', async () => {
  await fc.assert(
    fc.asyncProperty(table(cell), style, pieceBytes, async (rows, chosen, size) => {
      const text = asText(rows, chosen);
      const records = await readAll(sourceOf(text, size), chosen.delimiter);
      expect(records.map(({ cells }) => cells)).toEqual(rows);
      expect(Buffer.concat(records.map(({ bytes }) => bytes)).toString()).toBe(text);
      expect(records.map(({ line }) => line)).toEqual(linesOfRecords(records));
    }),
    { numRuns: 400 },
  );
});

describe('csv-parse', () => {
  it('reads and rejects the same texts', async () => {
    await fc.assert(
      fc.asyncProperty(NASTY, fc.constantFrom(',', ';', ' '), pieceBytes, async (text, delimiter, size) => {
        await expectLikeCsvParse(text, delimiter, size);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads and rejects the same texts with many quoted lines', async () => {
    const line = fc.constantFrom(
      '"a",b',
      'a,b',
      '"a\nb",c',
      '"a""b",',
      '',
      '"",""',
      '"a',
      'a"',
      '"a"b,c',
      '"é\r\n😀",x',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        pieceBytes,
        async (lines, end, size) => {
          const text = lines.join(end);
          await expectLikeCsvParse(text, ',', size);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('at the boundaries of blocks', () => {
  /** Records around each end of a block, shifted by every number of bytes that a record has. */
  it.each([
    ['CRLF', 'ab,"c""\r\nd",é\r\n'],
    ['CR', 'ab,"c""\rd",é\r'],
    ['LF', 'ab,"c""\nd",é\n'],
    ['plain CRLF', 'ab,cd,ef\r\n'],
    ['plain CR', 'ab,cd,ef\r'],
    ['letters of four bytes', '😀,"😀",😀\r\n'],
  ])('%s', async (_name, record) => {
    const size = Buffer.byteLength(record);
    const count = Math.ceil(BLOCK_BYTES / size) + 3;
    for (let shift = 0; shift < size; shift += 1) {
      const first = `${'x'.repeat(shift)}\n`;
      writeFileSync(path, first + record.repeat(count));
      const records = await readFile(path, ',');
      expect(records).toHaveLength(count + 1);
      const [expected] = readByCsvParse(record, ',')!;
      const wrong = records
        .slice(1)
        .filter(
          ({ cells, bytes }) => cells.join('\0') !== expected!.join('\0') || bytes.toString() !== record,
        );
      expect(wrong).toEqual([]);
      expect(records.at(-1)!.line).toBe(linesOfRecords(records).at(-1));
    }
  });

  it.each(['utf-16le', 'utf-16be', 'utf-8-bom'] as const)('%s', async (encoding) => {
    for (const shift of [0, 1, 2, 3]) {
      const rows = [
        ['x'.repeat(shift)],
        ...Array.from({ length: 40_000 }, (_, i) => [`${i}`, '😀\r\né', 'x"y']),
      ];
      const text = asText(rows, {
        delimiter: ',',
        lineEnd: '\r\n',
        encoding,
        quoting: 'needed',
        endsWithLineEnd: true,
      });
      writeFileSync(path, asBytes(text, encoding));
      const records = await readFile(path, ',');
      expect(records.map(({ cells }) => cells)).toEqual(rows);
      expect(records.at(-1)!.line).toBe(2 * 39_999 + 2);
    }
  });

  it('one record over several blocks', async () => {
    const long = 'x\r\n'.repeat(250_000);
    writeFileSync(path, `a,b\n"${long}",1\nc,d\n`);
    const records = await readFile(path, ',');
    expect(records.map(({ line }) => line)).toEqual([1, 2, 250_003]);
    expect(records[1]!.cells[0]).toBe(long);
  });

  it('reports the line where a quotation mark was opened, several blocks earlier', async () => {
    writeFileSync(path, `${'a,b\n'.repeat(100_000)}a,"b\n${'c,d\n'.repeat(500_000)}`);
    await expect(readFile(path, ',')).rejects.toMatchObject({ name: BrokenQuotingError.name, line: 100_001 });
  });
});
