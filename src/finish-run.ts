import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckResult, RECORDS_FILE } from './check/check-result.ts';
import type { Suggestion } from './check/suggest/suggestion.ts';
import type { Delivery, SignIn } from './delivery.ts';
import { errorCode } from './files/file-error.ts';
import { committedUrls } from './github/committed-files.ts';
import type { Comparison } from './history/usual-numbers.ts';
import type { ReportingInputs, Settings } from './inputs/settings.ts';
import { annotateFindings } from './report/annotations.ts';
import { closingError, closingLines, duplicatesWarning } from './report/closing-message.ts';
import { docsUrlOf } from './report/doc-links.ts';
import { appendSummary, writeOutputs, writeSummaryFile } from './report/outputs.ts';
import { buildReceipt, writeReceipt } from './report/receipt.ts';
import type { RunReport } from './report/run-report.ts';
import type { UsersReport } from './report/user-numbers.ts';
import type { Run } from './run.ts';
import { VERSION } from './version.ts';
import type { RunStatus, Visibility } from './vocabulary.ts';

/** The results of the steps of a run; undefined for a step that was skipped or failed. */
export interface Outcome {
  readonly visibility?: Visibility | undefined;
  readonly users?: UsersReport | undefined;
  readonly check?: CheckResult | undefined;
  readonly suggestion?: Suggestion | undefined;
  readonly comparison?: Comparison | undefined;
  readonly delivery?: Delivery | undefined;
}

/** Reports how the run ended: receipt, outputs, summary, log, failure issue. */
export async function finishRun(
  run: Run,
  reporting: ReportingInputs,
  settings: Settings | undefined,
  outcome: Outcome,
): Promise<void> {
  if (run.folder !== undefined) rmSync(join(run.folder, RECORDS_FILE), { force: true });
  const report = await withFiles(run, buildReport(run, reporting, settings, outcome));
  await attempt(run, 'The job summary (GITHUB_STEP_SUMMARY)', () => appendSummary(report));
  await attempt(run, 'The outputs (GITHUB_OUTPUT)', async () => writeOutputs(report));
  printEnd(run, report, reporting);
  await attempt(run, 'The failure issue', () => reportIssue(run, report, reporting));
  await run.http.close();
  run.finished();
}

