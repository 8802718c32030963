import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_NAMES } from '../../src/inputs/input-table.ts';
import { runSetup } from './run-setup.ts';
import { type Call, JOB_ID, newWorld, WORKFLOW, type World } from './world.ts';

/** What setup.sh writes and runs, judged by the real programs where they are on PATH. */

const ALL = ['--yes', '--job-id', JOB_ID];
const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'setup-real-'));
const isWindows = process.platform === 'win32';

const hasProgram = (name: string): boolean => !isWindows && spawnSync(name, ['--version']).status === 0;

const run = promisify(execFile);

/** Exit code of a real program with these arguments, and what it prints. No one is signed in. */
async function outcome(program: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  const env = { PATH: process.env.PATH, HOME: folder, AZURE_CONFIG_DIR: folder, GH_CONFIG_DIR: folder };
  try {
    const { stdout } = await run(program, args, { env, cwd: folder });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: `${stdout}${stderr}` };
  }
}

/** One call for each command line: two that differ in values alone are one. */
function differentCalls(program: string, calls: readonly Call[]): (readonly string[])[] {
  const known = new Map<string, readonly string[]>();
  for (const call of calls.filter((one) => one.program === program)) {
    const form = call.args.map((arg) => (arg.startsWith('--') ? arg.replace(/=.*/s, '') : arg)).slice(0, 4);
    const options = call.args.filter((arg) => arg.startsWith('--')).map((arg) => arg.replace(/=.*/s, ''));
    known.set([...form, ...options].join(' '), call.args);
  }
  return [...known.values()];
}

const VARIANTS: readonly (readonly [string, readonly string[]])[] = [
  ['oidc', []],
  ['certificate', ['--certificate']],
  ['no-environment', ['--no-environment', '--cloud', 'gcc']],
  ['gcc-high', ['--cloud', 'gcc-high', '--csv-path', 'exports/hr-*.csv']],
];

const workflows = new Map<string, string>();
const calls: Call[] = [];

/** Breaks what is there, so that the commands of the repairs are run too. */
function breakThings(world: World): void {
  const app = world.azure.apps[0]!;
  app.signInAudience = 'AzureADMultipleOrgs';
  app.credentials = app.credentials.map((credential) => ({ ...credential, subject: 'repo:old' }));
  world.azure.servicePrincipals.set(app.appId, false);
  world.environments.get('hr-upload')?.policies.push({ id: 7, name: '*', type: 'branch' });
  delete world.branches.get('main')!.files[WORKFLOW];
}

describe.skipIf(isWindows)('what setup.sh writes and runs', () => {
  beforeAll(async () => {
    await Promise.all(
      VARIANTS.map(async ([name, options]) => {
        const world = newWorld();
        const first = await runSetup(world, [...ALL, ...options]);
        workflows.set(name, world.branches.get('main')?.files[WORKFLOW] ?? first.output);
        breakThings(world);
        await runSetup(world, [...ALL, ...options]);
        await runSetup(world, ['--remove', '--yes', ...options]);
        calls.push(...world.calls);
      }),
    );
    mkdirSync(join(folder, '.github/workflows'), { recursive: true });
    for (const [name, text] of workflows) writeFileSync(join(folder, `.github/workflows/${name}.yml`), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(VARIANTS)('the workflow %s gives the action inputs that it has', (name) => {
    const workflow = parse(workflows.get(name)!) as {
      jobs: { upload: { steps: { uses?: string; with?: Record<string, string> }[] } };
    };
    const step = workflow.jobs.upload.steps.at(-1)!;
    expect(step.uses).toMatch(/^example\/purview-hr-upload@[0-9a-f]{40}$/);
    const names = Object.keys(step.with ?? {});
    expect(names.filter((input) => !INPUT_NAMES.some((known) => known === input))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['mode', 'csv-path', 'tenant-id', 'client-id', 'job-id']));
  });

  test.skipIf(!hasProgram('actionlint'))('actionlint accepts the workflows', async () => {
    const files = VARIANTS.map(([name]) => `.github/workflows/${name}.yml`);
    expect(await outcome('actionlint', ['-no-color', ...files])).toEqual({ code: 0, text: '' });
  });

  test.skipIf(!hasProgram('zizmor'))('zizmor accepts the workflows', async () => {
    const { code, text } = await outcome('zizmor', [
      '--offline',
      '--no-progress',
      '--format',
      'json',
      folder,
    ]);
    expect({ code, findings: JSON.parse(text) as unknown }).toEqual({ code: 0, findings: [] });
  });

  test.skipIf(!hasProgram('shellcheck'))('shellcheck accepts the scripts', async () => {
    const all = spawnSync('shellcheck', ['-x', 'setup/setup.sh'], { cwd: ROOT, encoding: 'utf8' });
    expect(all).toMatchObject({ status: 0, stdout: '' });
  });

  test.skipIf(!hasProgram('az'))(
    'az accepts the arguments',
    async () => {
      const commands = differentCalls('az', calls);
      expect(commands.length).toBeGreaterThan(15);
      expect(await outcome('az', ['ad', 'app', 'create', '--wrong', 'x'])).toMatchObject({ code: 2 });
      for (const args of commands) {
        const { code, text } = await outcome('az', args);
        // 2 is the parser's exit code; without a sign-in a command that was understood ends with 1.
        expect({ args, understood: code === 0 || text.includes('az login') }).toEqual({
          args,
          understood: true,
        });
      }
    },
    120_000,
  );

  test.skipIf(!hasProgram('gh'))('gh accepts the arguments', async () => {
    const commands = differentCalls('gh', calls);
    expect(commands.length).toBeGreaterThan(25);
    expect(await outcome('gh', ['pr', 'create', '--wrong', '--help'])).toMatchObject({ code: 1 });
    for (const args of commands) {
      // The flags are parsed before the help is printed, and nothing is sent.
      expect({ args, ...(await outcome('gh', [...args, '--help'])) }).toMatchObject({ args, code: 0 });
    }
  });
});
