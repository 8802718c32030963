import fc from 'fast-check';
import { it } from 'vitest';
import { expectLikeCsvParse } from '../csv/csv-parse-comparison.ts';
import { asText, cell, style, table } from '../csv/tables.ts';

/** One change of a text: at a share of its length, so many characters become others. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 3 }),
  added: fc.constantFrom('', '"', '""', ',', ';', '\t', '\n', '\r', '\r\n', ' ', 'a', 'é', '😀', '",', ',"'),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(text: string, { at, removed, added }: Edit): string {
  const from = Math.floor(at * text.length);
  return text.slice(0, from) + added + text.slice(from + removed);
}

it('reads and rejects a million mutated files as csv-parse does', async () => {
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  const pieceBytes = fc.constantFrom(100_000, 1, 3, 7);
  await fc.assert(
    fc.asyncProperty(table(cell), style, edits, pieceBytes, async (rows, chosen, all, size) => {
      const text = all.reduce(edited, asText(rows, chosen));
      // Excel's `="0042"` is read on purpose, which csv-parse rejects.
      fc.pre(!text.includes('="'));
      await expectLikeCsvParse(text, chosen.delimiter, size);
    }),
    { numRuns: Number(process.env.FILES ?? 1_000_000) },
  );
}, 7_200_000);
