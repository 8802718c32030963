import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliverUnderFaults, faultScript } from '../connector/random-faults.ts';

it('stores everything, or says precisely what is missing, over thousands of fault scripts', async () => {
  await fc.assert(
    fc.asyncProperty(faultScript, async (script) => {
      expect(await deliverUnderFaults(script)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
}, 1_800_000);
