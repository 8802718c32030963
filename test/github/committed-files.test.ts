import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { committedUrls } from '../../src/github/committed-files.ts';

const workspace = mkdtempSync(join(tmpdir(), 'committed-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const commit = { runUrl: 'https://github.com/octo/hr/actions/runs/1', sha: 'abcdef0' };

it('links files that Git tracks, and no other', () => {
  mkdirSync(join(workspace, 'old'));
  for (const name of ['hr.csv', 'made.csv', 'old/made.csv', 'not-made.csv'])
    writeFileSync(join(workspace, name), 'x');
  execFileSync('git', ['init', '-q'], { cwd: workspace });
  execFileSync('git', ['add', 'hr.csv', 'old/made.csv', 'not-made.csv'], { cwd: workspace });
  expect(committedUrls(['hr.csv', 'made.csv', '/tmp/hr.csv', 'r.csv\0'], workspace, commit)).toEqual({
    'hr.csv': 'https://github.com/octo/hr/blob/abcdef0/hr.csv',
  });
  expect(committedUrls(['old/made.csv'], workspace, commit)).toEqual({
    'old/made.csv': 'https://github.com/octo/hr/blob/abcdef0/old/made.csv',
  });
});

it('links nothing without a checkout, a run or a commit', () => {
  expect(committedUrls(['hr.csv'], tmpdir(), commit)).toEqual({});
  expect(committedUrls(['hr.csv'], workspace, { ...commit, sha: null })).toEqual({});
  expect(committedUrls(['hr.csv'], workspace, { ...commit, runUrl: null })).toEqual({});
});
