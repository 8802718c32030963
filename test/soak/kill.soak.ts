import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDestinations } from '../e2e/delivery.ts';
import { uploadUnderKills } from './kills.ts';

/** `KILLS=100` for a shorter run. */
const KILLS = Number(process.env.KILLS ?? 1_000);
const KILLS_PER_UPLOAD = 20;

let destinations: Awaited<ReturnType<typeof startDestinations>>;
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(() => destinations.sandbox.stop());

it(`${KILLS} kills at random moments lose no record, and duplicates are named`, async () => {
  let kills = 0;
  let doubled = 0;
  for (let upload = 0; kills < KILLS; upload++) {
    const ordeal = await uploadUnderKills(
      destinations.destination(),
      Math.min(KILLS_PER_UPLOAD, KILLS - kills),
      {
        records: 600,
        concurrentCalls: 1 + (upload % 4),
        random: Math.random,
      },
    );
    expect(ordeal.problems).toEqual([]);
    kills += ordeal.kills;
    doubled += ordeal.doubled;
  }
  // Otherwise all kills were at harmless moments, and the test proves nothing.
  expect(doubled).toBeGreaterThan(0);
  console.log(`${kills} kills: every record stored, ${doubled} twice, all of them named.`);
}, 7_200_000);
