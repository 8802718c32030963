import type { Severity } from '../src/check/findings.ts';
import { RULE_NAMES, RULES, type Rule, type RuleName } from '../src/check/rules.ts';
import { SYSTEM_DATES } from './system-dates.ts';

/** `docs/rules.md`, from the table of rules. */

const INTRODUCTION = `# Rules of the check

Every record is checked before anything is uploaded, because the connector drops what it cannot read without a word.
What the check finds is an **error**, which stops the upload, or a **warning**, which does not.

- **Where it is.** A finding names the rule, the file, the line and the column. Lines are the physical lines of the
  file, as an editor counts them: the first line is 1, whatever it holds, and a line break inside a quoted value
  counts. A record is named by its first line.
- **What is not a record.** Rows whose cells are all blank are left out, also a BOM at the start of a line, Excel's
  \`sep=\` line, PowerShell's \`#TYPE\` line, a line of hyphens below the header, \`(3 rows affected)\` and the
  end-of-file mark of DOS. Lines above the header, the header again and a second line of labels are left out with a
  warning; totals and footers where you name them with \`ignore-rows\`. A row with a user is never left out by itself.
  The log and the summary count what was left out.
- **What is read as it is meant.** Blanks and invisible characters around users, dates and scenarios, blanks before and
  after quotation marks, \`="…"\` cells, and column names that differ from known ones only by blanks, \`_\` or \`-\`.
- **What is shown.** No value of the file is ever shown, since the log is read by people who may not know whom the file
  is about. A column is called by its name if it is a known field, if you named it in an input, or if it looks like a
  name beyond doubt; otherwise it is \`column 4\`. A date that cannot be read is shown as its shape, such as
  \`99/99/9999\`.
- **How to change a severity.** With the input \`rules\`, one line for each rule:

  \`\`\`yaml
  rules: |
    date-without-offset: off
    row-too-short: error
  \`\`\`

  The severities are \`error\`, \`warning\` and \`off\`. A rule whose breach would break the upload or lose records cannot
  be changed.
- **How to upload all the same.** \`invalid-rows: skip\` leaves out the rows with errors, writes them to the file of the
  output \`invalid-rows-path\` and uploads the others. It does not help against an error of a whole file.
- **Where all of it is.** GitHub shows few annotations and the summary the first 50 findings; the output
  \`findings-path\` names a JSON file with every one.
`;

/** What the column "can be changed" says. */
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
Several forms go on lines of their own, and the first that reads a value wins:

\`\`\`yaml
date-format: |
  iso
  d.M.yyyy
time-zone: Europe/Berlin
\`\`\`

Without a time zone, dates that have no offset are taken as UTC: set \`time-zone\` for every form without one. A date
that cannot be read is answered with the form that reads all dates of the file, where its values tell.

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
