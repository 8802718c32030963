import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { NOT_INPUTS } from '../../scripts/reusable-workflow.ts';
import { INPUT_NAMES } from '../../src/inputs/input-table.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, '.github/workflows/hr-upload.yml'), 'utf8');

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: {
    readonly workflow_call: Readonly<
      Record<'inputs' | 'secrets' | 'outputs', Readonly<Record<string, unknown>>>
    >;
  };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, string>>;
        readonly steps?: readonly Step[];
        readonly uses?: string;
        readonly with?: Readonly<Record<string, unknown>>;
        readonly secrets?: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

const { on, jobs } = parse(text) as Workflow;
const { inputs, secrets, outputs } = on.workflow_call;
const job = jobs.upload!;

/** Inputs of the workflow that the action does not have. */
const OWN_INPUTS = ['artifact', 'environment', 'runs-on', 'timeout-minutes'];

describe('.github/workflows/hr-upload.yml', () => {
  test('has the inputs of the action, except those it has a reason not to have', () => {
    const expected = INPUT_NAMES.filter((name) => !(name in NOT_INPUTS));
    expect(Object.keys(inputs).sort()).toEqual([...expected, ...OWN_INPUTS].sort());
  });

  test('hands every input to the action', () => {
    const action = job.steps!.find(({ uses }) => uses === './.hr-upload-action')!;
    expect(Object.keys(action.with!)).toEqual(INPUT_NAMES);
  });

  test('names only inputs, secrets and outputs that it has', () => {
    const named = (kind: string): string[] =>
      [...text.matchAll(new RegExp(`(?<![\\w.])${kind}\\.([\\w-]+)`, 'g'))].map(([, name]) => name!);
    expect(named('inputs').filter((name) => !(name in inputs))).toEqual([]);
    expect([...new Set(named('secrets'))].sort()).toEqual(Object.keys(secrets).sort());
    expect([...new Set(named('jobs\\.upload\\.outputs'))]).toEqual(Object.keys(outputs));
  });

  const page = readFileSync(join(ROOT, 'docs/organizations.md'), 'utf8');
  const callers = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
    .map(([, block]) => parse(block!) as Partial<Workflow>)
    .flatMap((workflow) => Object.values(workflow.jobs ?? {}))
    .filter(({ uses }) => uses?.includes('/.github/workflows/hr-upload.yml@') === true);

  test('callers in docs/organizations.md grant what it asks for, and use what it has', () => {
    expect(callers.length).toBeGreaterThan(1);
    for (const caller of callers) {
      expect(caller.permissions).toEqual(job.permissions);
      expect(Object.keys(caller.with ?? {}).filter((name) => !(name in inputs))).toEqual([]);
      expect(Object.keys(caller.secrets ?? {}).filter((name) => !(name in secrets))).toEqual([]);
    }
  });

  test('docs/organizations.md describes its own inputs, secrets and reasons', () => {
    for (const name of [...OWN_INPUTS, ...Object.keys(secrets), ...Object.keys(NOT_INPUTS)]) {
      expect(page).toContain(`\`${name}\``);
    }
  });
});
