import type { CheckedFile, MappingSheet } from '../check/check-result.ts';
import { RULES } from '../check/rules.ts';
import { SCENARIOS } from '../check/scenarios.ts';
import type { CallResult } from '../connector/upload-result.ts';
import { formatCount, formatDuration, formatNumber } from '../text/numbers.ts';
import { ruleUrl } from './doc-links.ts';
import { code, codeLink, details, list, more, prose, table } from './markdown.ts';
import { countRecords, type RunReport } from './run-report.ts';

/**
 * The tables of the summary: findings, files, calls, mapping. Each returns Markdown, or nothing when it has nothing to
 * say, and keeps to the number of rows that it is told.
 */

const NUMBERS = (title: string) => ({ title, align: 'right' }) as const;

/** The true count of every rule, with its mend, then the first places. */
export function findings(report: RunReport, rows: number): string {
  const all = report.check?.findings;
  if (all === undefined || all.counts.length === 0) return '';
  const counts = table(
    ['Rule', 'Severity', NUMBERS('Times'), 'What it means, and how to fix it'],
    all.counts.map(({ rule, severity, count: times }) => [
      codeLink(rule, ruleUrl(report.docsUrl, rule)),
      severity === 'error' ? '**error**' : 'warning',
      formatNumber(times),
      `${prose(RULES[rule].meaning)} ${prose(RULES[rule].fix)}`,
    ]),
  );
  const title = `### Findings: ${formatCount(all.errors, 'error')}, ${formatCount(all.warnings, 'warning')}`;
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
      formatNumber(finding.line).replaceAll(',', ''),
      finding.column === null ? '' : code(finding.column),
      code(finding.rule),
      prose(finding.message),
    ]),
  );
  const title =
    total > shown.length
      ? `The first ${shown.length} of ${formatNumber(total)} places`
      : `Where: ${formatCount(total, 'place')}`;
  const rest =
    total > shown.length
      ? `\n\nAnd ${formatNumber(total - shown.length)} more: all are in the file of the output \`findings-path\`.`
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
    const rest = file.records === 0 ? 'no records' : 'no known scenario';
    scenarios.push([file.isComplete ? rest : 'not read to its end', file.records - known]);
  }
  return scenarios.map(([name, records], position) => [
    position === 0 ? code(file.name) : '',
    name,
    formatNumber(records),
    position === 0 ? formatNumber(file.invalidRecords) : '',
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
      ? [
          `${formatCount(smooth, 'call')} of ${formatNumber(all.length)} went at the first attempt; here are the others.`,
        ]
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
    details(
      `${formatCount(notable.length, 'call')} that needed more than one attempt, or did not arrive`,
      body,
    ),
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
  const shown = doubt.slice(0, 10).map(({ index, call, outcome, ambiguousBecause }) => {
    const risk =
      outcome === 'accepted'
        ? `its ${formatCount(call.records, 'record')} may be stored twice`
        : `its ${formatCount(call.records, 'record')} may have arrived, or may not`;
    return `Call ${index}: ${risk}. ${prose(ambiguousBecause)}`;
  });
  return `**${formatCount(doubt.length, 'call')} in doubt.** The receipt names ${doubt.length === 1 ? 'it' : 'them'}.\n\n${list([...shown, ...more(doubt.length - shown.length, 'call')])}`;
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
  const others = names.length > 5 ? ` and ${formatCount(names.length - 5, 'more file')}` : '';
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

/** A size for people. */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'] as const;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}
