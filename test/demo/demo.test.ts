import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { find } from '../e2e/strange-words.ts';
import { renderLog } from './github-log.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Runs the demo as `npm run demo` does. */
function demo(...options: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'test/demo/demo.ts'), ...options],
      { cwd: ROOT, encoding: 'utf8' },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function page(stdout: string): string {
  return readFileSync(join(ROOT, /as a page: (\S+)$/m.exec(stdout)![1]!), 'utf8');
}

describe('npm run demo', () => {
  it('shows two uploads and a refusal', async () => {
    const { code, stdout, stderr } = await demo();
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('As it should be: 2 files uploaded, 1 refused.');
    expect(stdout).toContain('Signed in to Microsoft Entra (certificate).');
    expect(stdout).toContain('Signed in to Microsoft Entra (federated, OIDC).');
    expect(stdout).toMatch(/commercial {2}RecordsSaved 2/);
    expect(stdout).toMatch(/gcc-high {2}RecordsSaved 2/);
    expect(stdout).toContain('Error: The check found 2 errors (missing-value 2). Nothing was uploaded.');
    expect(stdout).toContain('Nothing has arrived.');
    expect(stdout).not.toMatch(/^::/m);
    expect(page(stdout)).toContain('<!doctype html>');
    // People of the samples.
    expect(find(['sarad', 'pilarp', 'jackq', '15:18:02', 'Below expectations'], stdout)).toEqual([]);
  });

  it('takes a file of one’s own, inputs and faults', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hr-demo-'));
    try {
      const path = join(folder, 'leavers.csv');
      writeFileSync(
        path,
        'EmailAddress;ResignationDate;LastWorkingDate\nvroxqelm@contoso.com;03.11.2026;30.11.2026\nwuzqakyt@contoso.com;04.11.2026;30.11.2026\n',
      );
      const formats = ['--input', 'date-format=dd.MM.yyyy', '--input', 'time-zone=Europe/Berlin'];
      const { code, stdout, stderr } = await demo(
        path,
        ...formats,
        '--cloud',
        'gcc',
        '--oidc',
        '--fault',
        'webhook:503@1',
      );
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/gcc {2}RecordsSaved 2/);
      expect(stdout).toContain('leavers.csv (UTF-8, semicolon): 2 records');
      expect(find(['vroxqelm', 'wuzqakyt', '03.11.2026'], stdout + page(stdout))).toEqual([]);
      const refused = await demo(path);
      expect(refused.code).toBe(1);
      expect(refused.stdout).toContain('invalid-date');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [['--cloud', 'mars', 'samples/resignation.csv'], /no cloud/],
    [['missing-file.csv'], /does not exist/],
    [['samples'], /is a folder/],
    [['a.csv', 'b.csv'], /one file/],
    [['--fault', 'webhook:500'], /Options need a file/],
    [['samples/resignation.csv', '--fault', 'moon:500'], /is no fault/],
    [['samples/resignation.csv', '--input', 'nothing'], /NAME=VALUE/],
    [['--nonsense'], /nonsense/],
  ])('%j: says what is wrong, and how it is used', async (options, words) => {
    const { code, stderr } = await demo(...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).toContain('npm run demo -- path/to/my.csv');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('--help', async () => {
    const { code, stdout } = await demo('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--fault');
  });
});

describe('the log as GitHub shows it', () => {
  const read = (line: string) => {
    const [, command, message] = /^::([\w-]+).*?::(.*)$/.exec(line) ?? [];
    return command === undefined ? undefined : { command, message: message!, properties: {} };
  };

  it('renders commands, hides masked values and debug lines', () => {
    const stdout =
      '::add-mask::s3cret\nplain s3cret\n::debug::hidden\n::group::Title\ninside\n::endgroup::\n::error title=a::bad s3cret\n';
    expect(renderLog(stdout, read, false)).toBe('plain ***\n▾ Title\ninside\nError: bad ***');
  });
});
