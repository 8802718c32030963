import { AS_IT_IS, type CheckCase, leaver, lines, MIXED, PROFILE, RESIGNATION } from './case.ts';

const GOOD = lines(RESIGNATION, leaver('ana'), leaver('ben'));
const [DATE, LAST] = ['2026-03-31T17:00:00Z', '2026-04-30T17:00:00Z'];
const BLANKS = '2 warning blanks-around-value EmailAddress';
const PERSON = 'ana@contoso.com,Ana,Lopez,1 Main St,75001';
const named = (name: string, header: string, inputs = {}, sent = header): CheckCase => ({
  name,
  csv: lines(header, leaver('ana')),
  inputs,
  sent: lines(sent, leaver('ana')),
});
const user = (name: string, cell: string, ...findings: string[]): CheckCase => ({
  name,
  csv: lines(RESIGNATION, `${cell},${DATE},${LAST}`),
  findings,
  sent: lines(RESIGNATION, leaver('ana')),
});

/** Common variations whose meaning is clear. */
export const PEOPLE_CASES: readonly CheckCase[] = [
  named('names with spaces', 'Email Address,Resignation Date,Last Working Date'),
  named('names with signs', 'email_address,resignation-date,LAST_WORKING_DATE'),
  named('an alias with spaces', 'User Principal Name,Termination Date,last working date'),
  named(
    'a no-break space, a zero-width space and two spaces',
    'Work\u00a0Email,ResignationDate\u200b,Last  Day',
    { scenario: 'resignation', columns: 'EmailAddress: Work Email\nLastWorkingDate: Last Day' },
    'Work Email,ResignationDate,Last Day',
  ),
  named(
    'letters in two parts, as on a Mac',
    'Benutzername,Ku\u0308ndigungsdatum,Letzter Arbeitstag',
    {
      columns:
        'EmailAddress: Benutzername\nResignationDate: K\u00fcndigungsdatum\nLastWorkingDate: Letzter Arbeitstag',
    },
    'Benutzername,K\u00fcndigungsdatum,Letzter Arbeitstag',
  ),
  named(
    'a name of several lines',
    'EmailAddress,"Resignation\nDate","LastWorking\r\nDate"',
    {},
    'EmailAddress,Resignation Date,LastWorking Date',
  ),
  named(
    'a mapped name that differs by a sign',
    'Work Email,ResignationDate,LastWorkingDate',
    { columns: 'EmailAddress: Work_Email' },
    'Work_Email,ResignationDate,LastWorkingDate',
  ),
  named('fields in `columns` that differ by spaces and signs', 'UPN,Gone,Last', {
    columns: 'e-mail address: UPN\nResignation_Date: Gone\nlast working date: Last',
  }),
  {
    name: 'a name like a known one next to the known one',
    csv: lines(`Email Address,${RESIGNATION}`, `x,${leaver('ana')}`),
    findings: ['1 warning unknown-column Email Address'],
    sent: AS_IT_IS,
  },
  {
    name: 'a scenario column with a space',
    csv: lines(`HR Scenario,${RESIGNATION}`, `Resignation,${leaver('ana')}`),
    sent: AS_IT_IS,
  },
  user('a space before and after', ' ana@contoso.com  ', BLANKS),
  user('a tab, a no-break space and a zero-width space', '\tana@contoso.com\u00a0\u200b', BLANKS),
  user('a line break after', '"ana@contoso.com\n"', BLANKS),
  {
    name: 'columns of fixed width: one warning for the file',
    csv: lines(
      'EmailAddress, ResignationDate, LastWorkingDate',
      `ana@contoso.com, ${DATE}, ${LAST}`,
      `ben@contoso.com   , ${DATE} ,${LAST}  `,
    ),
    findings: ['2 warning blanks-around-value ResignationDate'],
    sent: GOOD,
  },
  {
    name: 'blanks around values as an error: one finding each',
    csv: lines(RESIGNATION, ` ana@contoso.com,${DATE}, ${LAST}`, `ben@contoso.com ,${DATE},${LAST}`),
    inputs: { rules: 'blanks-around-value: error' },
    findings: [
      '2 error blanks-around-value EmailAddress',
      '2 error blanks-around-value LastWorkingDate',
      '3 error blanks-around-value EmailAddress',
    ],
  },
  {
    name: 'spaces around texts are kept',
    csv: lines(PROFILE, 'ana@contoso.com, Ana ,Lopez  ,1 Main St,75001'),
    sent: AS_IT_IS,
  },
  {
    name: 'duplicates are found after trimming',
    csv: lines(RESIGNATION, leaver('ana'), ` ${leaver('ana')}`),
    findings: ['3 warning blanks-around-value EmailAddress', '3 error duplicate-record'],
  },
  {
    name: 'spaces before quotation marks',
    csv: `EmailAddress, "ResignationDate", "LastWorkingDate"\nana@contoso.com, "${DATE}", "${LAST}"\n`,
    sent: lines(RESIGNATION, leaver('ana')),
  },
  {
    name: 'an unchanged record next to one with spaces before quotation marks',
    csv: `${RESIGNATION}\n"ana@contoso.com",${DATE},${LAST}\nben@contoso.com, "${DATE}",${LAST}\n`,
    sent: GOOD,
  },
  {
    name: 'texts written as formulas',
    csv: `${RESIGNATION}\n="ana@contoso.com",="${DATE}",="${LAST}"\n"=""ben@contoso.com""","=""${DATE}""","=""${LAST}"""\n`,
    sent: GOOD,
  },
  {
    name: 'a whole file of formulas',
    csv: `="EmailAddress",="ResignationDate",="LastWorkingDate"\n="ana@contoso.com",="${DATE}",="${LAST}"\n`,
    sent: lines(RESIGNATION, leaver('ana')),
  },
  {
    name: 'scenario values: usual names, spaces, case; the first spelling is sent',
    csv: lines(
      MIXED,
      `RESIGNATION ,${leaver('ana')},,,,,`,
      `resignation,${leaver('ben')},,,,,`,
      `job-level-change,ana@contoso.com,,,${DATE},,,,`,
      `Job Level Change,ben@contoso.com,,,${DATE},,,,`,
    ),
    findings: ['2 warning blanks-around-value HRScenario'],
    sent: lines(
      MIXED,
      `RESIGNATION,${leaver('ana')},,,,,`,
      `RESIGNATION,${leaver('ben')},,,,,`,
      `job-level-change,ana@contoso.com,,,${DATE},,,,`,
      `job-level-change,ben@contoso.com,,,${DATE},,,,`,
    ),
  },
  {
    name: 'scenario values: the first spelling of all files is sent',
    csv: {
      'a.csv': lines(`HRScenario,${RESIGNATION}`, `resignation,${leaver('ana')}`),
      'b.csv': lines(`HRScenario,${RESIGNATION}`, `Resignation,${leaver('ben')}`),
    },
    inputs: { 'csv-path': '*.csv' },
    sent: lines(
      `HRScenario,${RESIGNATION}`,
      `resignation,${leaver('ana')}`,
      `HRScenario,${RESIGNATION}`,
      `resignation,${leaver('ben')}`,
    ),
  },
  {
    name: 'placeholder words in required values',
    csv: lines(PROFILE, 'ana@contoso.com,NULL,N/A,-,00000', 'ben@contoso.com,Null,#N/A,–,1'),
    findings: [
      '2 warning placeholder-value EmployeeFirstName',
      '2 warning placeholder-value EmployeeLastName',
      '2 warning placeholder-value EmployeeAddressLine1',
      '3 warning placeholder-value EmployeeFirstName',
      '3 warning placeholder-value EmployeeLastName',
      '3 warning placeholder-value EmployeeAddressLine1',
    ],
    sent: AS_IT_IS,
  },
  {
    name: 'placeholder words in a user and in dates are missing values',
    csv: lines(RESIGNATION, `NULL,${DATE},${LAST}`, 'ana@contoso.com,N/A,-'),
    findings: [
      '2 error missing-value EmailAddress',
      '3 error missing-value ResignationDate',
      '3 error missing-value LastWorkingDate',
    ],
  },
  {
    name: 'names that are placeholders in different case, and optional placeholders',
    csv: lines(`${PROFILE},EmployeeCity`, 'ana@contoso.com,Na,Nan,1 Main St,75001,N/A'),
    sent: AS_IT_IS,
  },
  {
    name: 'letters that were lost before',
    csv: lines(
      PROFILE,
      'joerg@contoso.com,J?rg,M??ller,Hauptstra?e 1,10115',
      'zoe@contoso.com,Zo\ufffd,Miller,1 Rue?,75001',
    ),
    findings: [
      '2 warning lost-letters EmployeeFirstName',
      '2 warning lost-letters EmployeeLastName',
      '2 warning lost-letters EmployeeAddressLine1',
      '3 warning lost-letters EmployeeFirstName',
    ],
    sent: AS_IT_IS,
  },
  {
    name: 'letters that were lost in a user',
    csv: lines(RESIGNATION, `j?rg@contoso.com,${DATE},${LAST}`, `zo\ufffd@contoso.com,${DATE},${LAST}`),
    findings: ['2 error lost-letters EmailAddress', '3 error lost-letters EmailAddress'],
  },
  {
    name: 'users under a suffix that no tenant has: one warning for the file',
    csv: lines(RESIGNATION, leaver('ana').replace('.com', '.local'), leaver('ben').replace('.com', '.LAN')),
    findings: ['2 warning unroutable-domain EmailAddress'],
    sent: AS_IT_IS,
  },
  {
    name: 'users under a suffix that no tenant has, as an error',
    csv: lines(RESIGNATION, leaver('ana').replace('.com', '.local'), leaver('ben').replace('.com', '.corp')),
    inputs: { rules: 'unroutable-domain: error' },
    findings: ['2 error unroutable-domain EmailAddress', '3 error unroutable-domain EmailAddress'],
  },
  {
    name: 'a header whose last name continues with the first record',
    csv: `${RESIGNATION}mallory@contoso.com,${DATE},${LAST}\n${GOOD.slice(RESIGNATION.length + 1)}`,
    findings: ['1 error joined-header'],
    hidden: ['mallory', 'LastWorkingDate'],
  },
  {
    name: 'a header of a profile that continues with the first record',
    csv: lines(`${PROFILE}${PERSON.replace('Lopez', 'Mallory')}`, PERSON),
    findings: ['1 error joined-header'],
    hidden: ['Mallory'],
  },
  {
    name: 'a header that continues with the first record, in quotation marks',
    csv: `"EmailAddress","ResignationDate","LastWorkingDate""mallory@contoso.com","${DATE}","${LAST}"\n${leaver('ana')}\n`,
    findings: ['1 error joined-header'],
    hidden: ['mallory'],
  },
  {
    name: 'a name that starts with a known one',
    csv: lines(`${RESIGNATION},EmailAddress2`, `${leaver('ana')},x`),
    findings: ['1 warning unknown-column column 4'],
    sent: AS_IT_IS,
  },
  {
    name: 'columns are named by what they contain',
    csv: lines(
      'Benutzer,Kündigung,Letzter Tag,Grund',
      ...['ana', 'ben', 'cleo'].map((name) => `${name}@contoso.com,31.03.2026,30.04.2026 17:00,Mallory`),
    ),
    findings: ['1 error missing-header'],
    mentions: [
      '`Benutzer` contains users',
      '`Kündigung`, `Letzter Tag` contain dates',
      '`EmailAddress: Benutzer`',
    ],
    hidden: ['Mallory', 'Grund'],
  },
  {
    name: 'columns are not named with fewer than three records',
    csv: lines('Mallory,Start', `ana@contoso.com,${DATE}`, `ben@contoso.com,${DATE}`),
    findings: ['1 error missing-header'],
    hidden: ['Mallory', 'Start'],
  },
  {
    name: 'columns are not named if one value has another form',
    csv: lines(
      'Mallory,Start',
      ...['ana', 'ben', 'cleo'].map((name) => `${name}@contoso.com,${DATE}`),
      `dora,${DATE}`,
    ),
    findings: ['1 error missing-header'],
    hidden: ['Mallory', 'Start'],
  },
  {
    name: 'columns are not named without a column of dates',
    csv: lines('Mallory,Start', ...['ana', 'ben', 'cleo'].map((name) => `${name}@contoso.com,x`)),
    findings: ['1 error missing-header'],
    hidden: ['Mallory', 'Start'],
  },
  {
    name: 'a header without a user of a file without a header is not named',
    csv: lines(
      ...['Mallory', 'ben@contoso.com', 'cleo@contoso.com', 'dora@contoso.com'].map(
        (name) => `${name},${DATE}`,
      ),
    ),
    findings: ['1 error missing-header'],
    hidden: ['Mallory'],
  },
];
