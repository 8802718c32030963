import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FRAMES, VARIANTS, workflowWith } from './page.ts';

interface Step {
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const page = readFileSync(join(import.meta.dirname, '../../docs/sources.md'), 'utf8');
const complete = VARIANTS.map((variant) => {
  const frame = FRAMES[variant.shell === 'bash' ? 0 : 1]!;
  const workflow = parse(workflowWith(frame, variant.steps)) as { jobs: { upload: { steps: Step[] } } };
  return { ...variant, steps: workflow.jobs.upload.steps };
});
const scripts = complete.flatMap(({ section, steps }) =>
  steps.flatMap(({ run, shell, env = {} }) => (run === undefined ? [] : [{ section, shell, env, run }])),
);

describe('docs/sources.md', () => {
  test('has a workflow for each shell, and steps in both for every source', () => {
    expect(FRAMES).toHaveLength(2);
    const sections = Object.groupBy(VARIANTS, ({ section }) => section);
    expect(Object.keys(sections).length).toBeGreaterThan(9);
    for (const variants of Object.values(sections))
      expect(variants!.map(({ shell }) => shell).sort()).toEqual(['bash', 'pwsh']);
  });

  test('names every section in its table', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('](#'));
    for (const { section } of VARIANTS)
      expect(rows.filter((row) => row.includes(`[${section}](#`))).toHaveLength(1);
  });

  test('every step names its shell, and secrets reach it by its environment alone', () => {
    expect(scripts.length).toBeGreaterThan(VARIANTS.length * 2);
    expect(scripts.filter(({ shell }) => shell !== 'bash' && shell !== 'pwsh')).toEqual([]);
    expect(scripts.filter(({ run }) => run.includes('${{'))).toEqual([]);
  });

  test('nothing that is to be pasted has a placeholder in angle brackets', () => {
    const blocks = [...page.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
    expect(blocks.filter((block) => /<[A-Za-z][A-Za-z -]*>/.test(block))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('the steps in bash are valid bash', () => {
    const invalid = scripts
      .filter(({ shell }) => shell === 'bash')
      .map(({ run }) => spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' }).stderr)
      .filter((message) => message !== '');
    expect(invalid).toEqual([]);
  });
});
