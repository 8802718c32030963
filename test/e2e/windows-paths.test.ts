import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { IS_WINDOWS, windowsPath } from './action-process.ts';
import { resignations } from './material.ts';
import { runAction, Workspace } from './run-action.ts';
import { setUp } from './steps.ts';

const { sandbox, pem, upload } = await setUp();
const connector = sandbox.connector(JOB_IDS.commercial);
let place: Workspace;
beforeEach(() => {
  sandbox.reset();
  place = new Workspace();
  place.write('data/hr.csv', resignations(3).replaceAll('\n', '\r\n'));
  place.write('data/more.csv', resignations(5).replaceAll('user', 'staff'));
});
afterEach(() => place.remove());
afterAll(() => sandbox.stop());

const run = (inputs: Record<string, string>) =>
  runAction({ with: upload(inputs), sandbox, workspace: place });

// Only Node.js for Windows: on Windows, or with ACTION_NODE under Wine.
describe.runIf(IS_WINDOWS)('paths of Windows in the inputs', () => {
  it.each<[string, () => string, number, string[]]>([
    ['a backslash', () => 'data\\hr.csv', 3, ['data/hr.csv']],
    ['a leading dot', () => '.\\data\\hr.csv', 3, ['data/hr.csv']],
    ['a pattern with backslashes', () => 'data\\*.csv', 8, ['data/hr.csv', 'data/more.csv']],
    ['a pattern for folders', () => '**\\m*.csv', 5, ['data/more.csv']],
    ['a drive letter', () => windowsPath(join(place.workspace, 'data', 'hr.csv')), 3, ['data/hr.csv']],
    [
      'a drive letter, slashes and another case',
      () => windowsPath(join(place.workspace, 'DATA', 'HR.csv')).replaceAll('\\', '/'),
      3,
      ['DATA/HR.csv'],
    ],
    ['two spellings of one file', () => 'data\\hr.csv\nDATA\\hr.csv\ndata/HR.CSV', 3, ['data/hr.csv']],
    ['a file and a pattern that finds it', () => 'data\\hr.csv\nDATA\\*.csv', 8, ['data/hr.csv']],
    ['line ends of Windows in the input', () => 'data\\hr.csv\r\ndata\\more.csv', 8, ['data/hr.csv']],
  ])('%s', async (_name, path, records, files) => {
    const result = await run({ 'csv-path': path() });
    expect(result.outputs, result.visible).toMatchObject({
      status: 'uploaded',
      'uploaded-records': String(records),
    });
    expect(connector.recordsSaved).toBe(records);
    const named = result.receipt?.files.map((file) => file.path) ?? [];
    expect(named.slice(0, files.length)).toEqual(files);
    expect(new Set(connector.countRecords().values())).toEqual(new Set([1]));
  });

  it('name the certificate and the checkpoint', async () => {
    place.write('keys/app.pem', pem.replaceAll('\n', '\r\n'));
    const result = await run({
      'csv-path': 'data\\hr.csv',
      certificate: '',
      'certificate-path': 'keys\\app.pem',
      'checkpoint-path': windowsPath(join(place.temp, 'state', 'checkpoint.json')),
    });
    expect(result.outputs, result.visible).toMatchObject({ status: 'uploaded' });
    const checkpoint = join(place.temp, 'state', 'checkpoint.json');
    expect(JSON.parse(readFileSync(checkpoint, 'utf8'))).toMatchObject({ state: 'complete' });
  });

  it('annotate the file with slashes', async () => {
    place.write('data/hr.csv', resignations(3).replace('user2@contoso.com', 'unknown'));
    const result = await run({ 'csv-path': 'data\\hr.csv' });
    const errors = result.commands.filter(({ command }) => command === 'error');
    expect(errors[0]?.properties).toMatchObject({ file: 'data/hr.csv', line: '3' });
    expect(result.receipt?.files).toMatchObject([{ path: 'data/hr.csv' }]);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    ['a drive that does not exist', 'Q:\\hr.csv'],
    ['a file that does not exist', 'data\\none.csv'],
    ['a name that Windows cannot have', 'data\\a:b?.csv'],
  ])('explain %s', async (_name, path) => {
    const result = await run({ 'csv-path': path });
    expect(result.exitCode).toBe(1);
    expect(result.outputs['error-code']).toMatch(/^csv-/);
    expect(result.stderr).toBe('');
    expect(sandbox.requests).toEqual([]);
  });
});
