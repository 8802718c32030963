import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { RULE_NAMES, RULES } from '../../src/check/rules.ts';
import { ActionError, ActionErrors } from '../../src/errors.ts';
import { byteLength } from '../../src/report/markdown.ts';

import { countRecords, type RunReport } from '../../src/report/run-report.ts';
import { MAX_SUMMARY_BYTES, renderSummary } from '../../src/report/summary.ts';
import { printable } from '../../src/text/printable.ts';
import { HOSTILE } from '../text/hostile.ts';
import { base, call, check, file, finding, findings, REPORTS, upload, uploadOf } from './run-reports.ts';

const summaryOf = (name: string): string => renderSummary(REPORTS[name]!());
const headlineOf = (name: string): string => summaryOf(name).split('\n')[0]!;

it('of a file that was not read to its end counts no records', () => {
  const checked = check([file({ isComplete: false, records: 0, scenarios: new Map() })], {
    isAccepted: false,
    plan: undefined,
    findings: findings([finding({ rule: 'broken-quoting', line: 7 })]),
  });
  const text = renderSummary(base({ status: 'failed', check: checked }));
  expect(text).toContain('Nothing was uploaded: 1 error.');
  expect(text).toContain('| not read to its end |');
});

describe('the headline', () => {
  it.each([
    ['uploaded', '## ✅ Uploaded 412 of 412 records.'],
    ['validated', '## ✅ 419 of 421 records are valid. Nothing was sent: this run only checks.'],
    ['ready', '## ✅ Ready: the sign-in works. Nothing was sent.'],
    ['readyWithFile', '## ✅ Ready: the sign-in works, and 412 of 412 records are valid. Nothing was sent.'],
    ['emptyRun', '## ✅ There were no records to upload.'],
    ['noFile', '## ✅ There were no records to upload.'],
    ['skippedRows', '## ⚠️ Uploaded 400 of 412 records, 12 skipped because of errors.'],
    ['checkFailed', '## ❌ Nothing was uploaded: 2 errors in 9 records.'],
    ['wrongInputs', '## ❌ Nothing was uploaded.'],
    ['partial', '## ❌ Incomplete. Uploaded 499 of 1,203 records.'],
    ['cancelled', '## ❌ Cancelled. Uploaded 998 of 1,203 records.'],
    ['failedInDoubt', '## ❌ The upload failed. It is not known whether 412 records arrived.'],
    ['resumed', '## ⚠️ Uploaded 1,203 of 1,203 records, 998 of them by earlier runs.'],
    ['alreadyUploaded', '## ✅ Uploaded 1,203 of 1,203 records. Earlier runs sent all of them.'],
  ])('of %s', (name, expected) => {
    // A run that succeeded with invalid records needs attention.
    const text = name === 'validated' ? expected.replace('✅', '⚠️') : expected;
    expect(headlineOf(name)).toBe(text);
  });

  it.each([
    ['uploaded', 'expect `RecordsSaved` to add up to 412.'],
    ['partial', 'expect `RecordsSaved` to add up to 499, or to more if records in doubt arrived.'],
    [
      'resumed',
      'expect `RecordsSaved` to add up to 1,203 over this run and the earlier ones, or to more if records were stored twice.',
    ],
  ])('of %s says what the log of the connector should add up to', (name, expected) => {
    expect(summaryOf(name)).toContain(expected);
  });

  it.each([
    ['partial', '> 499 records may or may not have arrived'],
    ['resumed', '> 205 records may be stored twice'],
  ])('of %s cautions against records in doubt', (name, expected) => {
    expect(summaryOf(name)).toContain(`> [!CAUTION]\n${expected}`);
  });

  it('says how much a resumed run sent, and how much was uploaded before', () => {
    expect(summaryOf('resumed')).toContain(
      'This run: 205 records in 1 call. Before: 998 (run [4711](https://github.com/octo/hr/actions/runs/4711)).',
    );
  });

  it.each([
    ['partial', 'before you run the job again.'],
    ['resumed', 'a higher sum than expected means duplicates.'],
  ])('of %s says when to compare the log of the connector', (name, expected) => {
    expect(summaryOf(name)).toContain(expected);
  });

  it('asks to compare the log before a resumed run sends records in doubt again', () => {
    const report = { ...REPORTS.partial!(), hasCheckpoint: true };
    expect(renderSummary(report)).toContain('It sends the records in doubt again');
    expect(renderSummary({ ...REPORTS.cancelled!(), hasCheckpoint: true })).not.toContain('in doubt');
  });

  it('lists a notice about the upload under notes, not under warnings', () => {
    const markdown = summaryOf('resumed');
    expect(markdown).toContain('### Notes\n\n- **Upload**: The service refused larger calls');
    expect(markdown).not.toContain('### Warnings');
  });

  it('says who started the run, when, and from which commit', () => {
    expect(summaryOf('uploaded')).toContain(
      'Run [1700000001](https://github.com/octo/hr/actions/runs/1700000001) · event `schedule` · started by `octocat` · commit [abcdef0](https://github.com/octo/hr/commit/abcdef0123456789abcdef0123456789abcdef01) · 2026-11-23 02:00 UTC · 7.3 s · mode `upload`',
    );
  });

  it.each(['validated', 'ready', 'checkFailed', 'emptyRun'])('of %s promises nothing', (name) => {
    expect(summaryOf(name)).not.toContain('RecordsSaved');
  });
});

