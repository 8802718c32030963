import type { CheckedFile, MappingSheet } from '../check/check-result.ts';
import type { Finding, FindingSummary, Severity } from '../check/findings.ts';
import { fixOf, RULES, type RuleName } from '../check/rules.ts';
import { SCENARIOS } from '../check/scenarios.ts';
import type { CallResult } from '../connector/upload-result.ts';
import type { UploadDelimiter } from '../csv/quoting.ts';
import { formatCount, formatDuration, formatNumber } from '../text/numbers.ts';
import { docUrl, ruleUrl } from './doc-links.ts';
import { code, codeLink, details, list, more, prose, table } from './markdown.ts';
import { countRecords, type RunReport } from './run-report.ts';

/**
 * The tables of the summary: findings, files, calls, mapping. Each returns Markdown, or nothing when it has nothing to
 * say, and keeps to the number of rows that it is given.
 */

const NUMBERS = (title: string) => ({ title, align: 'right' }) as const;

/** Findings by rule, then by place, errors before warnings. */
export function findings(report: RunReport, rows: number): string {
  const all = report.check?.findings;
  if (all === undefined || all.counts.length === 0) return '';
  // A few findings fit into one table.
  const parts =
    all.errors + all.warnings <= FEW_PLACES
      ? [fewFindings(report, rows)]
      : [
          rules(report),
          ...(['error', 'warning'] as const).flatMap((severity) => [
            alike(severity, report, rows),
            firstOf(severity, report, rows),
          ]),
        ];
  return [findingsTitle(report), ...parts].filter((part) => part !== '').join('\n\n');
}

/** Counts of errors and warnings. A run with errors that succeeded skipped the rows that have them. */
function findingsTitle({ check, failure }: RunReport): string {
  const { errors, warnings } = check!.findings;
  const where = failure === undefined && check!.isAccepted ? ' in rows that are not valid' : '';
  const counts = [
    ...(errors > 0 ? [`${formatCount(errors, 'error')}${where}`] : []),
    ...(warnings > 0 ? [formatCount(warnings, 'warning')] : []),
  ];
  return `### Findings: ${counts.join(', ')}`;
}

/** All findings, errors before warnings. */
function fewFindings(report: RunReport, rows: number): string {
  const { first } = report.check!.findings;
  const sorted = (['error', 'warning'] as const).flatMap((severity) =>
    first.filter((one) => one.severity === severity),
  );
  const shown = sorted.slice(0, rows);
  if (shown.length === 0) return '';
  return table(
    ['Severity', ...PLACE_COLUMNS],
    shown.map((finding) => [
      formatSeverity(finding.severity),
      ...placeCells(finding, report),
      `${prose(finding.message)} ${prose(fixOf(finding))}`,
    ]),
  );
}

/** Few columns, so that a narrow window shows what was seen. */
const PLACE_COLUMNS = ['Place', 'Rule', 'What was seen, and how to fix it'];

/** File, line and column, and the rule. */
function placeCells(finding: Finding, report: RunReport): string[] {
  const { column, rule } = finding;
  const place = placeOf(finding, report);
  return [
    column === null ? place : `${place}, ${code(column)}`,
    codeLink(rule, ruleUrl(report.docsUrl, rule)),
  ];
}

function formatSeverity(severity: Severity): string {
  return severity === 'error' ? '**error**' : 'warning';
}

/** The total count of every rule, with its fix. */
function rules({ check, docsUrl }: RunReport): string {
  return table(
    ['Rule', 'Severity', NUMBERS('Count'), 'Meaning and fix'],
    check!.findings.counts.map(({ rule, severity, count }) => [
      codeLink(rule, ruleUrl(docsUrl, rule)),
      formatSeverity(severity),
      formatNumber(count),
      `${prose(RULES[rule].meaning)} ${prose(adviceOf(rule, check!.findings))}`,
    ]),
  );
}

/** What to do about a rule: the advice of its findings where all that are known have one, else that of the rule. */
function adviceOf(rule: RuleName, { alike: groups, telling }: FindingSummary): string {
  const known = [...groups.map(({ first }) => first), ...telling].filter((finding) => finding.rule === rule);
  const [first, ...others] = new Set(known.map(fixOf));
  return first !== undefined && others.length === 0 ? first : RULES[rule].fix;
}

