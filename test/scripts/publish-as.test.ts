import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presentSlug, publishAs, renamed, withoutExplanations } from '../../scripts/publish-as.ts';

const ROOT = join(import.meta.dirname, '../..');
const SLUG = 'contoso/hr-export-upload';

const git = (cwd: string, ...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' });

describe('a copy of this repository', () => {
  const copy = mkdtempSync(join(tmpdir(), 'publish-as-'));
  const read = (path: string): string => readFileSync(join(copy, path), 'utf8');

  beforeAll(() => {
    const list = git(ROOT, 'ls-files', '--cached', '--others', '--exclude-standard', '-z');
    for (const path of new Set(list.split('\0').filter((name) => name !== ''))) {
      if (!existsSync(join(ROOT, path))) continue;
      cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
    git(copy, 'init', '--quiet');
    git(copy, 'add', '--all');
    publishAs(copy, SLUG);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('has no placeholder left', () => {
    const left = git(copy, 'grep', '-I', '--line-number', '--word-regexp', 'OWNER', '--', ':!dist')
      .trim()
      .split('\n')
      // `repo:OWNER/REPO` is the form of a subject; this script and its test contain the placeholder.
      .filter((line) => !/repo:OWNER[/@]/.test(line))
      .filter((line) => !/^(?:scripts|test\/scripts)\/publish-as\./.test(line));
    expect(left).toEqual([]);
    expect(presentSlug(copy)).toBe(SLUG);
    expect(read('README.md')).toContain(`uses: ${SLUG}@v1`);
    expect(read('.github/CODEOWNERS')).toMatch(/^\* @contoso$/m);
  });

  test('passes the tests of the repository and of what is generated', () => {
    const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
    const tests = ['test/repository.test.ts', 'test/scripts/reusable-workflow.test.ts'];
    const run = () =>
      execFileSync(process.execPath, [vitest, 'run', '--root', copy, ...tests], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(run).not.toThrow();
  });

  test('can be renamed again', () => {
    publishAs(copy, 'fabrikam/upload');
    expect(presentSlug(copy)).toBe('fabrikam/upload');
    const old = git(copy, 'grep', '-I', '--name-only', '-e', SLUG, '--', ':!dist');
    expect(old).toBe('test/scripts/publish-as.test.ts\n');
  });
});

test('only the repository is renamed, not what resembles it', () => {
  const text =
    'OWNER/name@v1 github.com/OWNER/name.git OWNER/name-2 MY-OWNER/name repo:OWNER/REPO\n* @OWNER\ncd name\n';
  expect(renamed(text, 'OWNER/name', 'a/b')).toBe(
    'a/b@v1 github.com/a/b.git OWNER/name-2 MY-OWNER/name repo:OWNER/REPO\n* @a\ncd b\n',
  );
});

test('sentences that explain the placeholder go, with paragraphs that say nothing else', () => {
  expect(withoutExplanations('One. `OWNER` is an account, not yours: see v1.2. Three.\n')).toBe(
    'One. Three.\n',
  );
  expect(withoutExplanations('One.\n\n`OWNER` is an account.\n\nTwo.\n')).toBe('One.\n\nTwo.\n');
});

test.each(['', 'contoso', 'contoso/', '-a/b', 'a/b/c', 'a/b c'])('rejects %j', (slug) => {
  expect(() => publishAs(dirname(ROOT), slug)).toThrow('Usage: node scripts/publish-as.ts');
});
