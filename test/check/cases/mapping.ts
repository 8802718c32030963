import { type CheckCase, leaver, lines, PROFILE, RESIGNATION } from './case.ts';

const GOOD = lines(RESIGNATION, leaver('ana'));

/** Two files of one run: a connector has one mapping. */
export const MAPPING_CASES: readonly CheckCase[] = [
  {
    name: 'two files with other columns for one field',
    csv: {
      'a.csv': GOOD,
      'b.csv': lines('UserPrincipalName,ResignationDate,LastWorkingDate', leaver('ben')),
    },
    inputs: { 'csv-path': '*.csv' },
    findings: ['b.csv:1 error mapping-differs UserPrincipalName'],
    mentions: ['a.csv has `EmailAddress`'],
  },
  {
    name: 'two files with other columns, below lines above the header',
    csv: {
      'a.csv': GOOD,
      'b.csv': lines('Report', 'EmailAddress,TerminationDate,LastWorkingDate', leaver('ben')),
    },
    inputs: { 'csv-path': '*.csv', 'invalid-rows': 'skip', rules: 'lines-above-header: off' },
    findings: ['b.csv:2 error mapping-differs TerminationDate'],
  },
  {
    name: 'names that the connector does not distinguish',
    csv: {
      'a.csv': GOOD,
      'b.csv': lines('EMAILADDRESS, ResignationDate ,lastworkingdate', leaver('ben')),
    },
    inputs: { 'csv-path': '*.csv' },
    sent: `${GOOD}${lines('EMAILADDRESS,ResignationDate,lastworkingdate', leaver('ben'))}`,
  },
  {
    name: 'names that differ by a space',
    csv: { 'a.csv': GOOD, 'b.csv': lines('Email Address,ResignationDate,LastWorkingDate', leaver('ben')) },
    inputs: { 'csv-path': '*.csv' },
    findings: ['b.csv:1 error mapping-differs Email Address'],
  },
  {
    name: 'files of other scenarios may have other columns',
    csv: {
      'a.csv': GOOD,
      'b.csv': lines(
        PROFILE.replace('EmailAddress', 'UserPrincipalName'),
        'ana@contoso.com,Ana,Lopez,1 Main St,75001',
      ),
    },
    inputs: { 'csv-path': '*.csv' },
    sent: `${GOOD}${lines(PROFILE.replace('EmailAddress', 'UserPrincipalName'), 'ana@contoso.com,Ana,Lopez,1 Main St,75001')}`,
  },
  {
    name: 'two files with other scenario columns',
    csv: {
      'a.csv': lines(`HRScenario,${RESIGNATION}`, `Resignation,${leaver('ana')}`),
      'b.csv': lines(`Scenario,${RESIGNATION}`, `Resignation,${leaver('ben')}`),
    },
    inputs: { 'csv-path': '*.csv' },
    findings: ['b.csv:1 error mapping-differs Scenario'],
  },
];
