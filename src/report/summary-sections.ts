import type { UploadResult } from '../connector/upload-result.ts';
import type { SignInMethod } from '../entra/token.ts';
import { ActionErrors, type Explanation } from '../errors.ts';
import { formatCount, formatDuration, formatNumber } from '../text/numbers.ts';
import type { Warning } from '../vocabulary.ts';
import { docUrl, errorUrl } from './doc-links.ts';
import { code, codeBlock, codeLink, details, link, list, more, prose, strong, table } from './markdown.ts';
import { resumedRuns } from './receipt.ts';
import { countRecords, type RunReport } from './run-report.ts';
import { formatEffect } from './suggestion-lines.ts';
import { describeUsers } from './user-numbers.ts';
import { doubtsOf, formatComparison, headlineOf } from './wording.ts';
import { formatYamlMapping } from './yaml.ts';

/**
 * The parts of the summary. Each returns Markdown, or nothing when it has nothing to say, and keeps its tables to
 * the number of rows that it is given.
 */

/** The result in one line, what to compare it with, and the run in one line. */
export function headline(report: RunReport): string {
  const { mark, text, expectation } = headlineOf(report);
  const comparison = formatComparison(report);
  const portal =
    'To see it, open the HR connector under Data connectors in the Microsoft Purview portal and download its log.';
  return [
    `## ${mark} ${prose(text)}`,
    ...sentThisRun(report),
    ...(expectation === '' ? [] : [`${prose(expectation)} ${prose(portal)}`]),
    ...(comparison === '' ? [] : [prose(comparison)]),
    runLine(report),
  ].join('\n\n');
}

/** Number of users found in the directory, and how the others are sent. */
export function users({ users: report }: RunReport): string {
  return report === undefined ? '' : prose(describeUsers(report));
}

/** The part of this run in a resumed upload. */
function sentThisRun({ upload }: RunReport): string[] {
  if (upload === undefined || upload.resumed === 0) return [];
  const calls = upload.calls.filter(({ outcome }) => outcome === 'accepted').length;
  return [
    `This run: ${formatCount(upload.uploaded, 'record')} in ${formatCount(calls, 'call')}. Before: ${formatNumber(upload.resumed)}${runsBefore(upload)}.`,
  ];
}

const MAX_RUNS_BEFORE = 5;

/** The earlier runs that sent records; empty outside GitHub. */
function runsBefore(upload: UploadResult): string {
  const named = resumedRuns(upload.resumedRuns).filter(({ records }) => records > 0);
  const links = named.flatMap(({ id, url }) => (id === null ? [] : [`run ${link(id, url)}`]));
  if (links.length === 0) return '';
  const shown = links.slice(0, MAX_RUNS_BEFORE);
  return ` (${[...shown, ...more(links.length - shown.length, 'run')].join(', ')})`;
}

/** Who started the run, when, from which commit, and how long it took. */
function runLine(report: RunReport): string {
  const { run, startedAt, finishedAt, mode } = report;
  const parts = [
    `Run ${run.id === null ? 'outside GitHub' : link(run.id, run.url)}${run.attempt !== null && run.attempt > 1 ? `, attempt ${run.attempt}` : ''}`,
    ...(run.event ? [`event ${code(run.event)}`] : []),
    ...(run.actor ? [`started by ${code(run.actor)}`] : []),
    ...(run.sha ? [`commit ${link(run.sha.slice(0, 7), commitUrl(run))}`] : []),
    time(startedAt),
    formatDuration(finishedAt.getTime() - startedAt.getTime()),
    `mode ${code(mode)}`,
  ];
  return parts.join(' · ');
}

function commitUrl({ url, sha }: RunReport['run']): string | null {
  return url === null || sha === null ? null : url.replace(/\/actions\/runs\/\d+$/, `/commit/${sha}`);
}

/** Warns that the number of records in the connector may differ from the expected one. */
export function caution(report: RunReport): string {
  const doubts = doubtsOf(report);
  if (doubts.length === 0) return '';
  const advice = countRecords(report).inDoubt > 0 ? COMPARE_FIRST : COMPARE_AFTER;
  return ['> [!CAUTION]', ...doubts.map((doubt) => `> ${prose(doubt)}`), `> ${advice}`].join('\n');
}

const COMPARE_FIRST =
  'Compare `RecordsSaved` in the log of the connector with the number of accepted records before you run the job again.';
