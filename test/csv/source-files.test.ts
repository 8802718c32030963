import { execFileSync } from 'node:child_process';
import { existsSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSourceFiles } from '../../src/csv/source-files.ts';
import { ActionErrors, type Explanation } from '../../src/errors.ts';
import { Workspace } from '../check/check-run.ts';

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
});
afterEach(() => place.remove());

async function names(...lines: string[]): Promise<string[]> {
  return (await findSourceFiles(lines, place, { allowNone: false })).map(({ name }) => name);
}

/** The problem of each invalid line. */
async function problems(lines: readonly string[], allowNone = false): Promise<string[]> {
  return (await explanations(lines, allowNone)).map(({ what }) => what);
}

async function explanations(lines: readonly string[], allowNone = false): Promise<readonly Explanation[]> {
  try {
    await findSourceFiles(lines, place, { allowNone });
  } catch (error) {
    if (error instanceof ActionErrors) return error.problems;
    throw error;
  }
  return [];
}

it('shows files relative to the workspace, and others by their path', async () => {
  place.write({ 'x/a.csv': '', '../b.csv': '' });
  expect(await names('x/a.csv', join(place.root, 'b.csv'))).toEqual(['x/a.csv', join(place.root, 'b.csv')]);
});

it('reports every invalid line', async () => {
  place.write({ 'a.csv': '', 'folder/b.txt': '' });
  expect(await problems(['a.csv', 'b.csv', 'folder', '*.tsv', 'a.csv/c.csv'])).toEqual([
    'The file `b.csv` does not exist.',
    'The file `folder` is a directory.',
    'No file matches the pattern `*.tsv` of `csv-path`.',
    'The file `a.csv/c.csv` does not exist.',
  ]);
});

it.each([
  ['a file', { 'a.csv': { link: '../outside.csv' } }, 'a.csv'],
  ['a file whose name starts with two dots', { '..a.csv': { link: '../outside.csv' } }, '..a.csv'],
  ['a folder', { data: { link: '../secrets' } }, 'data/a.csv'],
  ['a file that a pattern finds', { 'b.csv': { link: '../outside.csv' } }, '*.csv'],
])('does not follow a link out of the workspace: %s', async (_what, links, line) => {
  place.write({ '../outside.csv': 'x', '../secrets/a.csv': 'x', ...links });
  expect(await explanations([line])).toMatchObject([{ code: 'csv-link-outside-workspace' }]);
});

it('treats two names of a file as one file, with the first name', async () => {
  place.write({ 'a.csv': 'x', 'copy.csv': 'x', 'soft.csv': { link: 'a.csv' } });
  linkSync(join(place.workspace, 'a.csv'), join(place.workspace, 'hard.csv'));
  expect(await names('hard.csv', './a.csv', 'soft.csv', '*.csv')).toEqual(['hard.csv', 'copy.csv']);
});

const ignoresCase = existsSync(import.meta.filename.toUpperCase());
it.runIf(ignoresCase)('treats spellings that differ in case as one file', async () => {
  place.write({ 'data/hr.csv': 'x' });
  expect(await names('data/hr.csv', 'DATA/hr.csv', 'data/HR.csv')).toEqual(['data/hr.csv']);
});

it('explains a broken link and a link to itself', async () => {
  place.write({ 'gone.csv': { link: 'nothing.csv' }, 'loop.csv': { link: 'loop.csv' } });
  expect(await problems(['gone.csv', 'loop.csv'])).toEqual([
    'The file `gone.csv` does not exist.',
    'The file `loop.csv` could not be read (ELOOP).',
  ]);
});

it('explains a name that is too long', async () => {
  expect(await problems(['x'.repeat(5000)])).toEqual([expect.stringContaining('does not exist')]);
});

it.skipIf(process.platform === 'win32')('does not block on a pipe', async () => {
  execFileSync('mkfifo', [join(place.workspace, 'pipe.csv')]);
  expect(await problems(['pipe.csv'])).toEqual(['The file `pipe.csv` is not a regular file.']);
});

