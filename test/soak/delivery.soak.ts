import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliverUnderFaults, faultScript } from '../connector/random-faults.ts';

it('stores everything, or says precisely what is missing, over ten thousand fault scripts', async () => {
  await fc.assert(
    fc.asyncProperty(faultScript, async (script) => {
      expect(await deliverUnderFaults(script)).toEqual([]);
    }),
    { numRuns: Number(process.env.SCRIPTS ?? 10_000) },
  );
}, 3_600_000);
