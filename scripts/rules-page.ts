import type { Severity } from '../src/check/findings.ts';
import { RULE_NAMES, RULES, type Rule, type RuleName } from '../src/check/rules.ts';
import { SYSTEM_DATES } from './system-dates.ts';

/** Generates `docs/rules.md` from the table of rules. */

const INTRODUCTION = `# Rules of the check

Every record is checked before anything is uploaded, because the connector silently drops records that it cannot read.
A finding of the check is an **error**, which stops the upload, or a **warning**, which does not.

- **Location.** A finding has a rule, a file, a line and a column. Lines are the physical lines of the file, as in an
  editor: the first line is always 1, and a line break inside a quoted value counts. The line of a record is its first
  line.
- **Rows that are not records.** Ignored without a warning: rows whose cells are all blank, a BOM at the start of a line,
  Excel's \`sep=\` line, PowerShell's \`#TYPE\` line, a line of hyphens below the header, \`(3 rows affected)\` and the
  DOS end-of-file mark. Ignored with a warning: lines above the header, a repeated header and a second header. Totals and
  footers are ignored if they match \`ignore-rows\`. A row with a user is never ignored. The log and the summary show how
  many rows were ignored.
- **Variations that are accepted.** Spaces and invisible characters around users, dates and scenarios, spaces before and
  after quotation marks, \`="…"\` cells, and column names that differ from known names only by spaces, \`_\` or \`-\`.
- **What is shown.** Values of the file are never shown, since people who read the log may not be allowed to know who is
  in the file. A column is shown by its name if it is a known field, if it is in an input, or if it certainly is a
  column name; otherwise as \`column 4\`. A date that cannot be read is shown as its shape, such as \`99/99/9999\`.
- **How to change a severity.** Use the input \`rules\`, with one line per rule:

  \`\`\`yaml
  rules: |
    date-without-offset: off
    row-too-short: error
  \`\`\`

  The severities are \`error\`, \`warning\` and \`off\`. Rules that prevent a failed upload or lost records cannot
  be changed.
- **How to upload the valid rows.** \`invalid-rows: skip\` skips the rows with errors, writes them to the file at the
  output \`invalid-rows-path\` and uploads the others. It does not help if an error concerns the whole file.
- **How to see all findings.** GitHub shows only a few annotations, and the summary the first 50 errors and 50 warnings. The JSON file
  at the output \`findings-path\` contains all of them.
`;

/** Text of the column "can be changed". */
const CHANGE: Readonly<Record<Rule['change'], string>> = {
  free: 'yes',
  fixed: 'no',
};

export function rulesPage(): string {
  const parts = [
    INTRODUCTION,
    overview(),
    ...section('Errors', 'error'),
    ...section('Warnings', 'warning'),
    systemDates(),
  ];
  return `${parts.join('\n')}\n<!-- Made by \`npm run metadata\` from src/check/rules.ts. -->\n`;
}

function overview(): string {
  const rows = RULE_NAMES.map(
    (name) =>
      `| [${name}](#${name}) | ${RULES[name].severity} | ${CHANGE[RULES[name].change]} | ${RULES[name].meaning} |`,
  );
  return [
    '## All rules',
    '',
    '| rule | severity | can be changed | what it means |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function section(title: string, severity: Severity): string[] {
  const names = RULE_NAMES.filter((name) => RULES[name].severity === severity);
  return [`## ${title}\n`, ...names.map(ruleText)];
}

function ruleText(name: RuleName): string {
  const { severity, change, meaning, why, fix, source } = RULES[name];
  return [
    `### ${name}`,
    '',
    meaning,
    '',
    `- **Why it matters:** ${why}`,
    `- **How to fix it:** ${fix}`,
    `- **Severity:** ${severity}; can be changed: ${CHANGE[change]}.`,
    `- **Source:** ${source}.`,
    '',
  ].join('\n');
}

const DATES_INTRODUCTION = `## How your system writes dates

\`date-format\` is \`iso\` or a pattern in the letters of
[.NET's custom date formats](https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings).
Write several forms on separate lines; the first that reads a value is used:

\`\`\`yaml
date-format: |
  iso
  d.M.yyyy
time-zone: Europe/Berlin
\`\`\`

Without a time zone, dates without an offset are read as UTC: set \`time-zone\` for every form without one. If a date
cannot be read, the finding suggests the form that reads all dates of the file, if their values make it clear.

| system | writes | \`date-format\` | |
|---|---|---|---|`;

function systemDates(): string {
  const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join('<br>');
  const rows = SYSTEM_DATES.map(
    ({ system, examples, forms, note = '' }) =>
      `| ${system} | ${code(examples)} | ${code(forms)} | ${note} |`,
  );
  return [DATES_INTRODUCTION, ...rows, ''].join('\n');
}
