import { createHash } from 'node:crypto';
import { countLine } from '../report/annotations.ts';
import { errorUrl } from '../report/doc-links.ts';
import { codeLink, list, prose } from '../report/markdown.ts';
import type { RunReport } from '../report/run-report.ts';
import { printable } from '../text/printable.ts';
import type { Mode } from '../vocabulary.ts';

/**
 * The text of the one issue that tells of failed runs, and the memory that it carries in a hidden comment. An issue
 * is read by more people than a log: it names no file, no column and nobody, only rules and numbers.
 */

/** What the issue remembers between runs. */
export interface FailureMemory {
  /** Which workflow and connector it is about; see `failureKey`. */
  readonly key: string;
  /** Failures in a row, by mode; a mode that succeeds is taken out. */
  readonly failures: Readonly<Partial<Record<Mode, number>>>;
  /** When the first of them happened, ISO 8601. */
  readonly since: string;
}

/** Label of the issue, by which it is found. */
export const FAILURE_LABEL = 'hr-upload-failure';

/**
 * One key for each workflow and connector. A hash, because the issue need not tell the tenant.
 * @param workflowPath Path of the workflow's file.
 */
export function failureKey(workflowPath: string, connector: RunReport['connector']): string {
  const { cloud, tenantId, jobId } = connector;
  const parts = [workflowPath, cloud ?? '', tenantId ?? '', jobId ?? ''].map((part) => part.toLowerCase());
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

const MARKER =
  /<!-- purview-hr-upload key=([0-9a-f]{32}) failures=([a-z0-9:,]{0,80}) since=([0-9TZ:.-]{10,30}) -->/;

function marker({ key, failures, since }: FailureMemory): string {
  const counts = Object.entries(failures).map(([mode, times]) => `${mode}:${times}`);
  return `<!-- purview-hr-upload key=${key} failures=${counts.join(',')} since=${since} -->`;
}

/** Finds the memory in an issue's text; undefined when the issue is not one of ours, whoever wrote it. */
export function readMemory(body: string): FailureMemory | undefined {
  const [, key, counts, since] = MARKER.exec(body) ?? [];
  if (key === undefined || counts === undefined || since === undefined) return undefined;
  const failures: Partial<Record<Mode, number>> = {};
  for (const [, mode, times] of counts.matchAll(/(validate|preflight|upload):(\d{1,6})/g)) {
    failures[mode as Mode] = Number(times);
  }
  return { key, failures, since };
}

/** The memory after one more failure. */
export function afterFailure(
  memory: FailureMemory | undefined,
  key: string,
  report: RunReport,
): FailureMemory {
  const failures = { ...memory?.failures };
  failures[report.mode] = (failures[report.mode] ?? 0) + 1;
  return { key, failures, since: memory?.since ?? report.finishedAt.toISOString() };
}

/** The memory after a success: its mode is well again. */
export function afterSuccess(memory: FailureMemory, mode: Mode): FailureMemory {
  const failures = { ...memory.failures };
  delete failures[mode];
  return { ...memory, failures };
}

/** Nothing fails any more. */
export function isOver(memory: FailureMemory): boolean {
  return Object.keys(memory.failures).length === 0;
}

/** Title of the issue; the same for every run, so that mail programs keep its messages together. */
export function issueTitle(workflowPath: string): string {
  const where = printable(workflowPath) === '' ? '' : ` (${printable(workflowPath)})`;
  return `HR upload to Microsoft Purview is failing${where}`;
}

/** Text of the issue after a failure. */
export function failureBody(report: RunReport, memory: FailureMemory): string {
  const rows = Object.entries(memory.failures).map(
    ([mode, times]) => `\`mode: ${mode}\` failed ${times === 1 ? 'once' : `${times} times in a row`}`,
  );
  return [
    marker(memory),
    `The last run failed at ${minute(report.finishedAt.toISOString())}. ${runLink(report)}`,
    list([...rows, `failing since ${minute(memory.since)}`, ...reasons(report)]),
    'The log and the job summary of the run say what is wrong and how to fix it.',
    'This issue is updated by every failed run on the default branch, and closed by the next run that succeeds. It was opened because of the input `failure-issue`.',
    '',
  ].join('\n\n');
}

/** Text of the issue after a success; it may stay open for another mode. */
export function successBody(report: RunReport, memory: FailureMemory): string {
  const left = Object.keys(memory.failures).map((mode) => `\`mode: ${mode}\``);
  return [
    marker(memory),
    `The run with \`mode: ${report.mode}\` succeeded at ${minute(report.finishedAt.toISOString())}. ${runLink(report)}`,
    left.length === 0
      ? `It had been failing since ${minute(memory.since)}.`
      : `Still failing: ${left.join(', ')}.`,
    '',
  ].join('\n\n');
}

/** Why it failed, as far as it can be told without a name from a file or a word of a server. */
function reasons(report: RunReport): string[] {
  const failure = report.failure ?? report.upload?.failure;
  const findings = report.check?.findings;
  return [
    ...(report.status === 'partial' ? ['a part of the records was uploaded'] : []),
    ...(report.upload?.cancelled === true ? ['the run was cancelled'] : []),
    ...(findings !== undefined && findings.errors > 0 ? [prose(countLine(findings))] : []),
    ...(failure === undefined
      ? []
      : [`error code ${codeLink(failure.code, errorUrl(report.docsUrl, failure.code))}`]),
  ];
}

function runLink({ run }: RunReport): string {
  return run.url === null || !/^https?:\/\/[\w.:-]+\/[\w./-]+$/.test(run.url)
    ? ''
    : `[Open the run](${run.url})`;
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
