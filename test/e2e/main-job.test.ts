import { parse } from 'csv-parse/sync';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CLOUD_NAMES } from '../../src/clouds.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { events, expectUploaded, profile, resignations } from './material.ts';
import { runAction } from './run-action.ts';
import { sample, setUp } from './steps.ts';

const { sandbox, upload } = await setUp();

beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const tokenRequests = () => sandbox.requests.filter(({ service }) => service === 'token');
const connector = sandbox.connector(JOB_IDS.commercial);

/** The records of a file as the connector should store them: short rows padded. */
function recordsOf(csv: string | Buffer): Record<string, string>[] {
  const [header = [], ...rows] = parse(csv, { relax_column_count: true }) as string[][];
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

describe('the sample files', () => {
  it.each([
    'resignation',
    'job-level-change',
    'performance-review',
    'performance-improvement-plan',
    'employee-profile',
    'scenario-column',
    'us-government-termination',
  ])('%s.csv is uploaded record for record', async (name) => {
    const csv = sample(name);
    const result = await runAction({ with: upload(), files: { 'hr.csv': csv }, sandbox });
    expectUploaded(result, recordsOf(csv).length);
    expect(connector.records).toEqual(recordsOf(csv));
    expect(connector.recordsSaved).toBe(recordsOf(csv).length);
    expect(result.commands.filter(({ command }) => command === 'error')).toEqual([]);
    expect(sandbox.unexpected).toEqual([]);
  });

  it('multiple-scenarios.csv is refused with exactly its two errors, before the sign-in', async () => {
    const connectionsBefore = sandbox.connections;
    const result = await runAction({
      with: upload(),
      files: { 'hr.csv': sample('multiple-scenarios') },
      sandbox,
    });
    expect(result.exitCode).toBe(1);
    const errors = result.findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ rule, line, column }) => ({ rule, line, column }))).toEqual([
      { rule: 'missing-value', line: 4, column: 'EffectiveDate' },
      { rule: 'missing-value', line: 5, column: 'EffectiveDate' },
    ]);
    const annotated = result.commands.filter(
      ({ command, properties }) => command === 'error' && properties.file,
    );
    expect(annotated.map(({ properties }) => properties)).toMatchObject([
      { title: 'missing-value', file: 'hr.csv', line: '4' },
      { title: 'missing-value', file: 'hr.csv', line: '5' },
    ]);
    // The log shows only the text, so the text contains the place.
    for (const [i, { message }] of annotated.entries())
      expect(message).toContain(`missing-value: line ${i + 4}, EffectiveDate: `);
    expect(sandbox.requests).toEqual([]);
    expect(sandbox.connections).toBe(connectionsBefore);
    expect(result.outputs).toMatchObject({
      status: 'failed',
      errors: '2',
      'uploaded-records': '0',
      calls: '0',
    });
  });
});

describe('mode: validate', () => {
  it('needs no credentials and opens no connection', async () => {
    const connectionsBefore = sandbox.connections;
    const result = await runAction({
      with: { 'csv-path': 'hr.csv', mode: 'validate' },
      files: { 'hr.csv': sample('resignation') },
      sandbox,
    });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'validated', records: '2', 'valid-records': '2' });
    expect(sandbox.connections).toBe(connectionsBefore);
  });

  it('works without a network', async () => {
    const result = await runAction({
      with: { 'csv-path': 'hr.csv', mode: 'validate' },
      files: { 'hr.csv': sample('multiple-scenarios') },
    });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'failed', errors: '2' });
  });

  it('works in a pull request, whose payload names a private repository', async () => {
    const result = await runAction({
      with: { 'csv-path': 'hr.csv', mode: 'validate' },
      files: { 'hr.csv': sample('resignation') },
      event: {
        name: 'pull_request',
        payload: { repository: { full_name: 'contoso/hr', private: true, visibility: 'private' } },
      },
    });
    expect(result.exitCode, result.visible).toBe(0);
  });
});

