import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { find } from '../e2e/strange-words.ts';
import { renderLog } from './github-log.ts';
import { ownColumns, withOwnColumns } from './own-columns.ts';
import { asOfToday } from './sample-dates.ts';
import { renderSummaryPage } from './summary-page.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Runs the demo as `npm run demo` does. */
function demo(
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'test/demo/demo.ts'), ...options],
      { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function page(stdout: string): string {
  return readFileSync(join(ROOT, /as a page: (\S+)$/m.exec(stdout)![1]!), 'utf8');
}

describe('npm run demo', () => {
  it('uploads four samples, without a warning about ours, and has one refused', async () => {
    const { code, stdout, stderr } = await demo([]);
    expect(code, stdout + stderr).toBe(0);
    const [, resignations, scenarios, payroll, refused, microsoft] = stdout.split(/^━━━ .+$/m);
    expect(resignations).toMatch(/commercial {2}RecordsSaved 3/);
    expect(scenarios).toMatch(/gcc-high {2}RecordsSaved 5/);
    expect(payroll).toMatch(/commercial {2}RecordsSaved 3/);
    expect([resignations, scenarios, payroll].join()).not.toContain('Warning:');
    expect(refused).toContain(
      'The check found 3 errors (invalid-user 1, invalid-date 1, duplicate-record 1). Nothing was uploaded.',
    );
    expect(refused).toContain('Nothing has arrived.');
    expect(microsoft).toContain('Warning: last-day-outside-window');
    expect(stdout).toContain('As it should be: 4 files uploaded, 1 refused.');
    expect(stdout).not.toMatch(/^::/m);
    expect(page(stdout)).toContain('<!doctype html>');
    // People of the samples.
    expect(find(['user01', 'user 02', '11/16', 'sarad', 'pilarp', '15:18:02'], stdout)).toEqual([]);
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
      const { code, stdout, stderr } = await demo([
        path,
        ...formats,
        ...['--cloud', 'gcc', '--oidc', '--fault', 'webhook:503@1'],
      ]);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/gcc {2}RecordsSaved 2/);
      expect(stdout).toContain('leavers.csv (UTF-8, semicolon): 2 records');
      expect(find(['vroxqelm', 'wuzqakyt', '03.11.2026'], stdout + page(stdout))).toEqual([]);
      const refused = await demo([path]);
      expect(refused.code).toBe(1);
      expect(refused.stdout).toContain('invalid-date');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('continues with the suggested inputs, and prints the whole block', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hr-demo-'));
    try {
      const path = join(folder, 'leavers.csv');
      const rows = ['vroxqelm', 'wuzqakyt', 'kyjdvugn'].map(
        (name, i) => `${name}@contoso.com;1${i}.11.2026;30.11.2026`,
      );
      writeFileSync(path, `Konto (UPN);Kündigung;Letzter Tag\n${rows.join('\n')}\n`);
      const refused = await demo([path]);
      expect(refused.code).toBe(1);
      expect(refused.stdout).toContain('EmailAddress: <column 1>');
      expect(refused.stdout).toContain('  EmailAddress: Konto (UPN)');
      expect(refused.stdout).toContain('Add --yes');
      const { code, stdout, stderr } = await demo([path, '--yes']);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/commercial {2}RecordsSaved 3/);
      expect(stdout).toMatch(/with:\n {2}csv-path: leavers\.csv\n[\s\S]*date-format: dd\.MM\.yyyy/);
      expect(find(['vroxqelm', 'wuzqakyt'], stdout + refused.stdout)).toEqual([]);
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
    [['samples/resignation.csv', '--fault', 'moon:500'], /is not a fault/],
    [['samples/resignation.csv', '--input', 'nothing'], /NAME=VALUE/],
    [['--nonsense'], /nonsense/],
  ])('%j: says what is wrong, and how it is used', async (options, words) => {
    const { code, stderr } = await demo(options);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).toContain('npm run demo -- path/to/my.csv');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('says so when a shell has removed the "--" before its options', async () => {
    // What npm makes of `npm run demo my.csv --input time-zone=UTC`.
    const { code, stderr } = await demo(['samples/resignation.csv', 'time-zone=UTC'], {
      npm_config_input: 'true',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('npm.cmd');
  });

  it('--help', async () => {
    const { code, stdout } = await demo(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--fault');
  });
});

describe('names of columns on one’s own machine', () => {
  it('are those of the header, in any encoding and below lines of a report', async () => {
    const text = 'Leavers\nof November\nNr. 1;Kündigung (Datum);UPN\n1;2;user1@contoso.com\n';
    const inputs = { encoding: 'windows-1252', columns: 'EmailAddress: UPN', 'header-line': '3' };
    const names = await ownColumns(Buffer.from(text, 'latin1'), inputs);
    expect(names).toEqual(['Nr. 1', 'Kündigung (Datum)', 'UPN']);
    expect(withOwnColumns('column 2, column 9', names)).toBe('column 2 (Kündigung (Datum)), column 9');
  });

  it('cannot form markup', async () => {
    expect(await ownColumns(Buffer.from('UPN,a\u001b[31m,<b>|`x`\n'), {})).toEqual([
      'UPN',
      'a [31m',
      '·b···x·',
    ]);
  });
});

describe('dates of the samples', () => {
  it('move by whole days, and nothing else does', () => {
    const sample = Buffer.from('k\xfcnd,2026-11-26T09:30:00Z,31.12.2026,4711\r\n', 'latin1');
    const moved = asOfToday(sample, new Date('2027-11-27T08:00:00Z')).toString('latin1');
    expect(moved).toBe('k\xfcnd,2027-11-27T09:30:00Z,01.01.2028,4711\r\n');
  });
});

it('draws the boxes of a summary as GitHub does', () => {
  const page = renderSummaryPage('> [!CAUTION]\n> 100 records are in doubt.\n');
  expect(page).toMatch(/<div class="markdown-alert markdown-alert-caution">.*100 records are in doubt\./s);
  expect(page).not.toContain('[!CAUTION]');
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
