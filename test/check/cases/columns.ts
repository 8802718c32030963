import { AS_IT_IS, type CheckCase, leaver, lines, MIXED, PROFILE, RESIGNATION, REVIEW } from './case.ts';

const DATE = '2026-03-31T17:00:00Z';
const LAST = '2026-04-30T17:00:00Z';

/** Headers, scenarios, and the inputs that map them. */
export const COLUMN_CASES: readonly CheckCase[] = [
  {
    name: 'the alias UserPrincipalName',
    csv: lines('UserPrincipalName,ResignationDate,LastWorkingDate', leaver('ana')),
    sent: AS_IT_IS,
  },
  {
    name: 'the alias TerminationDate',
    csv: lines('EmailAddress,TerminationDate,LastWorkingDate', leaver('ana')),
    sent: AS_IT_IS,
  },
  {
    name: 'the aliases of an employee profile',
    csv: lines(
      'EmailAddress,UserName,EmployeeFirstName,EmployeeLastName,EmployeeAddLine1,EmployeeAddLine2,EmployeeCity,EmployeeState,EmployeeZipCode,EmployeeDept,EmployeeType,EmployeeRole',
      'ana@contoso.com,ana,Ana,Lopez,1 Main St,#2,City,Florida,32104,Sales,Regular,Clerk',
    ),
    sent: AS_IT_IS,
  },
  {
    name: 'the aliases of an improvement plan',
    csv: lines(
      'EmailAddress,EffectiveDate,ImprovementRemarks,PerformanceRating',
      `ana@contoso.com,${DATE},late,2`,
    ),
    sent: AS_IT_IS,
  },
  {
    name: 'names in different case',
    csv: lines('EMAILADDRESS,resignationdate,lastWorkingDate', leaver('ana')),
    sent: AS_IT_IS,
  },
  {
    name: 'spaces around names are not sent',
    csv: lines(' EmailAddress , ResignationDate,LastWorkingDate ', leaver('ana')),
    sent: lines(RESIGNATION, leaver('ana')),
  },
  {
    name: 'columns in another order',
    csv: lines('LastWorkingDate,EmailAddress,ResignationDate', `${LAST},ana@contoso.com,${DATE}`),
    sent: AS_IT_IS,
  },
  {
    name: 'a missing column',
    csv: lines('EmailAddress,ResignationDate', `ana@contoso.com,${DATE}`),
    findings: ['1 error missing-column LastWorkingDate'],
  },
  {
    name: 'a missing column of a profile, as Microsoft names it',
    csv: lines(
      'EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeZipCode',
      'ana@contoso.com,Ana,Lopez,1',
    ),
    findings: ['1 error missing-column EmployeeAddressLine1'],
  },
  {
    name: 'two missing columns',
    csv: lines('EmailAddress,HRScenario', 'ana@contoso.com,Resignation'),
    findings: ['1 error missing-column ResignationDate', '1 error missing-column LastWorkingDate'],
    mentions: ['ResignationDate or TerminationDate'],
  },
  {
    name: 'optional columns may be missing',
    csv: lines('EmailAddress,EffectiveDate,OldLevel', `ana@contoso.com,${DATE},61`),
    sent: AS_IT_IS,
  },
  {
    name: 'no header: the first line is a person',
    csv: lines(leaver('ana'), leaver('ben')),
    findings: ['1 error missing-header'],
    hidden: ['ana', 'ben'],
  },
  {
    name: 'a header of unknown names',
    csv: lines('Personalnummer,Austritt,Letzter Tag', '4711,2026-03-31,2026-04-30'),
    findings: ['1 error missing-header'],
    hidden: ['Austritt', 'Letzter'],
  },
  {
    name: 'an unknown column',
    csv: lines(`${RESIGNATION},Cost center`, `${leaver('ana')},4711`),
    findings: ['1 warning unknown-column Cost center'],
    sent: AS_IT_IS,
  },
  {
    name: 'a misspelled column: the nearest field that is missing',
    csv: lines('EmailAdress,ResignationDate,LastWorkingDate', leaver('ana')),
    findings: ['1 error missing-column EmailAddress', '1 warning unknown-column EmailAdress'],
    mentions: ['Did you mean `EmailAddress`?'],
  },
  {
    name: 'an unknown column that only starts like a field of another scenario',
    csv: lines(`${RESIGNATION},EmployeeID`, `${leaver('ana')},x`),
    findings: ['1 warning unknown-column EmployeeID'],
    hidden: ['Did you mean'],
    sent: AS_IT_IS,
  },
  {
    name: 'an unknown column with a digit is shown by its position',
    csv: lines(`${RESIGNATION},Line 2`, `${leaver('ana')},x`),
    findings: ['1 warning unknown-column column 4'],
    sent: AS_IT_IS,
  },
  {
    name: 'an unknown column without a name',
    csv: lines('EmailAddress,,ResignationDate,LastWorkingDate', `ana@contoso.com,,${DATE},${LAST}`),
    findings: ['1 warning unknown-column column 2'],
    sent: AS_IT_IS,
  },
  {
    name: 'unknown columns, turned off',
    csv: lines(`${RESIGNATION},Extra`, `${leaver('ana')},x`),
    inputs: { rules: 'unknown-column: off' },
    sent: AS_IT_IS,
  },
  {
    name: 'unknown columns as errors',
    csv: lines(`${RESIGNATION},Extra`, `${leaver('ana')},x`),
    inputs: { rules: 'unknown-column: error' },
    findings: ['1 error unknown-column Extra'],
  },
  {
    name: 'unmapped columns are dropped',
    csv: lines(`Salary,${RESIGNATION},Extra`, `1000,${leaver('ana')},x`, `2000,${leaver('ben')},y`),
    inputs: { 'unmapped-columns': 'drop' },
    sent: lines(RESIGNATION, leaver('ana'), leaver('ben')),
  },
  {
    name: 'the scenario column is not dropped',
    csv: lines(`Salary,HRScenario,${RESIGNATION}`, `1000,Resignation,${leaver('ana')}`),
    inputs: { 'unmapped-columns': 'drop' },
    sent: lines(`HRScenario,${RESIGNATION}`, `Resignation,${leaver('ana')}`),
  },
  {
    name: 'duplicate columns that are dropped are ignored',
    csv: lines(`${RESIGNATION},Extra,Extra`, `${leaver('ana')},x,y`),
    inputs: { 'unmapped-columns': 'drop' },
    sent: lines(RESIGNATION, leaver('ana')),
  },
  {
    name: 'short rows are padded when columns are dropped',
    csv: lines(`Salary,${REVIEW}`, `1000,ana@contoso.com,${DATE}`),
    inputs: { 'unmapped-columns': 'drop' },
    findings: ['2 warning row-too-short'],
    sent: lines(REVIEW, `ana@contoso.com,${DATE},,`),
  },
  {
    name: 'dropping when there is nothing to drop',
    csv: lines(RESIGNATION, leaver('ana')),
    inputs: { 'unmapped-columns': 'drop' },
    sent: AS_IT_IS,
  },
  {
    name: 'two columns of one name',
    csv: lines(`${RESIGNATION},Notes,notes`, `${leaver('ana')},x,y`),
    findings: [
      '1 warning unknown-column Notes',
      '1 warning unknown-column notes',
      '1 error duplicate-column notes',
    ],
  },
  {
    name: 'two user columns of one name',
    csv: lines(
      `EmailAddress,EmailAddress,ResignationDate,LastWorkingDate`,
      `ana@contoso.com,${leaver('ana')}`,
    ),
    findings: ['1 error duplicate-column EmailAddress'],
  },
  {
    name: 'a field by its name and its alias',
    csv: lines(`UserPrincipalName,${RESIGNATION}`, `ana@contoso.com,${leaver('ana')}`),
    findings: ['1 error duplicate-column EmailAddress'],
    mentions: ['Choose one'],
  },
  {
    name: 'a field by its name and its alias, chosen by the input',
    csv: lines(`UserPrincipalName,${RESIGNATION}`, `ana@contoso.com,${leaver('a.lopez')}`),
    inputs: { columns: 'EmailAddress: UserPrincipalName' },
    findings: ['1 warning unknown-column EmailAddress'],
    sent: AS_IT_IS,
  },
  {
    name: 'own names by the input columns',
    csv: lines('UPN,Kündigung am,Letzter Tag', leaver('ana')),
    inputs: { columns: 'EmailAddress: UPN\nResignationDate: Kündigung am\nLastWorkingDate: Letzter Tag' },
    sent: AS_IT_IS,
  },
  {
    name: 'own names in different case and quoted as in YAML',
    csv: lines('upn,Leave (date),Last: day', leaver('ana')),
    inputs: {
      columns: 'userprincipalname : \'UPN\'\nTerminationDate: "leave (DATE)"\nLastWorkingDate: Last: day',
    },
    sent: lines('UPN,leave (DATE),Last: day', leaver('ana')),
  },
  {
    name: 'findings show a mapped name',
    csv: lines('#UPN,ResignationDate,LastWorkingDate', `ana,${DATE},${LAST}`),
    inputs: { columns: 'EmailAddress: #UPN' },
    findings: ['2 error invalid-user #UPN'],
  },
  {
    name: 'columns names a column that is not there',
    csv: lines(RESIGNATION, leaver('ana')),
    inputs: { columns: 'EmailAddress: UPN' },
    findings: ['1 error missing-column UPN', '1 warning unknown-column EmailAddress'],
  },
  {
    name: 'columns names an optional column that is not there',
    csv: lines('EmailAddress,EffectiveDate,Rating', `ana@contoso.com,${DATE},5`),
    inputs: { columns: 'Remarks: Notes', scenario: 'performance-review' },
    findings: ['1 error missing-column Notes'],
  },
  {
    name: 'too many columns',
    csv: lines([RESIGNATION, ...Array.from({ length: 998 }, (_, i) => `c${i}`)].join(','), leaver('ana')),
    findings: ['1 error too-many-columns'],
  },
  {
    name: '1,000 columns',
    csv: lines(
      [RESIGNATION, ...Array.from({ length: 997 }, (_, i) => `c${i}`)].join(','),
      leaver('ana') + ','.repeat(997),
    ),
    inputs: { 'unmapped-columns': 'drop' },
    sent: lines(RESIGNATION, leaver('ana')),
  },
  {
    name: 'a space in a name, commercial cloud',
    csv: lines('UPN,Resigned on,LastWorkingDate', leaver('ana')),
    inputs: { columns: 'EmailAddress: UPN\nResignationDate: Resigned on' },
    sent: AS_IT_IS,
  },
  {
    name: 'a space in a name, US Government',
    csv: lines('UPN,Resigned on,LastWorkingDate', leaver('ana')),
    inputs: { columns: 'EmailAddress: UPN\nResignationDate: Resigned on', cloud: 'gcc-high' },
    findings: ['1 warning space-in-column-name Resigned on'],
    sent: AS_IT_IS,
  },
  {
    name: 'a space in a name that is dropped, US Government',
    csv: lines(`${RESIGNATION},Cost center`, `${leaver('ana')},1`),
    inputs: { 'unmapped-columns': 'drop', cloud: 'dod' },
    sent: lines(RESIGNATION, leaver('ana')),
  },

  {
    name: 'several scenarios in one file',
    csv: lines(
      MIXED,
      `Resignation,${leaver('ana')},,,,,`,
      `Job level change,ana@contoso.com,,,${DATE},,,61,60`,
      `Performance review,ana@contoso.com,,,${DATE},ok,5,,`,
      `performance IMPROVEMENT plan,ana@contoso.com,,,${DATE},ok,5,,`,
    ),
    sent: AS_IT_IS,
  },
  {
    name: 'the scenario column of a widely copied sample',
    csv: lines(`Scenario,${RESIGNATION}`, `Resignation,${leaver('ana')}`),
    sent: AS_IT_IS,
  },
  {
    name: 'a scenario without a value',
    csv: lines(MIXED, `,${leaver('ana')},,,,,`),
    findings: ['2 error missing-value HRScenario'],
  },
  {
    name: 'an unknown scenario',
    csv: lines(MIXED, `Promotion,${leaver('ana')},,,,,`),
    findings: ['2 error unknown-scenario HRScenario'],
    mentions: ['scenario-values'],
    hidden: ['Promotion'],
  },
  {
    name: 'an unknown scenario as a warning is sent',
    csv: lines(MIXED, `Promotion,${leaver('ana')},,,,,`),
    inputs: { rules: 'unknown-scenario: warning' },
    findings: ['2 warning unknown-scenario HRScenario'],
    sent: AS_IT_IS,
  },
  {
    name: 'own values by scenario-values',
    csv: lines(`HRScenario,${RESIGNATION}`, `LEAVER,${leaver('ana')}`, `Resignation,${leaver('ben')}`),
    inputs: { 'scenario-values': 'resignation: Leaver' },
    sent: lines(`HRScenario,${RESIGNATION}`, `Leaver,${leaver('ana')}`, `Leaver,${leaver('ben')}`),
  },
  {
    name: 'two own values for one scenario',
    csv: lines(`HRScenario,${RESIGNATION}`, `Leaver,${leaver('ana')}`, `Quit,${leaver('ben')}`),
    inputs: { 'scenario-values': 'resignation: Leaver\nResignation: Quit' },
    sent: lines(`HRScenario,${RESIGNATION}`, `Leaver,${leaver('ana')}`, `Leaver,${leaver('ben')}`),
  },
  {
    name: "an own value that is another scenario's usual one",
    csv: lines(`HRScenario,EmailAddress,EffectiveDate,OldLevel`, `Resignation,ana@contoso.com,${DATE},61`),
    inputs: { 'scenario-values': 'job-level-change: Resignation' },
    sent: AS_IT_IS,
  },
  {
    name: 'an own scenario column',
    csv: lines(`Event,${RESIGNATION}`, `Resignation,${leaver('ana')}`),
    inputs: { 'scenario-column': 'event' },
    sent: AS_IT_IS,
  },
  {
    name: 'an own scenario column that is not there',
    csv: lines(RESIGNATION, leaver('ana')),
    inputs: { 'scenario-column': 'Event' },
    findings: ['1 error missing-column Event'],
  },
  {
    name: 'a scenario of the file lacks its columns',
    csv: lines(
      `HRScenario,${RESIGNATION}`,
      `Resignation,${leaver('ana')}`,
      'Employee profile,ben@contoso.com,,',
    ),
    findings: [
      '1 error missing-column EmployeeFirstName',
      '1 error missing-column EmployeeLastName',
      '1 error missing-column EmployeeAddressLine1',
      '1 error missing-column EmployeeZipCode',
    ],
  },
  {
    name: 'the scenario of the input wins over the column',
    csv: lines(`HRScenario,${RESIGNATION}`, `whatever,${leaver('ana')}`),
    inputs: { scenario: 'resignation', rules: 'unknown-column: off' },
    sent: AS_IT_IS,
  },
  {
    name: 'the scenario of the input does not fit',
    csv: lines(RESIGNATION, leaver('ana')),
    inputs: { scenario: 'job-level-change' },
    findings: ['1 error missing-column EffectiveDate'],
  },
  {
    name: 'a tie with the same checks continues',
    csv: lines(REVIEW, `ana@contoso.com,${DATE},ok,5`),
    sent: AS_IT_IS,
  },
  {
    name: 'a tie of three with the same checks',
    csv: lines('EmailAddress,EffectiveDate', `ana@contoso.com,${DATE}`),
    sent: AS_IT_IS,
  },
  {
    name: 'a tie with different checks',
    csv: lines('EmailAddress,EffectiveDate,OldLevel,Rating', `ana@contoso.com,${DATE},61,5`),
    findings: ['1 error no-scenario'],
    mentions: ['job-level-change, performance-review, performance-improvement-plan'],
  },
  {
    name: 'columns that match no scenario',
    csv: lines('EmailAddress,Extra', 'ana@contoso.com,x'),
    findings: ['1 error no-scenario', '1 warning unknown-column Extra'],
  },
  {
    name: 'only a user column',
    csv: lines('UserPrincipalName', 'ana@contoso.com'),
    findings: ['1 error no-scenario'],
  },
  {
    name: 'the richest scenario wins',
    csv: lines(`${PROFILE},EmployeeCity,EffectiveDate`, `ana@contoso.com,Ana,Lopez,1 Main St,1,City,${DATE}`),
    findings: [],
    sent: AS_IT_IS,
  },
];
