import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CheckpointFile,
  readCheckpoint,
  recordableRun,
  writeCheckpoint,
} from '../../../src/connector/checkpoint/checkpoint-file.ts';
import { ActionError } from '../../../src/errors.ts';
import { freshPath } from '../material.ts';

const URL = 'https://github.com/octo/hr/actions/runs/100';
const SOUND: CheckpointFile = {
  version: 2,
  about: 'Progress.',
  contentSha256: 'c0ffee',
  jobId: 'job',
  cloud: 'commercial',
  tenantId: 'contoso',
  address: 'ad12e55',
  records: 40,
  state: 'unfinished',
  runId: '100',
  runAttempt: '1',
  savedAt: '2026-11-23T02:00:00.000Z',
  accepted: [
    [0, 10],
    [20, 30],
  ],
  runs: [
    { id: '99', attempt: '3', url: URL, accepted: [[5, 10]] },
    {
      id: '100',
      attempt: '1',
      url: URL,
      accepted: [
        [0, 5],
        [20, 30],
      ],
    },
  ],
  inDoubt: [[10, 20]],
  maybeTwice: [[2, 8]],
};
const ALL = { accepted: [[0, 40]], inDoubt: [], runs: [runWith({ accepted: [[0, 40]] })] };
const NOTHING = { accepted: [], runs: [], inDoubt: [], maybeTwice: [] };

function runWith(change: object): object {
  return { id: '100', attempt: '1', url: URL, accepted: [[0, 10]], ...change };
}

/** Fields of a file with one run. */
function onlyRun(change: object): object {
  return { accepted: [[0, 10]], runs: [runWith(change)] };
}

/** Fields of a file in which this number of runs has left this number of ranges. */
function ranges(count: number, runs: number, records = 1_000): object {
  const accepted = Array.from({ length: count }, (_, n) => [2 * n, 2 * n + 1]);
  const more = Array.from({ length: runs - 1 }, (_, n) => runWith({ accepted: [accepted[n]] }));
  return {
    records,
    accepted,
    runs: [...more, runWith({ accepted: accepted.slice(runs - 1) })],
    inDoubt: [],
    maybeTwice: [],
  };
}

async function read(text: string): Promise<CheckpointFile | 'none' | 'damaged'> {
  const path = freshPath('checkpoint.json');
  writeFileSync(path, text);
  return await readCheckpoint(path);
}

