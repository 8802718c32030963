import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { IS_WINDOWS, IS_WINE, localPath } from './action-process.ts';
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

describe('a report file of the runner cannot be used', () => {
  it.each(['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT'])(
    '%s: the upload still succeeds, with a warning',
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

  it('RUNNER_TEMP that does not exist is created', async () => {
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
    expect(localPath(result.outputs['receipt-path']!)).toContain(temp);
    place.remove();
  });
});

describe.skipIf(IS_WINE)('RUNNER_TEMP that cannot be used', () => {
  const unusable = join(import.meta.dirname, 'reporting.test.ts', 'temp');

  it('is reported, and the files of the run are elsewhere', async () => {
    const place = new Workspace();
    const env = { RUNNER_TEMP: unusable, TMPDIR: place.root, TEMP: place.root };
    const result = await runAction({ with: stage.upload(), files, sandbox: stage.sandbox, env });
    expect(result.exitCode).toBe(0);
    expect(result.commands.map(({ properties }) => properties.title)).toContain('RUNNER_TEMP cannot be used');
    expect(localPath(result.outputs['receipt-path']!)).toContain(place.root);
    place.remove();
  });

  it.each<[string, string]>([
    [unusable, 'ENOTDIR'],
    ...(process.platform === 'linux' ? [['/proc/purview/temp', 'ENOENT'] as [string, string]] : []),
  ])(
    'nor the folder of the system (%s): one error, with outputs, summary and failure issue',
    async (path, code) => {
      const env = { RUNNER_TEMP: path, TMPDIR: path, TEMP: path };
      const inputs = { ...stage.upload(), 'failure-issue': 'true' };
      const result = await runAction({ with: inputs, files, sandbox: stage.sandbox, env });
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toBe('');
      expect(result.commands.filter(({ command }) => command === 'error')).toHaveLength(1);
      expect(result.stdout).toContain(`temporary folder could not be written (${code})`);
      expect(result.outputs).toMatchObject({
        status: 'failed',
        'error-code': 'temporary-file-not-written',
        'receipt-path': '',
      });
      expect(result.summary).toContain('temporary-file-not-written');
      expect(result.stdout).toContain('failure-issue');
    },
  );
});

it('outputs are not printed if the runner has no output file', async () => {
  const result = await runAction({
    with: stage.upload(),
    files,
    sandbox: stage.sandbox,
    env: { GITHUB_OUTPUT: '' },
  });
  expect(result.exitCode).toBe(0);
  expect(result.stdout).not.toMatch(/sha256|set-output/);
});

describe('harmful inputs', () => {
  it.each([
    ['hr.csv', 'sub/../hr.csv'],
    ['hr.tmp', 'hr'],
  ])('a checkpoint never overwrites the CSV file: %s, %s', async (csv, checkpoint) => {
    const place = new Workspace();
    mkdirSync(join(place.workspace, 'sub'));
    const result = await runAction({
      with: stage.upload({ 'csv-path': csv, 'checkpoint-path': checkpoint }),
      files: { [csv]: sample('resignation') },
      sandbox: stage.sandbox,
      workspace: place,
    });
    expect(result.exitCode).toBe(1);
    expect(result.visible).toContain('checkpoint-path');
    expect(stage.sandbox.requests).toEqual([]);
    expect(readFileSync(join(place.workspace, csv), 'utf8')).toBe(sample('resignation').toString());
    place.remove();
  });

  it.skipIf(IS_WINDOWS)('a checkpoint that is a loop of links is explained', async () => {
    const place = new Workspace();
    symlinkSync('loop', join(place.workspace, 'loop'));
    const result = await runAction({
      with: stage.upload({ 'checkpoint-path': 'loop' }),
      files,
      sandbox: stage.sandbox,
      workspace: place,
    });
    expect(result.exitCode).toBe(1);
    expect(result.visible).toContain('The file in `checkpoint-path` cannot be read');
    expect(stage.sandbox.requests.filter(({ host }) => host.startsWith('webhook'))).toEqual([]);
    place.remove();
  });

  it.each(['csv-path', 'columns', 'rules', 'scenario-column'])(
    'a secret in %s is shown completely, so that the runner can mask it, or not at all',
    async (name) => {
      const secret = randomBytes(40).toString('hex');
      const long = randomBytes(1500).toString('base64');
      for (const value of [secret, long]) {
        const given =
          name === 'columns' ? `EmailAddress: ${value}` : name === 'rules' ? `${value}: off` : value;
        const result = await runAction({
          with: stage.upload({ [name]: given }),
          files,
          sandbox: stage.sandbox,
        });
        expect(result.exitCode).toBe(1);
        const left = result.visible.replaceAll(value, '***');
        expect(left).not.toContain(value.slice(0, 16));
      }
    },
  );

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

describe('suggested inputs', () => {
  it('let the second run upload what the first one refused', async () => {
    const rows = ['anna', 'ben', 'cleo'].map((name, i) => `${name}@contoso.com;1${i}.02.2026;31.03.2026`);
    const content = Buffer.from(`Konto;Gek\u00fcndigt am;Letzter Tag\r\n${rows.join('\r\n')}\r\n`, 'latin1');
    const first = await runAction({
      with: stage.upload(),
      files: { 'hr.csv': content },
      sandbox: stage.sandbox,
    });
    expect(first.exitCode).toBe(1);
    const suggested = parse(first.outputs['suggested-inputs']!) as Record<string, string>;
    expect(Object.keys(suggested)).toEqual(['encoding', 'columns', 'date-format']);
    expect(first.summary).toContain('```yaml');
    expect(first.stdout).toContain('  ResignationDate: Gekündigt am');
    const second = await runAction({
      with: stage.upload({ ...suggested, 'time-zone': 'Europe/Berlin' }),
      files: { 'hr.csv': content },
      sandbox: stage.sandbox,
    });
    expect(second.exitCode, second.stdout).toBe(0);
    expect(second.outputs['suggested-inputs']).toBe('');
    expect(saved()).toBe(3);
  });
});
