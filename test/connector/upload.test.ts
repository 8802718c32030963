import { getEventListeners } from 'node:events';
import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callUrl } from '../../src/connector/attempt.ts';
import type { UploadEvent } from '../../src/connector/upload-events.ts';
import { ActionError } from '../../src/errors.ts';
import { REAL_CLOCK } from '../../src/http/retry.ts';
import {
  accountMismatches,
  checkpointOf,
  freshPath,
  idsOf,
  planOf,
  recordsWith,
  tokenSource,
  upload,
} from './material.ts';
import { type Fault, startWebhook, type Webhook } from './webhook.ts';

let webhook: Webhook;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(() => webhook.close());

describe('a normal run', () => {
  it('sends every record once, in order, in the form that the webhook requires', async () => {
    const result = await upload(planOf(1203, 499), webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 1203));
    expect(webhook.complaints).toEqual([]);
    expect(result).toMatchObject({
      uploaded: 1203,
      resumed: 0,
      cancelled: false,
      failure: undefined,
      remarks: [],
    });
    expect(result.calls.map(({ call }) => call.records)).toEqual([499, 499, 205]);
    const ids = new Set(webhook.received.map(({ headers }) => headers['client-request-id']));
    expect(ids.size).toBe(3);
    for (const { method, url, headers } of webhook.received) {
      expect(method).toBe('POST');
      expect(url).toBe('/api/signals?jobid=3f1b7c1e-0d5f-4c39-9a1e-6a2f3f0e9b11');
      expect(headers.authorization).toBe('Bearer token-1');
      expect(headers.accept).toBe('application/json');
      expect(headers['user-agent']).toMatch(/^purview-hr-upload\//);
    }
    const tally = (callsDone: number, recordsDone: number) => ({
      callsDone,
      calls: 3,
      recordsDone,
      records: 1203,
    });
    expect(result.events).toEqual([
      { kind: 'started', tally: tally(0, 0) },
      { kind: 'call-accepted', index: 1, tally: tally(1, 499) },
      { kind: 'call-accepted', index: 2, tally: tally(2, 998) },
      { kind: 'call-accepted', index: 3, tally: tally(3, 1203) },
    ]);
  });

  it('of no records sends nothing', async () => {
    const result = await upload(planOf(0, 10), webhook.url);
    expect(result).toMatchObject({ uploaded: 0, calls: [], failure: undefined });
    expect(webhook.received).toEqual([]);
  });
});