const COMPARE_AFTER =
  'Compare `RecordsSaved` in the log of the connector: a higher sum than expected means duplicates.';

const MAX_PROBLEMS = 50;

/** Why the run failed, what that means, and what to do. */
export function failure(report: RunReport): string {
  const problem = report.failure;
  if (problem === undefined) return '';
  if (problem instanceof ActionErrors && problem.problems.length > 1) {
    const shown = problem.problems.slice(0, MAX_PROBLEMS);
    return [
      `### What went wrong: ${formatNumber(problem.problems.length)} mistakes`,
      errorCode(problem, report.docsUrl),
      ...shown.map((one, position) => explanation(one, report.docsUrl, `(${position + 1}) `)),
      ...more(problem.problems.length - shown.length, 'mistake'),
    ].join('\n\n');
  }
  return `### What went wrong\n\n${explanation(problem, report.docsUrl)}`;
}

function explanation({ code, what, means, fix }: Explanation, docsUrl: string, prefix = ''): string {
  return [
    strong(`${prefix}${what}`),
    ...(means === undefined ? [] : [prose(means)]),
    ...(fix.length === 0 ? [] : ['What to do:', list(fix.map(prose))]),
    errorCode({ code }, docsUrl),
  ].join('\n\n');
}

function errorCode({ code }: Pick<Explanation, 'code'>, docsUrl: string): string {
  return `Error code: ${codeLink(code, errorUrl(docsUrl, code))}`;
}

/** The inputs with which the check does better, to paste, and what people have to decide. */
export function suggestion({ suggestion: found }: RunReport): string {
  if (found === undefined) return '';
  const { inputs, notes } = found;
  return [
    '### Suggested inputs',
    ...(inputs.length === 0
      ? []
      : [
          `${prose(formatEffect(found))} Paste under ${code('with:')}, where they replace inputs of the same names:`,
          codeBlock('yaml', formatYamlMapping(found.inputs)),
        ]),
    ...(notes.length === 0 ? [] : [list(notes.map(prose))]),
  ].join('\n\n');
}

/** The way of the records, drawn only when it forks: when all were uploaded, the headline has said it. */
export function picture(report: RunReport): string {
  const { records, valid, invalid, uploaded, inDoubt, notAccepted } = countRecords(report);
  const forks =
    (invalid > 0 && report.check?.isAccepted === true) || (uploaded > 0 && notAccepted > 0) || inDoubt > 0;
  if (report.mode !== 'upload' || report.upload === undefined || !forks) return '';
  const notSent = notAccepted - inDoubt;
  const lines = [
    `  R["${formatCount(records, 'record')} read"] --> V["${formatNumber(valid)} valid"]`,
    ...(invalid > 0 ? [`  R --> L["${formatNumber(invalid)} skipped: not valid"]`] : []),
    ...(uploaded > 0 ? [`  V --> U["${formatNumber(uploaded)} uploaded"]`] : []),
    ...(inDoubt > 0 ? [`  V --> D["${formatNumber(inDoubt)} in doubt: not confirmed"]`] : []),
    ...(notSent > 0 ? [`  V --> N["${formatNumber(notSent)} not uploaded"]`] : []),
  ];
  return ['```mermaid', 'flowchart LR', ...lines, '```'].join('\n');
}

/** Warnings of the run that are not findings. */
export function warnings(report: RunReport, rows: number): string {
  return listed('Warnings', 'warning', [...report.warnings, ...remarks(report, 'warning')], rows);
}

/** Remarks that need no action. */
export function notes(report: RunReport, rows: number): string {
  return listed('Notes', 'note', remarks(report, 'notice'), rows);
}

function remarks({ upload }: RunReport, wanted: 'warning' | 'notice'): Warning[] {
  return (upload?.remarks ?? [])
    .filter(({ severity }) => severity === wanted)
    .map(({ text }) => ({ title: 'Upload', lines: [text] }));
}

function listed(title: string, noun: string, all: readonly Warning[], rows: number): string {
  if (all.length === 0) return '';
  const shown = all
    .slice(0, Math.max(rows, 3))
    .map(({ title, lines }) => `${strong(title)}: ${lines.map(prose).join(' ')}`);
  return `### ${title}\n\n${list([...shown, ...more(all.length - shown.length, noun)])}`;
}