/** Findings that say the same: a row for all of them. */
function alike(severity: Severity, report: RunReport, rows: number): string {
  const groups = report.check!.findings.alike.filter(({ first }) => first.severity === severity);
  const shown = groups.slice(0, Math.min(rows, MAX_PLACES));
  if (shown.length === 0) return '';
  const body = table(
    [NUMBERS('Count'), 'First place', ...PLACE_COLUMNS.slice(1)],
    shown.map(({ count, first }) => [
      formatNumber(count),
      ...placeCells(first, report),
      `${prose(first.message)} ${prose(fixOf(first))}`,
    ]),
  );
  const rest = more(groups.length - shown.length, 'group');
  const title = `Findings with the same message: ${formatCount(
    shown.reduce((sum, { count }) => sum + count, 0),
    severity,
  )}`;
  return details(title, [body, ...rest].join('\n\n'), severity === 'error');
}

const MAX_PLACES = 50;
/** Up to this many findings are shown in one table, not collapsed. */
const FEW_PLACES = 10;

function firstOf(severity: Severity, report: RunReport, rows: number): string {
  const { errors, warnings, first, alike: groups } = report.check!.findings;
  const inGroups = groups
    .filter((group) => group.first.severity === severity)
    .reduce((sum, { count }) => sum + count, 0);
  const total = (severity === 'error' ? errors : warnings) - inGroups;
  const shown = first.filter((one) => one.severity === severity).slice(0, Math.min(rows, MAX_PLACES));
  if (shown.length === 0) return '';
  const places = table(
    PLACE_COLUMNS,
    shown.map((finding) => [
      ...placeCells(finding, report),
      // The table of rules has the advice of the rule; a finding's own is more specific.
      `${prose(finding.message)} ${prose(finding.fix ?? '')}`.trim(),
    ]),
  );
  const rest =
    total > shown.length ? `\n\nAnd ${formatNumber(total - shown.length)} more. ${keepFindings(report)}` : '';
  const title =
    total > shown.length
      ? `The first ${shown.length} of ${formatCount(total, severity)}`
      : formatCount(total, severity);
  return details(title, `${places}${rest}`, severity === 'error');
}

/** File and line, with a link if the file is committed. */
function placeOf({ file, line }: Finding, { check, committedUrls }: RunReport): string {
  const name = check!.files[file]?.name ?? '';
  const url = committedUrls[name];
  const place = `${name} line ${line}`;
  return url === undefined ? code(place) : codeLink(place, `${url}#L${line}`);
}

function keepFindings({ docsUrl }: RunReport): string {
  return `[${prose('Keep the file of `findings-path`')}](${docUrl(docsUrl, 'recipes', 'keeping-the-receipts')}) to have all of them.`;
}

/** The input: a row for each file and scenario. */
export function files(report: RunReport, rows: number): string {
  const checked = report.check?.files ?? [];
  if (checked.length === 0) return '';
  const all = checked.flatMap(fileRows);
  const shown = all.slice(0, rows);
  const { records, invalid } = countRecords(report);
  const total =
    checked.length > 1
      ? [
          [
            `**${formatCount(checked.length, 'file')}**`,
            '',
            `**${formatNumber(records)}**`,
            `**${formatNumber(invalid)}**`,
            '',
          ],
        ]
      : [];
  const body = table(
    ['File', 'Scenario', NUMBERS('Records'), NUMBERS('Not valid'), 'Read as'],
    [...shown, ...more(all.length - shown.length, 'row').map((text) => [text, '', '', '', '']), ...total],
  );
  const folded =
    checked.length > 10
      ? details(`${formatCount(checked.length, 'file')}, ${formatCount(records, 'record')}`, body)
      : body;
  return [folded, ...ties(checked, rows)].join('\n\n');
}

/** Scenarios that the columns match equally well; the check is the same, the mapping in the portal is not. */
function ties(checked: readonly CheckedFile[], rows: number): string[] {
  const tied = checked.filter((file) => file.equallyLikely.length > 0);
  if (tied.length === 0) return [];
  const shown = tied.slice(0, Math.min(rows, 5)).map((file) => {
    const candidates = [...file.scenarios.keys(), ...file.equallyLikely].map((name) => SCENARIOS[name].value);
    return `${code(file.name)}: the columns match ${candidates.join(' and ')} equally well. Set the input \`scenario\` to choose one.`;
  });
  return [list([...shown, ...more(tied.length - shown.length, 'file')])];
}

