import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CheckResult } from '../../src/check/check-result.ts';
import { SCENARIO_NAMES, SCENARIOS } from '../../src/check/scenarios.ts';
import { ActionError } from '../../src/errors.ts';
import { describeCheck } from '../../src/report/check-lines.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { UNKNOWN_RUN } from '../report/run-reports.ts';
import { type Inputs, NOW, sentRows, Workspace } from './check-run.ts';

/**
 * Mutates Microsoft's own samples and tests that the check never crashes or shows a cell. Every cell of a
 * sample is marked with a unique word; if the word appears in any output, the cell has leaked.
 */

const SAMPLES = join(import.meta.dirname, '../../samples/microsoft');
/** Words of cells. They have no digits, since the shape of a date may be shown; because of the `!`, they are not column names, even if a mutation moves them into the header. */
const MARKS = ['Qwzxj!', 'Vqyxk!', 'Xkwqz!', 'Zjqvx!'] as const;
const MARK = /(?:qwzxj|vqyxk|xkwqz|zjqvx)\\*!/i;

/** A generator that returns the same numbers for the same seed (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** The samples with a mark in every cell except scenarios; headers are unchanged. */
export function markedSamples(): Buffer[] {
  const values = new Set(SCENARIO_NAMES.map((name) => SCENARIOS[name].value));
  const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.csv'));
  return names.map((name) => {
    const [header, ...rows] = parse(readFileSync(join(SAMPLES, name), 'utf8'), {
      relax_column_count: true,
    }) as string[][];
    const marked = rows.map((row, r) =>
      row.map((cell, c) => (values.has(cell) ? cell : withMark(cell, MARKS[(r + c) % 4]!))),
    );
    return Buffer.from([header!, ...marked].map((row) => `${row.join(',')}\r\n`).join(''));
  });
}

/** Dates stay valid, so that half of the records pass the same checks as before. */
function withMark(cell: string, mark: string): string {
  return /^\d{4}-/.test(cell) || cell === '' ? cell : `${mark}${cell}`;
}

const PIECES = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\ufeff',
  '\0',
  'sep=;\r\n',
  '\n\n',
  ',,,,\n',
  "'",
  '::error::',
  '##[error]',
  '`|<img>',
  '\u202e',
  '😀',
  '9',
  '-',
  'T',
  'Z',
  '@',
  ' ',
  '=',
  '="',
  ', "',
  '" ,',
  '\u001a',
  '\u200b',
  '#TYPE x\n',
  'Report,,\n',
  '-,-,-\n',
  '(2 rows affected)\n',
  'NULL',
  'EmailAddress,ResignationDate,LastWorkingDate\n',
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from([0xff]),
    Buffer.from([0xfe, 0xff]),
    Buffer.from([0xc3]),
    Buffer.from([0xed, 0xa0, 0x80]),
  ]);

/** One to eight changes to a sample: flipped bits, removed, truncated and duplicated parts, another encoding. */
export function mutate(sample: Buffer, below: (limit: number) => number): Buffer {
  let bytes = sample;
  for (let left = 1 + below(8); left > 0; left -= 1) bytes = CHANGES[below(CHANGES.length)]!(bytes, below);
  return bytes;
}

type Change = (bytes: Buffer, below: (limit: number) => number) => Buffer;

const insert: Change = (bytes, below) => {
  const at = below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), PIECES[below(PIECES.length)]!, bytes.subarray(at)]);
};
const flip: Change = (bytes, below) => {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[below(copy.length)]! ^= 1 << below(8);
  return copy;
};
const cut: Change = (bytes, below) =>
  bytes.subarray(0, bytes.length - below(Math.min(bytes.length, 200) + 1));
const remove: Change = (bytes, below) => {
  const at = below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(20))]);
};
const double: Change = (bytes, below) => {
  const from = below(bytes.length + 1);
  const to = Math.min(bytes.length, from + below(400));
  return bytes.length > 20_000 ? bytes : Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
};
const exchange: Change = (bytes, below) => {
  const [from, to] = [below(128), below(128)];
  return Buffer.from(bytes.map((byte) => (byte === from ? to : byte)));
};
const lineEnds: Change = (bytes, below) =>
  Buffer.from(bytes.toString('latin1').replaceAll('\r\n', ['\n', '\r', '\r\r\n'][below(3)]!), 'latin1');
