import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keepBooks, runSequence } from './receipt-sequences.ts';

it('receipts of any sequence of runs add up to the log of the connector', async () => {
  await fc.assert(
    fc.asyncProperty(runSequence, async (sequence) => {
      expect((await keepBooks(sequence)).problems).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
