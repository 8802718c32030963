import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDestinations } from '../e2e/delivery.ts';
import { uploadUnderFaults } from './fault-scripts.ts';

let destinations: Awaited<ReturnType<typeof startDestinations>>;
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(() => destinations.sandbox.stop());

it('the built action stores everything, or says precisely what is missing, over 100 fault scripts', async () => {
  for (let script = 0; script < 100; script++) {
    expect(await uploadUnderFaults(destinations.destination(), Math.random)).toEqual([]);
  }
}, 1_800_000);
