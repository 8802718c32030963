import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountMismatches, idsOf, planOf, recordsWith, upload } from './material.ts';
import { type Fault, startWebhook, type Webhook } from './webhook.ts';

/** The faults of the attempts at one call, and the expected result. */
interface Case {
  readonly name: string;
  /** Faults of the attempts at that call, in order; later attempts are served. `always`: all of them. */
  readonly faults: readonly Fault[];
  readonly always?: true;
  /** How often the records of that call end up in the connector. */
  readonly stored: number;
  readonly outcome: 'accepted' | 'refused' | 'failed';
  readonly ambiguous: boolean;
  readonly attempts: number;
  readonly timeoutMs?: number;
}

const recovered = (name: string, faults: readonly Fault[], ambiguous: boolean, stored = 1): Case => ({
  name,
  faults,
  stored,
  outcome: 'accepted',
  ambiguous,
  attempts: faults.length + 1,
});
const ended = (
  name: string,
  fault: Fault,
  outcome: 'refused' | 'failed',
  ambiguous: boolean,
  attempts: number,
  stored = 0,
): Case => ({ name, faults: [fault], always: true, outcome, ambiguous, attempts, stored });

const CASES: readonly Case[] = [
  recovered('500', [{ status: 500 }], true),
  recovered('500 although stored', [{ status: 500, store: true }], true, 2),
  recovered('502', [{ status: 502 }], true),
  recovered('504 although stored', [{ status: 504, store: true }], true, 2),
  recovered('503 with Retry-After', [{ status: 503, headers: { 'retry-after': '7' } }], false),
  recovered('503 without', [{ status: 503 }], true),
  recovered('429', [{ status: 429 }], false),
  recovered('408', [{ status: 408 }], true),
  recovered('401 once', [{ status: 401 }], false),
  recovered('reset before the server reads the body, which the kernel has', [{ reset: 'before-body' }], true),
  recovered('reset after the body, not stored', [{ reset: 'after-body' }], true),
  recovered('reset after the body, stored', [{ reset: 'after-body', store: true }], true, 2),
  recovered('an answer that is not HTTP', [{ noHttp: true, store: true }], true, 2),
  recovered('500, 429 and a reset', [{ status: 500 }, { status: 429 }, { reset: 'after-body' }], true),
  recovered(
    'stored by three attempts',
    [
      { status: 500, store: true },
      { status: 502, store: true },
      { reset: 'after-body', store: true },
    ],
    true,
    4,
  ),
  { ...recovered('no answer in time, stored', [{ silent: true, store: true }], true, 2), timeoutMs: 150 },
  { ...recovered('no answer in time, not stored', [{ silent: true }], true), timeoutMs: 150 },
  {
    ...recovered('a response that is interrupted after its status', [], false),
    faults: [{ reset: 'in-answer', store: true }],
  },
  { ...recovered('201', [], false), faults: [{ status: 201, store: true }] },
  { ...recovered('204', [], false), faults: [{ status: 204, store: true }] },
  ended('400 every time', { status: 400 }, 'refused', false, 1),
  ended('401 every time', { status: 401 }, 'refused', false, 2),
  ended(
    '403 every time',
    { status: 403, statusText: 'jobId and corresponding appId do not match.' },
    'refused',
    false,
    1,
  ),
  ended('404 every time', { status: 404 }, 'refused', false, 1),
  ended('307 every time', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'refused', true, 1),
  ended('413 every time', { status: 413 }, 'refused', false, 1),
  ended('429 every time', { status: 429 }, 'failed', false, 4),
  ended('500 every time', { status: 500 }, 'failed', true, 4),
  ended('500 every time although stored', { status: 500, store: true }, 'failed', true, 4, 4),
  ended('resets before the body is read every time', { reset: 'before-body' }, 'failed', true, 4),
  ended('resets after the body every time', { reset: 'after-body', store: true }, 'failed', true, 4, 4),
];

const RECORDS_PER_CALL = 1;
const CALLS = 5;
const MOMENTS = [
  ['first', 0],
  ['middle', 2],
  ['last', CALLS - 1],
] as const;

let webhook: Webhook;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(() => webhook.close());

