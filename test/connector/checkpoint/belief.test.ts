import { describe, expect, it } from 'vitest';
import { weigh } from '../../../src/connector/checkpoint/belief.ts';
import type { CheckpointFile } from '../../../src/connector/checkpoint/checkpoint-file.ts';

const SAVED_AT = '2026-11-23T02:00:00.000Z';
const DAY_MS = 86_400_000;
const FOUND: CheckpointFile = {
  version: 2,
  about: '',
  contentSha256: 'c0ffee',
  jobId: 'job',
  cloud: 'commercial',
  tenantId: 'contoso',
  address: 'ad12e55',
  records: 4_000,
  state: 'unfinished',
  runId: '100',
  runAttempt: '1',
  savedAt: SAVED_AT,
  accepted: [[0, 1_500]],
  runs: [{ id: '100', attempt: '1', url: null, accepted: [[0, 1_500]] }],
  inDoubt: [],
  maybeTwice: [],
};
const COMPLETE = { state: 'complete', accepted: [[0, 4_000]] } as const;

/** Weighs a file for the next run, which has the content and the address of `FOUND`. */
function weighed(change: Partial<CheckpointFile> | 'none' | 'damaged', run: object = {}) {
  const found = typeof change === 'string' ? change : { ...FOUND, ...change };
  const belief = weigh(found, FOUND, {
    id: '101',
    attempt: '1',
    now: Date.parse(SAVED_AT) + 60_000,
    ...run,
  });
  expect(belief.remarks.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  if (belief.resume !== undefined) expect(belief.resume).toBe(found);
  return { isResumed: belief.resume !== undefined, texts: belief.remarks.map(({ text }) => text) };
}

describe('an unfinished upload is resumed', () => {
  it.each<[string, Partial<CheckpointFile>, object]>([
    ['by the next run', {}, {}],
    ['by another attempt of the same run', {}, { id: '100', attempt: '2' }],
    ['by a later step of the same attempt', {}, { id: '100' }],
    ['by a run outside GitHub', {}, { id: '', attempt: '' }],
    ['by a run, although that run had more attempts', { runAttempt: '3' }, {}],
    ['outside GitHub, whatever the attempts', { runId: '', runAttempt: '3' }, { id: '', attempt: '1' }],
    ['although the case of the IDs differs', { jobId: 'JOB', tenantId: 'Contoso' }, {}],
    ['after 14 days', {}, { now: Date.parse(SAVED_AT) + 14 * DAY_MS }],
    ['on a machine whose clock is a day behind', {}, { now: Date.parse(SAVED_AT) - DAY_MS }],
  ])('%s', (_, change, run) => {
    expect(weighed(change, run)).toEqual({
      isResumed: true,
      texts: [expect.stringContaining(`not sent again. The only evidence is`)],
    });
  });

  it.each<[string, Partial<CheckpointFile>, string[]]>([
    ['accepted records', {}, ['1,500 of 4,000 records were accepted in run 100 (attempt 1) and are not']],
    ['the time', {}, [`saved at ${SAVED_AT}.`]],
    [
      'records in doubt',
      { inDoubt: [[2_000, 3_000]] },
      ['1,500 of', '1,000 records were being sent when that run ended'],
    ],
    [
      'records that may be there twice',
      {
        maybeTwice: [
          [0, 1_000],
          [1_200, 1_400],
        ],
      },
      ['1,500 of', 'send 1,200 records again'],
    ],
    [
      'their numbers',
      {
        maybeTwice: [
          [0, 1_000],
          [1_200, 1_400],
        ],
      },
      ['1,500 of', 'may have them twice: records 1 to 1,000, 1,201 to 1,400.'],
    ],
    ['ten ranges of them', { maybeTwice: everySecond(10) }, ['1,500 of', ', 19 to 19.']],
    [
      'ten ranges of them and that there are more',
      { maybeTwice: everySecond(11) },
      ['1,500 of', ', 19 to 19 and more.'],
    ],
  ])('with a warning about %s', (_, change, texts) => {
    expect(weighed(change).texts).toEqual(texts.map((text) => expect.stringContaining(text)));
  });

  it.each<[string, readonly [id: string, attempt: string][], string]>([
    [
      'several',
      [
        ['98', '1'],
        ['99', '2'],
      ],
      'accepted in run 98 (attempt 1), run 99 (attempt 2) and',
    ],
    ['none', [], 'accepted in an earlier run and'],
    ['one outside GitHub', [['', '']], 'accepted in a run outside GitHub and'],
    ['one of a server without attempts', [['7', '']], 'accepted in run 7 and'],
    ['ten', runs(10), 'accepted in run 0 (attempt 1), run 1 (attempt 1)'],
    ['twelve', runs(12), 'accepted in 2 earlier runs, run 2 (attempt 1), run 3 (attempt 1)'],
  ])('with the names of its runs: %s', (_, names, text) => {
    const change = { runs: names.map(([id, attempt]) => ({ id, attempt, url: null, accepted: [] })) };
    expect(weighed(change).texts).toEqual([expect.stringContaining(text)]);
  });
});

function everySecond(count: number): [number, number][] {
  return Array.from({ length: count }, (_, n) => [2 * n, 2 * n + 1]);
}

function runs(count: number): [string, string][] {
  return Array.from({ length: count }, (_, n) => [String(n), '1']);
}

describe('everything is sent from the start', () => {
  it.each<[string, Partial<CheckpointFile> | 'none' | 'damaged', object, string[]]>([
    ['without a checkpoint', 'none', {}, []],
    ['after a complete upload by another run', COMPLETE, {}, []],
    ['after a complete upload outside GitHub', { ...COMPLETE, runId: '' }, { id: '', attempt: '' }, []],
    [
      'after a complete upload of other content by the same run',
      { ...COMPLETE, contentSha256: 'other' },
      { id: '100' },
      [],
    ],
    ['after damage', 'damaged', {}, ['is damaged']],
    ['if the number of records is wrong', { records: 3_999 }, {}, ['is damaged']],
    ['for another job', { jobId: 'other' }, {}, ['another connector']],
    ['for another tenant', { tenantId: 'fabrikam' }, {}, ['another connector']],
    ['for another cloud', { cloud: 'gcc' }, {}, ['another connector']],
    ['for another address', { address: 'f00' }, {}, ['another connector']],
    [
      'for other content, with what goes again',
      { contentSha256: 'other', records: 5_000 },
      {},
      ['(1,500 of its 5,000 records were accepted), and the content has changed since: everything'],
    ],
    [
      'for other content, with what goes again and was in doubt',
      { contentSha256: 'other', inDoubt: [[2_000, 3_000]] },
      {},
      [', 1,000 are in doubt), and the content'],
    ],
    [
      'for other content, with how many go again',
      { contentSha256: 'other', inDoubt: [[2_000, 3_000]] },
      {},
      ['so up to 2,500 records are sent a second time.'],
    ],
    [
      'after more than 14 days',
      {},
      { now: Date.parse(SAVED_AT) + 14 * DAY_MS + 1 },
      ['records were accepted) and is more than 14 days old: everything'],
    ],
    [
      'if it was saved in the future',
      {},
      { now: Date.parse(SAVED_AT) - DAY_MS - 1 },
      [`in the future (${SAVED_AT}): everything`],
    ],
    [
      'after a later attempt of the same run',
      { runAttempt: '10' },
      { id: '100', attempt: '9' },
      ['later attempt'],
    ],
  ])('%s', (_, change, run, texts) => {
    const expected = texts.map((text) => expect.stringContaining(text));
    expect(weighed(change, run)).toEqual({ isResumed: false, texts: expected });
  });
});

it('a complete upload is not sent again by another attempt of the same run', () => {
  expect(weighed(COMPLETE, { id: '100', attempt: '2' })).toEqual({
    isResumed: true,
    texts: [expect.stringContaining('uploaded these 4,000 records: nothing was sent again')],
  });
});
