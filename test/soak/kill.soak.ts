import { expect, it } from 'vitest';
import { uploadUnderKills } from './kills.ts';

const KILLS = 200;

it(`${KILLS} kills at random moments lose no record, and what was doubled is named`, async () => {
  let kills = 0;
  let doubled = 0;
  for (let upload = 0; kills < KILLS; upload++) {
    const concurrentCalls = 1 + (upload % 4);
    const ordeal = await uploadUnderKills(Math.min(20, KILLS - kills), {
      records: 400,
      concurrentCalls,
      random: Math.random,
    });
    expect(ordeal.problems).toEqual([]);
    kills += ordeal.kills;
    doubled += ordeal.doubled;
  }
  // Otherwise the kills came at harmless moments only, and nothing was shown.
  expect(doubled).toBeGreaterThan(0);
}, 1_800_000);
