import { type CheckCase, leaver, lines, RESIGNATION } from './case.ts';

const COMMAND = '::error title=owned::Mallory';
const MARKDOWN = '[Mallory](https://evil.example)<img src=x>|`';
const noHeader = (name: string, first: string, ...hidden: string[]): CheckCase => ({
  name,
  csv: `${first}\n${leaver('ana')}\n`,
  findings: ['1 error missing-header'],
  hidden: [...hidden, 'ana@'],
});
const column = (name: string, cell: string, label: string, ...hidden: string[]): CheckCase => ({
  name,
  csv: lines(`${RESIGNATION},${cell}`, `${leaver('ana')},x`),
  findings: [`1 warning unknown-column ${label}`],
  sent: lines(`${RESIGNATION},${SENT[cell] ?? cell}`, `${leaver('ana')},x`),
  hidden,
});

/** Names are sent without line breaks and invisible characters. */
const SENT: Readonly<Record<string, string>> = {
  '"Mall\nory"': 'Mall ory',
  'Mallory\u202eyrollaM': 'MalloryyrollaM',
};

/** Content that must not be shown, or that attacks the log and the summary. */
export const HOSTILE_CASES: readonly CheckCase[] = [
  noHeader('no header: a person', 'mallory@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z', 'mallory'),
  noHeader('no header: a name', 'Mallory,Smith', 'Mallory', 'Smith'),
  noHeader('no header: a workflow command', `${COMMAND},x`, 'owned', 'Mallory'),
  noHeader('no header: Markdown', `${MARKDOWN},x`, 'evil', 'Mallory'),
  noHeader('no header: the other form of a workflow command', '##[error]Mallory,x', '##[', 'Mallory'),
  {
    name: 'only a scenario column is not a header',
    csv: lines('Scenario,Mallory Smith', 'Resignation,x'),
    findings: ['1 error missing-header'],
    hidden: ['Mallory'],
  },
  column('a column that is a workflow command', COMMAND, 'column 4', 'owned', 'Mallory'),
  column('a column that is Markdown', MARKDOWN, 'column 4', 'evil', 'Mallory'),
  column("a column that is a person's address", 'mallory@contoso.com', 'column 4', 'mallory'),
  column('a column that is a number', '123-45-6789', 'column 4', '6789'),
  column('a column that is a formula', "=cmd|' /C calc'!A0", 'column 4', 'calc'),
  column('a column of line breaks', '"Mall\nory"', 'column 4', 'Mall'),
  column('a column with characters that turn the text', 'Mallory\u202eyrollaM', 'column 4', 'Mallory'),
  column('a column of 65 letters', 'M'.repeat(65), 'column 4', 'MMMM'),
  column('a column of 64 letters', 'M'.repeat(64), 'M'.repeat(64)),
  column('a column of dashes', '-----', 'column 4', '-----'),
  column('a column with a full-width colon', 'a：：b', 'column 4', '：'),
  column('a column with letters of any script', 'Straße_名-x', 'Straße_名-x'),
  {
    name: 'a header that has run into its first record',
    csv: `${RESIGNATION},Notes mallory@contoso.com,2026-03-31T17:00:00Z,Mallory Smith\n`,
    findings: [
      '1 warning unknown-column column 4',
      '1 warning unknown-column column 5',
      '1 warning unknown-column column 6',
      '1 error empty-file',
    ],
    hidden: ['allory', 'Smith'],
  },
  {
    name: 'cells of all kinds of faults',
    csv: lines(
      `HRScenario,${RESIGNATION}`,
      `${COMMAND},mallory1@contoso.com,,`,
      'Resignation,mallory2 x@contoso.com,Mallory3,Mallory4',
      `Resignation,mallory5@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,Mallory6,${MARKDOWN}`,
      'Resignation,mallory7@contoso.com,2026-03-31T17:00:00Z,2026-03-30T17:00:00Z',
      'Resignation,MALLORY7@contoso.com,2026-03-31T17:00:00Z,1926-03-30T17:00:00Z',
      'Resignation,mallory+8@contoso.com,2026-03-31T17:00:00,2026-04-30T17:00:00Z',
      'Resignation,mallory9@fabrikam.com,2026-03-31T17:00:00Z',
    ),
    inputs: { 'allowed-domains': 'contoso.com' },
    findings: [
      '2 error unknown-scenario HRScenario',
      '3 error invalid-user EmailAddress',
      '3 error invalid-date ResignationDate',
      '3 error invalid-date LastWorkingDate',
      '4 error row-too-long',
      '5 warning last-day-before-resignation LastWorkingDate',
      '6 warning date-out-of-range LastWorkingDate',
      '6 warning last-day-before-resignation LastWorkingDate',
      '6 warning last-day-outside-window LastWorkingDate',
      '6 error duplicate-record',
      '7 warning unusual-user EmailAddress',
      '7 warning date-without-offset ResignationDate',
      '8 warning row-too-short',
      '8 error outside-allowed-domains EmailAddress',
      '8 error missing-value LastWorkingDate',
    ],
    hidden: ['allory', 'ALLORY', 'owned', 'evil', 'fabrikam', '1926'],
  },
];
