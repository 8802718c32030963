import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { runAction, Workspace } from './run-action.ts';
import { type SetUp, sample, setUp } from './steps.ts';

let stage: SetUp;
beforeAll(async () => {
  stage = await setUp();
});
afterAll(() => stage.sandbox.stop());
beforeEach(() => stage.sandbox.reset());

const files = { 'hr.csv': sample('resignation') };
const saved = (): number => stage.sandbox.connector(JOB_IDS.commercial).recordsSaved;

describe('what the runner gives for reports cannot be used', () => {
  it.each(['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT'])(
    '%s: the upload stays a success, with a warning',
    async (name) => {
      const result = await runAction({
        with: stage.upload(),
        files,
        sandbox: stage.sandbox,
        env: { [name]: join(import.meta.dirname, 'no-such-folder', 'file') },
      });
      expect(result.exitCode).toBe(0);
      expect(saved()).toBe(2);
      const warning = result.commands.find(({ properties }) => properties.title === 'Incomplete report');
      expect(warning?.message).toContain(name);
      expect(result.stderr).toBe('');
    },
  );

  it('RUNNER_TEMP that does not exist is made', async () => {
    const place = new Workspace();
    const temp = join(place.root, 'not', 'yet');
    const result = await runAction({
      with: stage.upload(),
      files,
      sandbox: stage.sandbox,
      workspace: place,
      env: { RUNNER_TEMP: temp },
    });
    expect(result.exitCode).toBe(0);
    expect(result.outputs['receipt-path']).toContain(temp);
    place.remove();
  });
});

describe('inputs that would do harm', () => {
  it('a checkpoint never overwrites the CSV file', async () => {
    const place = new Workspace();
    mkdirSync(join(place.workspace, 'sub'));
    const result = await runAction({
      with: stage.upload({ 'checkpoint-path': 'sub/../hr.csv' }),
      files,
      sandbox: stage.sandbox,
      workspace: place,
    });
    expect(result.exitCode).toBe(1);
    expect(result.visible).toContain('checkpoint-path');
    expect(stage.sandbox.requests).toEqual([]);
    place.remove();
  });

  it('a key in the query of `ingestion-url` is not shown', async () => {
    const url = 'https://webhook.ingestion.office.com/api/signals?sig=zqxkey';
    const result = await runAction({
      with: stage.upload({ 'ingestion-url': url }),
      files,
      sandbox: stage.sandbox,
    });
    expect(result.exitCode).toBe(0);
    expect(result.visible + JSON.stringify(result.receipt)).not.toContain('zqxkey');
    const refused = await runAction({
      with: stage.upload({ 'ingestion-url': 'https://:zqxkey@webhook.ingestion.office.com/api/signals' }),
      files,
      sandbox: stage.sandbox,
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.visible).not.toContain('zqxkey');
  });
});

it('a run that fails on its inputs opens the failure issue, and the next success closes it', async () => {
  const step = { files, sandbox: stage.sandbox };
  const failed = await runAction({
    ...step,
    with: stage.upload({ 'failure-issue': 'true', 'tenant-id': '' }),
  });
  expect(failed.exitCode).toBe(1);
  expect(stage.sandbox.github.issues.map(({ state }) => state)).toEqual(['open']);
  const good = await runAction({ ...step, with: stage.upload({ 'failure-issue': 'true' }) });
  expect(good.exitCode).toBe(0);
  expect(stage.sandbox.github.issues.map(({ state }) => state)).toEqual(['closed']);
});
