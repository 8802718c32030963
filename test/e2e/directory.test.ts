import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CLOUDS, type CloudName } from '../../src/clouds.ts';
import { DIRECTORY_CLIENT_ID, JOB_IDS } from '../sandbox/default-setup.ts';
import { IS_WINDOWS } from './action-process.ts';
import { levelChanges } from './delivery.ts';
import { expectFailure } from './material.ts';
import { type ActionResult, type ActionStep, runAction } from './run-action.ts';
import { setUp } from './steps.ts';

/** `resolve-users` on the built action. */

const { sandbox, upload } = await setUp();
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const HEADER = 'EmailAddress,EffectiveDate,OldLevel,NewLevel\n';
const file = (...users: string[]): string =>
  HEADER + users.map((user) => `${user},2026-11-01T00:00:00Z,60,61\n`).join('');

function run(
  csv: string,
  inputs: Record<string, string>,
  step: Partial<ActionStep> = {},
  cloud: CloudName = 'commercial',
): Promise<ActionResult> {
  const more = { 'directory-client-id': DIRECTORY_CLIENT_ID, ...inputs };
  return runAction({ files: { 'hr.csv': csv }, sandbox, ...step, with: upload(more, cloud) });
}

function expectUploaded(result: ActionResult, records: number): void {
  expect(result.exitCode, result.visible).toBe(0);
  expect(result.outputs).toMatchObject({ status: 'uploaded', 'uploaded-records': String(records) });
}

/** What was contacted, in order: `graph.microsoft.com/v1.0/$batch` and so on. */
const contacted = (): string[] => sandbox.requests.map(({ host, path }) => `${host}${path}`);
const batches = (): number => sandbox.requests.filter(({ service }) => service === 'graph').length;
const stored = (cloud: CloudName = 'commercial'): unknown[] =>
  sandbox.connector(JOB_IDS[cloud]).records.map(({ EmailAddress }) => EmailAddress);

const ALL = 'userPrincipalName\nmail\nproxyAddresses\nemployeeId\nonPremisesSamAccountName';

it('sends the user principal names of users found by any property', async () => {
  const csv = file(
    'same@contoso.com',
    'MIXED.case@contoso.com',
    'another.mail@contoso.com',
    'alias5@contoso.com',
    '1000007',
    'sam9',
    "first.o'user@contoso.com",
    'unknown@contoso.com',
  );
  const result = await run(csv, { 'resolve-users': ALL });
  expectUploaded(result, 8);
  expect(stored()).toEqual([
    'same@contoso.com',
    'MIXED.case@contoso.com',
    'u200002@contoso.com',
    'user5@contoso.com',
    'user7@contoso.com',
    'user9@contoso.com',
    "o'user@contoso.com",
    'unknown@contoso.com',
  ]);
  const sentence =
    '8 users: 2 as given, 2 found by mail, 1 found by proxyAddresses, 1 found by employeeId, 1 found by onPremisesSamAccountName, 1 unknown.';
  expect(result.summary).toContain(sentence);
  expect(result.log).toContain(sentence);
  expect(JSON.parse(result.outputs.findings!)).toEqual({ 'unknown-user': 1 });
  expect(result.findings).toMatchObject([{ rule: 'unknown-user', severity: 'warning', line: 9 }]);
});

it('stops for an ambiguous user, and for a number that no one has', async () => {
  const result = await run(file('twins@contoso.com', '4711'), { 'resolve-users': 'mail\nemployeeId' });
  const { message } = expectFailure(result, 'check-failed');
  expect(message).toContain('ambiguous-user 1, invalid-user 1');
  expect(result.summary).toContain('2 users: 1 unknown, 1 ambiguous.');
  expect(stored()).toEqual([]);
});

it('finds 2,000 users in at most 60 batches, although every fifth item is throttled', async () => {
  sandbox.addFault('graph-item:429(retry-after=0)@5-/5');
  const result = await run(levelChanges(2_000), { 'resolve-users': 'userPrincipalName\nmail' });
  expectUploaded(result, 2_000);
  expect(result.summary).toContain('2,000 users: 2,000 as given.');
  expect(batches()).toBeLessThanOrEqual(60);
});

