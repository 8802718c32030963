import { execFileSync } from 'node:child_process';
import { existsSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findSourceFiles } from '../../src/csv/source-files.ts';
import { ActionErrors } from '../../src/errors.ts';
import { Workspace } from '../check/check-run.ts';

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
});
afterEach(() => place.remove());

function names(...lines: string[]): string[] {
  return findSourceFiles(lines, place, false).map(({ name }) => name);
}

/** What is said of each wrong line. */
function problems(...lines: string[]): string[] {
  try {
    findSourceFiles(lines, place, false);
  } catch (error) {
    if (error instanceof ActionErrors) return error.problems.map(({ what }) => what);
    throw error;
  }
  return [];
}

it('names files relative to the workspace, and others by their path', () => {
  place.write({ 'x/a.csv': '', '../b.csv': '' });
  expect(names('x/a.csv', join(place.root, 'b.csv'))).toEqual(['x/a.csv', join(place.root, 'b.csv')]);
});

it('tells every line that is wrong', () => {
  place.write({ 'a.csv': '', 'folder/b.txt': '' });
  expect(problems('a.csv', 'b.csv', 'folder', '*.tsv', 'a.csv/c.csv')).toEqual([
    'The file `b.csv` does not exist.',
    'The file `folder` is a directory.',
    'No file matches the pattern `*.tsv` of `csv-path`.',
    'The file `a.csv/c.csv` does not exist.',
  ]);
});

it.each([
  ['a file', { 'a.csv': { link: '../outside.csv' } }, 'a.csv'],
  ['a file whose name begins with two dots', { '..a.csv': { link: '../outside.csv' } }, '..a.csv'],
  ['a folder', { data: { link: '../secrets' } }, 'data/a.csv'],
  ['a file that a pattern finds', { 'b.csv': { link: '../outside.csv' } }, '*.csv'],
])('does not follow a link out of the workspace: %s', (_what, links, line) => {
  place.write({ '../outside.csv': 'x', '../secrets/a.csv': 'x', ...links });
  expect(problems(line)).toEqual([expect.stringContaining('is a link that leads out of the workspace')]);
});

it('takes two names of one file as one file, by the first', () => {
  place.write({ 'a.csv': 'x', 'copy.csv': 'x', 'soft.csv': { link: 'a.csv' } });
  linkSync(join(place.workspace, 'a.csv'), join(place.workspace, 'hard.csv'));
  expect(names('hard.csv', './a.csv', 'soft.csv', '*.csv')).toEqual(['hard.csv', 'copy.csv']);
});

const ignoresCase = existsSync(import.meta.filename.toUpperCase());
it.runIf(ignoresCase)('takes spellings that differ in case as one file', () => {
  place.write({ 'data/hr.csv': 'x' });
  expect(names('data/hr.csv', 'DATA/hr.csv', 'data/HR.csv')).toEqual(['data/hr.csv']);
});

it('explains a link that leads nowhere, and one that leads to itself', () => {
  place.write({ 'gone.csv': { link: 'nothing.csv' }, 'loop.csv': { link: 'loop.csv' } });
  expect(problems('gone.csv', 'loop.csv')).toEqual([
    'The file `gone.csv` does not exist.',
    'The file `loop.csv` could not be read (ELOOP).',
  ]);
});

it('explains a name that is longer than any file name', () => {
  expect(problems('x'.repeat(5000))).toEqual([expect.stringContaining('does not exist')]);
});

it.skipIf(process.platform === 'win32')('does not wait at a pipe', () => {
  execFileSync('mkfifo', [join(place.workspace, 'pipe.csv')]);
  expect(problems('pipe.csv')).toEqual(['The file `pipe.csv` is not a regular file.']);
});

it('takes no file for an answer only when it may', () => {
  expect(findSourceFiles(['*.csv', 'hr.csv'], place, true)).toEqual([]);
  place.write({ 'folder/a.csv': '' });
  expect(() => findSourceFiles(['folder'], place, true)).toThrow('is a directory');
});
