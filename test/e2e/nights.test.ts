import { readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { IS_WINDOWS, localPath } from './action-process.ts';
import { expectFailure, expectUploaded, resignations } from './material.ts';
import { runAction, Workspace } from './run-action.ts';
import { setUp } from './steps.ts';

const { sandbox, upload } = await setUp();

beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const connector = sandbox.connector(JOB_IDS.commercial);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Cancels like the runner. A step that is killed at the end has no exit code, so the test fails. */
function cancel(action: { kill(signal: NodeJS.Signals): void }): void {
  action.kill('SIGINT');
  setTimeout(() => action.kill('SIGTERM'), 7_500).unref();
  setTimeout(() => action.kill('SIGKILL'), 10_000).unref();
}

// On Windows, a signal terminates the process.
describe.skipIf(IS_WINDOWS)('a run that is cancelled', () => {
  it('between two calls ends within seconds, as partial, with everything written', async () => {
    sandbox.addFault('webhook:delay=1500@2-');
    const result = await runAction({
      with: upload({ 'records-per-call': '10' }),
      files: { 'hr.csv': resignations(100) },
      sandbox,
      onStart: (action) => {
        void until(() => sandbox.requests.filter(({ service }) => service === 'webhook').length === 2).then(
          () => cancel(action),
        );
      },
    });
    expectFailure(result, /cancelled/, 'partial');
    // The call in flight may finish.
    expect(connector.recordsSaved).toBe(20);
    expect(result.outputs).toMatchObject({ 'uploaded-records': '20', calls: '2', records: '100' });
    expect(result.receipt?.totals.uploaded).toBe(20);
    expect(result.summary).toContain('cancelled');
    expect(result.lines.join('\n')).toContain('no new calls are started');
  });

  it('in a call that does not end stops within seconds, and reports the call as in doubt', async () => {
    sandbox.addFault('webhook:silent@2-');
    const result = await runAction({
      with: upload({ 'records-per-call': '10' }),
      files: { 'hr.csv': resignations(30) },
      sandbox,
      onStart: (action) => {
        void until(() =>
          sandbox.requests.some(({ number, service }) => service === 'webhook' && number === 2),
        ).then(async () => {
          await until(() => sandbox.requests.at(-1)?.bodyComplete === true);
          cancel(action);
        });
      },
    });
    expectFailure(result, /cancelled/, 'partial');
    expect(result.receipt?.ambiguousCalls).toEqual([2]);
    expect(result.outputs['uploaded-records']).toBe('10');
  });

  it('while it signs in sends nothing', async () => {
    sandbox.addFault('token:silent');
    const result = await runAction({
      with: upload(),
      files: { 'hr.csv': resignations(3) },
      sandbox,
      onStart: (action) => {
        void until(() => sandbox.requests.length > 0).then(() => cancel(action));
      },
    });
    expectFailure(result, /cancelled/);
    expect(sandbox.requests.map(({ service }) => service)).toEqual(['token']);
  });

  it('while GitHub is asked who can read the repository', async () => {
    sandbox.addFault('github:silent');
    const result = await runAction({
      with: upload(),
      files: { 'hr.csv': resignations(3) },
      sandbox,
      event: { payload: { schedule: '0 3 * * *' } },
      onStart: (action) => {
        void until(() => sandbox.requests.length > 0).then(() => cancel(action));
      },
    });
    expectFailure(result, /The run was cancelled/);
    expect(sandbox.requests.map(({ service }) => service)).toEqual(['github']);
  });

  it('while the failure issue is written has reported everything else', async () => {
    sandbox.addFault('github:silent');
    const result = await runAction({
      with: upload({ 'failure-issue': 'true' }),
      files: { 'hr.csv': resignations(3) },
      sandbox,
      onStart: (action) => {
        void until(() => sandbox.requests.some(({ service }) => service === 'github')).then(() =>
          cancel(action),
        );
      },
    });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs.status).toBe('uploaded');
    expect(result.receipt?.totals.uploaded).toBe(3);
    expect(result.summary).toContain('Uploaded 3 of 3 records');
  });

  it('while it waits for the tunnel of a proxy', async () => {
    let asked = false;
    const proxy = createServer((socket) => {
      asked = true;
      socket.on('error', () => {}).resume();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const result = await runAction({
      with: upload(),
      files: { 'hr.csv': resignations(3) },
      sandbox,
      env: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
      onStart: (action) => {
        void until(() => asked).then(() => cancel(action));
      },
    });
    proxy.close();
    expectFailure(result, /cancelled/);
  });
});

describe('allow-empty', () => {
  const empty = { 'allow-empty': 'true' };

  it.each([
    ['no file', {}],
    ['a file of 0 bytes', { 'hr.csv': '' }],
    ['only a header', { 'hr.csv': 'EmailAddress,ResignationDate,LastWorkingDate\n' }],
  ])('%s is a normal run without a sign-in', async (_, files) => {
    const result = await runAction({ with: upload(empty), files, sandbox });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs).toMatchObject({
      status: 'uploaded',
      records: '0',
      'uploaded-records': '0',
      calls: '0',
    });
    expect(sandbox.requests).toEqual([]);
    expect(result.commands.filter(({ command }) => command === 'error')).toEqual([]);
  });

  it('does not excuse a file that is damaged', async () => {
    const result = await runAction({
      with: upload(empty),
      files: { 'hr.csv': 'ann@contoso.com,2026\n' },
      sandbox,
    });
    expectFailure(result, /missing-header/);
  });

  it('does not hide records', async () => {
    const result = await runAction({ with: upload(empty), files: { 'hr.csv': resignations(2) }, sandbox });
    expectUploaded(result, 2);
  });
});

describe('invalid-rows: skip', () => {
  const [header, ...rows] = resignations(5).trimEnd().split('\n') as [string, ...string[]];
  const wrong = [`${rows[1]!.replace(/@[^,]*/, '')}`, `user9@contoso.com,"some\nday",2026-12-01T00:00:00Z`];
  const csv = `${[header, rows[0], wrong[0], rows[2], wrong[1], rows[4]].join('\n')}\n`;

  it('uploads the valid rows and writes the others to a file for the next step', async () => {
    const workspace = new Workspace();
    try {
      const result = await runAction({
        with: upload({ 'invalid-rows': 'skip' }),
        files: { 'hr.csv': csv },
        sandbox,
        workspace,
      });
      expect(result.exitCode, result.visible).toBe(0);
      expect(connector.records.map(({ EmailAddress }) => EmailAddress)).toEqual([
        'user1@contoso.com',
        'user3@contoso.com',
        'user5@contoso.com',
      ]);
      expect(result.outputs).toMatchObject({
        status: 'uploaded',
        records: '5',
        'valid-records': '3',
        'invalid-records': '2',
        'uploaded-records': '3',
      });
      const path = localPath(result.outputs['invalid-rows-path']!);
      expect(readFileSync(path, 'utf8')).toBe(`${[header, ...wrong].join('\n')}\n`);
      if (!IS_WINDOWS) expect(statSync(path).mode & 0o777).toBe(0o600);
      const warnings = result.commands.filter(({ command }) => command === 'warning');
      expect(warnings.map(({ properties }) => properties.title)).toEqual([
        'Invalid rows skipped',
        'invalid-date',
        'invalid-user',
      ]);
      expect(result.findings.map(({ rule, line }) => [rule, line])).toEqual([
        ['invalid-user', 3],
        ['invalid-date', 5],
      ]);
    } finally {
      workspace.remove();
    }
  });

  it('fails when no valid record is left', async () => {
    const result = await runAction({
      with: upload({ 'invalid-rows': 'skip' }),
      files: { 'hr.csv': `${[header, ...wrong].join('\n')}\n` },
      sandbox,
    });
    expectFailure(result, /valid/);
    expect(sandbox.requests).toEqual([]);
  });
});
