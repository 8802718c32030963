import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScenarioName } from '../../src/check/scenarios.ts';
import type { SentNumbers } from '../../src/check/sent-numbers.ts';
import { ActionError } from '../../src/errors.ts';
import type { HistoryFile } from '../../src/history/history-file.ts';
import { openHistory } from '../../src/history/open-history.ts';
import type { Comparison } from '../../src/history/usual-numbers.ts';
import type { Warning } from '../../src/vocabulary.ts';
import { type Inputs, settingsOf } from '../check/check-run.ts';

/** Runs of a scheduled job against one history file, without a CSV file and without a service. */

export type Counts = Readonly<Partial<Record<ScenarioName, number>>>;

/** One run of the job. */
export interface SimulatedRun {
  /** Records by scenario; `{}` is a run without a file. */
  readonly counts: Counts;
  /** Day of the run, from 0; the day after the last run by default. */
  readonly day?: number;
  /** Identifies the content; by default it differs from run to run. */
  readonly content?: string;
  /** Result of the upload; `complete` by default, `none` for `validate` and `preflight`. */
  readonly upload?: 'complete' | 'partial' | 'failed' | 'none';
  /** Records that earlier runs had uploaded, according to the checkpoint. */
  readonly resumed?: number;
  readonly runId?: string;
  readonly inputs?: Inputs;
  readonly job?: string;
  readonly workflow?: string;
  /** Called during the upload. */
  readonly meanwhile?: () => void;
}

/** What a run reported. */
export interface Reported {
  readonly rules: readonly string[];
  readonly messages: readonly string[];
  readonly comparison: Comparison | undefined;
  readonly warnings: readonly Warning[];
}

export const CONNECTOR: Inputs = { 'job-id': 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' };
const START = Date.parse('2026-11-01T03:17:00Z');
const FAILURE = new ActionError({ code: 'network-timeout', what: 'No answer.', fix: ['Run the job again.'] });

export class SimulatedJob {
  readonly folder = mkdtempSync(join(tmpdir(), 'history-test-'));
  readonly path = join(this.folder, 'kept', 'history.json');
  #day = -1;
  #runs = 0;

  async run(simulated: SimulatedRun): Promise<Reported> {
    this.#day = simulated.day ?? this.#day + 1;
    this.#runs += 1;
    const settings = await settingsOf({ 'history-path': this.path, ...CONNECTOR, ...simulated.inputs });
    const history = await openHistory(settings, {
      startedAt: new Date(START + this.#day * 86_400_000),
      environment: { GITHUB_JOB: simulated.job ?? 'upload' },
      context: {
        repository: 'contoso/hr',
        workflowPath: simulated.workflow ?? '.github/workflows/hr.yml',
        runId: simulated.runId ?? String(this.#runs),
      },
    });
    const numbers = numbersOf(simulated, `run ${this.#runs}`);
    const unusual = history.findUnusual(numbers);
    const comparison = history.compare(numbers);
    simulated.meanwhile?.();
    const warnings = [...history.warnings, ...(await remember(history, numbers, simulated))];
    return {
      rules: unusual.map(({ rule }) => rule),
      messages: unusual.map(({ message }) => message),
      comparison,
      warnings,
    };
  }

  /** Runs with these counts, one per day. */
  async runs(counts: readonly Counts[], others: Partial<SimulatedRun> = {}): Promise<Reported[]> {
    const reports: Reported[] = [];
    for (const each of counts) reports.push(await this.run({ ...others, counts: each }));
    return reports;
  }

  read(): HistoryFile {
    return JSON.parse(readFileSync(this.path, 'utf8')) as HistoryFile;
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function numbersOf({ counts, content }: SimulatedRun, run: string): SentNumbers {
  const scenarios = new Map(Object.entries(counts) as [ScenarioName, number][]);
  return {
    records: [...scenarios.values()].reduce((sum, records) => sum + records, 0),
    scenarios,
    contentSha256: createHash('sha256')
      .update(content ?? run)
      .digest('hex'),
  };
}

async function remember(
  history: Awaited<ReturnType<typeof openHistory>>,
  numbers: SentNumbers,
  { upload = 'complete', resumed = 0 }: SimulatedRun,
): Promise<readonly Warning[]> {
  if (upload === 'none') return [];
  if (numbers.records === 0) return history.remember(numbers, undefined);
  const uploaded = { complete: numbers.records - resumed, partial: 1, failed: 0 }[upload];
  const failure = upload === 'complete' ? undefined : FAILURE;
  return history.remember(numbers, { uploaded, resumed, failure });
}
