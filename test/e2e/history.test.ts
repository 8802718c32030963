import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HistoryFile } from '../../src/history/history-file.ts';
import { type Destination, levelChanges, startDestinations, users } from './delivery.ts';
import { expectFailure } from './material.ts';
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

const HISTORY = 'kept/history.json';

/** A connector and a workspace that several runs share, like a restored cache. */
class Job {
  readonly place = new Workspace();
  readonly to: Destination = destinations.destination();
  #runs = 0;

  constructor() {
    places.push(this.place);
  }

  run(records: number, inputs: Record<string, string> = {}, level = 61): Promise<ActionResult> {
    this.#runs += 1;
    return this.to.upload(
      { 'history-path': HISTORY, ...inputs },
      {
        workspace: this.place,
        files: { 'hr.csv': levelChanges(records, level) },
        env: { GITHUB_RUN_ID: String(this.#runs), GITHUB_JOB: 'upload' },
      },
    );
  }

  get uploads(): HistoryFile['uploads'] {
    const text = readFileSync(join(this.place.workspace, HISTORY), 'utf8');
    return (JSON.parse(text) as HistoryFile).uploads;
  }
}

it('an export with a tenth of its records is reported, and stops if the rule is an error', async () => {
  const job = new Job();
  const first = await job.run(40);
  expect(first.exitCode, first.visible).toBe(0);
  expect(first.receipt!.comparison).toEqual({ since: null, records: null, median: null });
  expect(first.summary).toContain('nothing to compare with yet');
  const second = await job.run(44, {}, 62);
  expect(second.summary).toContain('44 records, 4 more than last time');
  const warned = await job.run(4);
  expect(warned.exitCode, warned.visible).toBe(0);
  expect(warned.outputs.findings).toBe('{"fewer-records-than-usual":1}');
  expect(warned.findings).toEqual([
    { rule: 'fewer-records-than-usual', severity: 'warning', file: 'hr.csv', line: 1, column: null },
  ]);
  expect(warned.receipt!.comparison).toMatchObject({ records: 44, median: 42 });
  const sent = job.to.stored.length;
  const requests = destinations.sandbox.requests.length;
  const stopped = await job.run(4, { rules: 'fewer-records-than-usual: error' }, 63);
  expectFailure(stopped, 'check-failed');
  expect(stopped.findings).toMatchObject([{ rule: 'fewer-records-than-usual', severity: 'error' }]);
  expect(stopped.receipt!.comparison).toMatchObject({ records: 4, median: 40 });
  expect(job.to.stored).toHaveLength(sent);
  expect(destinations.sandbox.requests).toHaveLength(requests);
  expect(job.uploads.map(({ records }) => records)).toEqual([40, 44, 4]);
});

it('a partial upload is marked, its rest is the same entry, and a check writes nothing', async () => {
  const job = new Job();
  const inputs = {
    'records-per-call': '10',
    'max-attempts': '1',
    'checkpoint-path': 'kept/checkpoint.json',
    'max-unchanged-days': '0',
  };
  for (const mode of ['validate', 'preflight']) {
    const checked = await job.run(30, { ...inputs, mode });
    expect(checked.exitCode, checked.visible).toBe(0);
    expect(existsSync(join(job.place.workspace, HISTORY))).toBe(false);
  }
  job.to.fault('400', (nth) => nth === 2);
  const partial = await job.run(30, inputs);
  expect(partial.outputs.status).toBe('partial');
  expect(job.uploads).toMatchObject([{ records: 30, isPartial: true }]);
  const rest = await job.run(30, inputs);
  expect(rest.exitCode, rest.visible).toBe(0);
  expect(rest.outputs.findings).toBe('{}');
  expect(job.to.stored).toEqual(users(1, 30));
  expect(job.uploads).toMatchObject([
    { records: 30, isPartial: false, scenarios: { 'job-level-change': 30 } },
  ]);
  const again = await job.run(30, { ...inputs, mode: 'validate' });
  expect(again.outputs.findings).toBe('{"content-unchanged":1}');
  expect(job.uploads).toHaveLength(1);
});
