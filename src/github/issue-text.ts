import { createHash } from 'node:crypto';
import { countLine } from '../report/annotations.ts';
import { errorUrl } from '../report/doc-links.ts';
import { codeLink, list, prose } from '../report/markdown.ts';
import type { RunReport } from '../report/run-report.ts';
import { headlineOf } from '../report/wording.ts';
import { printable } from '../text/printable.ts';

/**
 * The text of the issue about failed runs. More people read an issue than a log, so it contains only rules, codes and
 * numbers: no file, no column and no person.
 */

/** Label by which the issue is found. */
export const FAILURE_LABEL = 'hr-upload-failure';

/**
 * One key for each workflow, mode and connector. A hash, so that the issue does not reveal the tenant.
 * @param workflowPath Path of the workflow's file.
 */
export function failureKey(
  workflowPath: string,
  mode: RunReport['mode'],
  connector: RunReport['connector'],
): string {
  const { cloud, tenantId, jobId } = connector;
  const parts = [workflowPath, mode, cloud, tenantId, jobId].map((part) => (part ?? '').toLowerCase());
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

const MARKER = /<!-- purview-hr-upload key=([0-9a-f]{32}) -->/;

function marker(key: string): string {
  return `<!-- purview-hr-upload key=${key} -->`;
}

/** The key in an issue's text; undefined if there is none. */
export function readKey(body: string): string | undefined {
  return MARKER.exec(body)?.[1];
}

/** Title of the issue; the same for every run, so that mail programs group its messages. */
export function issueTitle(workflowPath: string): string {
  const where = printable(workflowPath) === '' ? '' : ` (${printable(workflowPath)})`;
  return `HR upload to Microsoft Purview is failing${where}`;
}

/**
 * Text of the issue after a failure.
 * @param since When the issue was opened; undefined for a new one.
 */
export function failureBody(report: RunReport, key: string, since: string | undefined): string {
  return [
    marker(key),
    `**${prose(headlineOf(report).text)}** The run with \`mode: ${report.mode}\` failed at ${minute(report.finishedAt.toISOString())}. ${runLink(report)}`,
    list([...reasons(report), ...(since === undefined ? [] : [`Failing since ${minute(since)}`])]),
    'The log and the job summary of the run explain the problem and how to fix it. After fixing it, run the job again.',
    'Every failed run on the default branch updates this issue, and the next successful run closes it. It was opened because `failure-issue` is set.',
    '',
  ].join('\n\n');
}

/** Text of the issue after a success. */
export function successBody(report: RunReport, key: string, since: string): string {
  return [
    marker(key),
    `The run with \`mode: ${report.mode}\` succeeded at ${minute(report.finishedAt.toISOString())}, after failures since ${minute(since)}. ${runLink(report)}`,
    '',
  ].join('\n\n');
}

/** Why it failed, without names from a file or text of a server. */
function reasons({ failure, check, docsUrl }: RunReport): string[] {
  const findings = check?.findings;
  return [
    ...(failure === undefined
      ? []
      : [`Error code: ${codeLink(failure.code, errorUrl(docsUrl, failure.code))}`]),
    ...(findings !== undefined && findings.errors > 0 ? [prose(countLine(findings))] : []),
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
