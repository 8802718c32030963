import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { OUTPUTS } from '../../src/report/outputs.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { CLIENT_SECRET, JOB_IDS } from '../sandbox/default-setup.ts';
import { IS_WINDOWS } from './action-process.ts';
import { expectFailure, resignations } from './material.ts';
import { type ActionResult, runAction, Workspace } from './run-action.ts';
import { setUp } from './steps.ts';

const { sandbox, upload } = await setUp();

beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const connector = sandbox.connector(JOB_IDS.commercial);
const hr = { 'hr.csv': resignations(3) };

function expectNothingSent(result: ActionResult): void {
  expect(sandbox.requests.filter(({ service }) => service === 'webhook')).toEqual([]);
  expect(result.outputs).toMatchObject({ 'uploaded-records': '0', calls: '0' });
  expect(Object.keys(result.outputs).sort()).toEqual(Object.keys(OUTPUTS).sort());
}

describe('the file', () => {
  it('is missing', async () => {
    const result = await runAction({ with: upload(), sandbox });
    expectFailure(result, /hr\.csv/);
    expectNothingSent(result);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    ['has no bytes', ''],
    ['has only a header', 'EmailAddress,ResignationDate,LastWorkingDate\n'],
    ['has only blank lines', '\n\r\n  \n'],
  ])('%s', async (_, content) => {
    const result = await runAction({ with: upload(), files: { 'hr.csv': content }, sandbox });
    expectFailure(result, /empty-file/);
    expectNothingSent(result);
    expect(sandbox.requests).toEqual([]);
    expect(result.findings.map(({ rule }) => rule)).toEqual(['empty-file']);
  });

  it('is a directory', async () => {
    const workspace = new Workspace();
    mkdirSync(join(workspace.workspace, 'hr.csv'));
    const result = await runAction({ with: upload(), workspace, sandbox });
    workspace.remove();
    expectFailure(result, /hr\.csv.*(?:folder|directory)/);
    expectNothingSent(result);
  });

  // Root can read every file.
  it.skipIf(IS_WINDOWS || process.getuid?.() === 0)('is unreadable', async () => {
    const workspace = new Workspace();
    workspace.write('hr.csv', hr['hr.csv']);
    chmodSync(join(workspace.workspace, 'hr.csv'), 0);
    const result = await runAction({ with: upload(), workspace, sandbox });
    workspace.remove();
    expectFailure(result, /hr\.csv/);
    expectNothingSent(result);
  });

  it('has a quote that is not closed', async () => {
    const content = `EmailAddress,ResignationDate,LastWorkingDate\n"ann@contoso.com,2026-01-01T00:00:00Z,x\n`;
    const result = await runAction({ with: upload(), files: { 'hr.csv': content }, sandbox });
    expectFailure(result, /broken-quoting/);
    expectNothingSent(result);
  });

  it('is outside the workspace through a link', async () => {
    const result = await runAction({
      with: upload({ 'csv-path': '../../../../etc/hostname-of-no-one' }),
      sandbox,
    });
    expectFailure(result, /csv-path|hostname-of-no-one/);
    expectNothingSent(result);
  });
});

describe('the inputs', () => {
  it('are all named in one run', async () => {
    const result = await runAction({
      with: {
        'csv-path': '',
        cloud: 'mars',
        'records-per-call': 'many',
        scenario: 'lottery-win',
        'job-id': 'not-a-guid',
        'date-format': 'qq',
      },
      files: hr,
      sandbox,
    });
    const error = expectFailure(result, /mistakes|csv-path/);
    for (const name of [
      'csv-path',
      'cloud',
      'records-per-call',
      'scenario',
      'job-id',
      'tenant-id',
      'client-id',
      'date-format',
    ])
      expect(`${error.message}\n${result.summary}`).toContain(name);
    expect(error.properties.title).toBe('invalid-inputs');
    expectNothingSent(result);
  });

  it('disable the verification of TLS', async () => {
    const result = await runAction({
      with: upload(),
      files: hr,
      sandbox,
      // Node.js itself warns about it on stderr.
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' },
    });
    expectFailure(result, /NODE_TLS_REJECT_UNAUTHORIZED/);
    expectNothingSent(result);
  });
});

