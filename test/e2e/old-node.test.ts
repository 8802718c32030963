import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { expectFailure, expectUploaded, resignations } from './material.ts';
import { runAction } from './run-action.ts';
import { sample, setUp } from './steps.ts';

/** The first runners with Node.js 24 have 24.4.0: `.ci/oldest-node` installs it. */
const node = process.env.OLD_NODE ?? '';

describe.skipIf(node === '')('on an older Node.js 24', async () => {
  const { sandbox, upload } = await setUp();
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.stop());
  const hr = { 'hr.csv': resignations(1203) };

  it('uploads by certificate', async () => {
    const result = await runAction({ with: upload(), files: hr, sandbox, node });
    expectUploaded(result, 1203);
    expect(sandbox.connector(JOB_IDS.commercial).calls.map((call) => call.recordsSaved)).toEqual([
      499, 499, 205,
    ]);
  });

  it('uploads by OIDC to a US Government cloud', async () => {
    const files = { 'hr.csv': sample('us-government-termination') };
    const inputs = upload({ certificate: '' }, 'gcc-high');
    expectUploaded(await runAction({ with: inputs, files, sandbox, oidc: true, node }), 2);
  });

  it('asks GitHub who can read the repository, and updates the failure issue', async () => {
    const event = { payload: { schedule: '0 3 * * *' } };
    const inputs = upload({ 'failure-issue': 'true', 'max-attempts': '2' });
    sandbox.addFault('webhook:500');
    const failed = await runAction({
      with: inputs,
      files: { 'hr.csv': resignations(3) },
      sandbox,
      event,
      node,
    });
    expectFailure(failed, /500/);
    expect(sandbox.github.issues.map(({ state }) => state)).toEqual(['open']);
    sandbox.faults.clear();
    expectUploaded(await runAction({ with: inputs, files: hr, sandbox, event, node }), 1203);
    expect(sandbox.github.issues.map(({ state }) => state)).toEqual(['closed']);
  });

  it('refuses a file with errors, and checks without a network', async () => {
    const files = { 'hr.csv': sample('multiple-scenarios') };
    expectFailure(await runAction({ with: upload(), files, sandbox, node }), /missing-value 2/);
    expect(sandbox.requests).toEqual([]);
    const validate = { 'csv-path': 'hr.csv', mode: 'validate' };
    expect((await runAction({ with: validate, files: hr, node })).outputs.status).toBe('validated');
  });

  it('reads globs and other encodings', async () => {
    const files = {
      'a/hr.csv': Buffer.from(resignations(2), 'utf16le'),
      'b/hr.csv': resignations(5)
        .split('\n')
        .slice(0, 2)
        .join('\n')
        .replaceAll(',', ';')
        .replace('user1@', 'ann@'),
    };
    const inputs = upload({ 'csv-path': '*/hr.csv\nb/hr.csv' });
    files['a/hr.csv'] = Buffer.concat([Buffer.from([0xff, 0xfe]), files['a/hr.csv']]);
    expectUploaded(await runAction({ with: inputs, files, sandbox, node }), 3);
  });

  it('verifies certificates', async () => {
    sandbox.addFault('webhook:untrusted');
    const result = await runAction({ with: upload({ 'max-attempts': '1' }), files: hr, sandbox, node });
    expectFailure(result, /certificate|TLS/);
  });
});
