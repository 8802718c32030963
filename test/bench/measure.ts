import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program to measure, with its environment. */
export interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Besides 0; a run of another code stops the bench. */
  readonly expectedExit?: number;
  /** Measures time alone: what reports the peak takes as long to start as a small program. */
  readonly timeOnly?: boolean;
}

/** Medians over the runs of a program. */
export interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
}

const PEAK_FILE = join(tmpdir(), `purview-hr-upload-peak-${process.pid}`);
const REPORT_PEAK = join(import.meta.dirname, 'report-peak.ts');

/** Runs programs in turn, A B A B …, so that what else the machine does falls on all of them alike. */
export async function measureInTurn(programs: readonly Program[], rounds: number): Promise<Measured[]> {
  const runs: Measured[][] = programs.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, program] of programs.entries()) runs[i]!.push(await measureOnce(program));
  }
  return runs.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    peakMiB: median(all.map(({ peakMiB }) => peakMiB)),
  }));
}

async function measureOnce({ args, env, expectedExit = 0, timeOnly = false }: Program): Promise<Measured> {
  const start = performance.now();
  const child = spawn(process.execPath, [...(timeOnly ? [] : ['--import', REPORT_PEAK]), ...args], {
    env: { PATH: process.env.PATH ?? '', BENCH_PEAK_FILE: PEAK_FILE, ...env },
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
  if (exit !== expectedExit) throw new Error(`${args.join(' ')} ended with ${exit}:\n${output.slice(-2000)}`);
  return { seconds, peakMiB: timeOnly ? 0 : Number(readFileSync(PEAK_FILE, 'utf8')) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
