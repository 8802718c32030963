import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineWriter } from '../../src/csv/line-writer.ts';
import { toCsvLine } from '../../src/csv/quoting.ts';
import { readBlocks } from '../../src/csv/record-reader.ts';
import { sourceOf } from './reading.ts';
import { asText, type Style } from './tables.ts';

/** Lines are written as the simple writer does it, which quotes each value by a regular expression. */

const unit = fc.oneof(
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter((text) => text.isWellFormed() && !/[\u0080-\u009f]|\p{Co}/u.test(text)),
  fc.constantFrom(
    'a',
    ' ',
    '"',
    ',',
    '\t',
    '|',
    '\n',
    '\r',
    '\u007e',
    '\u007f',
    '\u00a0',
    '\u07ff',
    '\u0800',
    '\u2003',
    '\ud7ff',
    '\uffff',
    '😀',
    'é',
    '中',
  ),
);
/** `="…"` is read as the text in it. */
const cell = fc
  .array(unit, { maxLength: 6 })
  .map((units) => units.join(''))
  .filter((text) => !text.startsWith('="'));
const replacement = fc.option(cell, { nil: undefined, freq: 3 });

const STYLE: Style = {
  delimiter: ';',
  lineEnd: '\n',
  encoding: 'utf-8',
  quoting: 'all',
  endsWithLineEnd: true,
};
const WIDTH = 4;

interface Written {
  readonly rows: readonly string[][];
  readonly columns: readonly number[];
  readonly replaced: readonly (string | undefined)[];
  readonly delimiter: ',' | '\t' | '|';
}

const written: fc.Arbitrary<Written> = fc.record({
  rows: fc.array(fc.array(cell, { minLength: WIDTH, maxLength: WIDTH }), { minLength: 1, maxLength: 5 }),
  // The last column is beyond the end of every row.
  columns: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }),
  replaced: fc.array(replacement, { minLength: WIDTH + 1, maxLength: WIDTH + 1 }),
  delimiter: fc.constantFrom(',', '\t', '|'),
});

async function write({ rows, columns, replaced, delimiter }: Written): Promise<string> {
  const writer = new LineWriter(delimiter);
  const sent = { columns, replaced: { get: (column: number) => replaced[column] } };
  for await (const { records } of readBlocks(sourceOf(asText(rows, STYLE), 100_000), {
    delimiter: ';',
    firstLine: 1,
  })) {
    for (const record of records) writer.write(record, sent, '\r\n');
  }
  return writer.take().toString();
}

it('writes every value, replaced or not, with quotation marks where needed', async () => {
  await fc.assert(
    fc.asyncProperty(written, async (entry) => {
      const lines = entry.rows.map((row) =>
        toCsvLine(
          entry.columns.map((column) => entry.replaced[column] ?? row[column] ?? ''),
          entry.delimiter,
        ),
      );
      expect(await write(entry)).toBe(lines.map((line) => `${line}\r\n`).join(''));
    }),
    { numRuns: 800 },
  );
});

it('writes more than its first room', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => [
    `user ${i}`,
    'x'.repeat(i % 90),
    'é'.repeat(i % 50),
    '"',
  ]);
  const lines = await write({ rows, columns: [0, 1, 2, 3], replaced: [], delimiter: ',' });
  expect(lines).toBe(rows.map((row) => `${toCsvLine(row, ',')}\r\n`).join(''));
});
