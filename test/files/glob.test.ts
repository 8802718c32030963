import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { findFiles, GlobError, nameMatcher } from '../../src/files/glob.ts';

const folder = mkdtempSync(join(tmpdir(), 'glob-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = [
  'a.csv',
  'b.csv',
  'ab.csv',
  'A.csv',
  '.hidden.csv',
  'x/a.csv',
  'x/y/b.csv',
  'x/y/z/a.csv',
  '.git/a.csv',
  'x.csv/a',
  'é.csv',
  '[a].csv',
  'a b.csv',
];
for (const file of FILES) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), '');
}

/** The same by the library of Node.js, files only. */
function byNode(pattern: string): string[] {
  return globSync(pattern, { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => resolve(parentPath, name))
    .sort((a, b) => (a < b ? -1 : 1));
}

describe.skipIf(process.platform !== 'linux')('a pattern', () => {
  const piece = fc.constantFrom(
    '*',
    '?',
    'a',
    'b',
    '.',
    'csv',
    '[ab]',
    '[!a]',
    '[a-b]',
    '.csv',
    'x',
    'y',
    '{a,b}',
    '{x,y/z}',
    'é',
    ' ',
  );
  const segment = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
    },
    { weight: 1, arbitrary: fc.constant('**') },
  );

  /** Node.js follows links, and matches a `**` at the end with the file before it, only in some patterns. */
  const segments = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .filter((some) => !some.includes('.') && !some.includes('..'))
    .filter((some) => some.at(-1) !== '**' && !(some.includes('**') && some.at(-1) === '*'));

  it('finds the files that Node.js finds', async () => {
    await fc.assert(
      fc.asyncProperty(segments, async (some) => {
        const pattern = some.join('/').replaceAll(/\*{3,}/g, '*');
        expect(await findFiles(pattern, folder)).toEqual(byNode(pattern));
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    '*.csv',
    '**/*.csv',
    'x/**',
    '**/y/*',
    './x/*.csv',
    'x/../a*.csv',
    '.*.csv',
    '{a,b}.csv',
    '[[]a].csv',
  ])('%s', async (pattern) => {
    const found = await findFiles(pattern, folder);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(byNode(pattern));
    expect(await findFiles(join(folder, pattern), '/')).toEqual(found);
  });
});

it.skipIf(process.platform === 'win32')('a link is followed by name, but not by **', async () => {
  const other = join(folder, '.links');
  mkdirSync(join(other, 'x'), { recursive: true });
  writeFileSync(join(other, 'x/a.csv'), '');
  symlinkSync('x', join(other, 'link'));
  expect(await findFiles('link/*.csv', other)).toEqual([join(other, 'link/a.csv')]);
  expect(await findFiles('l*/a.csv', other)).toEqual([join(other, 'link/a.csv')]);
  expect(await findFiles('**/*.csv', other)).toEqual([join(other, 'x/a.csv')]);
});

describe('a pattern that takes minutes as a regular expression', () => {
  it.each([
    ['*a'.repeat(200), true],
    [`${'*a'.repeat(60)}*b`, false],
    [`${'?*'.repeat(100)}b`, false],
    ['[!b]*'.repeat(50), true],
  ])('%.20s', (pattern, matches) => {
    expect(nameMatcher(pattern)('a'.repeat(255))).toBe(matches);
  });

  it('of braces is rejected', async () => {
    await expect(findFiles('{a,b}'.repeat(16), folder)).rejects.toThrow(GlobError);
    await expect(findFiles('{a,b}'.repeat(8), folder)).resolves.toEqual([]);
    await expect(findFiles('a'.repeat(1001), folder)).rejects.toThrow(GlobError);
  });

  it('of folders terminates', async () => {
    expect(await findFiles(`${'**/x/'.repeat(20)}*.csv`, folder)).toEqual([]);
    expect(await findFiles('**/**/**/**/**/**/a.csv', folder)).toEqual(byNode('**/a.csv'));
  });
});

it('stops when it is cancelled', async () => {
  const reason = new Error('cancelled');
  await expect(findFiles('**/*', folder, AbortSignal.abort(reason))).rejects.toBe(reason);
});
