import { existsSync, mkdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Counts, type Reported, SimulatedJob, type SimulatedRun } from './simulated-job.ts';

let job: SimulatedJob;
beforeEach(() => {
  job = new SimulatedJob();
});
afterEach(() => job.remove());

const FEWER = 'fewer-records-than-usual';
const MORE = 'more-records-than-usual';
const UNCHANGED = 'content-unchanged';

const leavers = (...counts: number[]): Counts[] => counts.map((resignation) => ({ resignation }));
const last = (reports: readonly Reported[]): Reported => reports.at(-1)!;

describe('a job that runs every day for weeks', () => {
  /** Run by run: what was exported, and what is reported. */
  const RUNS: readonly (readonly [string, SimulatedRun, readonly string[]])[] = [
    ['the first', { counts: { resignation: 400 } }, []],
    ['the second has too few uploads to compare with', { counts: { resignation: 40 } }, []],
    ['the third', { counts: { resignation: 410 } }, []],
    ['a usual one', { counts: { resignation: 390 } }, []],
    ['a usual one', { counts: { resignation: 405 } }, []],
    ['a truncated one', { counts: { resignation: 39 } }, [FEWER]],
    ['half of the usual, which is exactly the bound', { counts: { resignation: 200 } }, []],
    ['a usual one', { counts: { resignation: 415 } }, []],
    ['a file without its filter', { counts: { resignation: 1_700 } }, [MORE]],
    ['one that is only checked is not recorded', { counts: { resignation: 12 }, upload: 'none' }, [FEWER]],
    ['one that failed is not recorded', { counts: { resignation: 412 }, upload: 'failed' }, []],
    ['a partial one', { counts: { resignation: 412 }, upload: 'partial', content: 'p' }, []],
    ['its rest', { counts: { resignation: 412 }, resumed: 1, content: 'p' }, []],
    ['nothing to upload', { counts: {} }, [FEWER]],
    ['only a header', { counts: { resignation: 0 } }, [FEWER]],
    ['a usual one', { counts: { resignation: 395 } }, []],
    ['the last file of a frozen export', { counts: { resignation: 400 }, content: 'old' }, []],
    ['again', { counts: { resignation: 400 }, content: 'old' }, []],
    ['again', { counts: { resignation: 400 }, content: 'old' }, []],
    ['again', { counts: { resignation: 400 }, content: 'old' }, []],
    ['again', { counts: { resignation: 400 }, content: 'old' }, []],
    ['again', { counts: { resignation: 400 }, content: 'old' }, []],
    ['again', { counts: { resignation: 400 }, content: 'old' }, []],
    ['seven days after the first', { counts: { resignation: 400 }, content: 'old' }, [UNCHANGED]],
    ['eight days after the first', { counts: { resignation: 400 }, content: 'old' }, [UNCHANGED]],
    ['another file', { counts: { resignation: 401 } }, []],
    ['the old file once more', { counts: { resignation: 400 }, content: 'old' }, []],
  ];

  it('reports what is unusual, and only that', async () => {
    const reported: (readonly [string, readonly string[]])[] = [];
    for (const [name, simulated] of RUNS) reported.push([name, (await job.run(simulated)).rules]);
    expect(reported).toEqual(RUNS.map(([name, , rules]) => [name, rules]));
    // Without the check and the failure; the partial upload and its rest are one entry.
    expect(job.read().uploads).toHaveLength(RUNS.length - 3);
  });
});