describe('the comparison with the last upload', () => {
  const comparison = (changes: { records?: number; isPartial?: boolean }) => ({
    last: { at: '2026-11-22T02:00:00.000Z', records: 412, isPartial: false, ...changes },
    median: 400,
    recent: [0, 206, changes.records ?? 412],
  });

  it.each([
    [{ records: 394 }, '412 records, 18 more than last time (2026-11-22). Last 4 runs: ▁▅██'],
    [{ records: 1_648 }, '412 records, 1,236 fewer than last time (2026-11-22). Last 4 runs: ▁▂█▃'],
    [{}, '412 records, as many as last time (2026-11-22). Last 4 runs: ▁▅██'],
    [{ isPartial: true }, '412 records, as many as last time (2026-11-22, not complete).'],
  ])('with %j', (changes, expected) => {
    const report = { ...REPORTS.uploaded!(), comparison: comparison(changes) };
    expect(renderSummary(report)).toContain(expected);
  });

  it('of a first run says that there is none yet', () => {
    expect(summaryOf('comparedFirst')).toContain('412 records. There is nothing to compare with yet');
  });

  it('is omitted without a history, and if a file was not read to its end', () => {
    expect(summaryOf('uploaded')).not.toMatch(/last time|compare with/);
    const report = base({ check: check([file({ isComplete: false })]), comparison: comparison({}) });
    expect(renderSummary(report)).not.toContain('last time');
  });
});

