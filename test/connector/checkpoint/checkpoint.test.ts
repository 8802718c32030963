import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckpointSettings } from '../../../src/connector/checkpoint/checkpoint.ts';
import type { UploadEvent } from '../../../src/connector/upload-events.ts';
import type { UploadPlan } from '../../../src/csv/upload-plan.ts';
import { ActionError } from '../../../src/errors.ts';
import { accountMismatches, checkpointOf, freshPath, idsOf, planOf, upload } from '../material.ts';
import { startWebhook, type Webhook } from '../webhook.ts';

let webhook: Webhook;
let checkpoint: CheckpointSettings;
beforeEach(async () => {
  webhook = await startWebhook();
  checkpoint = checkpointOf(join(freshPath('state'), 'deep', 'checkpoint.json'), '100');
});
afterEach(() => webhook.close());

const content = () => JSON.parse(readFileSync(checkpoint.path, 'utf8'));
const nextRun = (): void => {
  checkpoint = checkpointOf(checkpoint.path, String(Number(checkpoint.run.id) + 1));
  webhook.stored.length = 0;
  webhook.received.length = 0;
};
const failAt = (first: number, fault: object) => {
  webhook.fault = ({ number }) => (number >= first ? fault : undefined);
};
const serve = (): void => {
  webhook.fault = () => undefined;
};

/** The same records in calls of another size. */
function replanned(plan: UploadPlan, recordsPerCall: number): UploadPlan {
  return { ...planOf(plan.records, recordsPerCall), contentSha256: plan.contentSha256 };
}

