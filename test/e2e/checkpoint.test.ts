import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOB_IDS } from '../sandbox/default-setup.ts';
import { IS_WINDOWS } from './action-process.ts';
import { account, type Destination, levelChanges, startDestinations, users } from './delivery.ts';
import { type ActionResult, Workspace } from './run-action.ts';

let destinations: Awaited<ReturnType<typeof startDestinations>>;
const places: Workspace[] = [];
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(async () => {
  for (const place of places) place.remove();
  await destinations.sandbox.stop();
});

const RECORDS = 10;
const CHECKPOINT = 'progress/hr.json';

/** A connector and a workspace that several runs share, like a restored cache. */
class Job {
  readonly place = new Workspace();
  readonly to: Destination = destinations.destination();
  readonly checkpoint = join(this.place.workspace, CHECKPOINT);

  constructor() {
    places.push(this.place);
  }

  run(
    runId: string,
    inputs: Record<string, string> = {},
    content = levelChanges(RECORDS),
    env: Record<string, string> = {},
  ): Promise<ActionResult> {
    return this.to.upload(
      { 'records-per-call': '2', 'max-attempts': '1', 'checkpoint-path': CHECKPOINT, ...inputs },
      { workspace: this.place, files: { 'hr.csv': content }, env: { GITHUB_RUN_ID: runId, ...env } },
    );
  }

  /** A first run that ends at its third call: four records accepted, two refused or in doubt, four not sent. */
  async fail(fault: string): Promise<ActionResult> {
    this.to.fault(fault, (nth) => nth === 3);
    const result = await this.run('1');
    expect(result.exitCode, result.visible).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '4' });
    return result;
  }
}

/** A run in `resumed.runs`. */
function runOf(id: string, records: number) {
  return { id, url: `https://github.com/contoso/hr/actions/runs/${id}`, records };
}

function warningsOf(result: ActionResult): string {
  return result.commands
    .filter(({ command }) => command === 'warning')
    .map(({ message }) => message)
    .join('\n');
}

describe.concurrent('after a run that failed, the same content', () => {
  it('resumes where it stopped', async () => {
    const job = new Job();
    await job.fail('400');
    const result = await job.run('2');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual(users(1, RECORDS));
    expect(result.outputs).toMatchObject({ status: 'uploaded', 'uploaded-records': '10', calls: '3' });
    expect(result.receipt!.resumed).toEqual({ records: 4, runs: [runOf('1', 4)] });
    expect(account(result.receipt!)).toMatchObject({ accepted: users(5, 10), ambiguous: [] });
    expect(result.summary).toContain('4 of them by earlier runs');
  });

  it.each(['1', '3', '4', '499'])('resumes with %s records per call', async (perCall) => {
    const job = new Job();
    await job.fail('400');
    const result = await job.run('2', { 'records-per-call': perCall });
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual(users(1, RECORDS));
    expect(result.receipt!.resumed).toEqual({ records: 4, runs: [runOf('1', 4)] });
  });

  it('whose sign-in fails reports earlier runs and the remaining doubt', async () => {
    const job = new Job();
    await job.fail('500(stored)');
    const result = await job.run('2', { 'client-id': '00000000-0000-4000-8000-000000000001' });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '4', calls: '0' });
    expect(result.receipt).toMatchObject({ resumed: { records: 4 }, totals: { uploaded: 4, sent: 0 } });
    expect(result.receipt!.calls.map(({ outcome }) => outcome)).toEqual(['not-sent', 'not-sent', 'not-sent']);
    expect(account(result.receipt!).ambiguous).toEqual(users(5, 6));
    expect(result.receipt!.ambiguous![0]!.because).toMatch(/^An earlier run ended/);
    expect(result.visible).toContain('In doubt: records 5 to 6 (from an earlier run)');
    expect(result.visible).not.toContain('so they are sent again');
    const next = await job.run('3');
    expect(next.exitCode, next.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, 6), ...users(5, 10)]);
  });

  it('complete under the same run needs no sign-in', async () => {
    const job = new Job();
    expect((await job.run('1')).exitCode).toBe(0);
    const result = await job.run('1', { 'client-id': '00000000-0000-4000-8000-000000000001' });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'uploaded', 'uploaded-records': '10', calls: '0' });
    expect(job.to.stored).toEqual(users(1, RECORDS));
  });

  it('sends again what was in doubt, and names it', async () => {
    const job = new Job();
    await job.fail('500(stored)');
    const result = await job.run('2');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, 6), ...users(5, 10)]);
    expect(result.receipt!.resumed).toMatchObject({ records: 4, resentInDoubt: 2 });
    expect(account(result.receipt!).ambiguous).toEqual(users(5, 6));
    expect(warningsOf(result)).toContain('2 records were being sent');
    expect(result.visible).toContain('2 records were sent again after an attempt that may have stored them');
  });

  it('is still reported as stored twice by the next run', async () => {
    const job = new Job();
    await job.fail('500(stored)');
    // The fourth request of the job is the resent call, the fifth fails.
    job.to.fault('400', (nth) => nth === 5);
    expect((await job.run('2')).outputs.status).toBe('partial');
    const result = await job.run('3');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, 6), ...users(5, 10)]);
    expect(account(result.receipt!)).toMatchObject({ ambiguous: [], maybeTwice: users(5, 6) });
    expect(warningsOf(result)).toContain('records 5 to 6');
  });

  it('resumes after a 413 for one record and with another call size', async () => {
    const job = new Job();
    job.to.fault('413', (nth) => nth === 2);
    job.to.fault('400', (nth) => nth === 4);
    const first = await job.run('1');
    expect(job.to.stored).toEqual(users(1, 3));
    expect(first.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '3' });
    const result = await job.run('2', { 'records-per-call': '4' });
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual(users(1, RECORDS));
    expect(result.receipt!.resumed).toEqual({ records: 3, runs: [runOf('1', 3)] });
  });

  it('of another attempt of the same run is resumed too', async () => {
    const job = new Job();
    await job.fail('400');
    const result = await job.run('1');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual(users(1, RECORDS));
  });
});

