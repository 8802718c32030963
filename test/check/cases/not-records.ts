import { AS_IT_IS, type CheckCase, leaver, lines, PROFILE, RESIGNATION, REVIEW } from './case.ts';

const GOOD = lines(RESIGNATION, leaver('ana'), leaver('ben'));
const DATE = '2026-03-31T17:00:00Z';
const TOTAL = [
  '4 error invalid-user EmailAddress',
  '4 error invalid-date ResignationDate',
  '4 error missing-value LastWorkingDate',
];
const left = (name: string, csv: string, ...findings: string[]): CheckCase => ({
  name,
  csv,
  findings,
  sent: GOOD,
});

/** Rows below the header that are not records, and records that look similar. */
export const NOT_RECORD_CASES: readonly CheckCase[] = [
  left('the end-of-file mark of DOS', `${GOOD}\u001a`),
  left('the end-of-file mark after the last value', `${GOOD.trimEnd()}\u001a`),
  left(
    'the end-of-file mark between two files',
    `${lines(RESIGNATION, leaver('ana'))}\u001a${leaver('ben')}\n`,
  ),
  left('a BOM at the start of a line', `${lines(RESIGNATION, leaver('ana'))}\ufeff${leaver('ben')}\n`),
  left(
    'a BOM before a quoted value',
    `${lines(RESIGNATION, leaver('ana'))}\ufeff"ben@contoso.com",${leaver('x').slice(14)}\n`,
  ),
  left('a line of invisible characters', `${GOOD}\u200b,\u00a0,\ufeff\n`),
  {
    name: 'zero bytes at the end of an incompletely written file',
    csv: `${lines(RESIGNATION, ...Array.from({ length: 100 }, (_, i) => leaver(`u${i}`)))}${'\0'.repeat(100)}`,
    findings: ['102 error unreadable-encoding'],
    mentions: ['zero bytes'],
  },
  left(
    'hyphens below the header and a row count, as sqlcmd writes them',
    `${RESIGNATION}\n------------,---------------,---------------\n${leaver('ana')}\n${leaver('ben')}\n\n(2 rows affected)\n`,
  ),
  left(
    'a line of hyphens and plus signs, and a row count, as psql writes them',
    `${RESIGNATION.replaceAll(',', '|')}\n------------+---------------+---------------\n${leaver('ana').replaceAll(',', '|')}\n${leaver('ben').replaceAll(',', '|')}\n(2 rows)\n`,
  ),
  {
    name: 'hyphens in the middle',
    csv: `${GOOD}---,---,---\n`,
    findings: [
      '4 error missing-value EmailAddress',
      '4 error missing-value ResignationDate',
      '4 error missing-value LastWorkingDate',
    ],
  },
  left(
    'a #TYPE line in the middle',
    `${lines(RESIGNATION, leaver('ana'))}#TYPE System.Object\n${leaver('ben')}\n`,
  ),
  left(
    'the header again',
    `${lines(RESIGNATION, leaver('ana'), RESIGNATION, leaver('ben'))}`,
    '3 warning repeated-header',
  ),
  left(
    'the header again, with a BOM, in different case, and with hyphens below',
    `${lines(RESIGNATION, leaver('ana'))}\ufeff${lines(RESIGNATION.toUpperCase(), '-,-,-', leaver('ben'))}`,
    '3 warning repeated-header',
  ),
  {
    name: 'the header again as an error',
    csv: lines(RESIGNATION, leaver('ana'), RESIGNATION),
    inputs: { rules: 'repeated-header: error' },
    findings: ['3 error repeated-header'],
  },
  {
    name: 'the header again, turned off, is still ignored',
    csv: lines(RESIGNATION, leaver('ana'), RESIGNATION, leaver('ben')),
    inputs: { rules: 'repeated-header: off' },
    sent: GOOD,
  },
  left(
    'a second header of labels',
    lines(
      RESIGNATION,
      'E-mail address of the employee,Date of notice,Last day',
      leaver('ana'),
      leaver('ben'),
    ),
    '2 warning second-header',
  ),
  left(
    'a second header of types',
    lines(RESIGNATION, 'string,datetime,datetime', leaver('ana'), leaver('ben')),
    '2 warning second-header',
  ),
  left(
    'a second header in German',
    lines(RESIGNATION, 'Benutzer,Kündigung am,Letzter Tag', leaver('ana'), leaver('ben')),
    '2 warning second-header',
  ),
  {
    name: 'a second header of a profile, with a digit',
    csv: lines(
      PROFILE,
      'E-mail,First name,Last name,Address line 1,ZIP',
      'ana@contoso.com,Ana,Lopez,1 Main St,75001',
    ),
    findings: ['2 warning second-header'],
    sent: lines(PROFILE, 'ana@contoso.com,Ana,Lopez,1 Main St,75001'),
  },
  {
    name: 'a first record without a user is not a second header',
    csv: lines(RESIGNATION, 'ana,soon,later'),
    findings: [
      '2 error invalid-user EmailAddress',
      '2 error invalid-date ResignationDate',
      '2 error invalid-date LastWorkingDate',
    ],
  },
  {
    name: 'a first profile without a user is not a second header',
    csv: lines(PROFILE, 'alopez,Ana,Lopez,1 Main St,75001'),
    findings: ['2 error invalid-user EmailAddress'],
  },
  {
    name: 'a first record of a known scenario is not a second header',
    csv: lines(`HRScenario,${RESIGNATION}`, 'Resignation,email,date,date'),
    findings: [
      '2 error invalid-user EmailAddress',
      '2 error invalid-date ResignationDate',
      '2 error invalid-date LastWorkingDate',
    ],
  },
  {
    name: 'labels in the second row are not a second header',
    csv: lines(RESIGNATION, leaver('ana'), 'E-mail,Date,Last day'),
    findings: [
      '3 error invalid-user EmailAddress',
      '3 error invalid-date ResignationDate',
      '3 error invalid-date LastWorkingDate',
    ],
  },
  {
    name: 'a total without ignore-rows: the message suggests it',
    csv: `${GOOD}Total,2,\n`,
    findings: TOTAL,
    mentions: ['`ignore-rows: Total*`'],
  },
  {
    name: 'a total in ignore-rows',
    csv: `${GOOD}Total,2,\n`,
    inputs: { 'ignore-rows': 'total' },
    sent: GOOD,
  },
  {
    name: 'totals by patterns',
    csv: `${GOOD}" Grand Total: 2 ",,\nEnde der Liste\n*,,\n`,
    inputs: { 'ignore-rows': 'Grand*\n*liste\nEnd?der *\n\\*' },
    findings: [
      '6 error invalid-user EmailAddress',
      '6 error missing-value ResignationDate',
      '6 error missing-value LastWorkingDate',
    ].map((line) => line.replace('invalid-user', 'missing-value')),
  },
  {
    name: 'the entire first cell must match',
    csv: `${GOOD}Totals,2,\n`,
    inputs: { 'ignore-rows': 'Total' },
    findings: TOTAL,
  },
  {
    name: 'a row with a user is never ignored',
    csv: lines(RESIGNATION, leaver('total'), leaver('ben')),
    inputs: { 'ignore-rows': 'total*' },
    sent: AS_IT_IS,
  },
  {
    name: 'a row whose user is in another column is never ignored',
    csv: lines('Remarks,EmailAddress,EffectiveDate', `Total loss,ana@contoso.com,${DATE}`),
    inputs: { 'ignore-rows': 'total*', scenario: 'performance-review' },
    sent: AS_IT_IS,
  },
  {
    name: 'ignored rows do not count as records',
    csv: `${GOOD}Total,,\n`,
    inputs: { 'ignore-rows': 'Total', 'min-records': '3' },
    findings: ['1 error too-few-records'],
  },
  {
    name: 'a footer of one cell among records with optional values',
    csv: lines(REVIEW, `ana@contoso.com,${DATE},ok,5`, 'Report end'),
    inputs: { 'ignore-rows': 'Report end' },
    sent: lines(REVIEW, `ana@contoso.com,${DATE},ok,5`),
  },
  {
    name: 'every row ends in the same empty cell',
    csv: lines(RESIGNATION, `${leaver('ana')},`, `${leaver('ben')},`),
    sent: GOOD,
  },
  {
    name: 'the only row ends in an empty cell',
    csv: lines(RESIGNATION, `${leaver('ana')},`),
    findings: ['2 error row-too-long'],
  },
  {
    name: 'rows end in different numbers of empty cells',
    csv: lines(RESIGNATION, `${leaver('ana')},`, `${leaver('ben')},,`),
    findings: ['2 error row-too-long', '3 error row-too-long'],
  },
  {
    name: 'the first row without the empty cell of all earlier rows, far down',
    csv: lines(RESIGNATION, ...Array.from({ length: 9000 }, (_, i) => `${leaver(`u${i}`)},`), leaver('ben')),
    inputs: { 'invalid-rows': 'skip' },
    findings: ['9002 error row-too-long'],
    mentions: ['All earlier rows'],
    rejected: lines(RESIGNATION, leaver('ben')),
  },
  {
    name: 'a shifted row whose last value is empty',
    csv: lines(
      `${PROFILE},EmployeeRole`,
      'ana@contoso.com,Ana,Lopez,Main St 1, Suite 2,75001,',
      'ben@contoso.com,Ben,Lopez,Main St 3,75001,Nurse',
    ),
    findings: ['2 error row-too-long'],
    mentions: ['an earlier value'],
  },
  {
    name: 'a shifted row is skipped with skip',
    csv: lines(RESIGNATION, `${leaver('ana')},`, leaver('ben')),
    inputs: { 'invalid-rows': 'skip' },
    findings: ['2 error row-too-long'],
    sent: lines(RESIGNATION, leaver('ben')),
    rejected: lines(RESIGNATION, `${leaver('ana')},`),
  },
  {
    name: 'empty ends below a blank row and a row of hyphens',
    csv: lines(RESIGNATION, '', '---,---,---', `${leaver('ana')},`, `${leaver('ben')},`),
    sent: lines(RESIGNATION, leaver('ana'), leaver('ben')),
  },
  {
    name: 'two outputs of sqlcmd with empty ends, one after the other',
    csv: lines(
      ...['ana', 'ben'].flatMap((name) => [
        RESIGNATION,
        '---,---,---',
        `${leaver(name)},`,
        '(1 rows affected)',
      ]),
    ),
    inputs: { 'ignore-rows': '(*rows affected)', rules: 'repeated-header: off' },
    sent: lines(RESIGNATION, leaver('ana'), leaver('ben')),
  },
];
