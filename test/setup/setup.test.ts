import { expect, test } from 'vitest';
import { changesOf, runSetup } from './run-setup.ts';
import { newWorld } from './world.ts';

test('try', async () => {
  const world = newWorld();
  const t = Date.now();
  const run = await runSetup(world, ['--yes']);
  console.log(run.output, run.status, changesOf(run).join('\n'), Date.now() - t, run.calls.length);
  const dry = await runSetup(newWorld(), ['--dry-run']);
  console.log(dry.output, dry.status);
  const run2 = await runSetup(world, ['--yes', '--no-preflight']);
  console.log(run2.output, run2.status, changesOf(run2).join('\n'));
  const run3 = await runSetup(world, ['--yes', '--remove']);
  console.log(run3.output, run3.status, changesOf(run3).join('\n'));
  expect(1).toBe(1);
});
