import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellsSeen, quotedCells } from '../connector/answers/quoting-server.ts';

it('shows no cell of 200,000 responses that quote cells in any spelling', () => {
  let shown = 0;
  fc.assert(
    fc.property(quotedCells, ({ call, text }) => {
      expect(cellsSeen(text, call)).toEqual([]);
      shown += 1;
    }),
    { numRuns: 200_000 },
  );
  expect(shown).toBeGreaterThanOrEqual(200_000);
}, 1_800_000);
