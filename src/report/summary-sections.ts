import type { SignInMethod } from '../entra/token.ts';
import { ActionErrors, type Explanation } from '../errors.ts';
import { formatCount, formatDuration, formatNumber } from '../text/numbers.ts';
import { errorUrl } from './doc-links.ts';
import { code, codeLink, details, link, list, more, prose, strong, table } from './markdown.ts';
import { countRecords, type RunReport } from './run-report.ts';
import { headlineOf } from './wording.ts';

/**
 * The parts of the summary. Each returns Markdown, or nothing when it has nothing to say, and keeps its tables to
 * the number of rows that it is told.
 */

/** The result in one line, what to compare it with, and the run in one line. */
export function headline(report: RunReport): string {
  const { mark, text, expectation } = headlineOf(report);
  return [
    `## ${mark} ${prose(text)}`,
    ...(expectation === '' ? [] : [prose(expectation)]),
    statusLine(report),
  ].join('\n\n');
}

function statusLine(report: RunReport): string {
  const { acceptedCalls } = countRecords(report);
  const seconds = (report.finishedAt.getTime() - report.startedAt.getTime()) / 1000;
  return [
    `Status **${report.status}**`,
    `mode **${report.mode}**`,
    ...(report.connector.cloud === undefined ? [] : [`cloud **${report.connector.cloud}**`]),
    ...(acceptedCalls === 0 ? [] : [`${formatCount(acceptedCalls, 'call')} accepted`]),
    `${formatDuration(seconds * 1000)}`,
  ].join(' · ');
}

/** Why the run failed: what was seen, what it means, what to do. */
export function failure(report: RunReport): string {
  const problem = report.failure ?? report.upload?.failure;
  if (problem === undefined) return '';
  if (problem instanceof ActionErrors && problem.problems.length > 1) {
    const shown = problem.problems.slice(0, 50);
    const more = problem.problems.length - shown.length;
    return [
      `### What went wrong: ${formatNumber(problem.problems.length)} mistakes`,
      ...shown.map((one, position) => explanation(one, report.docsUrl, `(${position + 1}) `)),
      ...(more > 0 ? [`And ${formatNumber(more)} more.`] : []),
    ].join('\n\n');
  }
  return `### What went wrong\n\n${explanation(problem, report.docsUrl)}`;
}

function explanation({ code, what, means, fix }: Explanation, docsUrl: string, prefix = ''): string {
  return [
    strong(`${prefix}${what}`),
    ...(means === undefined ? [] : [prose(means)]),
    ...(fix.length === 0 ? [] : ['What to do:', list(fix.map(prose))]),
    `Error code: ${codeLink(code, errorUrl(docsUrl, code))}`,
  ].join('\n\n');
}

/** The way of the records, drawn only when it forks: when all went, the headline has said it. */
export function picture(report: RunReport): string {
  const { records, valid, invalid, uploaded, inDoubt, notAccepted } = countRecords(report);
  const forks =
    (invalid > 0 && report.check?.plan !== undefined) || (uploaded > 0 && notAccepted > 0) || inDoubt > 0;
  if (report.mode !== 'upload' || report.upload === undefined || !forks) return '';
  const notSent = notAccepted - inDoubt;
  const lines = [
    `  R["${formatCount(records, 'record')} read"] --> V["${formatNumber(valid)} valid"]`,
    ...(invalid > 0 ? [`  R --> L["${formatNumber(invalid)} left out: not valid"]`] : []),
    ...(uploaded > 0 ? [`  V --> U["${formatNumber(uploaded)} uploaded"]`] : []),
    ...(inDoubt > 0 ? [`  V --> D["${formatNumber(inDoubt)} in doubt: no answer"]`] : []),
    ...(notSent > 0 ? [`  V --> N["${formatNumber(notSent)} not uploaded"]`] : []),
  ];
  return ['```mermaid', 'flowchart LR', ...lines, '```'].join('\n');
}

/** Warnings of the run that are not about records. */
export function warnings(report: RunReport, rows: number): string {
  const all = [
    ...report.warnings,
    ...(report.upload?.remarks ?? []).map((remark) => ({ title: 'Upload', lines: [remark.text] })),
  ];
  if (all.length === 0) return '';
  const shown = all
    .slice(0, Math.max(rows, 3))
    .map(({ title, lines }) => `${strong(title)}: ${lines.map(prose).join(' ')}`);
  return `### Please note\n\n${list([...shown, ...more(all.length - shown.length, 'note')])}`;
}

