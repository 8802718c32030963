import { AS_IT_IS, type CheckCase, leaver, lines, PROFILE, RESIGNATION } from './case.ts';

const GOOD = lines(RESIGNATION, leaver('ana'), leaver('ben'));
const ABOVE = '1 warning lines-above-header';

/** Lines above the header, and headers that are not on the first line. */
export const HEADER_LINE_CASES: readonly CheckCase[] = [
  {
    name: 'a title, a date and a blank row above the header',
    csv: `Leavers Report,,\nRun on 2026-11-26 by HR,,\n,,\n${GOOD}`,
    findings: [ABOVE],
    mentions: ['Line 4 is the header'],
    hidden: ['Leavers', 'Run on'],
    sent: GOOD,
  },
  {
    name: 'lines are counted across lines above the header',
    csv: `Leavers Report\n${lines(RESIGNATION, leaver('ana'), 'ben,,')}`,
    findings: [
      ABOVE,
      '4 error invalid-user EmailAddress',
      '4 error missing-value ResignationDate',
      '4 error missing-value LastWorkingDate',
    ],
  },
  {
    name: 'lines above the header, configured',
    csv: `Leavers Report,,\nhr@contoso.com\n\n${GOOD}`,
    inputs: { 'header-line': '4' },
    sent: GOOD,
  },
  { name: 'the first line, configured', csv: GOOD, inputs: { 'header-line': '1' }, sent: AS_IT_IS },
  {
    name: 'quotation marks above the header have no meaning',
    csv: `Report "Leavers\n12" wide\n${GOOD}`,
    findings: [ABOVE],
    sent: GOOD,
  },
  {
    name: 'quotation marks above an explicit header line have no meaning',
    csv: `Report "Leavers\n${GOOD}`,
    inputs: { 'header-line': '2' },
    sent: GOOD,
  },
  {
    name: 'lone CRs above the header',
    csv: `Report\r\r${GOOD.replaceAll('\n', '\r')}`,
    findings: [ABOVE],
    sent: GOOD,
  },
  {
    name: 'semicolons below a title with commas',
    csv: `Leavers, by region, 2026\n${GOOD.replaceAll(',', ';')}`,
    findings: [ABOVE],
    sent: GOOD,
  },
  {
    name: 'a quoted header below a title',
    csv: `Leavers\n${GOOD.replaceAll(/[^,\n]+/g, '"$&"')}`,
    findings: [ABOVE],
    sent: GOOD,
  },
  {
    name: 'names from columns count for the header line',
    csv: lines('Report', 'UPN,Gone,Last day', leaver('ana')),
    inputs: { columns: 'EmailAddress: UPN\nResignationDate: Gone\nLastWorkingDate: Last day' },
    findings: [ABOVE],
    sent: lines('UPN,Gone,Last day', leaver('ana')),
  },
  {
    name: 'a line with a user is never ignored',
    csv: `Report,for hr@contoso.com,\n${GOOD}`,
    findings: ['1 error missing-header'],
    mentions: ['`header-line: 2`'],
    hidden: ['hr@'],
  },
  {
    name: 'a record above the header is never ignored',
    csv: `${leaver('mallory')}\n${GOOD}`,
    findings: ['1 error missing-header'],
    mentions: ['`header-line: 2`'],
    hidden: ['mallory'],
  },
  {
    name: 'one known column on the first line and two further down',
    csv: `EmailAddress,Notes\nx,y\n${GOOD}`,
    findings: ['1 warning lines-above-header'],
    sent: GOOD,
  },
  {
    name: 'a header on line 20',
    csv: `${'x\n'.repeat(19)}${GOOD}`,
    findings: [ABOVE],
    sent: GOOD,
  },
  {
    name: 'a header on line 21',
    csv: `${'x\n'.repeat(20)}${GOOD}`,
    findings: ['1 error missing-header'],
    mentions: ['`header-line: 21`'],
  },
  {
    name: 'a header on line 21, configured',
    csv: `${'x\n'.repeat(20)}${GOOD}`,
    inputs: { 'header-line': '21' },
    sent: GOOD,
  },
  { name: 'blank lines above the header cause no warning', csv: `\n , ,\n\n${GOOD}`, sent: GOOD },
  {
    name: 'a sep= line above the header causes no warning, but a title below it does',
    csv: `sep=;\nReport;\n${GOOD.replaceAll(',', ';')}`,
    findings: ['2 warning lines-above-header'],
    sent: GOOD,
  },
  {
    name: 'an explicit delimiter wins over a sep= line',
    csv: `sep=,\nReport;\n${GOOD.replaceAll(',', ';')}`,
    inputs: { delimiter: 'semicolon' },
    findings: ['2 warning lines-above-header'],
    sent: GOOD,
  },
  {
    name: "PowerShell's #TYPE line",
    csv: `#TYPE Selected.System.Management.Automation.PSCustomObject\r\n${GOOD.replaceAll(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')}`,
    sent: GOOD,
  },
  {
    name: "PowerShell's #TYPE line with commas and a BOM",
    csv: `\ufeff#TYPE System.Collections.Generic.List[System.String, mscorlib]\n${GOOD}`,
    sent: GOOD,
  },
  {
    name: 'a line above the header as an error',
    csv: `Report\n${GOOD}`,
    inputs: { rules: 'lines-above-header: error' },
    findings: ['1 error lines-above-header'],
  },
  {
    name: 'a file that ends before the line of the header',
    csv: 'Report\n',
    inputs: { 'header-line': '4' },
    findings: ['1 error empty-file'],
  },
  {
    name: 'a run without records and with a header line',
    csv: '',
    inputs: { 'header-line': '4', 'allow-empty': 'true' },
    sent: '',
  },
  {
    name: 'a title above a profile',
    csv: lines('Profiles', PROFILE, 'ana@contoso.com,Ana,Lopez,1 Main St,75001'),
    findings: [ABOVE],
    sent: lines(PROFILE, 'ana@contoso.com,Ana,Lopez,1 Main St,75001'),
  },
  {
    name: 'an explicit header line far down',
    csv: `${`${'x'.repeat(300)}\n`.repeat(999)}${GOOD}`,
    inputs: { 'header-line': '1000', delimiter: 'comma' },
    sent: GOOD,
  },
];