describe('an upload that stopped', () => {
  it.each([10, 7, 3, 1, 1000])(
    'resumes in the next run, with calls of %i records',
    async (recordsPerCall) => {
      const plan = planOf(100, 10);
      failAt(4, { status: 400 });
      await upload(plan, webhook.url, { checkpoint });
      expect(content()).toMatchObject({ state: 'unfinished', accepted: [[0, 30]], inDoubt: [] });
      nextRun();
      serve();
      const result = await upload(replanned(plan, recordsPerCall), webhook.url, { checkpoint });
      expect(webhook.stored).toEqual(idsOf(30, 100));
      expect(result).toMatchObject({ uploaded: 70, resumed: 30, resentInDoubt: 0, failure: undefined });
      expect(result.calls.some(({ ambiguous }) => ambiguous)).toBe(false);
      expect(result.remarks[0]?.text).toContain('30 of 100');
      expect(content()).toMatchObject({ state: 'complete', accepted: [[0, 100]], inDoubt: [] });
    },
  );

  it('sends what was in doubt again and names it', async () => {
    const plan = planOf(40, 10);
    failAt(2, { status: 500, store: true });
    const first = await upload(plan, webhook.url, { checkpoint, maxAttempts: 1 });
    expect(first.calls[1]).toMatchObject({ outcome: 'failed', ambiguous: true });
    expect(content()).toMatchObject({ accepted: [[0, 10]], inDoubt: [[10, 20]] });
    nextRun();
    serve();
    const result = await upload(replanned(plan, 15), webhook.url, { checkpoint });
    expect(webhook.stored).toEqual(idsOf(10, 40));
    expect(result).toMatchObject({ resumed: 10, resentInDoubt: 10, uploaded: 30 });
    expect(result.calls.map(({ ambiguous }) => ambiguous)).toEqual([true, true, false]);
    expect(result.calls[0]!.ambiguousBecause).toMatch(/^An earlier run ended while 5 of these records/);
    expect(result.remarks.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(content()).toMatchObject({ state: 'complete', maybeTwice: [[10, 20]] });
  });

  it('knows the accepted records of each of several runs', async () => {
    const plan = planOf(100, 10);
    const at = (first: number) => failAt(first, { status: 400 });
    at(4);
    await upload(plan, webhook.url, { checkpoint });
    checkpoint = checkpointOf(checkpoint.path, '100', '2');
    at(6);
    await upload(plan, webhook.url, { checkpoint });
    nextRun();
    serve();
    const result = await upload(plan, webhook.url, { checkpoint });
    const url = 'https://github.com/octo/hr/actions/runs/100';
    expect(result.resumedRuns).toEqual([
      { id: '100', attempt: '1', url, records: 30 },
      { id: '100', attempt: '2', url, records: 10 },
    ]);
    expect(content().runs).toMatchObject([
      { id: '100', attempt: '1', accepted: [[0, 30]] },
      { id: '100', attempt: '2', accepted: [[30, 40]] },
      { id: '101', attempt: '1', accepted: [[40, 100]] },
    ]);
    expect(result.remarks[0]?.text).toContain('in run 100 (attempt 1), run 100 (attempt 2)');
  });

  it('in a step is resumed by a later step of the same attempt', async () => {
    const plan = planOf(40, 10);
    failAt(3, { status: 400 });
    await upload(plan, webhook.url, { checkpoint });
    serve();
    const result = await upload(plan, webhook.url, { checkpoint });
    expect(result).toMatchObject({ resumed: 20, uploaded: 20, failure: undefined });
    expect(content().runs).toMatchObject([{ id: '100', attempt: '1', accepted: [[0, 40]] }]);
  });

  it('keeps a doubt that the next run did not reach', async () => {
    const plan = planOf(40, 10);
    failAt(2, { status: 500 });
    await upload(plan, webhook.url, { checkpoint, maxAttempts: 1 });
    nextRun();
    failAt(1, { status: 400 });
    const result = await upload(plan, webhook.url, { checkpoint });
    expect(content()).toMatchObject({ accepted: [[0, 10]], inDoubt: [[10, 20]] });
    expect(result.calls[0]).toMatchObject({ outcome: 'refused', ambiguous: true });
    expect(result.calls[1]).toMatchObject({ outcome: 'not-sent', ambiguous: false });
  });
});

it('a call is saved as in doubt before it starts', async () => {
  const seen: unknown[] = [];
  webhook.fault = ({ ids }) => {
    if (ids.length > 0) seen.push([content().accepted, content().inDoubt]);
    return undefined;
  };
  await upload(planOf(6, 2), webhook.url, { checkpoint });
  expect(seen).toEqual([
    [[], [[0, 2]]],
    [[[0, 2]], [[2, 4]]],
    [[[0, 4]], [[4, 6]]],
  ]);
});

it('a call that a cancel stops while it is saved as in doubt leaves no doubt', async () => {
  const cancel = new AbortController();
  let isFirstAccepted = false;
  const services = {
    signal: cancel.signal,
    onProgress: (event: UploadEvent) => {
      isFirstAccepted = event.kind === 'call-accepted';
    },
    // The next to ask for the time is the checkpoint, as it saves the second call.
    now: () => {
      if (isFirstAccepted) cancel.abort();
      return Date.now();
    },
  };
  const result = await upload(planOf(6, 2), webhook.url, { checkpoint }, services);
  expect(webhook.stored).toEqual(idsOf(0, 2));
  expect(result.failure?.code).toBe('cancelled');
  expect(result.calls.map(({ outcome, ambiguous }) => [outcome, ambiguous])).toEqual([
    ['accepted', false],
    ['not-sent', false],
    ['not-sent', false],
  ]);
  expect(content()).toMatchObject({ accepted: [[0, 2]], inDoubt: [] });
});

it('a call that was too large leaves no doubt about its parts that were not sent', async () => {
  webhook.fault = ({ ids }) => ({ status: ids.length > 4 ? 413 : 400 });
  await upload(planOf(8, 8), webhook.url, { checkpoint });
  expect(content()).toMatchObject({ accepted: [], inDoubt: [], runs: [] });
});

it('the next run names the records that may have been stored twice', async () => {
  const plan = planOf(40, 10);
  webhook.fault = ({ number }) =>
    number === 1 ? { status: 500, store: true } : number > 3 ? { status: 400 } : undefined;
  await upload(plan, webhook.url, { checkpoint });
  nextRun();
  serve();
  const result = await upload(plan, webhook.url, { checkpoint });
  expect(result).toMatchObject({ resumed: 20, maybeTwiceBefore: [[0, 10]] });
  expect(result.remarks[1]?.text).toContain('records 1 to 10');
  expect(content()).toMatchObject({ state: 'complete', maybeTwice: [[0, 10]] });
});

describe('a complete upload', () => {
  it('is not sent again by a re-run of the same run', async () => {
    const plan = planOf(20, 10);
    await upload(plan, webhook.url, { checkpoint });
    const result = await upload(plan, webhook.url, { checkpoint: checkpointOf(checkpoint.path, '100', '2') });
    expect(webhook.received).toHaveLength(2);
    expect(result).toMatchObject({ uploaded: 0, resumed: 20, calls: [], failure: undefined });
    expect(result.remarks).toEqual([
      { severity: 'warning', text: expect.stringContaining('nothing was sent again') },
    ]);
  });

  it('is sent again by another run, without a remark', async () => {
    const plan = planOf(20, 10);
    await upload(plan, webhook.url, { checkpoint });
    nextRun();
    const result = await upload(plan, webhook.url, { checkpoint });
    expect(webhook.stored).toEqual(idsOf(0, 20));
    expect(result).toMatchObject({ uploaded: 20, resumed: 0, remarks: [] });
  });

  it('needs no sign-in', async () => {
    const plan = planOf(20, 10);
    await upload(plan, webhook.url, { checkpoint });
    const tokenSource = { getToken: () => Promise.reject(new Error('a token was requested')) };
    const result = await upload(plan, webhook.url, { checkpoint }, { tokenSource });
    expect(result).toMatchObject({ uploaded: 0, resumed: 20, calls: [], failure: undefined });
  });

  it('outside of GitHub is always sent again', async () => {
    checkpoint = checkpointOf(checkpoint.path, '', '');
    await upload(planOf(4, 2), webhook.url, { checkpoint });
    expect((await upload(planOf(4, 2), webhook.url, { checkpoint })).uploaded).toBe(4);
  });
});

it('of an unfinished upload is left alone by a run without records', async () => {
  failAt(3, { status: 400 });
  await upload(planOf(40, 10), webhook.url, { checkpoint });
  const before = readFileSync(checkpoint.path);
  nextRun();
  const result = await upload(planOf(0, 10), webhook.url, { checkpoint });
  expect(result).toMatchObject({ uploaded: 0, resumed: 0, calls: [], remarks: [], failure: undefined });
  expect(readFileSync(checkpoint.path)).toEqual(before);
});

it('an upload whose sign-in fails reports earlier runs and their doubts, and adds none', async () => {
  const plan = planOf(40, 10);
  failAt(3, { status: 500 });
  await upload(plan, webhook.url, { checkpoint, maxAttempts: 1 });
  nextRun();
  serve();
  const failure = new ActionError({ code: 'internal-error', what: 'No sign-in.', fix: ['Fix it.'] });
  const tokenSource = { getToken: () => Promise.reject(failure) };
  const result = await upload(plan, webhook.url, { checkpoint }, { tokenSource });
  expect(result).toMatchObject({ uploaded: 0, resumed: 20, resentInDoubt: 0, failure });
  expect(result.calls.map(({ outcome, ambiguous }) => [outcome, ambiguous])).toEqual([
    ['not-sent', true],
    ['not-sent', false],
  ]);
  expect(content()).toMatchObject({ accepted: [[0, 20]], inDoubt: [[20, 30]] });
});

it('finished calls are saved while the last one is still in flight', async () => {
  const plan = planOf(40, 10);
  webhook.fault = ({ ids }) => (ids[0] === idsOf(0, 1)[0] ? { silent: true } : undefined);
  const cancel = new AbortController();
  const settings = { checkpoint, concurrentCalls: 4, callTimeoutMs: 60_000, cancelGraceMs: 0 };
  const running = upload(plan, webhook.url, settings, { signal: cancel.signal });
  await vi.waitUntil(() => existsSync(checkpoint.path) && content().accepted.length > 0, { timeout: 30_000 });
  await vi.waitUntil(() => content().accepted[0]?.[1] === 40, { timeout: 30_000 });
  expect(content()).toMatchObject({ accepted: [[10, 40]], inDoubt: [[0, 10]] });
  cancel.abort();
  await running;
});

it('resumes although the case of an ID differs', async () => {
  const plan = planOf(40, 10);
  failAt(3, { status: 400 });
  await upload(plan, webhook.url, { checkpoint });
  nextRun();
  serve();
  checkpoint = { ...checkpoint, tenantId: 'CONTOSO' };
  expect(await upload(plan, webhook.url, { checkpoint })).toMatchObject({ resumed: 20, uploaded: 20 });
});

it.skipIf(process.platform === 'win32')('a pipe is not replaced', async () => {
  mkdirSync(dirname(checkpoint.path), { recursive: true });
  execFileSync('mkfifo', [checkpoint.path]);
  const result = await upload(planOf(4, 2), webhook.url, { checkpoint });
  expect(result.failure?.what).toContain('it is a device or a pipe');
  expect(webhook.received).toEqual([]);
  expect(statSync(checkpoint.path).isFIFO()).toBe(true);
});

describe('starts from the beginning, with a warning,', () => {
  async function afterUnfinished(change: () => void, records = 40) {
    failAt(3, { status: 400 });
    await upload(planOf(40, 10), webhook.url, { checkpoint });
    nextRun();
    serve();
    change();
    const result = await upload(planOf(records, 10), webhook.url, { checkpoint });
    expect(webhook.stored).toEqual(idsOf(0, records));
    expect(result).toMatchObject({ resumed: 0, failure: undefined });
    expect(content()).toMatchObject({ state: 'complete', accepted: [[0, records]] });
    return result.remarks.map(({ severity, text }) => `${severity}: ${text}`).join('\n');
  }

  it('after other content, with the number of records that are sent again', async () => {
    expect(await afterUnfinished(() => undefined, 50)).toMatch(/^warning: .*up to 20 records/);
  });
  it.each([
    [
      'another tenant',
      () => {
        checkpoint = { ...checkpoint, tenantId: 'fabrikam' };
      },
    ],
    [
      'another cloud',
      () => {
        checkpoint = { ...checkpoint, cloud: 'gcc' };
      },
    ],
    ...[
      { ingestionUrl: 'https://trial.contoso.com/api/signals' },
      { ingestionUrl: 'https://webhook.ingestion.office.com/api/signals?sig=1' },
      { authorityHost: 'login.microsoftonline.us' },
      { resource: 'https://microsoft.onmicrosoft.com/4e476d41-2395-42be-89ff-34cb9186a1ac' },
    ].map((change): [string, () => void] => [
      `another address ${JSON.stringify(change)}`,
      () => {
        checkpoint = { ...checkpoint, address: { ...checkpoint.address, ...change } };
      },
    ]),
  ])('after a checkpoint of %s', async (_name, change) => {
    expect(await afterUnfinished(change)).toMatch(/^warning: .*another connector/);
  });
  it('after a file that is damaged', async () => {
    const rewrite = () => writeFileSync(checkpoint.path, '{"version":2');
    expect(await afterUnfinished(rewrite)).toMatch(/^warning: .*damaged/);
  });
});

describe('the file', () => {
  it('is readable only by its owner, contains no personal data, and does not grow with the calls', async () => {
    webhook.fault = ({ number }) => (number > 60 ? { status: 400 } : undefined);
    await upload(planOf(80, 1), webhook.url, { checkpoint });
    expect(statSync(checkpoint.path).mode & 0o777).toBe(0o600);
    const text = readFileSync(checkpoint.path, 'utf8');
    expect(text).not.toContain('user1');
    expect(text.length).toBeLessThan(1_000);
    expect(existsSync(`${checkpoint.path}.tmp`)).toBe(false);
  });

  it('that a killed run left incomplete does not matter', async () => {
    mkdirSync(dirname(checkpoint.path), { recursive: true });
    writeFileSync(`${checkpoint.path}.tmp`, '{"vers', { mode: 0o666 });
    expect((await upload(planOf(4, 2), webhook.url, { checkpoint })).failure).toBeUndefined();
    expect(statSync(checkpoint.path).mode & 0o777).toBe(0o600);
  });

  it('that is a directory stops the upload before anything is sent', async () => {
    mkdirSync(checkpoint.path, { recursive: true });
    const result = await upload(planOf(4, 2), webhook.url, { checkpoint });
    expect(result.failure?.what).toContain('it is a directory');
    expect(result.calls.map(({ outcome }) => outcome)).toEqual(['not-sent', 'not-sent']);
    expect(webhook.received).toEqual([]);
  });

  it('below a file stops the upload before anything is sent', async () => {
    mkdirSync(dirname(dirname(checkpoint.path)), { recursive: true });
    writeFileSync(dirname(checkpoint.path), 'a file');
    const result = await upload(planOf(4, 2), webhook.url, { checkpoint });
    expect(result.failure?.fix[0]).toContain('checkpoint-path');
    expect(webhook.received).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'in a folder that the system does not create stops the upload before anything is sent',
    async () => {
      const path = '/proc/purview-hr-upload/progress/checkpoint.json';
      const result = await upload(planOf(4, 2), webhook.url, { checkpoint: { ...checkpoint, path } });
      expect(result.failure?.what).toContain('its folder cannot be created');
      expect(result.remarks).toEqual([]);
      expect(webhook.received).toEqual([]);
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'that cannot be written stops the upload before anything is sent',
    async () => {
      mkdirSync(dirname(checkpoint.path), { recursive: true });
      chmodSync(dirname(checkpoint.path), 0o500);
      const result = await upload(planOf(4, 2), webhook.url, { checkpoint });
      expect(result.failure?.what).toContain('permission was denied');
      expect(webhook.received).toEqual([]);
    },
  );

  it('that can no longer be written during the upload stops it, and still reports what arrived', async () => {
    const plan = planOf(40, 10);
    webhook.fault = ({ number, ids }) => {
      // The name of the temporary file is taken by a directory: writing fails as on a full disk.
      if (number === 2 && ids.length > 0) mkdirSync(join(`${checkpoint.path}.tmp`, 'x'), { recursive: true });
      return undefined;
    };
    const result = await upload(plan, webhook.url, { checkpoint });
    expect(webhook.stored).toEqual(idsOf(0, 20));
    expect(result.failure?.what).toContain('cannot be written');
    expect(result.calls.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'not-sent',
      'not-sent',
    ]);
    expect(accountMismatches(result, webhook.stored)).toEqual([]);
    expect(content()).toMatchObject({ accepted: [[0, 10]], inDoubt: [[10, 20]] });
    expect(result.remarks).toEqual([
      { severity: 'warning', text: expect.stringContaining('could not be written at the end') },
    ]);
  });
});