function buildReport(
  run: Run,
  reporting: ReportingInputs,
  settings: Settings | undefined,
  { visibility, users, check, suggestion, comparison, delivery }: Outcome,
): RunReport {
  const failure = run.failure ?? delivery?.upload?.failure;
  return {
    version: VERSION,
    docsUrl: docsUrlOf(run.environment),
    mode: reporting.mode,
    status: statusOf(reporting.mode, failure !== undefined, delivery),
    startedAt: run.startedAt,
    finishedAt: new Date(),
    run: workflowRunOf(run.context),
    runnerTemp: run.folders.runnerTemp,
    committedUrls: committedUrls(
      check?.files.map(({ name }) => name) ?? [],
      run.folders.workspace,
      run.context,
    ),
    hasCheckpoint: (settings?.delivery.checkpointPath ?? '') !== '',
    connector: settings === undefined ? {} : connectorOf(settings),
    ...reportOf(delivery?.signIn),
    ...(visibility === undefined ? {} : { visibility }),
    ...(users === undefined ? {} : { users }),
    ...(check === undefined ? {} : { check }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(comparison === undefined ? {} : { comparison }),
    ...(delivery?.upload === undefined ? {} : { upload: delivery.upload }),
    ...(failure === undefined ? {} : { failure }),
    warnings: run.warnings,
    outputs: {
      ...(check === undefined ? {} : { findingsPath: check.findingsPath }),
      ...(check?.invalidRowsPath === undefined ? {} : { invalidRowsPath: check.invalidRowsPath }),
    },
  };
}

function workflowRunOf(context: Run['context']): RunReport['run'] {
  return {
    id: context.runId,
    attempt: context.runAttempt,
    url: context.runUrl,
    repository: context.repository ?? null,
    workflow: context.workflow,
    event: context.eventName === '' ? null : context.eventName,
    actor: context.actor,
    sha: context.sha,
  };
}

function reportOf(signIn: SignIn | undefined): Pick<RunReport, 'signIn' | 'signInWay' | 'certificateEnd'> {
  if (signIn === undefined) return {};
  const { method, way, certificateEnd } = signIn;
  return { signIn: method, signInWay: way, ...(certificateEnd === undefined ? {} : { certificateEnd }) };
}

function statusOf(mode: RunReport['mode'], isFailed: boolean, delivery: Delivery | undefined): RunStatus {
  const { uploaded = 0, resumed = 0 } = delivery?.upload ?? {};
  if (isFailed) return uploaded + resumed > 0 ? 'partial' : 'failed';
  return ({ validate: 'validated', preflight: 'ready', upload: 'uploaded' } as const)[mode];
}

/** The connector for the report; its inputs are valid here. */
function connectorOf({ connector }: Settings): RunReport['connector'] {
  const { cloud, tenantId, clientId, jobId } = connector;
  // A query may contain a key.
  const ingestionUrl = connector.ingestionUrl.replace(/\?.*$/s, '');
  const given = Object.entries({ cloud, tenantId, clientId, jobId, ingestionUrl }).filter(
    ([, value]) => value !== '',
  );
  return Object.fromEntries(given);
}

/** Writes the receipt, then the summary file. @returns The report with the paths of the files that were written. */
async function withFiles(run: Run, report: RunReport): Promise<RunReport> {
  const { folder } = run;
  if (folder === undefined) return report;
  const receiptPath = join(folder, 'receipt.json');
  const hasReceipt = await attempt(run, 'The receipt', () => writeReceipt(receiptPath, buildReceipt(report)));
  const receipted = hasReceipt ? { ...report, outputs: { ...report.outputs, receiptPath } } : report;
  const summaryPath = join(folder, 'summary.md');
  const hasSummary = await attempt(run, 'The file of the summary', () =>
    writeSummaryFile(summaryPath, receipted),
  );
  return hasSummary ? { ...receipted, outputs: { ...receipted.outputs, summaryPath } } : receipted;
}

/** A part of the report that fails must neither prevent the other parts nor fail the run. */
async function attempt(run: Run, what: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const code = errorCode(error);
    const reason = code === '' ? '' : ` (${code})`;
    run.warn([
      {
        title: 'Incomplete report',
        lines: [
          `${what} could not be written${reason}. The result of this run is in the log.`,
          'Check the disk of the runner, and whether an earlier step changes GITHUB_OUTPUT, GITHUB_STEP_SUMMARY or RUNNER_TEMP.',
        ],
      },
    ]);
    return false;
  }
}

function printEnd({ printer }: Run, report: RunReport, { failureIssue }: ReportingInputs): void {
  const remarks = report.upload?.remarks ?? [];
  for (const { severity, text } of remarks) printer[severity]('Upload', [text]);
  const duplicates = duplicatesWarning(report);
  if (duplicates !== undefined) printer.warning(duplicates.title, duplicates.lines);
  const warningsBefore =
    report.warnings.length +
    remarks.filter(({ severity }) => severity === 'warning').length +
    (duplicates === undefined ? 0 : 1) +
    // Last, because it may have a warning too.
    (failureIssue ? 1 : 0);
  const { check } = report;
  const isFailed = report.failure !== undefined;
  if (check !== undefined)
    annotateFindings(printer, check.findings, check.files, { isFailed, warningsBefore });
  if (!isFailed || report.upload !== undefined) printer.info(...closingLines(report));
  if (report.failure === undefined) return;
  const { title, lines } = closingError(report.failure, report.docsUrl);
  printer.error(title, lines);
  process.exitCode = 1;
}

async function reportIssue(run: Run, report: RunReport, reporting: ReportingInputs): Promise<void> {
  if (!reporting.failureIssue) return;
  // Imported lazily: most workflows do not ask for an issue.
  const { reportFailureIssue } = await import('./github/failure-issue.ts');
  const signal = soonAfter(run.cancelled, LAST_WORDS_MS);
  const access = { http: run.http, token: reporting.githubToken, signal };
  const { note, warning } = await reportFailureIssue(report, run.context, access);
  if (note !== undefined) run.printer.info(note);
  if (warning !== undefined) run.printer.warning(warning.title, warning.lines);
}

/** Time for the failure issue of a cancelled run: calls in flight have had 5 s, and the runner kills after 10. */
const LAST_WORDS_MS = 1_500;

/** A signal that aborts some time after another one. */
function soonAfter(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const start = (): void => {
    setTimeout(() => controller.abort(), ms).unref();
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return controller.signal;
}