describe('a checkpoint file', () => {
  it.each<[string, object]>([
    ['as a run writes it', {}],
    ['of a complete upload', { ...ALL, state: 'complete' }],
    ['of an upload in which nothing was accepted', NOTHING],
    ['from outside GitHub', { ...onlyRun({ id: '', attempt: '', url: null }), runId: '', runAttempt: '' }],
    ['of a server with long IDs', { runId: 'a'.repeat(40), runAttempt: 'b.c_d-1' }],
    ['with a time in whole seconds', { savedAt: '2026-11-23T02:00:00Z' }],
    ['of GitHub Enterprise', onlyRun({ url: 'http://ghes.example:8443/o.x/r-y_z/actions/runs/1' })],
    ['of a host of 200 characters', onlyRun({ url: `https://${'h'.repeat(200)}/o/r/actions/runs/1` })],
    ['with as many gaps as one run can leave', ranges(129, 1)],
    ['with as many gaps as two runs can leave', ranges(257, 2)],
  ])('%s is read', async (_, change) => {
    const file = { ...SOUND, ...change };
    expect(await read(JSON.stringify(file))).toEqual(file);
  });

  const damages: readonly [string, object][] = [
    ['of another version', { version: 1 }],
    ...['contentSha256', 'jobId', 'cloud', 'tenantId', 'address'].map((key): [string, object] => [
      `whose ${key} is no text`,
      { [key]: 7 },
    ]),
    ['without an address', { address: undefined }],
    ['of a run with a number as its ID', { runId: 100 }],
    ['of a run with a sentence as its ID', { runId: 'Run a command' }],
    ['of a run with a long ID', { runId: '1'.repeat(41) }],
    ['of a run with a sentence as its attempt', { runAttempt: 'the 1' }],
    ['in another state', { state: 'stopped' }],
    ['that only claims to be complete', { state: 'complete' }],
    ['that only claims to be unfinished', ALL],
    ['with a negative number of records', { ...NOTHING, records: -1 }],
    ['with a number of records as text', { records: '40' }],
    ['with no time', { savedAt: 1_795_000_000_000 }],
    ['with a word as its time', { savedAt: 'yesterday' }],
    ['with a year of six digits', { savedAt: '+012026-11-23T02:00:00.000Z' }],
    ['with text after its time', { savedAt: '2026-11-23T02:00:00.000Z (Jane)' }],
    ['with a list as its time', { savedAt: [SOUND.savedAt] }],
    ['with a short time', { savedAt: '2026-11-23T02:00Z' }],
    ['with a time that does not exist', { savedAt: '2026-13-23T02:00:00.000Z' }],
    ...['accepted', 'inDoubt', 'maybeTwice'].flatMap((key) =>
      [
        ['no list', '[0, 5]'],
        ['a list of numbers', [0, 5]],
        ['a range with three ends', [[0, 2, 5]]],
        ['a range of texts', [['0', '5']]],
        ['a fraction', [[0, 1.5]]],
        ['a negative number', [[-1, 5]]],
        ['an empty range', [[5, 5]]],
      ].map(([name, value]): [string, object] => [`in which \`${key}\` has ${name}`, { [key]: value }]),
    ),
    ['with doubts beyond the records', { inDoubt: [[35, 41]] }],
    [
      'with accepted records beyond the records',
      { ...onlyRun({ accepted: [[0, 41]] }), accepted: [[0, 41]] },
    ],
    [
      'with ranges out of order',
      {
        inDoubt: [
          [30, 35],
          [10, 20],
        ],
      },
    ],
    [
      'with ranges that touch',
      {
        inDoubt: [
          [10, 15],
          [15, 20],
        ],
      },
    ],
    ['with records both accepted and in doubt', { inDoubt: [[5, 15]] }],
    ['with records that may be there twice, but were not accepted', { maybeTwice: [[5, 15]] }],
    ['without runs', { runs: undefined }],
    ['with records accepted by no run', { runs: SOUND.runs.slice(1) }],
    ['with records accepted by two runs', { runs: [...SOUND.runs, runWith({ accepted: [[5, 10]] })] }],
    ['with records that only a run has accepted', { accepted: [[0, 10]] }],
    ['with nothing as a run', { runs: [...SOUND.runs, null] }],
    ['with text as a run', { runs: [...SOUND.runs, '100'] }],
    ['with a run that accepted nothing', { runs: [...SOUND.runs, runWith({ accepted: [] })] }],
    ['with a run without records', { runs: [...SOUND.runs, runWith({ accepted: undefined })] }],
    ['with a run that has no attempt', onlyRun({ attempt: undefined })],
    ['with a run that has no page', onlyRun({ url: undefined })],
    ['with a run that has a list of pages', onlyRun({ url: [URL] })],
    ...[
      'javascript:alert(1)//github.com/octo/hr/actions/runs/100',
      `see ${URL}`,
      `${URL} now`,
      `${URL}?x=y`,
      'https://evil.example/x y/actions/runs/100',
      'https://octo@evil.example/octo/hr/actions/runs/100',
      'https:///octo/hr/actions/runs/100',
      'https://github.com//hr/actions/runs/100',
      'https://github.com/octo//actions/runs/100',
      'https://github.com/octo/hr/x/actions/runs/100',
      'https://github.com/octo/hr/actions/runs/',
      'https://github.com/octo/hr/actions/runs/one',
      'https://github.com:port/octo/hr/actions/runs/100',
      'https://github.com:123456/octo/hr/actions/runs/100',
      `${URL}${'0'.repeat(18)}`,
      `https://${'h'.repeat(201)}/octo/hr/actions/runs/100`,
      `https://github.com/${'o'.repeat(101)}/hr/actions/runs/100`,
      `https://github.com/octo/${'h'.repeat(101)}/actions/runs/100`,
    ].map((url): [string, object] => [`with a run on the page ${url}`, onlyRun({ url })]),
    ['with more gaps than one run can leave', ranges(130, 1)],
    ['with more gaps than two runs can leave', ranges(258, 2)],
    ['with 30,000 gaps', ranges(30_000, 1, 120_000)],
  ];
  it.each(damages)('%s is damaged', async (_, change) => {
    expect(await read(JSON.stringify({ ...SOUND, ...change }))).toBe('damaged');
  });

  it.each([
    ['nothing', ''],
    ['a part of JSON', '{"version":2'],
    ['null', 'null'],
    ['a number', '2'],
    ['a list', '[]'],
    ['more than a megabyte', `${JSON.stringify(SOUND)}${' '.repeat(2 ** 20)}`],
  ])('that contains %s is damaged', async (_, text) => {
    expect(await read(text)).toBe('damaged');
  });

  it('that does not exist is none', async () => {
    expect(await readCheckpoint(freshPath())).toBe('none');
  });

  it('that cannot be read or written is explained', async () => {
    const directory = freshPath();
    mkdirSync(directory);
    const file = freshPath();
    writeFileSync(file, '');
    const errors = [
      await readCheckpoint(directory).catch((error: unknown) => error),
      await writeCheckpoint(join(file, 'x'), SOUND).catch((error: unknown) => error),
    ];
    expect(errors).toMatchObject([
      { code: 'checkpoint-not-usable', what: expect.stringContaining('cannot be read: it is a directory') },
      {
        code: 'checkpoint-not-usable',
        what: expect.stringContaining('cannot be written: a part of the path'),
      },
    ]);
    for (const error of errors as ActionError[]) {
      expect(error).toBeInstanceOf(ActionError);
      expect(error.cause).toBeInstanceOf(Error);
      expect([error.means, ...error.fix].filter((text) => !/^[A-Z].{40,}\.$/.test(text ?? ''))).toEqual([]);
    }
  });
});

it('of a run, only an ID, an attempt and a page of the usual form are recorded', () => {
  const usual = { id: '100', attempt: '2', url: URL };
  expect(recordableRun(usual)).toEqual(usual);
  expect(recordableRun({ ...usual, url: null })).toEqual({ ...usual, url: null });
  const strange = { id: 'a b', attempt: '::debug::', url: 'https://evil.example/' };
  expect(recordableRun(strange)).toEqual({ id: '', attempt: '', url: null });
});