/** How the action signed in, where it sent to, and what guarded the run. */
export function runDetails(report: RunReport): string {
  const { connector, run } = report;
  const rows: [string, string | undefined][] = [
    ['Signed in by', signIn(report)],
    ['Tenant', connector.tenantId],
    ['Application', connector.clientId],
    ['Connector job', connector.jobId],
    ['Sent to', report.upload === undefined ? undefined : connector.ingestionUrl],
  ];
  const cells = rows
    .filter((row): row is [string, string] => row[1] !== undefined)
    .map(([name, value]) => [name, name === 'Signed in by' ? prose(value) : code(value)]);
  if (report.visibility !== undefined) cells.push(['Repository', prose(VISIBILITY[report.visibility])]);
  if (run.id !== null) {
    cells.push([
      'Workflow run',
      `${link(run.id, run.url)}${run.attempt === null ? '' : `, attempt ${run.attempt}`}`,
    ]);
  }
  cells.push(['Started', time(report.startedAt)], ['Action', `purview-hr-upload ${prose(report.version)}`]);
  return details('This run', table(['Detail', 'Value'], cells));
}

const VISIBILITY = {
  public: 'public (everybody can read this summary; allowed by `allow-public-repository`)',
  internal: 'internal (the whole enterprise can read this summary)',
  private: 'private',
  unknown: 'unknown (allowed by `allow-public-repository`)',
} as const;

const SIGN_IN: Readonly<Record<SignInMethod, (way: string) => string>> = {
  certificate: (way) => way,
  federated: (way) => `federation (${way}): no stored credential`,
  secret: (way) => `${way} (a certificate or OIDC is safer)`,
};

function signIn(report: RunReport): string | undefined {
  if (report.signIn === undefined) return undefined;
  const end = report.certificateEnd;
  const way = SIGN_IN[report.signIn](report.signInWay ?? report.signIn);
  if (end === undefined) return way;
  const days = Math.floor((end.getTime() - report.finishedAt.getTime()) / 86_400_000);
  const left = days < 0 ? 'it has ended' : `${formatCount(days, 'day')} left`;
  const advice = days < 30 ? '. Renew it now, and register the new one before the old one ends' : '';
  return `${way}, valid until ${end.toISOString().slice(0, 10)} (${left})${advice}`;
}

/** Where to look next; what went wrong has its own fixes. */
export function nextSteps(report: RunReport): string {
  const steps = NEXT_STEPS[report.status](report);
  return steps.length === 0 ? '' : `### Next\n\n${list(steps.map(prose))}`;
}

const PORTAL =
  'In the Microsoft Purview portal, open Data connectors, your HR connector, and download its log.';

const NEXT_STEPS: Readonly<Record<RunReport['status'], (report: RunReport) => string[]>> = {
  validated: () => ['Set `mode: preflight` to try the sign-in, or `mode: upload` to send the records.'],
  ready: () => ['Set `mode: upload` to send the records.'],
  uploaded: (report) =>
    report.upload === undefined || countRecords(report).uploaded === 0
      ? []
      : [
          `${PORTAL} Add up \`RecordsSaved\` and compare the sum with the number above.`,
          'Keep the file of the output `receipt-path` for your auditor. It is confidential.',
          ...leftOutStep(report),
        ],
  partial: (report) => [
    `${PORTAL} Compare \`RecordsSaved\` with the number above.`,
    'The file of the output `receipt-path` names every call: what was accepted, what is in doubt, and what was not sent.',
    'With the input `checkpoint-path`, the next run of the same content goes on where this one stopped.',
    ...leftOutStep(report),
  ],
  failed: (report) =>
    countRecords(report).inDoubt > 0
      ? [`${PORTAL} See whether the records in doubt are there before you run the job again.`]
      : report.mode === 'upload'
        ? ['Nothing was stored by this run. Fix what is named above, then run the job again.']
        : [],
};

function leftOutStep(report: RunReport): string[] {
  return report.check?.invalidRowsPath === undefined
    ? []
    : ['The rows that were left out are in the file of the output `invalid-rows-path`. It is confidential.'];
}

/** A moment for people, in UTC. */
function time(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