describe('small numbers', () => {
  it('are never reported: about five leavers per run', async () => {
    const reports = await job.runs(leavers(5, 3, 0, 8, 1, 0, 0, 12, 5, 4, 19, 2, 6, 0, 5, 60, 1, 5, 5, 3, 7));
    expect(reports.flatMap(({ rules }) => rules)).toEqual([]);
  });

  it('have no hash, so that nothing can be guessed from the file', async () => {
    await job.runs(leavers(9, 9, 10), { content: 'the same' });
    const contents = job.read().uploads.map(({ content }) => content);
    expect(contents).toEqual([null, null, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const report = await job.run({ counts: { resignation: 9 }, content: 'the same', day: 90 });
    expect(report.rules).toEqual([]);
  });
});

describe('the bounds', () => {
  it.each<[string, number, Record<string, string>, string[]]>([
    ['a drop of 30 percent, of 30 allowed', 70, { 'max-drop-percent': '30' }, []],
    ['a drop of 31 percent, of 30 allowed', 69, { 'max-drop-percent': '30' }, [FEWER]],
    ['any drop', 99, { 'max-drop-percent': '0' }, [FEWER]],
    ['no drop', 0, { 'max-drop-percent': '100' }, []],
    ['four times as many, of 300 percent more allowed', 400, {}, []],
    ['more than four times as many', 401, {}, [MORE]],
    ['any rise', 101, { 'max-rise-percent': '0' }, [MORE]],
  ])('%s', async (_, records, inputs, rules) => {
    await job.runs(leavers(100, 100, 100));
    expect((await job.run({ counts: { resignation: records }, inputs })).rules).toEqual(rules);
  });

  it('use the median of the last seven, so that one unusual count has little effect', async () => {
    await job.runs(leavers(5_000, 5_000, 5_000, 100, 110, 90, 9_000, 100, 105, 0));
    const { messages } = await job.run({ counts: { resignation: 41 } });
    expect(messages).toEqual([
      'The scenario resignation has 41 records; the median of its last 7 uploads is 100. `max-drop-percent` is 50.',
    ]);
  });

  it('apply from a median of 20', async () => {
    await job.runs(leavers(19, 19, 19));
    expect((await job.run({ counts: { resignation: 0 }, upload: 'none' })).rules).toEqual([]);
    await job.runs(leavers(21, 21, 21));
    expect((await job.run({ counts: { resignation: 0 } })).rules).toEqual([FEWER]);
  });

  it('of unchanged content can be zero days: from the second upload', async () => {
    const inputs = { 'max-unchanged-days': '0' };
    const reports = await job.runs(leavers(50, 50), { content: 'same', inputs });
    expect(reports.map(({ rules }) => rules)).toEqual([[], [UNCHANGED]]);
    expect(last(reports).messages).toEqual([
      'The 50 records are the same as in every upload since 2026-11-01; `max-unchanged-days` is 0.',
    ]);
  });

  it('of unchanged content reach back further than the entries of the file', async () => {
    const hourly = Array.from({ length: 24 * 7 + 1 }, (_, hour) => hour / 24);
    const rules: (readonly string[])[] = [];
    for (const day of hourly)
      rules.push((await job.run({ counts: { resignation: 50 }, content: 'same', day })).rules);
    expect(rules.flat()).toEqual([UNCHANGED]);
    expect(rules.at(-1)).toEqual([UNCHANGED]);
    expect(job.read().uploads).toHaveLength(60);
  });
});

describe('one file', () => {
  it('serves two connectors, ignoring the case of their job IDs', async () => {
    const other = { 'job-id': 'BBBBBBBB-BBBB-4CCC-8DDD-EEEEEEEEEEEE' };
    for (const day of [0, 1, 2]) {
      await job.run({ day, counts: { resignation: 100 } });
      await job.run({ day, counts: { resignation: 5_000 }, inputs: other });
    }
    expect((await job.run({ counts: { resignation: 30 } })).rules).toEqual([FEWER]);
    const lowerCase = { 'job-id': other['job-id'].toLowerCase() };
    const report = await job.run({ counts: { resignation: 5_100 }, inputs: lowerCase });
    expect(report.comparison).toMatchObject({ last: { records: 5_000 }, median: 5_000 });
    expect(report.rules).toEqual([]);
  });

  it('serves two scenarios of one job in separate uploads', async () => {
    for (const day of [0, 1, 2]) {
      const [one, two] = [{ resignation: 100 }, { 'employee-profile': 5_000 }];
      expect((await job.run({ day, counts: one })).rules).toEqual([]);
      expect((await job.run({ day, counts: two })).rules).toEqual([]);
    }
    expect((await job.run({ counts: {}, upload: 'none' })).rules).toEqual([]);
    expect((await job.run({ counts: { 'employee-profile': 100 } })).rules).toEqual([FEWER]);
    expect((await job.run({ counts: { resignation: 90 } })).rules).toEqual([]);
  });

  it('serves two scenarios in one upload, each with its own numbers', async () => {
    await job.runs(Array.from({ length: 3 }, () => ({ resignation: 50, 'performance-review': 400 })));
    const { messages } = await job.run({ counts: { resignation: 50, 'performance-review': 40 } });
    expect(messages).toEqual([expect.stringContaining('The scenario performance-review has 40 records')]);
  });

  it('reports a missing scenario that was in all earlier uploads', async () => {
    const always = { resignation: 50, 'performance-review': 400 };
    await job.runs([always, always, always]);
    const { messages } = await job.run({ counts: { resignation: 50 } });
    expect(messages).toEqual([expect.stringContaining('The scenario performance-review has 0 records')]);
    // It has been missing once by now.
    expect((await job.run({ counts: { resignation: 50 } })).rules).toEqual([]);
  });

  it.each<[string, Partial<SimulatedRun>]>([
    ['job', { job: 'weekly' }],
    ['workflow', { workflow: '.github/workflows/weekly.yml' }],
    ['cloud', { inputs: { cloud: 'gcc' } }],
  ])('keeps what another %s does apart', async (_, other) => {
    await job.runs(leavers(400, 400, 400));
    const report = await job.run({ counts: { resignation: 3 }, ...other });
    expect(report).toMatchObject({ rules: [], comparison: { last: null, median: null, recent: [] } });
  });

  it('keeps the uploads of a rare job when another one runs often', async () => {
    await job.runs(leavers(400, 400, 400), { job: 'weekly' });
    for (let hour = 0; hour < 80; hour += 1) await job.run({ day: 3, counts: { resignation: 30 } });
    expect(job.read().uploads).toHaveLength(60);
    expect((await job.run({ counts: { resignation: 3 }, job: 'weekly' })).rules).toEqual([FEWER]);
  });
});

describe('a check without a job ID', () => {
  const validate = { counts: { resignation: 3 }, upload: 'none', inputs: { 'job-id': '' } } as const;

  it('compares with the only connector of its job', async () => {
    await job.runs(leavers(400, 400, 400));
    expect((await job.run(validate)).rules).toEqual([FEWER]);
  });

  it('compares with none of several', async () => {
    await job.runs(leavers(400, 400, 400));
    await job.run({ counts: { resignation: 3 }, inputs: { cloud: 'gcc' } });
    expect((await job.run(validate)).comparison).toMatchObject({ last: null });
  });
});

describe('a resumed upload', () => {
  const content = 'the same';
  const counts = { resignation: 400 };

  it('is one entry, and is compared with the upload before it', async () => {
    await job.runs(leavers(380, 380));
    await job.run({ counts, content, upload: 'partial' });
    await job.run({ counts, content, upload: 'partial', resumed: 100 });
    expect(job.read().uploads.map(({ isPartial }) => isPartial)).toEqual([false, false, true]);
    const { comparison } = await job.run({ counts, content, resumed: 200 });
    expect(comparison).toMatchObject({ last: { records: 380 }, recent: [380, 380] });
    const { uploads } = job.read();
    expect(uploads.map(({ isPartial }) => isPartial)).toEqual([false, false, false]);
    expect(uploads.at(-1)).toMatchObject({ runId: '5', records: 400 });
  });

  it('that was complete and is re-run is one entry too', async () => {
    await job.run({ counts, content, runId: '7' });
    const inputs = { 'max-unchanged-days': '0' };
    const report = await job.run({ counts, content, runId: '7', resumed: 400, inputs });
    expect(report.rules).toEqual([]);
    expect(job.read().uploads).toHaveLength(1);
  });

  it('with too few records for a hash is one entry too', async () => {
    const few = { resignation: 5 };
    await job.run({ counts: few, content, upload: 'partial' });
    await job.run({ counts: few, content, resumed: 1 });
    expect(job.read().uploads).toMatchObject([{ isPartial: false, records: 5 }]);
  });

  it('with other content after a partial one is another entry', async () => {
    await job.run({ counts, content, upload: 'partial' });
    const { comparison } = await job.run({ counts: { resignation: 410 } });
    expect(comparison!.last).toMatchObject({ records: 400, isPartial: true });
    expect(job.read().uploads).toHaveLength(2);
  });
});

describe('the file', () => {
  it('is only for its owner and has counts, never a name of a person or a plain hash', async () => {
    await job.run({ counts: { resignation: 400 }, content: 'secret content' });
    await job.run({ counts: { resignation: 400 }, content: 'secret content' });
    if (process.platform !== 'win32') expect(statSync(job.path).mode & 0o777).toBe(0o600);
    const { salt, uploads } = job.read();
    expect(Object.keys(uploads[0]!).sort()).toEqual(
      [
        'at',
        'connector',
        'content',
        'isPartial',
        'job',
        'records',
        'runId',
        'scenarios',
        'unchangedSince',
      ].concat('workflow'),
    );
    const other = new SimulatedJob();
    await other.run({ counts: { resignation: 400 }, content: 'secret content' });
    expect(other.read().salt).not.toBe(salt);
    expect(other.read().uploads[0]!.content).not.toBe(uploads[0]!.content);
    other.remove();
  });

  it('is not written by a run that uploads nothing', async () => {
    await job.run({ counts: { resignation: 400 }, upload: 'none' });
    await job.run({ counts: { resignation: 400 }, upload: 'failed' });
    expect(existsSync(job.path)).toBe(false);
  });

  it('is not written without the input', async () => {
    const report = await job.run({ counts: { resignation: 400 }, inputs: { 'history-path': '' } });
    expect(report).toEqual({ rules: [], messages: [], comparison: undefined, warnings: [] });
    expect(existsSync(job.path)).toBe(false);
  });

  it.each<[string, (text: string) => string]>([
    ['truncated', (text) => text.slice(0, -20)],
    ['empty', () => ''],
    ['another JSON', () => '[]'],
    ['of another version', (text) => text.replace('"version":1', '"version":2')],
    ['with an invalid count', (text) => text.replace('"records":400', '"records":-4')],
    ['with an unknown scenario', (text) => text.replace('"resignation"', '"retirement"')],
    ['with an invalid time', (text) => text.replace('"at":"2026-11', '"at":"2026-13')],
    ['with an invalid hash', (text) => text.replace(/"content":"../, '"content":"zz')],
    ['too large', (text) => `${text}${' '.repeat(2 ** 20)}`],
  ])('that is %s is a warning and a new start', async (_, damage) => {
    await job.runs(leavers(400, 400, 400));
    const { length } = job.read().uploads;
    job.write(damage(`${JSON.stringify(job.read())}\n`));
    const report = await job.run({ counts: { resignation: 3 } });
    expect(report.warnings.map(({ title }) => title)).toEqual(['History not readable']);
    expect(report).toMatchObject({ rules: [], comparison: { last: null } });
    expect(length).toBe(3);
    expect(job.read().uploads).toMatchObject([{ records: 3 }]);
    expect((await job.run({ counts: { resignation: 3 } })).warnings).toEqual([]);
  });

  it('that is a directory stops the run, with advice', async () => {
    mkdirSync(job.path, { recursive: true });
    await expect(job.run({ counts: { resignation: 3 } })).rejects.toMatchObject({
      code: 'history-not-usable',
      what: expect.stringContaining('it is a directory'),
    });
  });

  it.skipIf(process.platform === 'win32')('below a file cannot be read', async () => {
    await expect(
      job.run({ counts: { resignation: 3 }, inputs: { 'history-path': '/dev/null/history.json' } }),
    ).rejects.toMatchObject({ code: 'history-not-usable' });
  });

  it('that cannot be written is a warning: the upload has succeeded', async () => {
    await job.run({ counts: { resignation: 400 } });
    // The directory has the name of the temporary file.
    mkdirSync(`${job.path}.tmp/x`, { recursive: true });
    const report = await job.run({ counts: { resignation: 400 } });
    expect(report.warnings.map(({ title }) => title)).toEqual(['History not written']);
    expect(job.read().uploads).toHaveLength(1);
  });

  it.skipIf(process.platform !== 'linux')(
    'in a folder that the system does not create is a warning, and the run ends',
    async () => {
      const inputs = { 'history-path': '/proc/purview-hr-upload/history/history.json' };
      const report = await job.run({ counts: { resignation: 400 }, inputs });
      expect(report.warnings.map(({ title }) => title)).toEqual(['History not written']);
    },
  );

  it('that another job writes during the upload keeps the uploads of both', async () => {
    await job.runs(leavers(400, 400, 400));
    const before = job.read();
    const other = { ...before.uploads[0]!, job: 'weekly' };
    const meanwhile = (): void =>
      job.write(JSON.stringify({ ...before, uploads: [...before.uploads, other] }));
    await job.run({ counts: { resignation: 401 }, meanwhile });
    const { uploads } = job.read();
    expect(uploads.filter(({ job }) => job === 'weekly')).toHaveLength(1);
    expect(uploads).toHaveLength(5);
  });

  it('that is damaged during the upload keeps what was read before it', async () => {
    await job.runs(leavers(400, 400, 400));
    await job.run({ counts: { resignation: 401 }, meanwhile: () => job.write('{') });
    expect(job.read().uploads.map(({ records }) => records)).toEqual([400, 400, 400, 401]);
  });

  it('that many jobs write concurrently stays valid', async () => {
    const runs = Array.from({ length: 20 }, (_, i) =>
      job.run({ day: 0, counts: { resignation: 400 }, job: `job ${i % 2}` }),
    );
    const warnings = (await Promise.all(runs)).flatMap((report) => report.warnings);
    expect(new Set(warnings.map(({ title }) => title))).toEqual(
      new Set(warnings.length > 0 ? ['History not written'] : []),
    );
    const { uploads } = job.read();
    expect(uploads.length).toBeGreaterThan(0);
    expect((await job.run({ counts: { resignation: 400 } })).warnings).toEqual([]);
  });
});

describe('the comparison', () => {
  it('of a first run is empty', async () => {
    const { comparison } = await job.run({ counts: { resignation: 400 } });
    expect(comparison).toEqual({ last: null, median: null, recent: [] });
  });

  it('is with the last upload and those before it', async () => {
    const counts = Array.from({ length: 20 }, (_, i) => i);
    await job.runs(leavers(...counts));
    const { comparison } = await job.run({ counts: { resignation: 7 } });
    expect(comparison).toMatchObject({ last: { at: '2026-11-20T03:17:00.000Z', records: 19 }, median: 16 });
    expect(comparison!.recent).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('does not exist for a preflight without a file', async () => {
    await job.runs(leavers(400, 400, 400));
    const inputs = {
      'csv-path': '',
      mode: 'preflight',
      'tenant-id': '11111111-2222-3333-4444-555555555555',
      'client-id': '66666666-7777-4888-9999-000000000000',
    };
    const report = await job.run({ counts: {}, upload: 'none', inputs });
    expect(report).toMatchObject({ rules: [], comparison: undefined });
  });
});
