import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { RECORDS_FILE } from './check/check.ts';
import { ActionError } from './errors.ts';
import { temporaryFileError } from './files/spool-file.ts';
import { reportFailureIssue } from './github/failure-issue.ts';
import { type GitHubContext, readGitHubContext } from './github/github-context.ts';
import { type HttpClient, interruptible } from './http/client.ts';
import { createHttpClient } from './http/lazy-client.ts';
import type { ConnectorSettings } from './inputs/connector-inputs.ts';
import { readFailureIssue, type Settings } from './inputs/settings.ts';
import { annotateFindings } from './report/annotations.ts';
import { closingError, closingLines, doubledWarning } from './report/closing-message.ts';
import { docsUrlOf } from './report/doc-links.ts';
import { writeOutputs, writeSummary } from './report/outputs.ts';
import { createPrinter, type Printer } from './report/printer.ts';
import { buildReceipt, writeReceipt } from './report/receipt.ts';
import type { RunReport } from './report/run-report.ts';
import { VERSION } from './version.ts';
import type { Mode, RunStatus, Warning } from './vocabulary.ts';

/** One run of the action: its surroundings, and what is known of it so far. */
export class Run {
  readonly startedAt = new Date();
  readonly printer: Printer;
  readonly http: HttpClient = createHttpClient();
  readonly context: GitHubContext;
  readonly folders: { readonly workspace: string; readonly runnerTemp: string };
  /** A folder of this run alone, for its owner alone. */
  readonly folder: string;
  /** Aborts when the runner cancels the job. */
  readonly cancelled: AbortSignal;
  /** Everybody has been told how the run ended. */
  isFinished = false;
  #report: RunReport;
  readonly #cancelling = new AbortController();

  constructor(printer: Printer, context: GitHubContext) {
    this.printer = printer;
    this.context = context;
    this.cancelled = this.#cancelling.signal;
    const runnerTemp = process.env.RUNNER_TEMP || tmpdir();
    this.folders = { workspace: process.env.GITHUB_WORKSPACE || process.cwd(), runnerTemp };
    this.folder = makeFolder(runnerTemp);
    this.#report = {
      version: VERSION,
      docsUrl: docsUrlOf(process.env),
      mode: modeAsGiven(),
      status: 'failed',
      startedAt: this.startedAt,
      finishedAt: this.startedAt,
      run: { id: context.runId, attempt: context.runAttempt, url: context.runUrl },
      connector: {},
      warnings: [],
      outputs: {},
    };
    if (dirname(resolve(this.folder)) !== resolve(runnerTemp)) this.warn([OTHER_FOLDER]);
    this.#watchSignals();
  }

  get report(): RunReport {
    return this.#report;
  }

  /** Notes what was found out. */
  know(facts: Partial<RunReport>): void {
    this.#report = { ...this.#report, ...facts };
  }

  /** The inputs are right: the report may name the connector. */
  accept(settings: Settings): void {
    const { cloud, tenantId, clientId, jobId } = settings.connector;
    // A query may hold a key.
    const ingestionUrl = settings.connector.ingestionUrl.replace(/\?.*$/s, '?…');
    const given = Object.entries({ cloud, tenantId, clientId, jobId, ingestionUrl }).filter(
      ([, value]) => value !== '',
    );
    this.know({ mode: settings.mode, connector: Object.fromEntries(given) });
  }

  /** Prints warnings and keeps them for the summary. */
  warn(warnings: readonly Warning[]): void {
    for (const { title, lines } of warnings) this.printer.warning(title, lines);
    this.know({ warnings: [...this.#report.warnings, ...warnings] });
  }

  /** Notes why the run failed. What is no `ActionError` is a defect of ours, told by its type alone: its message may quote data. */
  fail(error: unknown): void {
    if (!(error instanceof ActionError)) this.#debugStack(error);
    this.know({
      failure: this.cancelled.aborted && !(error instanceof ActionError) ? CANCELLED : explain(error),
    });
  }

  /** The checkpoint of this run, if one is asked for. */
  checkpoint(connector: ConnectorSettings, path: string) {
    if (path === '') return {};
    const { cloud, tenantId } = connector;
    return {
      checkpoint: {
        path,
        cloud,
        tenantId,
        runId: this.context.runId ?? '',
        runAttempt: String(this.context.runAttempt ?? ''),
      },
    };
  }

  /** The runner sends SIGINT, then SIGTERM (on Windows SIGBREAK); the default would end the process at once. */
  #watchSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) {
      process.on(signal, () => {
        if (!this.cancelled.aborted) this.printer.info('The run is cancelled: no new call starts.');
        this.#cancelling.abort(CANCELLED);
      });
    }
  }

  #debugStack(error: unknown): void {
    const frames =
      error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
    this.printer.debug(...frames);
  }
}

/**
 * In RUNNER_TEMP, or where that cannot be used in the system's folder: without one there would be neither receipt nor
 * findings.
 * @throws {ActionError} where neither can be used.
 */
function makeFolder(runnerTemp: string): string {
  const name = 'purview-hr-upload-';
  try {
    mkdirSync(runnerTemp, { recursive: true });
    return mkdtempSync(join(runnerTemp, name));
  } catch (error) {
    try {
      return mkdtempSync(join(tmpdir(), name));
    } catch {
      throw temporaryFileError(error);
    }
  }
}

const OTHER_FOLDER: Warning = {
  title: 'RUNNER_TEMP cannot be used',
  lines: [
    "The files of this run (receipt, findings, rows that were left out) are in the system's temporary folder, which the runner does not empty.",
    'Check the folder in RUNNER_TEMP, and remove these files when you have read them: they are confidential.',
  ],
};

