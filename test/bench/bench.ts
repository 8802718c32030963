import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { ReadyMessage } from '../sandbox/main.ts';
import { FILE_KINDS, recordsFiles } from './data.ts';
import { type Measured, measureInTurn, type Program } from './measure.ts';

/**
 * `npm run bench [-- --rounds N] [-- --quick]`: measures the built action against baselines that run in the same
 * minute, prints the table and writes it to docs/performance.md.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, quick: { type: 'boolean', default: false } },
});
const ROUNDS = Number(values.rounds);
const ROOT = join(import.meta.dirname, '../..');
const WORK = mkdtempSync(join(tmpdir(), 'purview-hr-upload-run-'));

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly target: string;
}

const rows: Row[] = [];

function add(row: Row): void {
  rows.push(row);
  process.stdout.write(`${Object.values(row).join(' | ')}\n`);
}

/** The built action as a step of a job. */
function action(inputs: Record<string, string>, env: Record<string, string> = {}): Program {
  const files = { GITHUB_OUTPUT: join(WORK, 'output'), GITHUB_STEP_SUMMARY: join(WORK, 'summary') };
  for (const path of Object.values(files)) writeFileSync(path, '');
  writeFileSync(
    join(WORK, 'event.json'),
    JSON.stringify({ repository: { private: true, visibility: 'private' } }),
  );
  const asInputs = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return {
    args: [join(ROOT, 'dist/index.js')],
    env: {
      ...files,
      GITHUB_WORKSPACE: WORK,
      RUNNER_TEMP: WORK,
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_EVENT_PATH: join(WORK, 'event.json'),
      GITHUB_REPOSITORY: 'contoso/hr',
      ...env,
      ...Object.fromEntries(asInputs),
    },
  };
}

function script(name: string, ...args: string[]): Program {
  return { args: [join(import.meta.dirname, name), ...args], env: {} };
}

const seconds = ({ seconds: value }: Measured): string => `${value.toFixed(value < 1 ? 3 : 2)} s`;
const times = (a: number, b: number): string => `${(a / b).toFixed(2)}×`;

/** csv-parse alone, over the files of a kind. */
function bareParser(kindName: string, paths: readonly string[]): Program {
  const { delimiter = ',', encoding } = FILE_KINDS[kindName]!;
  return script('bare-csv-parse.ts', delimiter, encoding?.label ?? 'utf-8', ...paths);
}

/** @returns Peak memory in MiB. */
async function benchCheck(kindName: string, records: number, target: string): Promise<number> {
  const kind = FILE_KINDS[kindName]!;
  const paths = recordsFiles(kindName, records);
  const check = action({ mode: 'validate', 'csv-path': paths.join('\n'), ...kind.inputs });
  const rounds = records > 1_000_000 ? Math.min(ROUNDS, 3) : ROUNDS;
  const [ours, bare] = await measureInTurn([check, bareParser(kindName, paths)], rounds);
  add({
    what: `check ${records.toLocaleString('en-US')} records; ${kind.name}`,
    ours: `${seconds(ours!)}, peak ${ours!.peakMiB.toFixed(0)} MiB`,
    baseline: `${seconds(bare!)} (csv-parse alone)`,
    ratio: times(ours!.seconds, bare!.seconds),
    target,
  });
  return ours!.peakMiB;
}

interface RunningSandbox {
  readonly env: Record<string, string>;
  readonly inputs: Record<string, string>;
  stop(): void;
}

async function startSandbox(...args: string[]): Promise<RunningSandbox> {
  const child = spawn(process.execPath, [join(ROOT, 'test/sandbox/main.ts'), '--fast', ...args]);
  child.stderr.pipe(process.stderr);
  const [line] = (await new Promise((resolve) =>
    createInterface(child.stdout).once('line', (text) => resolve([text])),
  )) as [string];
  const ready = JSON.parse(line) as ReadyMessage;
  const { tenantId, clientId, jobId } = ready.clouds.commercial!;
  return {
    env: {
      ...ready.environment,
      // For the baseline's `fetch`; the action needs no such thing.
      NODE_USE_ENV_PROXY: '1',
      PLAIN_TENANT_ID: tenantId,
      PLAIN_CLIENT_ID: clientId,
      PLAIN_JOB_ID: jobId,
      PLAIN_CLIENT_SECRET: ready.clientSecret,
    },
    inputs: {
      'tenant-id': tenantId,
      'client-id': clientId,
      'job-id': jobId,
      'certificate-path': ready.certificatePath,
    },
    stop: () => child.kill('SIGTERM'),
  };
}