describe('several calls at once', () => {
  it('start in order and never exceed the limit', async () => {
    const { promise: full, resolve } = Promise.withResolvers<void>();
    webhook.fault = ({ number }) => {
      if (number === 4) resolve();
      return { store: true, until: full };
    };
    const checkpoint = checkpointOf(freshPath('checkpoint.json'), '100');
    const result = await upload(planOf(120, 4), webhook.url, { concurrentCalls: 4, checkpoint });
    expect(webhook.inFlight.most).toBe(4);
    expect(webhook.stored.toSorted()).toEqual(idsOf(0, 120).toSorted());
    expect(result.calls.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    const totals = result.events.flatMap((event) => ('tally' in event ? [event.tally.calls] : []));
    expect(totals).toEqual(Array.from({ length: 31 }, () => 30));
  });

  it('one refusal lets those in flight finish and starts no other', async () => {
    webhook.fault = ({ number }) =>
      number === 6 ? { status: 403 } : { store: true, delayMs: number > 6 ? 80 : 0 };
    const result = await upload(planOf(100, 2), webhook.url, { concurrentCalls: 4 });
    expect(webhook.received.length).toBeLessThanOrEqual(9);
    expect(result.failure?.what).toContain('403');
    expect(accountMismatches(result, webhook.stored)).toEqual([]);
    expect(recordsWith(result, ({ outcome }) => outcome === 'accepted').toSorted()).toEqual(
      webhook.stored.toSorted(),
    );
  });
});

describe('the access token', () => {
  it('that expires during the upload is renewed once for all calls, and they continue', async () => {
    webhook.fault = ({ headers, number }) =>
      number > 5 && headers.authorization === 'Bearer token-1' ? { status: 401 } : undefined;
    const source = tokenSource();
    const result = await upload(
      planOf(60, 3),
      webhook.url,
      { concurrentCalls: 4, maxAttempts: 1 },
      { tokenSource: source },
    );
    expect(webhook.stored.toSorted()).toEqual(idsOf(0, 60).toSorted());
    expect(source.issued).toBe(2);
    expect(result.failure).toBeUndefined();
    expect(result.calls.some(({ ambiguous }) => ambiguous)).toBe(false);
  });

  it('that is refused again ends the upload with an explanation', async () => {
    webhook.fault = () => ({ status: 401 });
    const result = await upload(planOf(6, 3), webhook.url);
    expect(result.failure?.what).toContain('401, and again with a new access token');
    expect(webhook.received).toHaveLength(2);
    expect(result.events.slice(1)).toEqual([{ kind: 'token-renewed', index: 1 }]);
  });

  it('that is renewed does not count as an attempt', async () => {
    webhook.fault = ({ number }) => (number < 3 ? { status: number === 1 ? 401 : 429 } : undefined);
    const { uploaded, events } = await upload(planOf(2, 2), webhook.url, { maxAttempts: 2 });
    expect(uploaded).toBe(2);
    const waiting = events.find(({ kind }) => kind === 'waiting');
    expect(waiting).toMatchObject({ nextAttempt: 2, maxAttempts: 2 });
  });

  it('that cannot be obtained ends the upload before anything is sent', async () => {
    const failure = new ActionError({ code: 'internal-error', what: 'No sign-in.', fix: ['Fix it.'] });
    const source = { getToken: () => Promise.reject(failure) };
    const result = await upload(planOf(6, 3), webhook.url, {}, { tokenSource: source });
    expect(result.failure).toBe(failure);
    expect(result.calls.map(({ outcome }) => outcome)).toEqual(['not-sent', 'not-sent']);
    expect(webhook.received).toEqual([]);
  });

  it('that cannot be had before a later call ends the upload there', async () => {
    const failure = new ActionError({ code: 'entra-refused', what: 'No sign-in.', fix: ['Fix it.'] });
    const source = tokenSource();
    let asked = 0;
    const getToken: typeof source.getToken = async (options) => {
      asked += 1;
      // Asked for once before the first call, and once by each call.
      if (asked > 2) throw failure;
      return await source.getToken(options);
    };
    const result = await upload(planOf(9, 3), webhook.url, {}, { tokenSource: { getToken } });
    expect(result.failure).toBe(failure);
    expect(result.calls.map(({ outcome, attempts, ambiguous }) => [outcome, attempts, ambiguous])).toEqual([
      ['accepted', 1, false],
      ['not-sent', 0, false],
      ['not-sent', 0, false],
    ]);
    expect(result.calls[1]).toMatchObject({ startedAt: null, durationMs: 0, clientRequestId: '' });
    expect(webhook.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1']);
  });

  it('that cannot be renewed after a 401 ends the upload with the cause of that', async () => {
    const failure = new ActionError({ code: 'entra-refused', what: 'No sign-in.', fix: ['Fix it.'] });
    const source = tokenSource();
    const getToken: typeof source.getToken = async (options) => {
      if (options?.refused !== undefined) throw failure;
      return await source.getToken(options);
    };
    webhook.fault = () => ({ status: 401 });
    const result = await upload(planOf(6, 3), webhook.url, {}, { tokenSource: { getToken } });
    expect(result.failure).toBe(failure);
    expect(result.calls.map(({ outcome, attempts, ambiguous }) => [outcome, attempts, ambiguous])).toEqual([
      ['failed', 1, false],
      ['not-sent', 0, false],
    ]);
    expect(webhook.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1']);
  });
});

it('a refusal ends the wait of another call', async () => {
  const { promise: asleep, resolve } = Promise.withResolvers<void>();
  webhook.fault = ({ ids }) =>
    ids[0] === idsOf(0, 1)[0]
      ? { status: 503, headers: { 'retry-after': '600' } }
      : { status: 403, until: asleep };
  const sleep = (_ms: number, signal: AbortSignal): Promise<void> => {
    resolve();
    return new Promise((done) => signal.addEventListener('abort', () => done()));
  };
  const result = await upload(planOf(4, 2), webhook.url, { concurrentCalls: 2 }, { sleep });
  expect(result.failure?.what).toContain('403');
  expect(result.calls.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
    ['failed', 1],
    ['refused', 1],
  ]);
});

describe('a cancel', () => {
  it('starts no other call and lets the one in flight finish', async () => {
    const cancel = new AbortController();
    webhook.fault = ({ number, ids }) => {
      if (number === 3 && ids.length > 0) cancel.abort();
      return { store: true, delayMs: 40 };
    };
    const result = await upload(planOf(10, 2), webhook.url, {}, { signal: cancel.signal });
    expect(webhook.stored).toEqual(idsOf(0, 6));
    expect(result).toMatchObject({ cancelled: true, uploaded: 6 });
    expect(result.failure?.what).toContain('6 of 10');
    expect(result.calls.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'not-sent',
      'not-sent',
    ]);
  });

  it('aborts calls that do not finish in time, and names them', async () => {
    const cancel = new AbortController();
    webhook.fault = ({ number, ids }) => {
      if (number !== 2) return undefined;
      if (ids.length > 0) cancel.abort();
      return { silent: true, store: true };
    };
    const result = await upload(
      planOf(6, 2),
      webhook.url,
      { callTimeoutMs: 60_000, cancelGraceMs: 100 },
      { signal: cancel.signal },
    );
    expect(result.cancelled).toBe(true);
    expect(result.calls[1]).toMatchObject({ outcome: 'failed', ambiguous: true, status: null });
    expect(accountMismatches(result, webhook.stored)).toEqual([]);
  });

  it('cuts a wait short', async () => {
    const cancel = new AbortController();
    webhook.fault = () => ({ status: 503, headers: { 'retry-after': '600' } });
    const services = {
      signal: cancel.signal,
      sleep: REAL_CLOCK.sleep,
      onProgress: ({ kind }: UploadEvent) => {
        if (kind === 'waiting') setImmediate(() => cancel.abort());
      },
    };
    const result = await upload(planOf(2, 2), webhook.url, {}, services);
    expect(result.calls[0]).toMatchObject({ outcome: 'failed', ambiguous: false, attempts: 1 });
    expect(result).toMatchObject({ cancelled: true, failure: { code: 'cancelled' } });
  });
});

describe('the closing error of a cancel', () => {
  const refused = { status: 403 };
  const waits = { status: 503, headers: { 'retry-after': '600' } };
  it.each<[string, number, Fault, string | undefined, string, number]>([
    ['while a call is in flight that is accepted', 2, { store: true }, 'cancelled', 'accepted', 4],
    ['while the last call is in flight and is accepted', 3, { store: true }, undefined, 'accepted', 6],
    ['while a call is in flight that may pass later', 2, waits, 'cancelled', 'failed', 2],
    ['while a call is in flight that breaks off', 2, { reset: 'after-body' }, 'cancelled', 'failed', 2],
    ['while a call is in flight that never ends', 2, { silent: true }, 'cancelled', 'failed', 2],
    ['while a call is in flight whose token is refused', 2, { status: 401 }, 'cancelled', 'failed', 2],
    ['while a call is in flight that is too large', 2, { status: 413 }, 'cancelled', 'failed', 2],
    ['while a call is in flight that is refused', 2, refused, 'webhook-forbidden', 'refused', 2],
  ])('%s', async (_, at, fault, code, outcome, uploaded) => {
    const cancel = new AbortController();
    webhook.fault = ({ number, ids }) => {
      if (number !== at) return undefined;
      if (ids.length > 0) cancel.abort();
      return fault;
    };
    const settings = { callTimeoutMs: 60_000, cancelGraceMs: 100 };
    const result = await upload(planOf(6, 2), webhook.url, settings, { signal: cancel.signal });
    expect([result.failure?.code, result.uploaded]).toEqual([code, uploaded]);
    if (code === 'cancelled') expect(result.failure?.what).toContain(`after ${uploaded} of 6 records`);
    expect(result.calls[at - 1]).toMatchObject({ outcome, attempts: 1 });
    expect(webhook.received).toHaveLength(at);
    expect(accountMismatches(result, webhook.stored)).toEqual([]);
  });

  it.each<[string, Fault | undefined, number, string[]]>([
    ['before a later call', undefined, 2, ['accepted', 'not-sent', 'not-sent']],
    ['after a 401', { status: 401 }, 0, ['failed', 'not-sent', 'not-sent']],
  ])('while a token is requested %s', async (_, fault, uploaded, outcomes) => {
    const cancel = new AbortController();
    const source = tokenSource();
    let asked = 0;
    const getToken: typeof source.getToken = async (options) => {
      asked += 1;
      if (asked < 3) return await source.getToken(options);
      cancel.abort();
      throw new Error('cut short');
    };
    webhook.fault = () => fault;
    const services = { signal: cancel.signal, tokenSource: { getToken } };
    const result = await upload(planOf(6, 2), webhook.url, {}, services);
    expect(result.failure?.what).toContain(`cancelled after ${uploaded} of 6 records`);
    expect(result.calls.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(result.calls.some(({ ambiguous }) => ambiguous)).toBe(false);
    expect(webhook.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1']);
  });

  it('before the first call, and while the sign-in is under way', async () => {
    const cancel = new AbortController();
    const getToken = async (): Promise<never> => {
      cancel.abort();
      throw new Error('cut short');
    };
    const signingIn = await upload(
      planOf(6, 2),
      webhook.url,
      {},
      { signal: cancel.signal, tokenSource: { getToken } },
    );
    const before = await upload(planOf(6, 2), webhook.url, {}, { signal: cancel.signal });
    for (const { failure, calls, events } of [signingIn, before]) {
      expect(failure?.code).toBe('cancelled');
      expect(events).toEqual([]);
      expect(calls.every(({ outcome, ambiguous }) => outcome === 'not-sent' && !ambiguous)).toBe(true);
    }
    expect(webhook.received).toEqual([]);
  });

  it('leaves no listener and no timer', async () => {
    const cancel = new AbortController();
    webhook.fault = ({ ids }) => {
      if (ids.length > 0) cancel.abort();
      return { store: true };
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const result = await upload(planOf(2, 2), webhook.url, {}, { signal: cancel.signal });
      expect(result).toMatchObject({ uploaded: 2, cancelled: true });
      expect(vi.getTimerCount()).toBe(0);
      expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('names `checkpoint-path` where there is none, and only there', async () => {
    const cancelled = { signal: AbortSignal.abort() };
    const without = await upload(planOf(2, 2), webhook.url, {}, cancelled);
    const checkpoint = checkpointOf(freshPath('checkpoint.json'), '100');
    const having = await upload(planOf(2, 2), webhook.url, { checkpoint }, cancelled);
    expect(without.failure?.fix.join(' ')).toContain('checkpoint-path');
    expect(having.failure?.fix.join(' ')).not.toContain('checkpoint-path');
  });
});

describe('a file that changes after the check', () => {
  it('stops the upload before a changed call is complete, and says what has been sent', async () => {
    const plan = planOf(30, 10);
    webhook.fault = ({ number, ids }) => {
      if (number === 1 && ids.length > 0)
        writeFileSync(plan.files[0]!.path, 'UserPrincipalName\r\nsomebody@else.com\r\n');
      return undefined;
    };
    const result = await upload(plan, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 10));
    expect(result.failure).toMatchObject({
      code: 'file-changed',
      what: expect.stringContaining('after 10 of its 30 records were accepted'),
    });
    expect(result.remarks).toEqual([]);
    expect(result.calls.map(({ outcome, ambiguous }) => [outcome, ambiguous])).toEqual([
      ['accepted', false],
      ['not-sent', false],
      ['not-sent', false],
    ]);
  });

  it.each<[string, (path: string) => void]>([
    ['grows', (path) => appendFileSync(path, 'late@contoso.com,,\r\n')],
    ['is shorter', (path) => truncateSync(path, 100)],
    ['is gone', (path) => rmSync(path)],
    [
      'is another file of the same size and time',
      (path) => {
        const { atime, mtime } = statSync(path);
        const bytes = readFileSync(path);
        bytes[bytes.length - 5]! ^= 1;
        rmSync(path);
        writeFileSync(path, bytes);
        utimesSync(path, atime, mtime);
      },
    ],
  ])('and %s before the first call is not sent at all, without a sign-in', async (_, change) => {
    const plan = planOf(30, 10);
    change(plan.files[0]!.path);
    const tokenSource = { getToken: () => Promise.reject(new Error('a token was requested')) };
    const result = await upload(plan, webhook.url, {}, { tokenSource });
    expect(webhook.received).toEqual([]);
    expect(result.events).toEqual([]);
    expect(result.failure).toMatchObject({
      code: 'file-changed',
      what: expect.stringContaining('No record was accepted'),
    });
  });

  it('and grows between two calls stops the upload', async () => {
    const plan = planOf(30, 10);
    webhook.fault = ({ number, ids }) => {
      if (number === 2 && ids.length > 0) appendFileSync(plan.files[0]!.path, 'late@contoso.com,,\r\n');
      return undefined;
    };
    const result = await upload(plan, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 20));
    expect(result.failure?.code).toBe('file-changed');
  });

  it('while a call is sent that is too large stops the upload before the call is split', async () => {
    const plan = planOf(6, 4);
    webhook.fault = ({ ids }) => {
      if (ids.length > 0) truncateSync(plan.files[0]!.path, 100);
      return { status: 413 };
    };
    const result = await upload(plan, webhook.url);
    expect(webhook.received).toHaveLength(1);
    expect(result.failure?.code).toBe('file-changed');
    expect(result.calls.map(({ outcome, call }) => [outcome, call.records])).toEqual([
      ['not-sent', 4],
      ['not-sent', 2],
    ]);
  });

  it('because the link that names it points to another one stops the upload', async () => {
    const plan = planOf(30, 10);
    const link = freshPath();
    symlinkSync(plan.files[0]!.path, link);
    webhook.fault = ({ number, ids }) => {
      if (number === 2 && ids.length > 0) {
        rmSync(link);
        symlinkSync(planOf(31, 10).files[0]!.path, link);
      }
      return undefined;
    };
    const result = await upload({ ...plan, files: [{ ...plan.files[0]!, path: link }] }, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 20));
    expect(result.failure?.code).toBe('file-changed');
  });

  it('and grows after the last call has started is a warning', async () => {
    const plan = planOf(30, 10);
    webhook.fault = ({ number, ids }) => {
      if (number === 3 && ids.length > 0) appendFileSync(plan.files[0]!.path, 'late@contoso.com,,\r\n');
      return undefined;
    };
    const result = await upload(plan, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 30));
    expect(result.failure).toBeUndefined();
    expect(result.remarks).toEqual([
      { severity: 'warning', text: expect.stringContaining('changed after the check') },
    ]);
  });

  it('only in its time, or to a copy of itself, is accepted', async () => {
    const plan = planOf(30, 10);
    const { path } = plan.files[0]!;
    utimesSync(path, new Date(), new Date(Date.now() + 5_000));
    webhook.fault = ({ number, ids }) => {
      if (number === 2 && ids.length > 0) {
        const bytes = readFileSync(path);
        rmSync(path);
        writeFileSync(path, bytes);
      }
      return undefined;
    };
    const result = await upload(plan, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 30));
    expect(result).toMatchObject({ failure: undefined, remarks: [] });
  });
});

it('a host that refuses connections is explained after all attempts', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const result = await upload(planOf(2, 1), `http://127.0.0.1:${port}/api/signals`);
  expect(result.failure?.what).toContain('refused the connection');
  expect(result.calls[0]).toMatchObject({ attempts: 4, ambiguous: false, status: null });
});