describe('the page', () => {
  it.each(Object.keys(REPORTS))(
    'of %s is well-formed and has no stray values or exclamation marks',
    (name) => {
      const markdown = summaryOf(name);
      expect(markdown).not.toMatch(/undefined|null|NaN|\[object|!(?!\[)(?!--)(?!CAUTION)/);
      expect(markdown.match(/<details(?: open)?>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
      for (const table of tables(markdown)) {
        for (const row of table.rows) expect(row.length).toBe(table.header.length);
      }
    },
  );

  it.each(['signInFailed', 'wrongInputs', 'partial'])(
    'of %s starts with what went wrong and how to fix it',
    (name) => {
      const markdown = summaryOf(name);
      const first = markdown.indexOf('### What went wrong');
      expect(first).toBeGreaterThan(0);
      expect(markdown.slice(first)).toContain('What to do:');
      expect(markdown.indexOf('###')).toBe(first);
    },
  );

  it('shows all mistakes of the inputs', () => {
    expect(summaryOf('wrongInputs')).toContain('2 mistakes');
    expect(summaryOf('wrongInputs')).toContain('**(2) The input `mode` is `uplod`.**');
  });

  it('has a diagram only if not all records were uploaded', () => {
    const drawn = Object.keys(REPORTS).filter((name) => summaryOf(name).includes('```mermaid'));
    expect(drawn).toEqual(['skippedRows', 'partial', 'cancelled', 'failedInDoubt', 'everythingLoud']);
  });

  it('expands the calls only if one needed more than one attempt or failed', () => {
    const open = Object.keys(REPORTS).filter((name) =>
      /<details open>\n<summary>Calls/.test(summaryOf(name)),
    );
    expect(open).toEqual([
      'retried',
      'partial',
      'cancelled',
      'refusedAtOnce',
      'failedInDoubt',
      'resumed',
      'everythingLoud',
    ]);
  });

  it.each(['validate', 'preflight'] as const)('has no next step after a failed %s', (mode) => {
    const { failure } = REPORTS.checkFailed?.() ?? {};
    const withCheckpoint = { mode, status: 'failed', failure, hasCheckpoint: true } as const;
    expect(failure).toBeDefined();
    expect(renderSummary(base({ ...withCheckpoint, mode: 'upload' }))).toContain('### Next steps');
    expect(renderSummary(base(withCheckpoint))).not.toContain('### Next steps');
  });

  it('has the mapping sheet of every check', () => {
    const markdown = summaryOf('validated');
    expect(markdown).toContain('| LastWorkingDate | `Last day` |');
    expect(markdown).toContain('| Column of the scenario | `HRScenario` |');
    expect(markdown).toContain('| Value in it for Job level change | `Job level change` |');
  });

  it('asks for the scenario if the columns match two equally well', () => {
    const tied = file({ equallyLikely: ['job-level-change'] });
    expect(renderSummary(base({ check: check([tied]) }))).toContain(
      'the columns match Resignation and Job level change equally well',
    );
  });

  it('warns about a certificate that expires soon', () => {
    expect(summaryOf('uploadedWithCertificate')).toMatch(
      /valid until 2026-12-04 \(11 days left\)\. Renew it now/,
    );
  });

  it('shows 50 findings at most, and how many more there are', () => {
    const places = Array.from({ length: 60 }, (_, i) => finding({ line: i + 2 }));
    const markdown = renderSummary(
      base({
        status: 'failed',
        check: check([file()], { findings: findings(places, 5), isAccepted: false, plan: undefined }),
      }),
    );
    const table = tables(markdown).find((one) => one.header[0]!.text === 'Place')!;
    expect(table.rows.length).toBe(50);
    expect(markdown).toContain('The first 50 of 300 errors');
    expect(markdown).toContain('And 250 more');
  });

  it('shows an error before 80 warnings', () => {
    const warnings = Array.from({ length: 80 }, (_, i) =>
      finding({ rule: 'row-too-short', severity: 'warning', line: i + 2 }),
    );
    const places = [...warnings, finding({ line: 90 })];
    const markdown = renderSummary(
      base({
        status: 'failed',
        check: check([file()], { findings: findings(places), isAccepted: false, plan: undefined }),
      }),
    );
    const [, first] = tables(markdown).filter((one) => one.header[0]?.text === 'Place');
    expect(markdown.indexOf('line 90')).toBeLessThan(markdown.indexOf('The first 50 of 80 warnings'));
    expect(first?.rows.length).toBe(50);
  });

  it('shows few findings in one table, errors first', () => {
    const table = tables(summaryOf('checkFailed')).find((one) => one.header[0]?.text === 'Severity')!;
    expect(table.rows.map(([severity, place]) => [severity?.text, place?.text])).toEqual([
      ['**error**', '`samples/multiple-scenarios.csv line 4`, `EffectiveDate`'],
      ['**error**', '`samples/multiple-scenarios.csv line 5`, `EffectiveDate`'],
      ['warning', '`samples/multiple-scenarios.csv line 3`'],
    ]);
  });

  it.each([
    ['checkFailed', '### Findings: 2 errors, 1 warning'],
    ['skippedRows', '### Findings: 12 errors in rows that are not valid'],
  ])('of %s counts the findings in the title', (name, title) => {
    expect(summaryOf(name)).toContain(`${title}\n`);
  });

  it('of a clean run of one file has at most ten lines outside of collapsible sections', () => {
    const unfolded = summaryOf('uploaded').replace(/<\/summary>[\s\S]*?<\/details>/g, '');
    expect(
      unfolded.split('\n').filter((line) => line.startsWith('<details') === false && line !== '').length,
    ).toBeLessThan(11);
  });

  it('counts invalid records by file', () => {
    const one = file({
      records: 10,
      invalidRecords: 2,
      scenarios: new Map([
        ['resignation', 4],
        ['job-level-change', 6],
      ]),
      invalidByScenario: new Map([['job-level-change', 2]]),
    });
    const markdown = renderSummary(base({ check: check([one]) }));
    expect(markdown).toMatch(/\| Resignation \| 4 \| 0 \|/);
    expect(markdown).toMatch(/\| Job level change \| 6 \| 2 \|/);
  });

  it('links the lines of committed files', () => {
    const url = 'https://github.com/octo/hr/blob/abc/export/leavers.csv';
    const markdown = renderSummary(
      base({
        status: 'failed',
        committedUrls: { 'export/leavers.csv': url },
        check: check([file()], { findings: findings([finding()]), isAccepted: false, plan: undefined }),
      }),
    );
    expect(markdown).toContain(`[\`export/leavers.csv line 4\`](${url}#L4)`);
  });

  it('adds up the columns of files', () => {
    const rows = tables(summaryOf('everythingLoud')).find(
      (one) => one.header[0]?.text === 'File' && one.header[1]?.text === 'Scenario',
    )!.rows;
    const numbers = rows.map((row) => Number(row[2]!.text.replace(/\D/g, '')));
    expect(numbers.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(numbers.at(-1));
  });
});

describe('hostile text', () => {
  // A text without visible characters has no paragraph.
  const shown = HOSTILE.filter((text) => printable(text).trim() !== '');

  it.each(shown.map((text) => [text.slice(0, 40), text]))('of a name stays text: %j', (_, text) => {
    const markdown = renderSummary(withText(text));
    const usual = structure(renderSummary(withText('plain')));
    expect(structure(markdown)).toEqual(usual);
    expect(markdown.replaceAll('\n', '').replaceAll('\ufe0f', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(markdown).not.toMatch(/::|##\[/);
  });
});

/** A report in which all untrusted text is the given text. */
function withText(text: string): RunReport {
  const one = file({
    name: text,
    format: text.replaceAll('`', "'"),
    invalidRecords: 1,
  });
  const checked = check([one], {
    mapping: [
      {
        scenario: 'resignation',
        fields: [{ field: 'EmailAddress', column: text }],
        scenarioColumn: { name: text, value: text },
      },
    ],
    findings: findings([finding({ column: text, message: text.replaceAll('`', "'") })]),
  });
  const calm = text.replaceAll('`', "'");
  const failure = new ActionError({
    code: 'id-missing' as const,
    what: calm,
    means: calm,
    fix: [calm, calm],
  });
  return base({
    status: 'partial',
    version: calm,
    check: checked,
    failure,
    run: {
      id: calm,
      attempt: 1,
      url: text,
      repository: text,
      workflow: text,
      event: text,
      actor: text,
      sha: calm,
    },
    connector: { cloud: 'gcc', tenantId: text, clientId: text, jobId: text, ingestionUrl: text },
    warnings: [{ title: calm, lines: [calm] }],
    upload: uploadOf(
      checked.plan!,
      { 1: { ambiguous: true, ambiguousBecause: calm, requestId: text, clientRequestId: text } },
      { failure },
    ),
  });
}

/** The kinds of markup in their order, without the text. */
function structure(markdown: string): string[] {
  const kinds: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'html' && /^(<!-- -->|<\/?span>)$/.test(token.raw.trim())) return;
    if (token.type === 'text' || token.type === 'escape') return;
    kinds.push(token.type === 'html' ? token.raw.replace(/>[^<]*</g, '><').trim() : token.type);
  });
  return kinds;
}

function tables(markdown: string): Tokens.Table[] {
  return marked.lexer(markdown).filter((token): token is Tokens.Table => token.type === 'table');
}

describe('the limit', () => {
  it('holds for 2,000 files, 100,000 findings and 5,000 calls', () => {
    const markdown = renderSummary(huge());
    expect(byteLength(markdown)).toBeLessThan(1024 * 1024);
    expect(markdown).toContain('2,000 files');
    expect(markdown).toContain('Sign-in and connector');
  });

  it('shortens the least important parts first, by bytes, and says so', () => {
    const report = huge();
    const whole = renderSummary(report, Number.MAX_SAFE_INTEGER);
    expect(byteLength(whole)).toBeGreaterThan(100_000);
    const limit = byteLength(whole) - 1000;
    const cut = renderSummary(report, limit);
    expect(byteLength(cut)).toBeLessThanOrEqual(limit);
    expect(cut).toContain('was shortened');
    expect(rowsUnder(cut, '<summary>Calls')).toBeLessThan(rowsUnder(whole, '<summary>Calls'));
    expect(rowsUnder(cut, '### Findings')).toBe(rowsUnder(whole, '### Findings'));
    expect(cut).toContain('Sign-in and connector');
  });

  it.each([200, 1000, 3000, 10_000, 30_000])(
    'is kept at %d bytes, and closes every collapsible section',
    (limit) => {
      for (const report of [
        huge(),
        withText('🧨'.repeat(1000)),
        ...Object.values(REPORTS).map((make) => make()),
      ]) {
        const markdown = renderSummary(report, limit);
        expect(byteLength(markdown)).toBeLessThanOrEqual(limit);
        expect(markdown.match(/<details(?: open)?>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
      }
    },
  );

  it('holds for a thousand mistakes in the inputs', () => {
    const problem = {
      code: 'id-missing' as const,
      what: 'ü'.repeat(5000),
      means: 'ü'.repeat(5000),
      fix: ['ü'.repeat(5000)],
    };
    const failure = new ActionErrors(Array.from({ length: 1000 }, () => problem));
    expect(byteLength(renderSummary(base({ status: 'failed', failure })))).toBeLessThan(MAX_SUMMARY_BYTES);
  });
});

function rowsUnder(markdown: string, title: string): number {
  const part = markdown.split(/^(?=### |<summary>)/m).find((one) => one.startsWith(title)) ?? '';
  return part.split('\n').filter((line) => line.startsWith('| ')).length;
}

function huge(): RunReport {
  const files = Array.from({ length: 2000 }, (_, i) =>
    file({
      name: `${'深'.repeat(200)}/${i}.csv`,
    }),
  );
  const places = RULE_NAMES.flatMap((rule) =>
    Array.from({ length: 3600 }, (_, i) =>
      finding({ rule, severity: RULES[rule].severity, line: i, message: '長'.repeat(600) }),
    ),
  );
  const checked = check(files, { findings: findings(places) });
  const calls = checked.plan!.calls.map((one, i) =>
    call(one, i + 1, { attempts: 2, ambiguous: true, ambiguousBecause: 'No answer came.' }),
  );
  return base({ check: checked, upload: upload(calls) });
}

describe('countRecords', () => {
  it.each(Object.entries(REPORTS))('of %s never counts a record twice', (_, make) => {
    const counts = countRecords(make());
    expect(counts.valid + counts.invalid).toBe(counts.records);
    expect(counts.inDoubt).toBeLessThanOrEqual(counts.notAccepted);
    expect(counts.uploaded + counts.notAccepted).toBeLessThanOrEqual(counts.records);
  });
});