describe('calls', () => {
  it('1,203 records are sent in calls of 499, 499 and 205 with one token', async () => {
    const csv = resignations(1203);
    const result = await runAction({ with: upload(), files: { 'hr.csv': csv }, sandbox });
    expectUploaded(result, 1203);
    expect(connector.calls.map(({ recordsSaved }) => recordsSaved)).toEqual([499, 499, 205]);
    expect(connector.records).toEqual(recordsOf(csv));
    expect(tokenRequests()).toHaveLength(1);
    expect(result.outputs.calls).toBe('3');
    expect(result.receipt?.calls.map(({ firstRecord, records }) => [firstRecord, records])).toEqual([
      [1, 499],
      [500, 499],
      [999, 205],
    ]);
  });

  it.each(['\n', '\r\n'])('does not split a quoted line break at the end of a call (%j)', async (lineEnd) => {
    // Records 2 and 3 are the last of the first call and the first of the second.
    const rows = [1, 2, 3, 4, 5].map(
      (i) =>
        `user${i}@contoso.com,2026-11-0${i}T08:00:00Z,"first line${lineEnd}second, ""line""${lineEnd}${lineEnd}third",2`,
    );
    const csv = `${['EmailAddress,EffectiveDate,Remarks,Rating', ...rows].join(lineEnd)}${lineEnd}`;
    const result = await runAction({
      with: upload({ 'records-per-call': '2' }),
      files: { 'hr.csv': csv },
      sandbox,
    });
    expectUploaded(result, 5);
    expect(connector.calls.map(({ recordsSaved }) => recordsSaved)).toEqual([2, 2, 1]);
    expect(connector.records).toEqual(recordsOf(csv));
  });

  it('every request has a length, the job ID and one part', async () => {
    await runAction({ with: upload(), files: { 'hr.csv': sample('resignation') }, sandbox });
    const call = sandbox.requests.find(({ service }) => service === 'webhook')!;
    expect(Number(call.headers['content-length'])).toBe(call.body.length);
    expect(call.headers['transfer-encoding']).toBeUndefined();
    expect(call.query).toBe(`jobid=${JOB_IDS.commercial}`);
    expect(call.headers['user-agent']).toMatch(/^purview-hr-upload\//);
  });
});

describe('clouds', () => {
  it.each(CLOUD_NAMES)('%s by certificate', async (cloud) => {
    const result = await runAction({
      with: upload({}, cloud),
      files: { 'hr.csv': sample('us-government-termination') },
      sandbox,
    });
    expectUploaded(result, 2);
    expect(sandbox.connector(JOB_IDS[cloud]).recordsSaved).toBe(2);
    expect(result.receipt).toMatchObject({ signIn: 'certificate', connector: { cloud } });
    expect(sandbox.unexpected).toEqual([]);
  });

  it.each(CLOUD_NAMES)('%s by OIDC', async (cloud) => {
    const result = await runAction({
      with: upload({ certificate: '' }, cloud),
      files: { 'hr.csv': sample('us-government-termination') },
      sandbox,
      oidc: true,
    });
    expectUploaded(result, 2);
    expect(sandbox.connector(JOB_IDS[cloud]).recordsSaved).toBe(2);
    expect(result.receipt).toMatchObject({ signIn: 'federated', connector: { cloud } });
    expect(sandbox.unexpected).toEqual([]);
  });
});

describe('several files', () => {
  it('go to one connector in the order of their names, each with its own header', async () => {
    const files = { 'out/b.csv': profile(3), 'out/a.csv': resignations(4), 'more.csv': events(2) };
    const result = await runAction({
      with: upload({ 'csv-path': 'out/*.csv\nmore.csv', 'records-per-call': '3' }),
      files,
      sandbox,
    });
    expectUploaded(result, 9);
    expect(connector.records).toEqual(
      [files['out/a.csv'], files['out/b.csv'], files['more.csv']].flatMap(recordsOf),
    );
    expect(connector.calls.map(({ recordsSaved }) => recordsSaved)).toEqual([3, 1, 3, 2]);
    expect(result.receipt?.files.map(({ path, records }) => [path, records])).toEqual([
      ['out/a.csv', 4],
      ['out/b.csv', 3],
      ['more.csv', 2],
    ]);
    expect(tokenRequests()).toHaveLength(1);
  });

  it('are not sent at all when one of them has an error', async () => {
    const result = await runAction({
      with: upload({ 'csv-path': '*.csv' }),
      files: { 'a.csv': resignations(4), 'b.csv': sample('multiple-scenarios') },
      sandbox,
    });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'failed', errors: '2', records: '12' });
    expect(sandbox.requests).toEqual([]);
  });
});

describe('mode: preflight', () => {
  it('signs in and sends nothing', async () => {
    const result = await runAction({
      with: upload({ mode: 'preflight', 'csv-path': '', 'job-id': '' }),
      sandbox,
    });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'ready', calls: '0' });
    expect(sandbox.requests.map(({ service }) => service)).toEqual(['token']);
  });
});

describe('outputs', () => {
  it('all of action.yml are set by a run that succeeds and by one that fails on its inputs', async () => {
    const good = await runAction({ with: upload(), files: { 'hr.csv': resignations(3) }, sandbox });
    const bad = await runAction({ with: { 'csv-path': '' } });
    for (const { outputs } of [good, bad])
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(OUTPUTS).sort());
    expect(good.outputs).toMatchObject({
      status: 'uploaded',
      records: '3',
      'valid-records': '3',
      'invalid-records': '0',
      'uploaded-records': '3',
      calls: '1',
      errors: '0',
      findings: expect.stringMatching(/^\{/),
      // So few records could be guessed from their hash.
      sha256: '',
      'invalid-rows-path': '',
    });
    expect(bad.outputs.status).toBe('failed');
  });
});
