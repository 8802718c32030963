import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keepBooks, runSequence } from '../report/receipt-sequences.ts';

it('receipts of a thousand sequences of runs add up to the log of the connector', async () => {
  let [saved, inDoubt, resumed, receipts] = [0, 0, 0, 0];
  await fc.assert(
    fc.asyncProperty(runSequence, async (sequence) => {
      const ledger = await keepBooks(sequence);
      expect(ledger.problems).toEqual([]);
      saved += ledger.recordsSaved;
      receipts += ledger.receipts.length;
      for (const receipt of ledger.receipts) {
        if (receipt.ambiguousCalls.length > 0) inDoubt += 1;
        if (receipt.resumed.records > 0) resumed += 1;
      }
    }),
    { numRuns: 1_000 },
  );
  // Otherwise the test proves nothing.
  expect(Math.min(inDoubt, resumed)).toBeGreaterThan(100);
  console.log(
    `${receipts} receipts, ${resumed} of resumed uploads, ${inDoubt} with doubts, ${saved} records saved.`,
  );
}, 1_800_000);
