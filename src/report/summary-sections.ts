import type { CallResult } from '../connector/upload-result.ts';
import { ActionErrors, type Explanation } from '../errors.ts';
import type { CheckedFile, MappingSheet } from '../scenarios/check-result.ts';
import { RULES } from '../scenarios/rules.ts';
import { SCENARIOS } from '../scenarios/scenarios.ts';
import { code, count, details, link, list, number, prose, strong, table } from './markdown.ts';
import { countRecords, type RunReport } from './run-report.ts';
import { headlineOf } from './wording.ts';

/**
 * The parts of the summary. Each returns Markdown, or nothing when it has nothing to say, and keeps its tables to
 * the number of rows that it is told.
 */

const NUMBERS = (title: string) => ({ title, align: 'right' }) as const;

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
    ...(acceptedCalls === 0 ? [] : [`${count(acceptedCalls, 'call')} accepted`]),
    `${duration(seconds * 1000)}`,
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
      `### What went wrong: ${number(problem.problems.length)} mistakes`,
      ...shown.map((one, position) => explanation(one, `(${position + 1}) `)),
      ...(more > 0 ? [`And ${number(more)} more.`] : []),
    ].join('\n\n');
  }
  return `### What went wrong\n\n${explanation(problem)}`;
}

function explanation({ what, means, fix }: Explanation, prefix = ''): string {
  return [
    strong(`${prefix}${what}`),
    ...(means === undefined ? [] : [prose(means)]),
    ...(fix.length === 0 ? [] : ['What to do:', list(fix.map(prose))]),
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
    `  R["${count(records, 'record')} read"] --> V["${number(valid)} valid"]`,
    ...(invalid > 0 ? [`  R --> L["${number(invalid)} left out: not valid"]`] : []),
    ...(uploaded > 0 ? [`  V --> U["${number(uploaded)} uploaded"]`] : []),
    ...(inDoubt > 0 ? [`  V --> D["${number(inDoubt)} in doubt: no answer"]`] : []),
    ...(notSent > 0 ? [`  V --> N["${number(notSent)} not uploaded"]`] : []),
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

/** The true count of every rule, with its mend, then the first places. */
export function findings(report: RunReport, rows: number): string {
  const all = report.check?.findings;
  if (all === undefined || all.counts.length === 0) return '';
  const counts = table(
    ['Rule', 'Severity', NUMBERS('Times'), 'What it means, and how to mend it'],
    all.counts.map(({ rule, severity, count: times }) => [
      code(rule),
      severity === 'error' ? '**error**' : 'warning',
      number(times),
      `${prose(RULES[rule].meaning)} ${prose(RULES[rule].fix)}`,
    ]),
  );
  const title = `### Findings: ${count(all.errors, 'error')}, ${count(all.warnings, 'warning')}`;
  return [title, counts, firstFindings(report, rows)].filter((part) => part !== '').join('\n\n');
}

function firstFindings(report: RunReport, rows: number): string {
  const { findings: all, files: checked } = report.check!;
  const shown = all.first.slice(0, Math.min(rows, 50));
  const total = all.errors + all.warnings;
  if (shown.length === 0) return '';
  const places = table(
    ['File', NUMBERS('Line'), 'Column', 'Rule', 'What was seen'],
    shown.map((finding) => [
      code(checked[finding.file]?.name ?? ''),
      number(finding.line).replaceAll(',', ''),
      finding.column === null ? '' : code(finding.column),
      code(finding.rule),
      prose(finding.message),
    ]),
  );
  const title =
    total > shown.length
      ? `The first ${shown.length} of ${number(total)} places`
      : `Where: ${count(total, 'place')}`;
  const rest =
    total > shown.length
      ? `\n\nAnd ${number(total - shown.length)} more: all are in the file of the output \`findings-path\`.`
      : '';
  // A few places are what everybody wants to see; many would hide the rest of the page.
  return total <= FEW_PLACES ? places : details(title, `${places}${rest}`);
}

/** As many places are shown without folding. */
const FEW_PLACES = 10;

/** What was read: a row for each file and scenario. */
export function files(report: RunReport, rows: number): string {
  const checked = report.check?.files ?? [];
  if (checked.length === 0) return '';
  const all = checked.flatMap(fileRows);
  const shown = all.slice(0, rows);
  const { records, invalid } = countRecords(report);
  const total =
    checked.length > 1
      ? [[`**${count(checked.length, 'file')}**`, '', `**${number(records)}**`, `**${number(invalid)}**`, '']]
      : [];
  const body = table(
    ['File', 'Scenario', NUMBERS('Records'), NUMBERS('Not valid'), 'Read as'],
    [...shown, ...more(all.length - shown.length, 'row').map((text) => [text, '', '', '', '']), ...total],
  );
  const folded =
    checked.length > 10
      ? details(`${count(checked.length, 'file')}, ${count(records, 'record')}`, body)
      : body;
  return ['### Files and scenarios', folded, ...ties(checked, rows)].join('\n\n');
}

/** Scenarios between which the columns cannot decide; the check is the same, the mapping in the portal is not. */
function ties(checked: readonly CheckedFile[], rows: number): string[] {
  const tied = checked.filter((file) => file.equallyLikely.length > 0);
  if (tied.length === 0) return [];
  const shown = tied.slice(0, Math.min(rows, 5)).map((file) => {
    const candidates = [...file.scenarios.keys(), ...file.equallyLikely].map((name) => SCENARIOS[name].value);
    return `${code(file.name)}: the columns fit ${candidates.join(' and ')} alike. Set the input \`scenario\` to say which it is.`;
  });
  return [list([...shown, ...more(tied.length - shown.length, 'file')])];
}

/** The file's own numbers stand in its first row only, so that columns add up. */
function fileRows(file: CheckedFile): string[][] {
  const scenarios: (readonly [string, number])[] = [...file.scenarios].map(([name, records]) => [
    SCENARIOS[name].value,
    records,
  ]);
  const known = scenarios.reduce((total, [, records]) => total + records, 0);
  if (known < file.records || scenarios.length === 0) {
    scenarios.push([file.records === 0 ? 'no records' : 'no known scenario', file.records - known]);
  }
  return scenarios.map(([name, records], position) => [
    position === 0 ? code(file.name) : '',
    name,
    number(records),
    position === 0 ? number(file.invalidRecords) : '',
    position === 0 ? `${prose(file.format)}, ${size(file.bytes)}` : '',
  ]);
}

/** The calls, when not all of them went at the first attempt. */
export function calls(report: RunReport, rows: number): string {
  const all = report.upload?.calls ?? [];
  const notable = all.filter((call) => call.attempts > 1 || call.ambiguous || call.outcome !== 'accepted');
  if (notable.length === 0) return '';
  const shown = notable.slice(0, rows);
  const smooth = all.length - notable.length;
  const body = [
    ...(smooth > 0
      ? [`${count(smooth, 'call')} of ${number(all.length)} went at the first attempt; here are the others.`]
      : []),
    table(
      [
        NUMBERS('Call'),
        NUMBERS('Records'),
        'Outcome',
        NUMBERS('Attempts'),
        NUMBERS('Status'),
        NUMBERS('Time'),
        'IDs for a support case',
      ],
      shown.map(callRow),
    ),
    ...more(notable.length - shown.length, 'call'),
  ].join('\n\n');
  const doubt = notable.filter((call) => call.ambiguous);
  return [
    '### Calls',
    ...(doubt.length > 0 ? [doubtText(doubt)] : []),
    details(`${count(notable.length, 'call')} that needed more than one attempt, or did not arrive`, body),
  ].join('\n\n');
}

function callRow({
  call,
  index,
  outcome,
  attempts,
  status,
  durationMs,
  requestId,
  clientRequestId,
}: CallResult): string[] {
  const ids = [
    ...(requestId === null ? [] : [`request ${code(requestId)}`]),
    ...(attempts === 0 ? [] : [`client ${code(clientRequestId)}`]),
  ];
  return [
    number(index),
    number(call.records),
    outcome === 'accepted' ? outcome : `**${outcome.replace('-', ' ')}**`,
    number(attempts),
    status === null ? '' : String(status),
    attempts === 0 ? '' : duration(durationMs),
    ids.join(', '),
  ];
}

function doubtText(doubt: readonly CallResult[]): string {
  const shown = doubt.slice(0, 10).map(({ index, call, outcome, ambiguousBecause }) => {
    const risk =
      outcome === 'accepted'
        ? `its ${count(call.records, 'record')} may be stored twice`
        : `its ${count(call.records, 'record')} may have arrived, or may not`;
    return `Call ${index}: ${risk}. ${prose(ambiguousBecause)}`;
  });
  return `**${count(doubt.length, 'call')} in doubt.** The receipt names ${doubt.length === 1 ? 'it' : 'them'}.\n\n${list([...shown, ...more(doubt.length - shown.length, 'call')])}`;
}

/** What an admin types into the portal, so that the connector and the file cannot disagree. */
export function mapping(report: RunReport, rows: number): string {
  const groups = new Map<string, { names: string[]; sheets: readonly MappingSheet[] }>();
  for (const file of report.check?.files ?? []) {
    if (file.mapping.length === 0) continue;
    const key = JSON.stringify(file.mapping);
    const group = groups.get(key) ?? { names: [], sheets: file.mapping };
    group.names.push(file.name);
    groups.set(key, group);
  }
  if (groups.size === 0) return '';
  const all = [...groups.values()];
  const shown = all.slice(0, Math.ceil(rows / 10));
  const body = [
    'On the **File mapping** page of the HR connector in the Microsoft Purview portal, type these names of columns. Letter case does not matter; everything else does.',
    ...shown.map((group) => sheetGroup(group, all.length > 1)),
    ...more(all.length - shown.length, 'mapping'),
  ].join('\n\n');
  return `### Mapping sheet\n\n${details('Which column to type into which box of the portal', body)}`;
}

function sheetGroup(
  { names, sheets }: { names: string[]; sheets: readonly MappingSheet[] },
  isNamed: boolean,
): string {
  const list = names.slice(0, 5).map(code).join(', ');
  const others = names.length > 5 ? ` and ${count(names.length - 5, 'more file')}` : '';
  return [...(isNamed ? [`For ${list}${others}:`] : []), ...sheets.map(sheetTable)].join('\n\n');
}

function sheetTable({ scenario, fields, scenarioColumn }: MappingSheet): string {
  const rows = fields.map(({ field, column }) => [prose(field), code(column)]);
  const which =
    scenarioColumn === undefined
      ? []
      : [
          ['Column that tells the scenario', code(scenarioColumn.name)],
          [`Value in it for ${SCENARIOS[scenario].value}`, code(scenarioColumn.value)],
        ];
  return `**${SCENARIOS[scenario].value}**\n\n${table(['Field in the portal', 'Type this'], [...which, ...rows])}`;
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

const SIGN_IN = {
  certificate: 'certificate',
  federated: 'federation (OIDC): no stored credential',
  secret: 'client secret (a certificate or OIDC is safer)',
} as const;

function signIn(report: RunReport): string | undefined {
  if (report.signIn === undefined) return undefined;
  const end = report.certificateEnd;
  if (end === undefined) return SIGN_IN[report.signIn];
  const days = Math.floor((end.getTime() - report.finishedAt.getTime()) / 86_400_000);
  const left = days < 0 ? 'it has ended' : `${count(days, 'day')} left`;
  const advice = days < 30 ? '. Renew it now, and register the new one before the old one ends' : '';
  return `${SIGN_IN[report.signIn]}, valid until ${end.toISOString().slice(0, 10)} (${left})${advice}`;
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
        ? ['Nothing was stored by this run. Mend what is named above, then run the job again.']
        : [],
};

function leftOutStep(report: RunReport): string[] {
  return report.check?.invalidRowsPath === undefined
    ? []
    : ['The rows that were left out are in the file of the output `invalid-rows-path`. It is confidential.'];
}

/** One entry that says how many there are besides those shown, or none. */
function more(left: number, noun: string): string[] {
  return left > 0 ? [`and ${count(left, `more ${noun}`)}`] : [];
}

/** A moment for people, in UTC. */
function time(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A length of time for people. */
function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A size for people. */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'] as const;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}
