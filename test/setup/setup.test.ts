import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../src/check/scenarios.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { changesOf, runSetup, type SetupRun } from './run-setup.ts';
import { type App, type Environment, JOB_ID, newWorld, TENANT_ID, WORKFLOW, type World } from './world.ts';

const ALL = ['--yes', '--no-preflight', '--job-id', JOB_ID];
const SUBJECT = 'repo:Contoso@12/HR@34:environment:hr-upload';
const OTHER_ID = '99999999-9999-4999-8999-999999999999';

const COMPLETE = new Map<string, Promise<World>>();

/** A world after a whole run, to break things in. */
async function completeWorld(options: readonly string[] = [], changes: Partial<World> = {}): Promise<World> {
  const key = inspect([options, changes]);
  const complete = COMPLETE.get(key) ?? setUp(options, changes);
  COMPLETE.set(key, complete);
  const { onSleep, ...rest } = await complete;
  return { ...structuredClone({ ...rest, calls: [], faults: [] }), onSleep };
}

async function setUp(options: readonly string[], changes: Partial<World>): Promise<World> {
  const world = newWorld(changes);
  const run = await runSetup(world, [...ALL, ...options]);
  if (run.status !== 0) throw new Error(run.output);
  return world;
}

/** What a set-up consists of, without the history of how it came about. */
function setUpOf({ azure, environments, settings, branches }: World): unknown {
  return structuredClone({ azure, environments, settings, workflow: branches.get('main')?.files[WORKFLOW] });
}

const onlyApp = (world: World): App => world.azure.apps[0]!;
const environmentOf = (world: World): Environment => world.environments.get('hr-upload')!;
const workflowOf = (world: World): string => world.branches.get('main')!.files[WORKFLOW]!;

function expectFailure(run: SetupRun, ...texts: readonly string[]): void {
  expect({ status: run.status, output: run.output }).toMatchObject({ status: 1 });
  for (const text of ['Failed: ', '\nFix: ', ...texts]) expect(run.output).toContain(text);
}

