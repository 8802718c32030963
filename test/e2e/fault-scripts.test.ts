import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadUnderFaults } from '../soak/fault-scripts.ts';
import { startDestinations } from './delivery.ts';

let destinations: Awaited<ReturnType<typeof startDestinations>>;
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(() => destinations.sandbox.stop());

describe.concurrent('under random faults', () => {
  it.each([1, 2, 3, 4])(
    'every run stores everything or says precisely what is missing (script %i)',
    async () => {
      expect(await uploadUnderFaults(destinations.destination(), Math.random)).toEqual([]);
    },
  );
});
