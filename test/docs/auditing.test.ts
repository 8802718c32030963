import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { freshPath } from '../connector/material.ts';
import { makeAuditingExamples, mismatches } from './auditing-runs.ts';

const PAGE = join(import.meta.dirname, '../../docs/auditing.md');
const examples = await makeAuditingExamples();

/** IDs of requests differ from run to run. */
function comparable(text: string): string {
  return text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) =>
    id.startsWith('7b4f1c2a') || id.startsWith('c3a95e18') || id.startsWith('d8e2f7b1') ? id : 'GUID',
  );
}

/** Blocks of the page between `<!-- NAME: made by a run -->` and the next fence, or `<!-- end -->`. */
function withBlocks(page: string): string {
  return page.replace(
    /<!-- (\w+): made by a run -->\n\n(```\w+\n)?(?:(?!```|<!--)[\s\S])*?\n(```|\n<!-- end -->)\n/g,
    (all, name: string, fence: string | undefined, end: string) => {
      const text = examples.blocks.get(name);
      if (text === undefined) return all;
      return `<!-- ${name}: made by a run -->\n\n${fence ?? ''}${text}\n${end}\n`;
    },
  );
}

it('the examples of docs/auditing.md are what runs leave (WRITE_EXAMPLES=1 writes them)', () => {
  const page = readFileSync(PAGE, 'utf8');
  if (process.env.WRITE_EXAMPLES === '1') writeFileSync(PAGE, withBlocks(page));
  expect(comparable(readFileSync(PAGE, 'utf8'))).toBe(comparable(withBlocks(page)));
  expect([...page.matchAll(/<!-- (\w+): made by a run -->/g)].map(([, name]) => name).sort()).toEqual(
    [...examples.blocks.keys()].sort(),
  );
});

it.skipIf(spawnSync('jq', ['--version']).status !== 0)(
  'the predicate of the workflow has counts and IDs, and no hash of content',
  () => {
    const [, program = ''] = /jq '(\{[\s\S]*?\})' "\$RECEIPT"/.exec(readFileSync(PAGE, 'utf8')) ?? [];
    const [, failed] = examples.receipts;
    const { stdout } = spawnSync('jq', [program], { encoding: 'utf8', input: JSON.stringify(failed) });
    expect(stdout.trim()).toBe(examples.blocks.get('predicate'));
    expect(stdout).not.toMatch(/sha256|[0-9a-f]{64}/);
  },
);

it('the receipts of the examples add up to the log of the connector', () => {
  expect(mismatches(examples)).toEqual([]);
});

it('npm run reconcile prints what the page shows, from a folder as GitHub unpacks artifacts', () => {
  const folder = freshPath('artifacts');
  for (const [i, receipt] of examples.receipts.entries()) {
    const path = join(folder, `hr-upload-receipt-${i}`, 'receipt.json');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(receipt));
    // Downloaded twice, it counts once; other JSON in the folder is no receipt.
    writeFileSync(join(dirname(path), 'receipt (1).json'), JSON.stringify(receipt));
    writeFileSync(join(dirname(path), 'findings.json'), '[]');
  }
  const script = join(import.meta.dirname, '../../scripts/reconcile.ts');
  const run = (...files: string[]) => spawnSync(process.execPath, [script, ...files], { encoding: 'utf8' });
  expect(run(folder)).toMatchObject({ status: 0, stdout: `${examples.blocks.get('reconciliation')}\n` });
  expect(run(join(folder, 'hr-upload-receipt-0', 'findings.json'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('is not a receipt'),
  });
});
