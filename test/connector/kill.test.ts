import { expect, it } from 'vitest';
import { uploadUnderKills } from '../soak/kills.ts';

it('a process that is killed again and again loses no record and names those it doubled', async () => {
  const settings = { records: 60, concurrentCalls: 2, random: Math.random };
  const ordeal = await uploadUnderKills(5, settings);
  expect(ordeal.problems).toEqual([]);
}, 60_000);