describe('the sign-in', () => {
  it('has a certificate that the app does not know', async () => {
    const other = makeCertificate({ key: 'other' });
    const result = await runAction({
      with: upload({ certificate: `${other.certificatePem}${other.keyPem}` }),
      files: hr,
      sandbox,
    });
    expectFailure(result, /AADSTS700027/);
    expectNothingSent(result);
  });

  it('has text instead of a certificate', async () => {
    const result = await runAction({
      with: upload({ certificate: 'not a certificate' }),
      files: hr,
      sandbox,
    });
    expectFailure(result, /certificate/);
    expectNothingSent(result);
  });

  it('has a wrong secret', async () => {
    const result = await runAction({
      with: upload({ certificate: '', 'client-secret': `${CLIENT_SECRET.slice(0, -1)}x` }),
      files: hr,
      sandbox,
    });
    expectFailure(result, /AADSTS7000215/);
    expectNothingSent(result);
  });

  it('has no credential and no permission for OIDC', async () => {
    const result = await runAction({ with: upload({ certificate: '' }), files: hr, sandbox });
    expectFailure(result, /id-token: write/);
    expectNothingSent(result);
  });

  it('has an OIDC token of another subject', async () => {
    const { identity } = sandbox.oidc;
    const { subject } = identity;
    identity.subject = 'repo:contoso/hr:ref:refs/heads/main';
    const result = await runAction({ with: upload({ certificate: '' }), files: hr, sandbox, oidc: true });
    identity.subject = subject;
    const error = expectFailure(result, /AADSTS70021/);
    expect(error.message).toContain('repo:contoso/hr:ref:refs/heads/main');
    expectNothingSent(result);
  });

  it('has a tenant that does not exist', async () => {
    const result = await runAction({
      with: upload({ 'tenant-id': '00000000-1111-4222-8333-444444444444' }),
      files: hr,
      sandbox,
    });
    expectFailure(result, /AADSTS90002/);
    expectNothingSent(result);
  });
});

describe('the service', () => {
  it('does not know the job ID', async () => {
    const result = await runAction({
      with: upload({ 'job-id': '11111111-2222-4333-8444-555555555555' }),
      files: hr,
      sandbox,
    });
    expectFailure(result, /403/);
    expect(sandbox.requests.filter(({ service }) => service === 'webhook')).toHaveLength(1);
    expect(result.outputs).toMatchObject({ 'uploaded-records': '0', calls: '0' });
  });

  it.each([
    ['authority-host', 'login.contoso.com'],
    ['ingestion-url', 'https://webhook.contoso.com/api/signals'],
  ])('has a host that does not resolve (%s)', async (input, value) => {
    const result = await runAction({
      with: upload({ [input]: value, 'max-attempts': '1' }),
      files: hr,
      sandbox,
    });
    expectFailure(result, new RegExp(new URL(value.replace(/^(?!https)/, 'https://')).host));
    expect(result.outputs['uploaded-records']).toBe('0');
    expect(sandbox.unexpected.length).toBeGreaterThan(0);
  });

  it('answers 500 every time', async () => {
    sandbox.addFault('webhook:500');
    const result = await runAction({ with: upload({ 'max-attempts': '2' }), files: hr, sandbox });
    expectFailure(result, /500/);
    expect(sandbox.requests.filter(({ service }) => service === 'webhook')).toHaveLength(2);
    expect(result.outputs).toMatchObject({ 'uploaded-records': '0', calls: '0' });
    expect(connector.records).toEqual([]);
  });

  it('answers 500 after the first call', async () => {
    sandbox.addFault('webhook:500@2-');
    const result = await runAction({
      with: upload({ 'max-attempts': '1', 'records-per-call': '2' }),
      files: hr,
      sandbox,
    });
    expectFailure(result, /500/, 'partial');
    expect(result.outputs).toMatchObject({ 'uploaded-records': '2', calls: '1' });
    expect(connector.recordsSaved).toBe(2);
  });

  it.each([
    ['webhook:untrusted', /certificate|TLS/],
    ['webhook:wrong-host', /certificate|TLS|host/],
    ['webhook:reset-before-body', /connection|closed|reset|broke/],
    ['webhook:reset-after-body', /answer|closed|broke/],
    ['webhook:500(html)', /500/],
    ['token:503', /503/],
    ['token:500(html)', /500/],
    ['token:connect-refused=407', /407|proxy/i],
    ['token:untrusted', /certificate|TLS/],
  ])('fails with %s', async (fault, what) => {
    sandbox.addFault(fault);
    const result = await runAction({ with: upload({ 'max-attempts': '1' }), files: hr, sandbox });
    expectFailure(result, what);
    expect(connector.records).toEqual([]);
  });

  it('cannot be reached at all', async () => {
    const result = await runAction({ with: upload({ 'max-attempts': '1' }), files: hr });
    expectFailure(result, /proxy|127\.0\.0\.1/i);
  });
});

it('a sample that is refused has one closing error for any number of findings', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `user${i}@contoso.com,not a date,${i}`);
  const content = ['EmailAddress,ResignationDate,LastWorkingDate', ...rows].join('\n');
  const result = await runAction({ with: upload(), files: { 'hr.csv': content }, sandbox });
  expectFailure(result, /120 errors.*invalid-date/);
  // The runner shows ten: nine of the check and the closing one.
  expect(result.commands.filter(({ command }) => command === 'error')).toHaveLength(10);
  expect(result.outputs).toMatchObject({ records: '60', 'valid-records': '0', errors: '120' });
  expect(result.findings).toHaveLength(120);
});