it('2xx with a web page counts, with a warning', async () => {
  webhook.fault = () => ({
    store: true,
    headers: { 'content-type': 'text/html' },
    body: '<html>Sign in</html>',
  });
  const result = await upload(planOf(4, 2), webhook.url);
  expect(result.uploaded).toBe(4);
  expect(result.remarks).toEqual([{ severity: 'warning', text: expect.stringContaining('2 calls') }]);
});

it('a web page before a 2xx that is none does not matter', async () => {
  webhook.fault = ({ number }) =>
    number === 1 ? { status: 503, headers: { 'content-type': 'text/html' } } : undefined;
  expect((await upload(planOf(2, 2), webhook.url)).remarks).toEqual([]);
});

it('reports when each call started, how long it took, and the request ID of its last response', async () => {
  const start = Date.parse('2026-11-23T02:00:00Z');
  let time = start;
  const now = () => time;
  const sleep = async (ms: number) => {
    time += ms + 0.4;
  };
  const [first, last] = ['0f8fad5b-d9cb-469f-a165-70867728950e', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'];
  webhook.fault = ({ number }) => ({
    store: true,
    status: number === 1 ? 429 : 200,
    headers: { 'x-ms-request-id': number === 1 ? first : last, 'retry-after': '12' },
  });
  const { calls } = await upload(planOf(4, 2), webhook.url, { maxAttempts: 2 }, { now, sleep });
  expect(calls).toMatchObject([
    { attempts: 2, status: 200, startedAt: new Date(start), durationMs: 13_000, requestId: last },
    { attempts: 1, status: 200, startedAt: new Date(start + 13_000), durationMs: 0, requestId: last },
  ]);
  const ids = webhook.received.map(({ headers }) => headers['client-request-id']);
  expect(calls.map(({ clientRequestId }) => clientRequestId)).toEqual(ids.slice(1));
  expect(ids[0]).toBe(ids[1]);
});

it('an internal error of one call loses no result of another, and leaves a doubt', async () => {
  const source = tokenSource();
  let asked = 0;
  const getToken: typeof source.getToken = async (options) => {
    asked += 1;
    if (asked > 2) throw new TypeError('a defect');
    return await source.getToken(options);
  };
  const result = await upload(planOf(6, 2), webhook.url, {}, { tokenSource: { getToken } });
  expect(result).toMatchObject({ uploaded: 2, failure: { code: 'internal-error' } });
  expect(result.calls.map(({ outcome, ambiguous }) => [outcome, ambiguous])).toEqual([
    ['accepted', false],
    ['failed', true],
    ['not-sent', false],
  ]);
});

it('waits as long as the service asks, and reports it', async () => {
  webhook.fault = ({ number }) =>
    number === 1 ? { status: 503, headers: { 'retry-after': '12' } } : undefined;
  const { waits, events } = await upload(planOf(2, 2), webhook.url);
  expect(waits).toEqual([13_000]);
  expect(events.find(({ kind }) => kind === 'waiting')).toEqual({
    kind: 'waiting',
    index: 1,
    happened: 'got status 503',
    delayMs: 13_000,
    nextAttempt: 2,
    maxAttempts: 4,
  });
});

it.each([
  ['https://h.example/api/signals', 'https://h.example/api/signals?jobid=a%20b'],
  ['https://h.example/api/signals?sig=a%2Fb+c', 'https://h.example/api/signals?sig=a%2Fb+c&jobid=a%20b'],
  ['https://h.example', 'https://h.example/?jobid=a%20b'],
])('the job ID joins the URL %s', (url, expected) => {
  expect(callUrl(url, 'a b')).toBe(expected);
});

it('shows no word of the server that is in the call, including its header', async () => {
  webhook.fault = () => ({
    status: 400,
    statusText: 'Column EffectiveDate',
    body: '{"message":"Value plain of USER1%40contoso.com in Remarks is invalid"}',
  });
  const result = await upload(planOf(4, 4), webhook.url);
  expect(result.failure?.what).toMatch(/: Column … message Value … of … in … is invalid$/);
});

it('shows nothing of the server if the file is gone, so that its words cannot be compared', async () => {
  const plan = planOf(2, 2);
  webhook.fault = ({ ids }) => {
    if (ids.length > 0) rmSync(plan.files[0]!.path);
    return { status: 400, body: 'Invalid' };
  };
  const { failure } = await upload(plan, webhook.url);
  expect(failure?.what).toBe('Call 1 (records 1 to 2) was refused as a bad request (400).');
});

it("of the server's words none is shown that is in another record of the call", async () => {
  webhook.fault = () => ({ status: 400, body: '{"message":"The value missing in this file is invalid"}' });
  const remarks = ['plain', 'missing', 'Invalid', 're-value'];
  const result = await upload(planOf(4, 4, { remark: (n) => remarks[n]! }), webhook.url);
  expect(result.failure?.what).toMatch(/message The … in this file is …$/);
});