const wide: Change = (bytes, below) => {
  const text = Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le');
  return below(4) > 0 ? bytes : below(2) === 0 ? text : text.swap16();
};
const CHANGES: readonly Change[] = [
  insert,
  insert,
  insert,
  flip,
  flip,
  cut,
  remove,
  double,
  exchange,
  lineEnds,
  wide,
];

/** Inputs that cover different code. */
const INPUTS: readonly Inputs[] = [
  {},
  { 'invalid-rows': 'skip' },
  { 'invalid-rows': 'skip', 'time-zone': 'Europe/Berlin', 'records-per-call': '1' },
  {
    'unmapped-columns': 'drop',
    'allow-empty': 'true',
    rules: 'missing-value: off\ninvalid-date: warning\ninvalid-user: off\nunknown-scenario: warning',
  },
  { encoding: 'windows-1252', 'date-format': 'yyyy-MM-ddTHH:mm:ss', 'invalid-rows': 'skip' },
  { encoding: 'shift_jis', delimiter: 'semicolon' },
  { 'header-line': '2', 'ignore-rows': '*a*\n?', 'invalid-rows': 'skip' },
  { scenario: 'performance-review', cloud: 'gcc-high', 'allowed-domains': 'contoso.com' },
];

/**
 * Checks mutated samples.
 * @returns At most a few descriptions of problems.
 */
export async function fuzz(seed: number, count: number): Promise<string[]> {
  const below = randomNumbers(seed);
  const samples = markedSamples();
  const wrong: string[] = [];
  const place = new Workspace();
  for (let run = 0; run < count && wrong.length < 5; run += 1) {
    const files = [
      mutate(samples[below(samples.length)]!, below),
      ...(below(4) === 0 ? [mutate(samples[below(samples.length)]!, below)] : []),
    ];
    const problem = await problemOf(place, files, INPUTS[below(INPUTS.length)]!);
    if (problem !== undefined)
      wrong.push(
        `seed ${seed}, run ${run}: ${problem}; ${JSON.stringify(files.map((bytes) => bytes.toString('latin1')))}`,
      );
  }
  place.remove();
  return wrong;
}

/** Problems with the check of these files. */
async function problemOf(
  place: Workspace,
  files: readonly Buffer[],
  inputs: Inputs,
): Promise<string | undefined> {
  try {
    place.write(Object.fromEntries(files.map((bytes, i) => [`f${i}.csv`, bytes])));
    const result = await place.check({ ...inputs, 'csv-path': files.map((_, i) => `f${i}.csv`).join('\n') });
    return leakOf(result) ?? inconsistencyOf(result);
  } catch (error) {
    return error instanceof ActionError ? leakIn(error.message) : `crash: ${(error as Error).stack}`;
  }
}

function leakOf(result: CheckResult): string | undefined {
  const shown = [
    JSON.stringify(result.findings),
    readFileSync(result.findingsPath, 'utf8'),
    ...describeCheck(result),
    renderSummary(reportOf(result)),
  ];
  return shown.map(leakIn).find((leak) => leak !== undefined);
}

function leakIn(text: string): string | undefined {
  const at = text.search(MARK);
  return at === -1 ? undefined : `a cell is shown: ${text.slice(Math.max(0, at - 80), at + 40)}`;
}

/** The records that are read back must match the counts. */
function inconsistencyOf({ plan, records, validRecords, invalidRecords }: CheckResult): string | undefined {
  if (validRecords + invalidRecords !== records) return 'valid and invalid records do not add up';
  if (plan === undefined) return undefined;
  if (plan.records !== validRecords) return `the plan has ${plan.records} of ${validRecords} valid records`;
  const headers = new Set(plan.calls.map(({ file }) => file)).size;
  const sent = sentRows(plan).length - headers;
  return sent === plan.records ? undefined : `${sent} records are sent, ${plan.records} planned`;
}

function reportOf(check: CheckResult): RunReport {
  return {
    version: '1.0.0',
    docsUrl: 'https://github.com/OWNER/purview-hr-upload/blob/v1/docs',
    mode: 'validate',
    status: 'validated',
    startedAt: NOW,
    finishedAt: NOW,
    run: UNKNOWN_RUN,
    runnerTemp: '/temp',
    committedUrls: {},
    hasCheckpoint: false,
    connector: {},
    warnings: [],
    outputs: {},
    check,
  };
}
