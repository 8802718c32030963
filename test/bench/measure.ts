import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program to measure, with its environment. */
export interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Measures only the elapsed time: the module that reports the rest takes as long to start as a small program. */
  readonly timeOnly?: boolean;
}

/** What a program reports when it exits. */
interface Usage {
  readonly peakMiB: number;
  /** User and system time of the process: what else the machine does changes it little. */
  readonly cpuSeconds: number;
}

/** Medians over the runs of a program. */
export interface Measured extends Usage {
  /** Elapsed. */
  readonly seconds: number;
}

const USAGE_FILE = join(tmpdir(), `purview-hr-upload-usage-${process.pid}`);
const REPORT_USAGE = join(import.meta.dirname, 'report-usage.mjs');

/** Runs programs in turn, A B A B …, so that what else the machine does falls on all of them alike. */
export async function measureInTurn(programs: readonly Program[], rounds: number): Promise<Measured[]> {
  const runs: Measured[][] = programs.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, program] of programs.entries()) runs[i]!.push(await measureOnce(program));
  }
  return runs.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: median(all.map(({ peakMiB }) => peakMiB)),
  }));
}

/** @throws Error if the program fails: what it did is not what was to be measured. */
async function measureOnce({ args, env, timeOnly = false }: Program): Promise<Measured> {
  const start = performance.now();
  const child = spawn(process.execPath, [...(timeOnly ? [] : ['--import', REPORT_USAGE]), ...args], {
    env: { PATH: process.env.PATH ?? '', BENCH_USAGE_FILE: USAGE_FILE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exit = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  const seconds = (performance.now() - start) / 1000;
  if (exit !== 0) throw new Error(`${args.join(' ')} ended with ${exit}:\n${output.slice(-2000)}`);
  const usage: Usage = timeOnly
    ? { peakMiB: 0, cpuSeconds: 0 }
    : (JSON.parse(readFileSync(USAGE_FILE, 'utf8')) as Usage);
  return { seconds, ...usage };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
