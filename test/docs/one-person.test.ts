import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentedWorkflows } from '../../scripts/docs-workflows.ts';
import { runAction } from '../e2e/run-action.ts';
import { setUp } from '../e2e/steps.ts';
import { CLIENT_ID, JOB_IDS, TENANT_ID } from '../sandbox/default-setup.ts';

/** docs/recipes.md, "One person at a time": a workflow that a ticket starts. */

interface Step {
  readonly run?: string;
  readonly env?: unknown;
  readonly with?: Readonly<Record<string, string>>;
}

const { text } = documentedWorkflows().find(({ path }) => path.endsWith('/hr-upload-person.yml'))!;
const workflow = parse(text) as { jobs: { upload: { env?: unknown; steps: [Step, Step] } } };
const [writes, uploads] = workflow.jobs.upload.steps;
const hasPrograms = ['bash', 'jq'].every(
  (name) => process.platform !== 'win32' && spawnSync(name, ['--version']).status === 0,
);

const { sandbox, upload } = await setUp();
const folder = mkdtempSync(join(tmpdir(), 'one-person-'));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
});

type Person = Readonly<Record<'user' | 'resignation-date' | 'last-working-date', string>>;

/** Runs the step that writes the file, as the runner does. */
function write(person: Partial<Person>): { output: string; csv: string; mode: number } {
  const event = join(folder, 'event.json');
  writeFileSync(event, JSON.stringify({ inputs: person }));
  const script = join(folder, 'step.sh');
  writeFileSync(script, writes.run!);
  const env = { PATH: process.env.PATH, GITHUB_EVENT_PATH: event, RUNNER_TEMP: folder };
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    env,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const path = join(folder, 'person.csv');
  return { output: stdout + stderr, csv: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 };
}

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const PERSON: Person = {
  user: "user1.o'neil@contoso.com",
  'resignation-date': day(-3),
  'last-working-date': day(27),
};

it('puts no value into `env:`, `with:`, `run:` or a name', () => {
  const used = [...text.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, expression]) => expression!);
  expect(used.filter((expression) => !/^(?:vars\.[A-Z_]+|runner\.temp)$/.test(expression))).toEqual([]);
  expect([writes.env, workflow.jobs.upload.env]).toEqual([undefined, undefined]);
});

describe.skipIf(!hasPrograms)('the step that writes the file', () => {
  it('prints nothing but masks of the values, and keeps the file to its account', () => {
    const { output, csv, mode } = write(PERSON);
    expect(output.trimEnd().split('\n')).toEqual(
      Object.values(PERSON).map((value) => `::add-mask::${value}`),
    );
    expect(parseCsv(csv)).toEqual([
      ['EmailAddress', 'ResignationDate', 'LastWorkingDate'],
      Object.values(PERSON),
    ]);
    expect(mode).toBe(0o600);
  });

  it('takes any text for a value: no command, no further row or column', () => {
    const person = {
      user: 'a"b,c\r\n::error::owned %0A $(id) `id` \\n',
      'resignation-date': "'; exit 1 #",
      'last-working-date': '',
    };
    const { output, csv } = write(person);
    expect(output.trimEnd().split('\n')).toEqual([
      '::add-mask::a"b,c%0D%0A::error::owned %250A $(id) `id` \\n',
      "::add-mask::'; exit 1 #",
    ]);
    expect(parseCsv(csv, { record_delimiter: '\n' })[1]).toEqual(Object.values(person));
    expect(parseCsv(write({}).csv)[1]).toEqual(['', '', '']);
  });

  it('makes a file that is uploaded, and the person is nowhere', async () => {
    const { csv } = write(PERSON);
    const given = Object.entries(uploads.with!).map(([name, value]) => [
      name,
      name === 'csv-path'
        ? 'person.csv'
        : value.replace(/\$\{\{ vars\.(\w+) \}\}/, (_, variable: string) => VARIABLES[variable]!),
    ]);
    const inputs = { ...upload(), ...(Object.fromEntries(given) as Record<string, string>) };
    const result = await runAction({ files: { 'person.csv': csv }, sandbox, with: inputs, debug: true });
    expect(result.outputs, result.visible).toMatchObject({
      status: 'uploaded',
      'uploaded-records': '1',
      warnings: '0',
    });
    const [record] = sandbox.connector(JOB_IDS.commercial).records;
    expect(record?.EmailAddress).toBe(PERSON.user);
    for (const value of Object.values(PERSON)) expect(result.visible).not.toContain(value);
  });
});

const VARIABLES: Readonly<Record<string, string>> = {
  TENANT_ID,
  CLIENT_ID,
  JOB_ID: JOB_IDS.commercial,
};
