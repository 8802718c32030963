import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FILE_KINDS, KIND_NAMES, type KindName } from './data.ts';
import { type Measured, measureInTurn } from './measure.ts';
import { BuiltAction, csvParse, plainClient, ROOT, startSandbox } from './programs.ts';

/**
 * `npm run bench`: measures the built action against baselines that run in the same minute, prints the tables and writes
 * each into its place in docs/performance.md. Options: `--rounds N`, `--records N` (of the check), `--only NAME` (one
 * table: start, check, growth, upload, latency), `--dry-run` (print only).
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    records: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);
const RECORDS = Number(values.records);
const UPLOADED_RECORDS = 200_000;
const action = new BuiltAction();

type Row = readonly string[];

/** A row with the ratio that it is sorted by. */
interface Ranked {
  readonly ratio: number;
  readonly row: Row;
}

const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
const cpu = ({ cpuSeconds }: Measured): string => `${cpuSeconds.toFixed(2)} s`;
const peak = ({ peakMiB }: Measured): string => `${peakMiB.toFixed(0)} MiB`;
const count = (number: number): string => number.toLocaleString('en-US');

/** The worst first: it is what some user's file will meet. */
function worstFirst(rows: readonly Ranked[]): Row[] {
  return rows.toSorted((a, b) => b.ratio - a.ratio).map(({ row }) => row);
}

const CHECK_TARGETS: Partial<Record<KindName, string>> = {
  plain: '≤ 0.40×',
  'quarter-quoted': '≤ 0.60×',
  quoted: '≤ 0.60×',
  'utf-16': '≤ 0.80×',
  padded: '≤ 0.80×',
  german: '≤ 1.20×',
};

async function benchCheck(): Promise<Row[]> {
  const rows: Ranked[] = [];
  for (const kind of KIND_NAMES) {
    const check = action.onFile(kind, RECORDS, { mode: 'validate' });
    const [ours, bare] = await measureInTurn([check, csvParse(kind, RECORDS)], ROUNDS);
    const ratio = ours!.cpuSeconds / bare!.cpuSeconds;
    const { name } = FILE_KINDS[kind];
    add(rows, ratio, [name, cpu(ours!), cpu(bare!), times(ratio), CHECK_TARGETS[kind] ?? '', peak(ours!)]);
  }
  return worstFirst(rows);
}

async function benchUpload(): Promise<Row[]> {
  const rows: Ranked[] = [];
  const sandbox = await startSandbox();
  try {
    for (const kind of KIND_NAMES) {
      const upload = action.onFile(kind, UPLOADED_RECORDS, sandbox.inputs, sandbox.env);
      const [ours, parse, client] = await measureInTurn(
        [upload, csvParse(kind, UPLOADED_RECORDS), plainClient(UPLOADED_RECORDS, sandbox.env)],
        ROUNDS,
      );
      const ratio = ours!.cpuSeconds / (parse!.cpuSeconds + client!.cpuSeconds);
      const againstClient = times(ours!.cpuSeconds / client!.cpuSeconds);
      const target = kind === 'plain' ? '≤ 0.65×, ≤ 1.15×' : '';
      const baseline = `${cpu(parse!)} + ${cpu(client!)}`;
      const { name } = FILE_KINDS[kind];
      add(rows, ratio, [name, cpu(ours!), baseline, times(ratio), againstClient, target, peak(ours!)]);
    }
  } finally {
    sandbox.stop();
  }
  return worstFirst(rows);
}

const SIZES = [100_000, 1_000_000, 5_000_000];

async function benchGrowth(): Promise<Row[]> {
  const rows: Row[] = [];
  let before: { readonly records: number; readonly peakMiB: number } | undefined;
  for (const records of SIZES) {
    const rounds = Math.min(ROUNDS, 3);
    const [ours] = await measureInTurn([action.onFile('plain', records, { mode: 'validate' })], rounds);
    const further =
      before === undefined
        ? ''
        : `${(((ours!.peakMiB - before.peakMiB) * 1024 * 1024) / (records - before.records)).toFixed(0)} bytes`;
    const row = [count(records), cpu(ours!), peak(ours!), further];
    print(row);
    rows.push(row);
    before = { records, peakMiB: ours!.peakMiB };
  }
  return rows.toReversed();
}

const LATENCIES_MS = [50, 200, 1000];
const CALLS_AT_ONCE = [1, 4, 8];
const CALLS = 16;

