import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliverUnderFaults, faultScript } from './random-faults.ts';

it('stores everything, or says precisely what is missing, for any faults of the network and the service', async () => {
  await fc.assert(
    fc.asyncProperty(faultScript, async (script) => {
      expect(await deliverUnderFaults(script)).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 60_000);