describe('before anything is sent, a run ends', () => {
  it('without the permission, with the commands for it', async () => {
    const result = await run(file('same@contoso.com'), {
      'resolve-users': 'mail',
      'directory-client-id': '',
    });
    const { message } = expectFailure(result, 'graph-permission-missing');
    expect(message).toContain('az ad app permission add --id');
    expect(message).toContain('New-MgServicePrincipalAppRoleAssignment');
    expect(message).toContain('`directory-client-id`');
    expect(stored()).toEqual([]);
  });

  it.each([
    ['graph:503', 'graph-unavailable'],
    ['graph:429(retry-after=0)', 'graph-throttled'],
    ['graph:reset-after-body', 'network-connection-reset'],
  ] as const)('while Graph is down: %s', async (fault, code) => {
    sandbox.addFault(fault);
    const result = await run(file('same@contoso.com'), { 'resolve-users': 'mail', 'max-attempts': '2' });
    const { message } = expectFailure(result, code);
    expect(message).toContain('nothing was uploaded');
    expect(batches()).toBe(2);
    expect(contacted().filter((place) => place.startsWith('webhook'))).toEqual([]);
  });

  it('when the app of the look-up cannot sign in, and says which one', async () => {
    const unknown = '0f0e1d2c-3b4a-4958-8776-6554433221ab';
    const inputs = { 'resolve-users': 'mail', 'directory-client-id': unknown };
    const { message } = expectFailure(
      await run(file('a@contoso.com'), inputs),
      'entra-application-not-found',
    );
    expect(message).toContain(`by the application ${unknown} (\`directory-client-id\``);
  });

  it.skipIf(IS_WINDOWS)('when it is cancelled in the look-up', async () => {
    sandbox.addFault('graph-item:429(retry-after=60)@1-');
    const result = await run(
      file('same@contoso.com'),
      { 'resolve-users': 'mail' },
      {
        onStart: (action) => {
          const timer = setInterval(() => {
            if (batches() === 0) return;
            clearInterval(timer);
            setTimeout(() => action.kill('SIGINT'), 200);
          }, 20);
        },
      },
    );
    expectFailure(result, 'cancelled');
    expect(batches()).toBe(1);
  });
});

describe('contacts', () => {
  const token = (cloud: CloudName): string =>
    expect.stringMatching(new RegExp(`^${CLOUDS[cloud].authorityHost}/.*/token$`)) as string;

  it.each(['commercial', 'gcc', 'gcc-high', 'dod'] as const)(
    'Graph of %s, by OIDC for two apps',
    async (cloud) => {
      const csv = file('another.mail@contoso.com');
      const result = await run(csv, { 'resolve-users': 'mail', certificate: '' }, { oidc: true }, cloud);
      expectUploaded(result, 1);
      expect(stored(cloud)).toEqual(['u200002@contoso.com']);
      const { graphHost, ingestionUrl } = CLOUDS[cloud];
      const hosts = contacted().filter((place) => !place.includes('actions.githubusercontent'));
      expect(hosts).toEqual([
        token(cloud),
        `${graphHost}/v1.0/$batch`,
        token(cloud),
        ingestionUrl.replace('https://', ''),
      ]);
    },
  );

  it('nothing in validate, and says that users are not checked', async () => {
    const result = await run(file('4711', 'sam9'), { 'resolve-users': ALL, mode: 'validate' });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'validated', 'valid-records': '2' });
    expect(result.summary).toContain(
      'does not look up users (`resolve-users`), so the form of the user values was not checked.',
    );
    expect(contacted()).toEqual([]);
  });

  it('Graph once in a preflight without a file', async () => {
    const preflight = { 'resolve-users': ALL, mode: 'preflight', 'csv-path': '' };
    const result = await run('', preflight);
    expect(result.exitCode, result.visible).toBe(0);
    expect(batches()).toBe(1);
    sandbox.reset();
    expectFailure(await run('', { ...preflight, 'directory-client-id': '' }), 'graph-permission-missing');
  });

  it('no one for a run without records', async () => {
    const result = await run(HEADER, { 'resolve-users': ALL, 'allow-empty': 'true' });
    expect(result.outputs.status, result.visible).toBe('uploaded');
    expect(contacted()).toEqual([]);
  });

  it('no Graph without the input', async () => {
    expectUploaded(await run(file('same@contoso.com'), {}), 1);
    expect(contacted()).toEqual([token('commercial'), 'webhook.ingestion.office.com/api/signals']);
  });
});
