import { expect, it } from 'vitest';
import { fuzz } from '../check/fuzz.ts';

/** Every seed gives another sequence, so that its seed is enough to repeat a failure. */
it.each(Array.from({ length: 50 }, (_, i) => 1000 + i))(
  'neither crashes nor shows a cell over a thousand mutated samples (seed %i)',
  async (seed) => {
    expect(await fuzz(seed, 1_000)).toEqual([]);
  },
  1_800_000,
);