describe.each(MOMENTS)('the %s call meets', (_moment, struck) => {
  it.each(CASES)('$name', async (scene) => {
    const plan = planOf(CALLS * RECORDS_PER_CALL, RECORDS_PER_CALL);
    webhook.fault = ({ number }) => {
      const attempt = number - struck;
      if (attempt < 1) return undefined;
      return scene.always ? scene.faults[0] : scene.faults[attempt - 1];
    };
    const result = await upload(plan, webhook.url, { callTimeoutMs: scene.timeoutMs ?? 5_000 });

    const records = (call: number): string[] => idsOf(call * RECORDS_PER_CALL, (call + 1) * RECORDS_PER_CALL);
    const sent = scene.outcome === 'accepted' ? CALLS : struck;
    const expected = Array.from({ length: CALLS }, (_, call) => {
      if (call === struck) return Array.from({ length: scene.stored }, () => records(call)).flat();
      return call < sent ? records(call) : [];
    }).flat();
    expect(webhook.stored).toEqual(expected);
    expect(webhook.complaints).toEqual([]);
    expect(result.calls[struck]).toMatchObject({
      index: struck + 1,
      outcome: scene.outcome,
      ambiguous: scene.ambiguous,
      attempts: scene.attempts,
    });
    expect(result.calls[struck]!.ambiguousBecause === '').toBe(!scene.ambiguous);
    expect(recordsWith(result, ({ outcome }) => outcome === 'not-sent')).toEqual(
      scene.outcome === 'accepted' ? [] : idsOf((struck + 1) * RECORDS_PER_CALL, CALLS * RECORDS_PER_CALL),
    );
    expect(result.uploaded).toBe(recordsWith(result, ({ outcome }) => outcome === 'accepted').length);
    expect(result.failure === undefined).toBe(scene.outcome === 'accepted');
    expect(accountMismatches(result, webhook.stored)).toEqual([]);
  });
});

describe('413', () => {
  it('halves the call until it fits, and remembers the size', async () => {
    const plan = planOf(40, 16);
    webhook.fault = ({ ids }) => (ids.length > 5 ? { status: 413 } : undefined);
    const result = await upload(plan, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 40));
    expect(result.failure).toBeUndefined();
    expect(result.calls.map(({ index }) => index)).toEqual(result.calls.map((_, i) => i + 1));
    expect(webhook.received.filter(({ ids }) => ids.length > 5)).toHaveLength(2);
    expect(result.calls.every(({ call }) => call.records <= 4)).toBe(true);
    expect(result.events.filter(({ kind }) => kind === 'split')).toEqual([
      { kind: 'split', index: 1, records: 16, limit: 8 },
      { kind: 'split', index: 1, records: 8, limit: 4 },
    ]);
    expect(result.events.at(-1)).toEqual({
      kind: 'call-accepted',
      index: 10,
      tally: { callsDone: 10, calls: 10, recordsDone: 40, records: 40 },
    });
    expect(result.remarks).toEqual([
      { severity: 'notice', text: expect.stringMatching(/at most 4 records .*`records-per-call: 4`/) },
    ]);
  });

  it('at one record is explained, and everything before it is kept', async () => {
    const plan = planOf(8, 8);
    webhook.fault = ({ ids }) => (ids.includes(idsOf(5, 6)[0]!) ? { status: 413 } : undefined);
    const result = await upload(plan, webhook.url);
    expect(webhook.stored).toEqual(idsOf(0, 5));
    expect(result.failure?.what).toContain('(record 6)');
    expect(accountMismatches(result, webhook.stored)).toEqual([]);
  });

  it('keeps the doubt of an earlier attempt', async () => {
    const plan = planOf(8, 8);
    webhook.fault = ({ number, ids }) =>
      number === 1 ? { status: 500, store: true } : ids.length > 4 ? { status: 413 } : undefined;
    const result = await upload(plan, webhook.url);
    expect(webhook.stored.toSorted()).toEqual([...idsOf(0, 8), ...idsOf(0, 8)].toSorted());
    expect(result.calls.map(({ ambiguous }) => ambiguous)).toEqual([true, true]);
    expect(result.calls[0]!.ambiguousBecause).toMatch(/^Attempt 1 got status 500; sent again/);
  });
});

it('a large call that is aborted before it was sent completely is not in doubt', async () => {
  const plan = planOf(2, 1, { remark: 'x'.repeat(12 * 1024 * 1024) });
  webhook.fault = ({ number }) => (number === 1 ? { reset: 'before-body' } : undefined);
  // Sending 12 MiB takes seconds on a busy machine.
  const result = await upload(plan, webhook.url, { callTimeoutMs: 50_000 });
  expect(webhook.stored).toEqual(idsOf(0, 2));
  expect(result.calls[0]).toMatchObject({ attempts: 2, ambiguous: false, outcome: 'accepted' });
});