describe.concurrent('a checkpoint is not trusted', () => {
  it('at another URL: a trial does not count', async () => {
    const job = new Job();
    job.to.fault('400', (nth) => nth === 3);
    const trial = { 'ingestion-url': 'https://webhook.ingestion.office.com/api/signals?trial=1' };
    expect((await job.run('1', trial)).outputs.status).toBe('partial');
    const result = await job.run('2');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, 4), ...users(1, RECORDS)]);
    expect(warningsOf(result)).toContain('another connector or address');
  });

  it('when it is from a later attempt of the same run', async () => {
    const job = new Job();
    job.to.fault('400', (nth) => nth === 3);
    await job.run('1', {}, undefined, { GITHUB_RUN_ATTEMPT: '3' });
    const result = await job.run('1', {}, undefined, { GITHUB_RUN_ATTEMPT: '2' });
    expect(job.to.stored).toEqual([...users(1, 4), ...users(1, RECORDS)]);
    expect(warningsOf(result)).toContain('later attempt of this run');
  });
});

describe.concurrent('after a complete upload', () => {
  it('the same run sends nothing again and says so', async () => {
    const job = new Job();
    await job.run('1');
    const result = await job.run('1');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual(users(1, RECORDS));
    expect(job.to.requests).toHaveLength(5);
    expect(result.outputs).toMatchObject({ status: 'uploaded', 'uploaded-records': '10', calls: '0' });
    expect(result.receipt!.resumed).toEqual({ records: RECORDS, runs: [runOf('1', RECORDS)] });
    expect(result.visible).toContain('nothing was sent again');
    expect(result.summary).toContain('Earlier runs sent all of them.');
  });

  it('another run sends everything again, without a warning', async () => {
    const job = new Job();
    await job.run('1');
    const result = await job.run('2');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, RECORDS), ...users(1, RECORDS)]);
    expect(result.receipt!.resumed).toEqual({ records: 0, runs: [] });
    expect(warningsOf(result)).toBe('');
  });

  it('other content is sent without a warning', async () => {
    const job = new Job();
    await job.run('1');
    const result = await job.run('2', {}, levelChanges(RECORDS, 70));
    expect(job.to.connector.records.filter(({ NewLevel }) => NewLevel === '70')).toHaveLength(RECORDS);
    expect(warningsOf(result)).toBe('');
  });
});