// Windows has no bash of its own; its users run the script in Azure Cloud Shell.
describe.skipIf(process.platform === 'win32')('setup.sh', { concurrent: true }, () => {
  describe('the first run', () => {
    test('sets up everything, waits for the merge and runs a preflight', async () => {
      const world = newWorld();
      const run = await runSetup(world, ['--yes', '--job-id', JOB_ID]);
      expect({ status: run.status, output: run.output }).toMatchObject({ status: 0 });
      const app = onlyApp(world);
      expect(app).toMatchObject({
        displayName: 'hr-upload',
        signInAudience: 'AzureADMyOrg',
        credentials: [
          {
            name: 'github-Contoso-HR-hr-upload',
            issuer: 'https://token.actions.githubusercontent.com',
            subject: SUBJECT,
            audiences: ['api://AzureADTokenExchange'],
          },
        ],
      });
      expect(world.azure.servicePrincipals.get(app.appId)).toBe(true);
      expect(environmentOf(world)).toMatchObject({
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        policies: [{ name: 'main', type: 'branch' }],
        variables: { TENANT_ID, CLIENT_ID: app.appId, JOB_ID },
      });
      expect(workflowOf(world)).toContain('environment: hr-upload');
      expect(world.runs).toHaveLength(1);
      expect(run.output).toContain('Preflight: passed, https://github.com/Contoso/HR/actions/runs/500');
      expect(run.output).toContain('The set-up is complete.');
    });

    test('changes nothing when it is run again', async () => {
      const world = await completeWorld();
      const again = await runSetup(world, ['--no-preflight']);
      expect(changesOf(again)).toEqual([]);
      expect(again.status).toBe(0);
    });

    test('asks before each change, and a no leaves everything as it is', async () => {
      const world = newWorld();
      const before = setUpOf(world);
      const run = await runSetup(world, [], ['n']);
      expect(run.status).toBe(3);
      expect(run.output).toContain('$ az ad app create --display-name hr-upload');
      expect(run.output).toContain('Do this? [y/N]');
      expect(setUpOf(world)).toEqual(before);
      expect(changesOf(run)).toEqual([]);
    });

    test('without an answer nothing is changed', async () => {
      const run = await runSetup(newWorld(), []);
      expect(run).toMatchObject({ status: 3 });
      expect(changesOf(run)).toEqual([]);
      expect(run.output).toContain('use --yes');
    });

    test('one yes is one step', async () => {
      const world = newWorld();
      const run = await runSetup(world, [], ['y', 'n']);
      expect(changesOf(run)).toHaveLength(1);
      expect(world.azure.apps).toHaveLength(1);
      expect(world.azure.servicePrincipals.size).toBe(0);
    });

    test('a dry run prints the commands of a real one and changes nothing', async () => {
      const world = newWorld();
      const dry = await runSetup(world, ['--dry-run', '--job-id', JOB_ID]);
      expect(dry.status).toBe(0);
      expect(changesOf(dry)).toEqual([]);
      const real = await runSetup(world, ['--yes', '--job-id', JOB_ID]);
      const shown = (line: string): string => line.replaceAll(onlyApp(world).appId, '<client ID>');
      const plain = dry.output.replaceAll("'", '');
      expect(changesOf(real).filter((line) => !plain.includes(shown(line)))).toEqual([]);
      expect(dry.output).toContain(workflowOf(world));
    });
  });

  describe('things that are not right are repaired, and only they', () => {
    const removeSecondRule = /environments\/hr-upload\/deployment-branch-policies\/7/;
    const cases: [string, (world: World) => void, RegExp[]][] = [
      ['app of other tenants', (w) => (onlyApp(w).signInAudience = 'AzureADMultipleOrgs'), [/ad app update/]],
      ['no service principal', (w) => w.azure.servicePrincipals.clear(), [/ad sp create/]],
      [
        'service principal disabled',
        (w) => w.azure.servicePrincipals.set(onlyApp(w).appId, false),
        [/ad sp update/],
      ],
      [
        'no federated credential',
        (w) => (onlyApp(w).credentials = []),
        [/ad app federated-credential create/],
      ],
      ...(
        [
          ['subject with names alone', { subject: 'repo:Contoso/HR:environment:hr-upload' }],
          ['subject in other letter case', { subject: SUBJECT.toLowerCase() }],
          ['subject of a branch', { subject: 'repo:Contoso@12/HR@34:ref:refs/heads/main' }],
          ['audience of another cloud', { audiences: ['api://AzureADTokenExchangeUSGov'] }],
          ['issuer with a slash at the end', { issuer: 'https://token.actions.githubusercontent.com/' }],
          [
            'same subject under another name',
            { name: 'by-hand', audiences: ['api://AzureADTokenExchangeUSGov'] },
          ],
        ] as const
      ).map(([title, change]): [string, (world: World) => void, RegExp[]] => [
        title,
        (w) => (onlyApp(w).credentials = [{ ...onlyApp(w).credentials[0]!, ...change }]),
        [/ad app federated-credential delete/, /ad app federated-credential create/],
      ]),
      [
        'no environment',
        (w) => w.environments.delete('hr-upload'),
        [/PUT .*environments/, /POST .*branch-policies/, /set TENANT_ID/, /set CLIENT_ID/, /set JOB_ID/],
      ],
      [
        'environment for every branch',
        (w) => Object.assign(environmentOf(w), { deployment_branch_policy: null, policies: [] }),
        [/PUT .*environments/, /POST .*branch-policies/],
      ],
      [
        'environment for protected branches',
        (w) =>
          Object.assign(environmentOf(w), {
            deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
            policies: [],
          }),
        [/PUT .*environments/, /POST .*branch-policies/],
      ],
      [
        'environment for a second branch',
        (w) => environmentOf(w).policies.push({ id: 7, name: 'feature/*', type: 'branch' }),
        [/PUT .*environments/, removeSecondRule],
      ],
      ['variable missing', (w) => delete environmentOf(w).variables.CLIENT_ID, [/set CLIENT_ID/]],
      ['other job ID', (w) => (environmentOf(w).variables.JOB_ID = OTHER_ID), [/set JOB_ID/]],
      [
        'no workflow',
        (w) => delete w.branches.get('main')!.files[WORKFLOW],
        [/PATCH .*git\/refs/, /PUT .*contents/, /pr create/],
      ],
      ...(
        [
          ['environment', '    environment: hr-upload\n'],
          ['permission', '      id-token: write\n'],
          ['job ID', /^.*vars\.JOB_ID.*\n/m],
          ['trigger', /^ {2}workflow_dispatch:\n/m],
        ] as const
      ).map(([title, line]): [string, (world: World) => void, RegExp[]] => [
        `workflow without its ${title}`,
        (w) => {
          w.branches.get('main')!.files[WORKFLOW] = workflowOf(w).replace(line, '');
        },
        [/PATCH .*git\/refs/, /PUT .*contents/, /pr create/],
      ]),
    ];

    test.each(cases)('%s', async (_title, breakIt, expected) => {
      const world = await completeWorld();
      const before = setUpOf(world);
      breakIt(world);
      expect(setUpOf(world)).not.toEqual(before);
      const run = await runSetup(world, ALL);
      expect({ status: run.status, output: run.output }).toMatchObject({ status: 0 });
      const changes = changesOf(run);
      expect(changes).toHaveLength(expected.length);
      for (const [index, pattern] of expected.entries()) expect(changes[index]).toMatch(pattern);
      const after = setUpOf(world) as { environments: Map<string, Environment> };
      for (const environment of after.environments.values()) {
        for (const policy of environment.policies) policy.id = 100;
      }
      expect(after).toEqual({ ...(before as object), azure: expect.anything() });
      expect(onlyApp(world)).toMatchObject({
        signInAudience: 'AzureADMyOrg',
        credentials: [{ subject: SUBJECT }],
      });
    });

    test('a deleted app is named before a new one is created', async () => {
      const world = await completeWorld();
      world.azure.apps = [];
      const run = await runSetup(world, [], ['n']);
      expect(run.output).toContain('A deleted app can be restored for 30 days');
      expect(run.status).toBe(3);
    });

    test('reviewers and waiting time of an environment are kept', async () => {
      const world = newWorld();
      const rules = [
        { type: 'wait_timer', wait_timer: 30 },
        {
          type: 'required_reviewers',
          prevent_self_review: true,
          reviewers: [{ type: 'Team', reviewer: { id: 5 } }],
        },
      ];
      world.environments.set('hr-upload', {
        deployment_branch_policy: null,
        policies: [],
        protection_rules: rules,
        variables: {},
        secrets: { HR_API_KEY: 'x' },
      });
      await runSetup(world, ALL);
      expect(environmentOf(world)).toMatchObject({
        protection_rules: rules,
        policies: [{ name: 'main' }],
        secrets: { HR_API_KEY: 'x' },
      });
    });

    test('the export of a workflow is kept, and its pull request says so', async () => {
      const world = await completeWorld();
      const mine = workflowOf(world)
        .replace(/ {6}- name: Export[\s\S]*?exit 1\n/, '      - run: ./export-hr.sh hr.csv\n')
        .replace('    environment: hr-upload\n', '');
      world.branches.get('main')!.files[WORKFLOW] = mine;
      await runSetup(world, ALL);
      expect(workflowOf(world)).toContain(
        '# export: begin\n      - run: ./export-hr.sh hr.csv\n      # export: end',
      );
      expect(workflowOf(world)).toContain('environment: hr-upload');
      expect(world.pullRequests.at(-1)?.body).toContain('check the diff');
    });
  });

  describe('subject, issuer and audience', () => {
    test.each([
      ['names with IDs', {}, [], SUBJECT],
      ['names alone', { oidc: { use_default: true } }, [], 'repo:Contoso/HR:environment:hr-upload'],
      ['no answer of the API', { oidc: undefined }, [], 'repo:Contoso/HR:environment:hr-upload'],
      [
        'the prefix counts, not use_immutable_subject',
        { oidc: { use_default: true, use_immutable_subject: true, sub_claim_prefix: 'repo:Contoso/HR' } },
        [],
        'repo:Contoso/HR:environment:hr-upload',
      ],
      ['without environments', {}, ['--no-environment'], 'repo:Contoso@12/HR@34:ref:refs/heads/main'],
      [
        'a customized subject that is given',
        { oidc: { use_default: false, include_claim_keys: ['repo', 'job_workflow_ref'] } },
        ['--subject', 'repo:Contoso/HR:job_workflow_ref:x'],
        'repo:Contoso/HR:job_workflow_ref:x',
      ],
    ] as const)('%s', async (_title, changes, options, subject) => {
      const world = await completeWorld(options, changes as Partial<World>);
      expect(onlyApp(world).credentials).toMatchObject([{ subject }]);
    });

    test('a customized subject that is not given ends the run', async () => {
      const world = newWorld({ oidc: { use_default: false, include_claim_keys: ['job_workflow_ref'] } });
      expectFailure(await runSetup(world, ALL), 'customized OIDC subject', '--subject');
    });

    test.each([
      ['contoso.ghe.com', 'https://token.actions.contoso.ghe.com'],
      ['github.contoso.com', 'https://github.contoso.com/_services/token'],
    ])('the issuer of %s', async (host, issuer) => {
      const world = await completeWorld(['--repo', `${host}/contoso/hr`]);
      expect(onlyApp(world).credentials).toMatchObject([{ issuer }]);
    });

    test.each(['gcc-high', 'dod'])('%s: Azure CLI is switched, audience and workflow fit', async (cloud) => {
      const world = await completeWorld(['--cloud', cloud]);
      expect(world.azure.cloud).toBe('AzureUSGovernment');
      expect(onlyApp(world).credentials).toMatchObject([{ audiences: ['api://AzureADTokenExchangeUSGov'] }]);
      expect(workflowOf(world)).toMatch(new RegExp(`^ {10}cloud: ${cloud}$`, 'm'));
    });

    test('gcc signs in as the commercial cloud does', async () => {
      const world = await completeWorld(['--cloud', 'gcc']);
      expect(world.azure.cloud).toBe('AzureCloud');
      expect(onlyApp(world).credentials).toMatchObject([{ audiences: ['api://AzureADTokenExchange'] }]);
      expect(workflowOf(world)).toMatch(/^ {10}cloud: gcc$/m);
    });

    test('without environments, variables are those of the repository', async () => {
      const world = await completeWorld(['--no-environment']);
      expect(world.environments.size).toBe(0);
      expect(world.settings.variables).toMatchObject({ TENANT_ID, JOB_ID });
      expect(workflowOf(world)).not.toContain('environment:');
    });
  });

  describe('failures name their fix', () => {
    test.each([
      [
        'az ad app create',
        'ERROR: Insufficient privileges to complete the operation.',
        'Application Administrator',
      ],
      ['az ad app list', 'AADSTS700082: The refresh token has expired.', 'az login --allow-no-subscriptions'],
      [
        'az ad sp create',
        'ERROR: Insufficient privileges to complete the operation.',
        'Cloud Application Administrator',
      ],
      [
        'az ad app create',
        'HTTPSConnectionPool(host=x): Max retries exceeded with url',
        'connection to the internet',
      ],
      ['gh api repos/contoso/hr', 'error connecting to api.github.com', 'connection to the internet'],
      [
        'gh api repos/contoso/hr',
        'To get started, please run:  gh auth login',
        'gh auth login --hostname github.com',
      ],
      ['gh api repos/contoso/hr', 'Resource protected by organization SAML enforcement', 'gh auth refresh'],
      [
        'gh api --method PUT .*environments',
        'gh: Fail to create protected rule, please ensure billing plan include it (HTTP 422)',
        '--no-environment',
      ],
      ['gh api --method POST .*branch-policies', 'gh: Not Found (HTTP 404)', '--no-environment'],
      ['gh api --method PUT .*contents', 'gh: Not Found (HTTP 404)', 'gh auth refresh --scopes workflow'],
      ['gh pr create', 'GraphQL: was submitted too quickly', 'write access to the repository'],
    ])('%s: %s', async (command, errors, fix) => {
      const world = newWorld({
        faults: [{ command: (line) => new RegExp(`^${command}`).test(line), errors, times: 99 }],
      });
      expectFailure(await runSetup(world, ALL), errors, fix);
    });

    test.each([
      ['public', { visibility: 'public' }, 'use a private repository'],
      ['archived', { archived: true }, 'unarchive it'],
      ['no admin', { permissions: { admin: false, push: true } }, '--no-environment'],
      ['no write access', { permissions: { admin: false, push: false } }, 'role Admin'],
    ])('repository: %s', async (_title, changes, fix) => {
      const world = newWorld();
      Object.assign(world.repository, changes);
      const run = await runSetup(world, ALL);
      expectFailure(run, fix);
      expect(changesOf(run)).toEqual([]);
    });

    test('the repository does not exist', async () => {
      expectFailure(await runSetup(newWorld(), [...ALL, '--repo', 'contoso/other']), 'gh auth status');
    });

    test('the repository has no commit', async () => {
      const world = newWorld({ branches: new Map() });
      expectFailure(await runSetup(world, ALL), 'push a first commit');
    });

    test('the name of the app is taken', async () => {
      const world = await completeWorld();
      const app = onlyApp(world);
      world.azure.apps = [{ ...app, web: { homePageUrl: null } }];
      environmentOf(world).variables = {};
      const run = await runSetup(world, ALL);
      expectFailure(run, `--client-id ${app.appId}`, '--name NAME');
      expect(changesOf(run)).toEqual([]);
      const chosen = await runSetup(world, [...ALL, '--client-id', app.appId]);
      expect(chosen.status).toBe(0);
      expect(changesOf(chosen).filter((line) => line.startsWith('az '))).toEqual([]);
      expect(environmentOf(world).variables.CLIENT_ID).toBe(app.appId);
    });

    test('Azure CLI is not signed in', async () => {
      const world = newWorld();
      world.azure.signedIn = false;
      expectFailure(await runSetup(world, ALL), 'az login --allow-no-subscriptions');
    });

    test('Azure CLI is signed in to another tenant than before', async () => {
      const world = await completeWorld();
      world.azure.tenantId = OTHER_ID;
      const run = await runSetup(world, ALL);
      expectFailure(
        run,
        `az login --allow-no-subscriptions --tenant ${TENANT_ID}`,
        `--tenant-id ${OTHER_ID}`,
      );
    });

    test('GitHub CLI may not change workflows', async () => {
      const run = await runSetup(newWorld({ scopes: "'repo', 'read:org'" }), ALL);
      expectFailure(run, 'gh auth refresh --hostname github.com --scopes workflow');
    });

    test('the client ID is not in the tenant', async () => {
      expectFailure(await runSetup(newWorld(), [...ALL, '--client-id', OTHER_ID]), 'not the object ID');
    });

    test('all wrong options are reported at once', async () => {
      const run = await runSetup(newWorld(), ['--cloud', 'moon', '--job-id', 'x', '--wat', '--wait']);
      expect(run.status).toBe(2);
      for (const option of ['--cloud', '--job-id', '--wat', '--wait']) expect(run.output).toContain(option);
      expect(run.calls).toEqual([]);
    });

    test('each read that fails', async () => {
      const world = await completeWorld();
      const again = await runSetup(world, ALL);
      const reads = again.calls.map(({ program, args }) => [program, ...args].join(' '));
      expect(reads.length).toBeGreaterThan(12);
      for (const read of new Set(reads)) {
        world.faults = [{ command: (line) => line === read, errors: 'something broke', times: 1 }];
        const run = await runSetup(world, ALL);
        expectFailure(run, 'something broke');
        expect(changesOf(run)).toEqual([]);
      }
    });

    test('after each failed change, a run again continues there', async () => {
      const undisturbed = await completeWorld();
      const world = newWorld();
      const changes = (await runSetup(newWorld(), ALL)).calls
        .map(({ program, args }) => [program, ...args].join(' '))
        .filter((line) => / create | set |--method /.test(line));
      expect(changes.length).toBeGreaterThan(9);
      for (const change of changes) {
        const words = change.split(' ').slice(0, 5).join(' ');
        world.faults = [{ command: (line) => line.startsWith(words), errors: 'something broke', times: 1 }];
        expectFailure(await runSetup(world, ALL), 'something broke');
      }
      const last = await runSetup(world, ALL);
      expect(last.status).toBe(0);
      expect(setUpOf(world)).toEqual(setUpOf(undisturbed));
    });
  });

  describe('the pull request', () => {
    test('a run that does not wait ends with 3, and the next one continues after the merge', async () => {
      const world = newWorld({ onSleep: () => undefined });
      const run = await runSetup(world, [...ALL, '--wait', '0']);
      expect(run).toMatchObject({ status: 3 });
      expect(run.output).toContain('merge https://github.com/Contoso/HR/pull/1');
      const waiting = await runSetup(world, [...ALL, '--wait', '1']);
      expect(waiting.status).toBe(3);
      expect(changesOf(waiting)).toEqual([]);
      world.onSleep = newWorld().onSleep;
      const merged = await runSetup(world, ['--yes']);
      expect(merged.status).toBe(0);
      expect(world.runs).toHaveLength(1);
    });

    test('one that is closed without a merge ends the wait', async () => {
      const world = newWorld({
        onSleep: ({ pullRequests }) => {
          for (const pull of pullRequests) pull.state = 'closed';
        },
      });
      expectFailure(await runSetup(world, ALL), 'closed without a merge');
    });
  });

  describe('the preflight', () => {
    const noCredential = { conclusion: 'failure', messages: ['AADSTS700213: no matching record'] } as const;

    test('is repeated while Entra does not know the new credential', async () => {
      const world = newWorld({ outcomes: [noCredential, noCredential] });
      const run = await runSetup(world, ['--yes', '--job-id', JOB_ID]);
      expect(run.status).toBe(0);
      expect(world.runs).toHaveLength(3);
    });

    test('is not repeated where the sign-in was not changed, and its messages are shown', async () => {
      const world = await completeWorld();
      world.outcomes = [noCredential];
      const run = await runSetup(world, ['--yes']);
      expectFailure(run, 'AADSTS700213: no matching record', 'actions/runs/500');
      expect(run.output).not.toContain('A warning of the run');
      expect(world.runs).toHaveLength(1);
    });

    test('may fail until the first connector exists', async () => {
      const world = newWorld({ outcomes: [{ conclusion: 'failure', messages: ['AADSTS500011: …'] }] });
      const run = await runSetup(world, ['--yes']);
      expect(run.status).toBe(3);
      expect(run.output).toContain('expected until the first HR connector of the tenant exists');
    });

    test('control characters of a message do not reach the terminal', async () => {
      const world = await completeWorld();
      world.outcomes = [{ conclusion: 'failure', messages: ['red \u001b[31m text'] }];
      const run = await runSetup(world, ['--yes']);
      expect(run.output).toContain('red [31m text');
    });
  });

  describe('the connector', () => {
    test('the mapping sheet has the columns of each scenario', async () => {
      const { output } = await runSetup(newWorld(), ['--yes', '--no-preflight']);
      for (const { name, fields } of Object.values(SCENARIOS)) {
        const columns = fields.map((field) => `${field.name}${field.required ? '*' : ''}`).join(', ');
        expect(output.replace(/ +/g, ' ')).toContain(`\n ${name} ${columns}\n`);
      }
    });

    test('only the scenarios that are asked for', async () => {
      const { output } = await runSetup(newWorld(), ['--yes', '--no-preflight', '--scenario', 'resignation']);
      expect(output).toContain('resignation  ');
      expect(output).not.toContain('job-level-change');
    });

    test('takes the job ID at the end, or later', async () => {
      const world = newWorld();
      const yes = Array.from({ length: 6 }, () => 'y');
      const first = await runSetup(world, ['--no-preflight'], [...yes, '']);
      expect(first.status).toBe(3);
      const second = await runSetup(world, ['--no-preflight'], [JOB_ID]);
      expect(second.status).toBe(0);
      expect(environmentOf(world).variables.JOB_ID).toBe(JOB_ID);
    });

    test('refuses an ID that is not the job ID', async () => {
      const world = newWorld();
      await runSetup(world, ['--yes', '--no-preflight']);
      expectFailure(await runSetup(world, ['--no-preflight'], [onlyApp(world).appId]), 'not the job ID');
      expectFailure(await runSetup(world, ['--no-preflight'], ['abc']), 'must be a GUID');
    });

    test.each([
      ['gcc-high', 'https://purview.microsoft.us'],
      ['dod', 'https://purview.apps.mil'],
    ])('the portal of %s', async (cloud, portal) => {
      const { output } = await runSetup(newWorld(), ['--yes', '--no-preflight', '--cloud', cloud]);
      expect(output).toContain(portal);
    });
  });

  describe('removal', () => {
    test.each([
      ['with an environment', []],
      ['without', ['--no-environment']],
      ['with a certificate', ['--certificate']],
    ])('takes away what was made, %s', async (_title, options) => {
      const world = await completeWorld(options);
      const run = await runSetup(world, ['--remove', '--yes', ...options]);
      expect(run.status).toBe(3);
      expect(world.azure).toMatchObject({ apps: [], servicePrincipals: new Map() });
      expect(world.environments.size).toBe(0);
      expect(world.settings).toEqual({ variables: {}, secrets: {} });
      expect([...world.branches.keys()]).toEqual(['main', 'remove-hr-upload']);
      expect(world.branches.get('remove-hr-upload')?.files).toEqual({});
      expect(world.disabledWorkflows).toEqual(['hr-upload.yml']);
      delete world.branches.get('main')!.files[WORKFLOW];
      const again = await runSetup(world, ['--remove', '--yes', ...options]);
      expect(again.status).toBe(0);
      expect(changesOf(again)).toEqual([]);
    });

    test('asks for each thing', async () => {
      const world = await completeWorld();
      const run = await runSetup(world, ['--remove'], ['n', 'n', 'y', 'n', 'n', 'n']);
      expect(run.status).toBe(3);
      expect(world.azure.apps).toHaveLength(1);
      expect(environmentOf(world).variables).toEqual({});
      expect(world.disabledWorkflows).toEqual([]);
    });

    test('leaves what others made: an app that was given, an environment with a secret of its own', async () => {
      const world = await completeWorld();
      const app = onlyApp(world);
      world.azure.apps = [{ ...app, web: { homePageUrl: null } }];
      environmentOf(world).secrets.HR_API_KEY = 'x';
      const run = await runSetup(world, ['--remove', '--yes']);
      expect(onlyApp(world)).toMatchObject({ appId: app.appId, credentials: [] });
      expect(environmentOf(world)).toMatchObject({ variables: {}, secrets: { HR_API_KEY: 'x' } });
      expect(run.output).toContain('stays: it also has HR_API_KEY');
    });
  });

  test('--help names every option, and every option of the help is known', async () => {
    const { output, status } = await runSetup(newWorld(), ['--help']);
    expect(status).toBe(0);
    const named = new Set([...output.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option!));
    const source = readFileSync(join(import.meta.dirname, '../../setup/options.sh'), 'utf8');
    const known = [...source.matchAll(/^ {4,}(--[a-z-]+)(?: \| -\w)?\) /gm)].map(([, option]) => option!);
    expect(known.length).toBeGreaterThan(15);
    expect([...named].sort()).toEqual([...new Set(known)].sort());
  });
});

