import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallResult } from '../../src/connector/upload-result.ts';
import { buildReceipt, writeReceipt } from '../../src/report/receipt.ts';
import { validateReceipt } from './receipt-schema.ts';
import { base, check, file, plan, REPORTS, upload, uploadOf } from './run-reports.ts';

describe('buildReceipt', () => {
  it.each(Object.entries(REPORTS))('of %s is valid by the schema', (_, report) => {
    expect(validateReceipt(JSON.parse(JSON.stringify(buildReceipt(report()))))).toEqual([]);
  });

  it('has exactly the keys of the contract after a success', () => {
    expect(Object.keys(buildReceipt(REPORTS.uploaded!()))).toEqual([
      'version',
      'status',
      'startedAt',
      'finishedAt',
      'action',
      'run',
      'connector',
      'signIn',
      'files',
      'calls',
      'ambiguousCalls',
      'resumed',
      'totals',
    ]);
  });

  it.each(Object.entries(REPORTS))(
    'of %s adds up: accepted calls and resumed records are the total',
    (_, report) => {
      const { calls, resumed, totals } = buildReceipt(report());
      const accepted = calls.filter(({ outcome }) => outcome === 'accepted');
      expect(accepted.reduce((sum, call) => sum + call.records, 0)).toBe(totals.sent);
      expect(totals.sent + resumed.records).toBe(totals.uploaded);
    },
  );

  it('has the last upload, if there is a history', () => {
    expect(buildReceipt(REPORTS.uploaded!())).not.toHaveProperty('comparison');
    expect(buildReceipt(REPORTS.comparedFirst!()).comparison).toEqual({
      since: null,
      records: null,
      median: null,
    });
    expect(buildReceipt(REPORTS.compared!()).comparison).toEqual({
      since: '2026-11-22T02:00:00.000Z',
      records: 394,
      median: 400.5,
    });
  });

  it('lists as ambiguous what was sent without an answer, and no call that was not sent', () => {
    const files = [file({ records: 1_996 })];
    const lost = { outcome: 'failed', status: null, ambiguous: true } as const;
    const notSent = { outcome: 'not-sent', attempts: 0, status: null } as const;
    const report = base({
      check: check(files),
      upload: uploadOf(plan(files), { 1: { ambiguous: true, attempts: 2 }, 2: lost, 3: notSent, 4: notSent }),
    });
    const { ambiguousCalls, calls } = buildReceipt(report);
    expect(ambiguousCalls).toEqual([1, 2]);
    expect(calls.map(({ outcome }) => outcome)).toEqual(['accepted', 'unknown', 'not-sent', 'not-sent']);
  });

  it('counts the first record of a call from 1 within its own file', () => {
    const files = [
      file({ name: 'a.csv', records: 600, invalidRecords: 1 }),
      file({ name: 'b.csv', records: 505 }),
    ];
    const checked = check(files, { plan: plan(files) });
    const { calls } = buildReceipt(base({ check: checked, upload: uploadOf(checked.plan!) }));
    expect(calls.map((call) => [call.index, call.file, call.firstRecord, call.records])).toEqual([
      [1, 'a.csv', 1, 499],
      [2, 'a.csv', 500, 100],
      [3, 'b.csv', 1, 499],
      [4, 'b.csv', 500, 6],
    ]);
    expect(calls.map((call) => call.sha256 === null)).toEqual([false, false, false, true]);
  });

  it('names the calls in doubt and why, and what was never sent', () => {
    const receipt = buildReceipt(REPORTS.partial!());
    expect(receipt.ambiguousCalls).toEqual([2]);
    expect(receipt.ambiguous?.map((one) => one.call)).toEqual([2]);
    expect(receipt.ambiguous?.[0]?.because).toContain('before an answer came');
    expect(receipt.calls.map(({ outcome, startedAt }) => [outcome, startedAt])).toEqual([
      ['accepted', '2026-11-23T02:00:01.001Z'],
      ['unknown', '2026-11-23T02:00:01.002Z'],
      ['not-sent', null],
    ]);
    expect(receipt.totals).toEqual({ records: 1203, valid: 1203, invalid: 0, uploaded: 499, sent: 499 });
  });

  it('names records that earlier runs may have stored twice, file by file', () => {
    const checked = check([file({ name: 'a.csv', records: 600 }), file({ name: 'b.csv', records: 505 })]);
    const done = upload([], {
      resumed: 1105,
      maybeTwiceBefore: [
        [499, 700],
        [1000, 1001],
      ],
    });
    const receipt = buildReceipt(base({ check: checked, upload: done }));
    expect(receipt.resumed.maybeTwice).toEqual([
      { file: 'a.csv', firstRecord: 500, records: 101 },
      { file: 'b.csv', firstRecord: 1, records: 100 },
      { file: 'b.csv', firstRecord: 401, records: 1 },
    ]);
    expect(validateReceipt(JSON.parse(JSON.stringify(receipt)))).toEqual([]);
  });

  it.each<[string, Partial<CallResult>, string]>([
    ['accepted', {}, 'accepted'],
    ['accepted after a doubt', { ambiguous: true, ambiguousBecause: 'x' }, 'accepted'],
    ['refused', { outcome: 'refused', status: 403 }, 'refused'],
    ['refused after a doubt', { outcome: 'refused', status: 403, ambiguous: true }, 'unknown'],
    ['without a response, certainly not stored', { outcome: 'failed', status: null }, 'refused'],
    ['without a response', { outcome: 'failed', status: null, ambiguous: true }, 'unknown'],
    ['not sent', { outcome: 'not-sent', attempts: 0 }, 'not-sent'],
    [
      'not sent, in doubt since an earlier run',
      { outcome: 'not-sent', attempts: 0, ambiguous: true },
      'not-sent',
    ],
  ])('a call that was %s has the outcome of the contract', (_, changes, outcome) => {
    const checked = check([file({ records: 5 })]);
    const receipt = buildReceipt(base({ check: checked, upload: uploadOf(checked.plan!, { 1: changes }) }));
    expect(receipt.calls[0]?.outcome).toBe(outcome);
    expect(receipt.ambiguousCalls).toEqual(changes.ambiguous === true ? [1] : []);
  });

  it('names a file, and the file of a call, relative to the workspace or RUNNER_TEMP, or by its full path', () => {
    const files = ['export/a.csv', '/home/runner/work/_temp/hr/b.csv', '/mnt/share/c.csv'].map((name) =>
      file({ name, records: 5 }),
    );
    const checked = check(files);
    const receipt = buildReceipt(base({ check: checked, upload: uploadOf(checked.plan!) }));
    const expected = [
      ['export/a.csv', 'workspace'],
      ['hr/b.csv', 'runner-temp'],
      ['/mnt/share/c.csv', 'absolute'],
    ];
    expect(receipt.files.map(({ path, base: below }) => [path, below])).toEqual(expected);
    expect(receipt.calls.map((call) => call.file)).toEqual(expected.map(([path]) => path));
  });

  it('names the runs that it resumed, with their attempts merged', () => {
    const url = 'https://github.com/octo/hr/actions/runs/7';
    const runs = [
      { id: '7', attempt: '1', url, records: 30 },
      { id: '7', attempt: '2', url, records: 10 },
      { id: '', attempt: '', url: null, records: 5 },
    ];
    const checked = check([file({ records: 45 })]);
    const done = upload([], { resumed: 45, resumedRuns: runs });
    const { resumed, totals } = buildReceipt(base({ check: checked, upload: done }));
    expect(resumed).toEqual({
      records: 45,
      runs: [
        { id: '7', url, records: 40 },
        { id: null, url: null, records: 5 },
      ],
    });
    expect(totals).toMatchObject({ uploaded: 45, sent: 0 });
  });

  it('has null for unknown values', () => {
    const receipt = buildReceipt(REPORTS.wrongInputs!());
    expect(receipt.totals).toEqual({ records: null, valid: null, invalid: null, uploaded: 0, sent: 0 });
    expect(receipt.connector).toEqual({
      cloud: null,
      tenantId: null,
      clientId: null,
      jobId: null,
      ingestionUrl: null,
    });
    const unread = check([file({ isComplete: false })], { isAccepted: false, plan: undefined });
    const { totals, files } = buildReceipt(base({ status: 'failed', check: unread }));
    expect(totals).toEqual({ records: null, valid: null, invalid: null, uploaded: 0, sent: 0 });
    expect(files[0]?.sha256).toBe(file().sha256);
  });

  it('contains no workflow command when it is printed', () => {
    const checked = check([file({ name: '##[error]a::b\n.csv' })]);
    const text = JSON.stringify(buildReceipt(base({ check: checked, upload: uploadOf(checked.plan!) })));
    expect(text).not.toMatch(/##\[|::/);
  });
});

describe('validateReceipt', () => {
  it.each([
    ['a missing key', { totals: undefined }],
    ['an unknown key', { owner: 'x' }],
    ['another status', { status: 'done' }],
    ['a time with an offset', { startedAt: '2026-11-23T02:00:00+01:00' }],
    ['a negative number', { resumed: { records: -1, runs: [] } }],
  ])('refuses %s', (_, change) => {
    const receipt = JSON.parse(JSON.stringify({ ...buildReceipt(REPORTS.uploaded!()), ...change }));
    expect(validateReceipt(receipt)).not.toEqual([]);
  });
});

describe('writeReceipt', () => {
  it('writes a file that only its owner can read, also over an older one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receipt-'));
    try {
      const path = join(folder, 'receipt.json');
      const receipt = buildReceipt(REPORTS.uploaded!());
      await writeReceipt(path, buildReceipt(REPORTS.wrongInputs!()));
      await writeReceipt(path, receipt);
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(receipt);
      expect(await readdir(folder)).toEqual(['receipt.json']);
      if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('leaves no file if it cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receipt-'));
    await expect(writeReceipt(join(folder, 'no', 'receipt.json'), buildReceipt(base()))).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