describe.concurrent('other content after an unfinished upload', () => {
  it('is sent from its start, with a warning about the records that are sent again', async () => {
    const job = new Job();
    await job.fail('500');
    const result = await job.run('2', {}, levelChanges(RECORDS, 70));
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, 4), ...users(1, RECORDS)]);
    expect(warningsOf(result)).toContain('up to 6 records are sent a second time');
    expect(result.receipt!.remarks?.join()).toContain('up to 6 records');
    expect(result.receipt!.resumed).toEqual({ records: 0, runs: [] });
  });
});

describe.concurrent('a checkpoint that is', () => {
  it.each([
    ['empty', ''],
    ['truncated', '{"version":1,"contentSha'],
    ['other JSON', '[]'],
    ['of a later version', '{"version":2}'],
  ])('%s is a warning, and everything is sent', async (_name, text) => {
    const job = new Job();
    job.place.write(CHECKPOINT, text);
    const result = await job.run('1');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual(users(1, RECORDS));
    expect(warningsOf(result)).toContain('damaged');
    expect(result.receipt!.remarks?.join()).toContain('damaged');
  });

  it.each([
    ['jobId', JOB_IDS.gcc],
    ['tenantId', '00000000-0000-4000-8000-000000000001'],
    ['cloud', 'gcc'],
  ])('of another %s is a warning, and everything is sent', async (key, value) => {
    const job = new Job();
    await job.fail('400');
    const left = JSON.parse(readFileSync(job.checkpoint, 'utf8')) as object;
    job.place.write(CHECKPOINT, JSON.stringify({ ...left, [key]: value }));
    const result = await job.run('2');
    expect(result.exitCode, result.visible).toBe(0);
    expect(job.to.stored).toEqual([...users(1, 4), ...users(1, RECORDS)]);
    expect(warningsOf(result)).toContain('another connector');
  });

  it('a folder stops the run before anything is sent', async () => {
    const job = new Job();
    mkdirSync(job.checkpoint, { recursive: true });
    const result = await job.run('1');
    expect(result.exitCode).toBe(1);
    expect(job.to.requests).toEqual([]);
    expect(result.outputs.status).toBe('failed');
    expect(result.visible).toContain('it is a directory');
  });

  it('below a file stops the run before anything is sent', async () => {
    const job = new Job();
    job.place.write('progress', 'a file');
    const result = await job.run('1');
    expect(result.exitCode).toBe(1);
    expect(job.to.requests).toEqual([]);
    expect(result.visible).toContain('is a file, not a directory');
  });

  it.skipIf(process.getuid?.() === 0 || IS_WINDOWS)(
    'in a folder without permission stops the run before anything is sent',
    async () => {
      const job = new Job();
      mkdirSync(join(job.place.workspace, 'progress'));
      chmodSync(join(job.place.workspace, 'progress'), 0o500);
      const result = await job.run('1');
      expect(result.exitCode).toBe(1);
      expect(job.to.requests).toEqual([]);
      expect(result.visible).toContain('permission was denied');
    },
  );
});

describe.concurrent('the file', () => {
  it('is small, readable only by its owner, and contains no cell and no name of the input', async () => {
    const job = new Job();
    await job.fail('500');
    const text = readFileSync(job.checkpoint, 'utf8');
    expect(text.length).toBeLessThan(1_500);
    expect(text).not.toMatch(/user\d|@contoso|hr\.csv|EmailAddress/);
    if (!IS_WINDOWS) expect(statSync(job.checkpoint).mode & 0o777).toBe(0o600);
    expect(existsSync(`${job.checkpoint}.tmp`)).toBe(false);
    expect(JSON.parse(text)).toMatchObject({ accepted: [[0, 4]], inDoubt: [[4, 6]], state: 'unfinished' });
  });
});