it('removes files from the lines above, and need not match', async () => {
  place.write({ 'x/a.csv': '', 'x/b.csv': '', 'x/old/c.csv': '', 'd.csv': '', '!e.csv': '' });
  expect(await names('x/**/*.csv', '!x/b.csv', '!none*.csv', '!nothing.csv')).toEqual([
    'x/a.csv',
    'x/old/c.csv',
  ]);
  expect(await names('x/**/*.csv', '! x/old')).toEqual(['x/a.csv', 'x/b.csv']);
  expect(await names('!x/a.csv', 'x/*.csv')).toEqual(['x/a.csv', 'x/b.csv']);
  expect(await names('x/*.csv', '!x/*', 'x/b.csv')).toEqual(['x/b.csv']);
  expect(await names('x/*.csv', '!**/old/**', `!${join(place.workspace, 'x/b.csv')}`)).toEqual(['x/a.csv']);
  expect(await names('!e.csv')).toEqual(['!e.csv']);
  expect(await problems(['x/*.csv', '!x/*.csv'])).toEqual([expect.stringContaining('remove every file')]);
  expect(await problems(['x/*.csv', '!x/*.csv'], true)).toEqual([]);
});

describe('a path that only a shell would expand', () => {
  it.each([
    '$RUNNER_TEMP/hr.csv',
    `\${RUNNER_TEMP}/hr.csv`,
    `\${RUNNER_TEMP}/*.csv`,
    '$env:RUNNER_TEMP/hr.csv',
    '%RUNNER_TEMP%\\hr.csv',
    '~/hr.csv',
    '~runner/hr.csv',
    `\${{ runner.temp }}/hr.csv`,
    '"hr.csv"',
    '- hr.csv',
    '!$RUNNER_TEMP/hr.csv',
  ])('%s is rejected, even with allow-empty', async (line) => {
    place.write({ 'a.csv': '' });
    for (const allowNone of [false, true]) {
      await expect(findSourceFiles(['a.csv', line], place, { allowNone })).rejects.toMatchObject({
        code: 'csv-path-not-expanded',
        fix: expect.arrayContaining([expect.stringContaining(`\${{ runner.temp }}/hr.csv`)]),
      });
    }
  });

  it('is a file if one has that name', async () => {
    place.write({ '$daily.csv': '', '~$hr.csv': '' });
    expect(await names('$daily.csv', '~$hr.csv')).toEqual(['$daily.csv', '~$hr.csv']);
  });
});

describe('a path of the host in a container job', () => {
  it.each([
    ['/home/runner/work/_temp/hr2.csv', '../temp/hr2.csv'],
    ['/home/runner/work/_temp/out/*.csv', '../temp/out/hr2.csv'],
    ['/opt/actions-runner/_work/_temp/hr2.csv', '../temp/hr2.csv'],
    ['/home/runner/work/hr/hr/exports/hr2.csv', 'exports/hr2.csv'],
    ['/srv/runner/workspace/workspace/hr2.csv', 'hr2.csv'],
  ])('%s is found', async (line, file) => {
    place.write({ 'hr1.csv': '', [file]: '' });
    const found = await findSourceFiles(['hr1.csv', line], place, { allowNone: true });
    expect(found.map(({ path }) => path)).toEqual([
      join(place.workspace, 'hr1.csv'),
      join(place.workspace, file),
    ]);
  });

  it('is an error if it does not exist, even with allow-empty', async () => {
    place.write({ 'hr1.csv': '' });
    const lines = ['hr1.csv', '/home/runner/work/_temp/hr2.csv', '/data/hr/hr3.csv', 'C:\\hr\\hr4.csv'];
    expect(await problems(lines, true)).toEqual([
      'The file `/home/runner/work/_temp/hr2.csv` does not exist.',
      'The file `/data/hr/hr3.csv` does not exist.',
      'The file `C:\\hr\\hr4.csv` does not exist.',
    ]);
  });

  it('does not match other absolute paths', async () => {
    place.write({ 'hr.csv': '', '../temp/hr.csv': '' });
    expect(
      await problems(['/data/work/hr.csv', '/x/hr/hr/hr.csv', '/home/runner/work/_temp/../hr.csv']),
    ).toHaveLength(3);
  });
});

it('accepts no files only with allow-empty', async () => {
  expect(await findSourceFiles(['*.csv', 'hr.csv'], place, { allowNone: true })).toEqual([]);
  place.write({ 'folder/a.csv': '' });
  expect(await problems(['folder'], true)).toEqual([expect.stringContaining('is a directory')]);
});
