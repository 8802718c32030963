import { expect, it } from 'vitest';
import { uploadUnderKills } from '../soak/kills.ts';
import { startDestinations } from './delivery.ts';

it('a run that is killed repeatedly loses no record and names duplicates', async () => {
  const { sandbox, destination } = await startDestinations();
  try {
    const settings = { records: 400, concurrentCalls: 2, random: Math.random };
    const ordeal = await uploadUnderKills(destination(), 6, settings);
    expect(ordeal.problems).toEqual([]);
    expect(ordeal.kills).toBeGreaterThanOrEqual(5);
  } finally {
    await sandbox.stop();
  }
});