async function benchLatency(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const latency of LATENCIES_MS) {
    const sandbox = await startSandbox('--fault', `webhook:delay=${latency}`);
    try {
      const programs = CALLS_AT_ONCE.map((atOnce) => {
        const inputs = { ...sandbox.inputs, 'concurrent-calls': String(atOnce) };
        return action.onFile('plain', CALLS * 499, inputs, sandbox.env);
      });
      const measured = await measureInTurn(programs, Math.min(ROUNDS, 3));
      const row = [`${latency} ms`, ...measured.map(({ seconds }) => `${seconds.toFixed(1)} s`)];
      print(row);
      rows.push(row);
    } finally {
      sandbox.stop();
    }
  }
  return rows.toReversed();
}

/** A short program is measured more often. */
const START_ROUNDS = Math.max(ROUNDS * 3, 9);

async function benchStart(): Promise<Row[]> {
  const inputs = { mode: 'validate', 'csv-path': join(ROOT, 'samples/job-level-change.csv') };
  const bareNode = { args: ['-e', '0'], env: {}, timeOnly: true };
  const programs = [{ ...action.program(inputs), timeOnly: true }, bareNode];
  const [ours, bare] = await measureInTurn(programs, START_ROUNDS);
  const milliseconds = ({ seconds }: Measured): string => `${(seconds * 1000).toFixed(0)} ms`;
  const loaded = statSync(join(ROOT, 'dist/index.js')).size / 1000;
  const rows = [
    [
      'start: a check of 2 records',
      milliseconds(ours!),
      milliseconds(bare!),
      times(ours!.seconds / bare!.seconds),
      '≤ 2.20×',
    ],
    ['code that a check loads', `${loaded.toFixed(0)} kB`, '', '', '≤ 140 kB'],
  ];
  for (const row of rows) print(row);
  return rows;
}

function add(rows: Ranked[], ratio: number, row: Row): void {
  print(row);
  rows.push({ ratio, row });
}

function print(row: Row): void {
  process.stdout.write(`${row.join(' | ')}\n`);
}

interface Table {
  readonly head: Row;
  readonly measure: () => Promise<Row[]>;
  /** What was measured, for the line above the table. */
  readonly about: string;
  /** How often, and against what. */
  readonly runs?: string;
}

const TABLES: Readonly<Record<string, Table>> = {
  check: {
    head: ['file', 'this action', 'csv-parse', 'ratio', 'target', 'peak memory'],
    measure: benchCheck,
    about: `Check of ${count(RECORDS)} records`,
  },
  upload: {
    head: [
      'file',
      'this action',
      'csv-parse + plain client',
      'ratio',
      'to the client',
      'target',
      'peak memory',
    ],
    measure: benchUpload,
    about: `Check and upload of ${count(UPLOADED_RECORDS)} records in ${Math.ceil(UPLOADED_RECORDS / 499)} calls`,
  },
  growth: {
    head: ['records', 'this action', 'peak memory', 'for each further record'],
    measure: benchGrowth,
    about: 'Check of plain files',
    runs: `medians of ${Math.min(ROUNDS, 3)} runs`,
  },
  start: {
    head: ['', 'this action', '`node -e 0`', 'ratio', 'target'],
    measure: benchStart,
    about: 'Start',
    runs: `medians of ${START_ROUNDS} runs in turn with their baseline`,
  },
  latency: {
    head: ['a call takes', ...CALLS_AT_ONCE.map((atOnce) => `\`concurrent-calls: ${atOnce}\``)],
    measure: benchLatency,
    about: `Upload of ${CALLS} calls, elapsed time`,
    runs: `medians of ${Math.min(ROUNDS, 3)} runs`,
  },
};

const PAGE = join(ROOT, 'docs/performance.md');

/** Puts a table between its two comments in the page. @throws Error if the page has no such place. */
function writeTable(name: string, table: Table, rows: readonly Row[]): void {
  const { head, about, runs = `medians of ${ROUNDS} runs in turn with their baseline` } = table;
  const place = new RegExp(`(<!-- measured: ${name} -->\n)[\\s\\S]*?(\n<!-- end -->)`);
  const page = readFileSync(PAGE, 'utf8');
  if (!place.test(page)) throw new Error(`docs/performance.md has no place for the table "${name}"`);
  const when = `${about}, ${new Date().toISOString().slice(0, 10)}, Node.js ${process.version} on ${process.platform}, ${runs}:`;
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  writeFileSync(PAGE, page.replace(place, `$1\n${when}\n\n${lines.join('\n')}\n$2`));
}

try {
  if (values.only !== undefined && !(values.only in TABLES))
    throw new Error(`There is no table "${values.only}"`);
  for (const [name, table] of Object.entries(TABLES)) {
    if (values.only !== undefined && values.only !== name) continue;
    const rows = await table.measure();
    if (!values['dry-run']) writeTable(name, table, rows);
  }
} finally {
  action.remove();
}