function ecCertificate(folder: string): string {
  const [key, certificate] = [join(folder, 'ec-key.pem'), join(folder, 'ec.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '365'];
  const args = ['req', '-x509', ...kind, '-subj', '/CN=x', '-keyout', key, '-out', certificate];
  execFileSync('openssl', args, { stdio: 'pipe' });
  return readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8');
}

describe.skipIf(process.platform === 'win32')('a certificate', { concurrent: true }, () => {
  const OPTIONS = [...ALL, '--certificate'];

  test('is registered on the app and stored as a secret; its key is in no argument, output or file', async () => {
    const world = newWorld();
    const run = await runSetup(world, OPTIONS);
    expect({ status: run.status, output: run.output }).toMatchObject({ status: 0 });
    const stored = environmentOf(world).secrets.HR_CERTIFICATE!;
    const certificate = new X509Certificate(
      /-----BEGIN CERT[\s\S]*?-----END CERTIFICATE-----/.exec(stored)![0],
    );
    const key = /-----BEGIN PRIVATE KEY-----[\s\S]*-----END PRIVATE KEY-----/.exec(stored)![0];
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    const thumbprint = certificate.fingerprint.replaceAll(':', '');
    expect(environmentOf(world).variables.HR_CERTIFICATE_THUMBPRINT).toBe(thumbprint);
    expect(onlyApp(world)).toMatchObject({
      credentials: [],
      keyCredentials: [{ displayName: `hr-upload-${thumbprint}` }],
    });
    expect(new X509Certificate(onlyApp(world).keyCredentials[0]!.pem).fingerprint256).toBe(
      certificate.fingerprint256,
    );
    const line = key.split('\n')[1]!;
    expect(run.output).not.toContain(line);
    expect(run.calls.flatMap(({ args }) => args).join('\n')).not.toContain(line);
    expect(run.calls.filter(({ input }) => input.includes(line)).map(({ args }) => args[0])).toEqual([
      'secret',
    ]);
    expect(run.leftFiles).toEqual([]);
    expect(workflowOf(world)).toMatch(/^ {10}certificate: .*secrets\.HR_CERTIFICATE/m);
    expect(workflowOf(world)).not.toContain('id-token');
    expect(changesOf(await runSetup(world, OPTIONS))).toEqual([]);
  });

  test.each([
    ['secret is gone', (w: World) => delete environmentOf(w).secrets.HR_CERTIFICATE],
    ['certificate is gone from the app', (w: World) => (onlyApp(w).keyCredentials = [])],
    ['thumbprint is unknown', (w: World) => delete environmentOf(w).variables.HR_CERTIFICATE_THUMBPRINT],
    [
      'certificate expires soon',
      (w: World) => {
        const [one] = onlyApp(w).keyCredentials;
        onlyApp(w).keyCredentials = [{ ...one!, endDateTime: new Date(Date.now() + 864e5).toISOString() }];
      },
    ],
  ])('is made again where the %s', async (_title, breakIt) => {
    const world = await completeWorld(['--certificate']);
    const before = environmentOf(world).secrets.HR_CERTIFICATE;
    breakIt(world);
    const older = onlyApp(world).keyCredentials.map(({ displayName }) => displayName);
    const run = await runSetup(world, OPTIONS);
    expect(run.status).toBe(0);
    for (const name of older) expect(run.output).toMatch(new RegExp(`remove from the app:.* ${name}`));
    expect(environmentOf(world).secrets.HR_CERTIFICATE).not.toBe(before);
    expect(changesOf(await runSetup(world, OPTIONS))).toEqual([]);
  });

  describe('that is given as a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'setup-certificates-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    afterAll(() => rmSync(folder, { recursive: true }));

    const { key, keyPem, certificatePem } = makeCertificate();

    test('is registered and stored', async () => {
      const pem = `${certificatePem}${keyPem}`;
      const world = newWorld();
      const options = [...ALL, '--certificate-file', file('good.pem', pem)];
      const run = await runSetup(world, options);
      expect({ status: run.status, output: run.output }).toMatchObject({ status: 0 });
      expect(environmentOf(world).secrets.HR_CERTIFICATE?.trim()).toBe(pem.trim());
      expect(changesOf(await runSetup(world, options))).toEqual([]);
    });

    const encrypted = key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
    test.each<[string, () => string, string]>([
      ['an EC key', () => ecCertificate(folder), 'RSA'],
      ['no key', () => certificatePem, 'private key'],
      ['an encrypted key', () => `${certificatePem}${String(encrypted)}`, 'without a password'],
      [
        'the key of another certificate',
        () => `${certificatePem}${makeCertificate({ key: 'b' }).keyPem}`,
        'do not belong together',
      ],
      [
        'few days left',
        () => `${makeCertificate({ until: 5 }).certificatePem}${keyPem}`,
        'expires within 30 days',
      ],
      ['no certificate', () => keyPem, 'no certificate'],
    ])('is refused with %s', async (title, pem, message) => {
      const world = await completeWorld(['--certificate']);
      const before = setUpOf(world);
      expectFailure(
        await runSetup(world, [...ALL, '--certificate-file', file(`${title}.pem`, pem())]),
        message,
      );
      expect(setUpOf(world)).toEqual(before);
    });
  });
});