/** Before the inputs are read: a run that fails on them still says what it was to do. */
function modeAsGiven(): Mode {
  const mode = process.env.INPUT_MODE?.trim().toLowerCase();
  return mode === 'validate' || mode === 'preflight' ? mode : 'upload';
}

const CANCELLED = new ActionError({
  code: 'cancelled',
  what: 'The run was cancelled.',
  fix: ['Run the job again when you are ready; with `checkpoint-path` it goes on where this run stopped.'],
});

function explain(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const type = error instanceof Error && /^\w+$/.test(error.name) ? error.name : 'failure';
  return new ActionError(
    {
      code: 'internal-error',
      what: `An unexpected ${type} stopped the action.`,
      means: 'This is a defect of the action. Its details are not shown, since they might quote the file.',
      fix: [
        'Open an issue at the repository of this action with its version and the inputs you use, never with the file.',
      ],
    },
    { cause: error },
  );
}

/** Begins a run. Whatever escapes from it later ends it without a stack trace, which might quote the file. */
export async function startRun(): Promise<Run> {
  const printer = createPrinter();
  const onEscape = (error: unknown): never => {
    const { title, lines } = closingError(explain(error), docsUrlOf(process.env));
    printer.error(title, lines);
    process.exit(1);
  };
  process.on('uncaughtException', onEscape);
  process.on('unhandledRejection', onEscape);
  try {
    const run = new Run(printer, await readGitHubContext());
    // Should something never come to its end, Node.js would stop with a piece of the source and no word of ours.
    process.once('beforeExit', () => {
      if (!run.isFinished) onEscape(new Error('nothing left to wait for'));
    });
    return run;
  } catch (error) {
    return onEscape(error);
  }
}

/** Tells everybody how the run ended: outputs, receipt, summary, log, failure issue. */
export async function finishRun(run: Run): Promise<void> {
  run.know({ status: statusOf(run.report), finishedAt: new Date() });
  rmSync(join(run.folder, RECORDS_FILE), { force: true });
  await tell(run, 'The receipt', () => leaveReceipt(run));
  await tell(run, 'The outputs (GITHUB_OUTPUT)', async () => writeOutputs(run.report));
  await tell(run, 'The job summary (GITHUB_STEP_SUMMARY)', () => writeSummary(run.report));
  printEnd(run);
  await tell(run, 'The failure issue', () => reportIssue(run));
  await run.http.close();
  run.isFinished = true;
}

/** One way of telling must not keep the others from it, nor turn what was uploaded into a failure. */
async function tell(run: Run, what: string, how: () => Promise<void>): Promise<void> {
  try {
    await how();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : '';
    run.printer.warning('Incomplete report', [
      `${what} could not be written${reason}. The result of this run stays as the log tells it.`,
      'Check the disk of the runner, and whether an earlier step changes GITHUB_OUTPUT, GITHUB_STEP_SUMMARY or RUNNER_TEMP.',
    ]);
  }
}

function statusOf({ failure, mode, upload }: RunReport): RunStatus {
  if (failure !== undefined)
    return (upload?.uploaded ?? 0) + (upload?.resumed ?? 0) > 0 ? 'partial' : 'failed';
  return ({ validate: 'validated', preflight: 'ready', upload: 'uploaded' } as const)[mode];
}

async function leaveReceipt(run: Run): Promise<void> {
  const { check } = run.report;
  const outputs = {
    ...(check === undefined ? {} : { findingsPath: check.findingsPath }),
    ...(check?.invalidRowsPath === undefined ? {} : { invalidRowsPath: check.invalidRowsPath }),
  };
  run.know({ outputs });
  const receiptPath = join(run.folder, 'receipt.json');
  await writeReceipt(receiptPath, buildReceipt(run.report));
  run.know({ outputs: { ...outputs, receiptPath } });
}

function printEnd({ printer, report }: Run): void {
  const remarks = report.upload?.remarks ?? [];
  for (const { severity, text } of remarks) printer[severity]('Upload', [text]);
  const doubled = doubledWarning(report);
  if (doubled !== undefined) printer.warning(doubled.title, doubled.lines);
  // The failure issue, which comes last, may have a warning too.
  const warnings =
    report.warnings.length +
    remarks.filter(({ severity }) => severity === 'warning').length +
    (doubled === undefined ? 0 : 1) +
    (readFailureIssue().isWanted ? 1 : 0);
  const { check } = report;
  if (check !== undefined) annotateFindings(printer, check.findings, check.files, warnings);
  if (report.failure === undefined) {
    printer.info(...closingLines(report));
    return;
  }
  if (report.upload !== undefined) printer.info(...closingLines(report));
  const { title, lines } = closingError(report.failure, report.docsUrl);
  printer.error(title, lines);
  process.exitCode = 1;
}

async function reportIssue({ report, context, http, printer, cancelled }: Run): Promise<void> {
  const { isWanted, token } = readFailureIssue();
  if (!isWanted) return;
  const inTime = interruptible(http, soonAfter(cancelled, LAST_WORDS_MS));
  const { note, warning } = await reportFailureIssue(report, context, { http: inTime, token });
  if (note !== undefined) printer.info(note);
  if (warning !== undefined) printer.warning(warning.title, warning.lines);
}

/** For the failure issue of a cancelled run: calls in flight have had 5 s, and the runner kills after 10. */
const LAST_WORDS_MS = 1_500;

/** Aborts some time after another signal. */
function soonAfter(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const start = (): void => {
    setTimeout(() => controller.abort(), ms).unref();
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return controller.signal;
}