/** One row for each scenario, and one for records of no known scenario. */
function fileRows(file: CheckedFile): string[][] {
  const known = [...file.scenarios].map(([name, records]): [string, number, number] => [
    SCENARIOS[name].value,
    records,
    file.invalidByScenario.get(name) ?? 0,
  ]);
  const sum = (column: 1 | 2): number => known.reduce((total, row) => total + row[column], 0);
  const others = file.records - sum(1);
  if (others > 0 || known.length === 0) {
    const name = !file.isComplete ? 'not read to its end' : others === 0 ? 'no records' : 'no known scenario';
    known.push([name, others, file.invalidRecords - sum(2)]);
  }
  return known.map(([name, records, invalid], position) => [
    position === 0 ? code(file.name) : '',
    name,
    formatNumber(records),
    formatNumber(invalid),
    position === 0 ? `${prose(file.format)}, ${size(file.bytes)}` : '',
  ]);
}

/** Every call; expanded if one needed more than one attempt or did not succeed. */
export function calls(report: RunReport, rows: number): string {
  const all = report.upload?.calls ?? [];
  // For an upload that never started, the failure is enough.
  if (!all.some((call) => call.attempts > 0 || call.ambiguous)) return '';
  const notable = all.filter((call) => call.attempts !== 1 || call.ambiguous || call.outcome !== 'accepted');
  const shown = [...notable, ...all.filter((call) => !notable.includes(call))].slice(0, rows);
  const body = [
    doubtText(notable.filter((call) => call.ambiguous)),
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
    ...more(all.length - shown.length, 'call'),
    `[${prose('Keep the receipt')}](${docUrl(report.docsUrl, 'recipes', 'keeping-the-receipts')}) for an audit. It is confidential.`,
  ].filter((part) => part !== '');
  const accepted = all.filter(({ outcome }) => outcome === 'accepted').length;
  const title = `Calls: ${formatNumber(accepted)} of ${formatNumber(all.length)} accepted`;
  return details(title, body.join('\n\n'), notable.length > 0);
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
    formatNumber(index),
    formatNumber(call.records),
    outcome === 'accepted' ? outcome : `**${outcome.replace('-', ' ')}**`,
    formatNumber(attempts),
    status === null ? '' : String(status),
    attempts === 0 ? '' : formatDuration(durationMs),
    ids.join(', '),
  ];
}

function doubtText(doubt: readonly CallResult[]): string {
  const shown = doubt.slice(0, MAX_DOUBTS).map(({ index, call, outcome, ambiguousBecause }) => {
    const records = formatCount(call.records, 'record');
    const risk =
      outcome === 'accepted' ? `${records} may be stored twice` : `${records} may or may not have arrived`;
    return `Call ${index}: ${risk}. ${prose(ambiguousBecause)}`;
  });
  return list([...shown, ...more(doubt.length - shown.length, 'call')]);
}

const MAX_DOUBTS = 10;

/** What an admin types into the portal, so that the connector matches the files. */
export function mapping(report: RunReport): string {
  const { mapping: sheets = [], uploadDelimiter = ',' } = report.check ?? {};
  if (sheets.length === 0) return '';
  const body = [
    `The connector must have been created for the file format **${FILE_FORMATS[uploadDelimiter]}**. On its **File mapping** page in the Microsoft Purview portal, enter these column names. Case does not matter; everything else does.`,
    ...sheets.map(sheetTable),
  ].join('\n\n');
  return details('Mapping sheet: which column to enter in which field of the portal', body);
}

/** The file format in the portal by delimiter. */
const FILE_FORMATS: Readonly<Record<UploadDelimiter, string>> = {
  ',': '.csv (comma-delimited)',
  '\t': '.tsv (tab-delimited)',
  '|': '.psv (pipe-delimited)',
};

function sheetTable({ scenario, fields, scenarioColumn }: MappingSheet): string {
  const rows = fields.map(({ field, column }) => [prose(field), code(column)]);
  const which =
    scenarioColumn === undefined
      ? []
      : [
          ['Column of the scenario', code(scenarioColumn.name)],
          [`Value in it for ${SCENARIOS[scenario].value}`, code(scenarioColumn.value)],
        ];
  return `**${SCENARIOS[scenario].value}**\n\n${table(['Field in the portal', 'Enter'], [...which, ...rows])}`;
}

/** A size in bytes, kB, MB or GB. */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'] as const;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}