/** Sign-in, target, and version of the action. */
export function runDetails(report: RunReport): string {
  const { connector } = report;
  const rows: [string, string | undefined][] = [
    ['Sign-in', signIn(report)],
    ['Tenant', quoted(connector.tenantId)],
    ['Application', quoted(connector.clientId)],
    ['Connector job', quoted(connector.jobId)],
    ['Cloud', connector.cloud],
    ['Sent to', wasSent(report) ? quoted(connector.ingestionUrl) : undefined],
    ['Repository', report.visibility === undefined ? undefined : prose(VISIBILITY[report.visibility])],
    ['Status', report.status],
    ['Action', `purview-hr-upload ${prose(report.version)}`],
  ];
  const cells = rows.filter((row): row is [string, string] => row[1] !== undefined);
  return details('Sign-in and connector', table(['Detail', 'Value'], cells));
}

function quoted(value: string | undefined): string | undefined {
  return value === undefined ? undefined : code(value);
}

/** In this run or, according to the checkpoint, in an earlier one. */
function wasSent({ upload }: RunReport): boolean {
  return upload !== undefined && (upload.resumed > 0 || upload.calls.some(({ attempts }) => attempts > 0));
}

const VISIBILITY = {
  public: 'public (anyone can read this summary; allowed by `allow-public-repository`)',
  internal: 'internal (everyone in the enterprise can read this summary)',
  private: 'private',
  unknown: 'unknown (allowed by `allow-public-repository`)',
} as const;

/** By method; `way` names the kind of certificate or federation. */
const SIGN_IN: Readonly<Record<SignInMethod, (way: string) => string>> = {
  certificate: (way) => way,
  federated: (way) => `federation (${way}): no stored credential`,
  secret: () => 'client secret (a certificate or OIDC is safer)',
};

const DAY_MS = 86_400_000;
const RENEW_DAYS = 30;

function signIn({
  signIn: method,
  signInWay = 'OIDC',
  certificateEnd,
  finishedAt,
}: RunReport): string | undefined {
  if (method === undefined) return undefined;
  const way = SIGN_IN[method](signInWay);
  if (certificateEnd === undefined) return prose(way);
  const days = Math.floor((certificateEnd.getTime() - finishedAt.getTime()) / DAY_MS);
  const left = days < 0 ? 'expired' : `${formatCount(days, 'day')} left`;
  const advice =
    days < RENEW_DAYS ? '. Renew it now, and register the new one before the old one expires' : '';
  return prose(`${way}, valid until ${certificateEnd.toISOString().slice(0, 10)} (${left})${advice}`);
}

/** What to do next, in addition to the fix of a failure. Each step works after the runner is gone. */
export function nextSteps(report: RunReport): string {
  const steps = NEXT_STEPS[report.status](report);
  return steps.length === 0 ? '' : `### Next steps\n\n${list(steps)}`;
}

const NEXT_STEPS: Readonly<Record<RunReport['status'], (report: RunReport) => string[]>> = {
  validated: () => [
    prose('Set `mode: preflight` to try the sign-in, or `mode: upload` to send the records.'),
  ],
  ready: () => [prose('Set `mode: upload` to send the records.')],
  uploaded: skippedRowsStep,
  partial: (report) => [...resumeStep(report), ...skippedRowsStep(report)],
  failed: (report) => (report.mode === 'upload' ? failedUploadStep(report) : []),
};

function failedUploadStep(report: RunReport): string[] {
  return countRecords(report).inDoubt === 0
    ? [prose('This run stored nothing. Fix the problem above, then run the job again.')]
    : resumeStep(report);
}

function resumeStep(report: RunReport): string[] {
  const resent =
    countRecords(report).inDoubt > 0
      ? ' It sends the records in doubt again, so compare `RecordsSaved` first.'
      : '';
  return report.hasCheckpoint
    ? [`Run the job again with the same content: it resumes where this run stopped.${resent}`]
    : [
        `Without a checkpoint the next run sends everything again. ${keep(report, 'resuming-after-a-failure', 'Set `checkpoint-path`')} to resume instead.`,
      ];
}

function skippedRowsStep(report: RunReport): string[] {
  return report.check?.invalidRowsPath === undefined
    ? []
    : [
        `Rows were skipped. ${keep(report, 'uploading-the-good-rows', 'Keep them with a step of the workflow')}, correct them at their source, and upload them with the next run.`,
      ];
}

function keep({ docsUrl }: RunReport, anchor: string, words: string): string {
  return `[${prose(words)}](${docUrl(docsUrl, 'recipes', anchor)})`;
}

/** A time for people, in UTC. */
function time(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