async function benchUpload(records: number): Promise<void> {
  const paths = recordsFiles('plain', records);
  const sandbox = await startSandbox();
  try {
    const upload = action({ ...sandbox.inputs, 'csv-path': paths.join('\n') }, sandbox.env);
    const plain = script('plain-client.ts', ...paths);
    const [ours, parse, client] = await measureInTurn(
      [upload, bareParser('plain', paths), { ...plain, env: sandbox.env }],
      ROUNDS,
    );
    const baseline = parse!.seconds + client!.seconds;
    add({
      what: `check and upload ${records.toLocaleString('en-US')} records in ${Math.ceil(records / 499)} calls`,
      ours: `${seconds(ours!)}, peak ${ours!.peakMiB.toFixed(0)} MiB`,
      baseline: `${baseline.toFixed(2)} s (csv-parse ${seconds(parse!)} + plain client ${seconds(client!)})`,
      ratio: times(ours!.seconds, baseline),
      target: '≤ 1.5×',
    });
    add({
      what: 'the same against the calls alone',
      ours: seconds(ours!),
      baseline: `${seconds(client!)} (plain client)`,
      ratio: times(ours!.seconds, client!.seconds),
      target: '',
    });
  } finally {
    sandbox.stop();
  }
}

async function benchConcurrency(): Promise<void> {
  const [path] = recordsFiles('plain', 40 * 499);
  const sandbox = await startSandbox('--fault', 'webhook:delay=200');
  try {
    const program = (atOnce: number): Program =>
      action({ ...sandbox.inputs, 'csv-path': path!, 'concurrent-calls': String(atOnce) }, sandbox.env);
    const [one, four, eight] = await measureInTurn([program(1), program(4), program(8)], Math.min(ROUNDS, 3));
    for (const [atOnce, measured, target] of [
      [4, four!, '≤ 0.4×'],
      [8, eight!, ''],
    ] as const) {
      add({
        what: `40 calls of 200 ms, ${atOnce} at once`,
        ours: seconds(measured),
        baseline: `${seconds(one!)} (one at a time)`,
        ratio: times(measured.seconds, one!.seconds),
        target,
      });
    }
  } finally {
    sandbox.stop();
  }
}

async function benchStart(): Promise<void> {
  const check = action({ mode: 'validate', 'csv-path': join(ROOT, 'samples/job-level-change.csv') });
  const [ours, bare] = await measureInTurn(
    [
      { ...check, timeOnly: true },
      { args: ['-e', '0'], env: {}, timeOnly: true },
    ],
    Math.max(ROUNDS * 3, 9),
  );
  add({
    what: 'start: check of 2 records',
    ours: seconds(ours!),
    baseline: `${seconds(bare!)} (node -e 0)`,
    ratio: times(ours!.seconds, bare!.seconds),
    target: '≤ 3×',
  });
}

function benchSize(): void {
  const code = readdirSync(join(ROOT, 'dist')).filter((name) => name.endsWith('.js'));
  const bytes = code.reduce((total, name) => total + statSync(join(ROOT, 'dist', name)).size, 0);
  const main = statSync(join(ROOT, 'dist/index.js')).size;
  add({
    what: 'code in dist/',
    ours: `${Math.round(bytes / 1000)} kB, ${Math.round(main / 1000)} kB of them loaded by a check`,
    baseline: '',
    ratio: '',
    target: '≤ 900 kB',
  });
}

function writePage(): void {
  const table = [
    '| case | this action | baseline | ratio | target |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${Object.values(row).join(' | ')} |`),
  ].join('\n');
  const about = `Measured on ${new Date().toISOString().slice(0, 10)} with Node.js ${process.version} on ${process.platform}, medians of ${ROUNDS} runs in turn with their baseline.`;
  const page = join(ROOT, 'docs/performance.md');
  const text = readPage(page).replace(MEASURED, `$1\n${about}\n\n${table}\n$2`);
  writeFileSync(page, text);
}

const MEASURED = /(<!-- measured by `npm run bench` -->\n)[\s\S]*?(\n<!-- end of measured -->)/;

function readPage(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined
    ? '# Performance\n\n<!-- measured by `npm run bench` -->\n\n<!-- end of measured -->\n'
    : readFileSync(path, 'utf8');
}

try {
  benchSize();
  await benchStart();
  const small = await benchCheck('plain', 100_000, '');
  await benchCheck('plain', 1_000_000, '≤ 1.3×, peak ≤ 170 MiB');
  for (const kindName of Object.keys(FILE_KINDS).filter((name) => name !== 'plain')) {
    await benchCheck(kindName, values.quick ? 100_000 : 1_000_000, '');
  }
  if (!values.quick) {
    const large = await benchCheck('plain', 5_000_000, '');
    add({
      what: 'peak memory, 5 M records against 100 k',
      ours: `${large.toFixed(0)} MiB`,
      baseline: `${small.toFixed(0)} MiB`,
      ratio: times(large, small),
      target: '≤ 2×',
    });
  }
  await benchUpload(200_000);
  await benchConcurrency();
  if (!values.quick) writePage();
} finally {
  rmSync(WORK, { recursive: true, force: true });
}
