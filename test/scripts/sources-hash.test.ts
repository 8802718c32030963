import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isBuildOutdated, noteSources } from '../../scripts/sources-hash.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const folder of ['src/text', 'dist']) mkdirSync(join(root, folder), { recursive: true });
  write('src/main.ts', 'a;\nb;\n');
  write('src/text/c.ts', 'c;\n');
  noteSources(root, join(root, 'dist'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(root, name), text);
}

it('a build is current whatever the times and line ends of its sources', () => {
  utimesSync(join(root, 'src/main.ts'), new Date('2099-01-01'), new Date('2099-01-01'));
  write('src/text/c.ts', 'c;\r\n');
  expect(isBuildOutdated(root)).toBe(false);
});

it.each<[string, () => void]>([
  ['a changed source', () => write('src/text/c.ts', 'd;\n')],
  ['a new source', () => write('src/text/e.ts', '')],
  ['a removed source', () => rmSync(join(root, 'src/text/c.ts'))],
  ['no build', () => rmSync(join(root, 'dist'), { recursive: true })],
])('a build is outdated with %s', (_, change) => {
  change();
  expect(isBuildOutdated(root)).toBe(true);
});
