import { describe, expect, it } from 'vitest';
import { fuzz, markedSamples } from './fuzz.ts';

describe('mutated samples', () => {
  it('are of all eight samples', () => {
    expect(markedSamples()).toHaveLength(8);
  });

  // The long run is `test/soak/check-fuzz.soak.ts`.
  it.each([1, 2])('neither crash the check nor show a cell (seed %i)', async (seed) => {
    expect(await fuzz(seed, 300)).toEqual([]);
  });
});
