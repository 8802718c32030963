import { AS_IT_IS, type CheckCase, leaver, lines, MIXED, PROFILE, RESIGNATION } from './case.ts';

const at = (user: string, first: string): string => `${user},${first},2026-04-30T17:00:00Z`;
const pair = (name: string, first: string, second: string, isDoubled: boolean): CheckCase => ({
  name,
  csv: lines(RESIGNATION, at('ana@contoso.com', first), at('ana@contoso.com', second)),
  ...(isDoubled ? { findings: ['3 error duplicate-record'] } : { sent: AS_IT_IS }),
});
const profile = (user: string, first: string): string => `${user},${first},Lopez,1 Main St,1`;

/** The same event twice. */
export const DUPLICATE_CASES: readonly CheckCase[] = [
  pair('the same record twice', '2026-03-31T17:00:00Z', '2026-03-31T17:00:00Z', true),
  pair('the same instant in different offsets', '2026-03-31T17:00:00Z', '2026-03-31T22:30:00+05:30', true),
  pair('the same instant with more zeros', '2026-03-31T17:00:00Z', '2026-03-31T17:00:00.0000000Z', true),
  pair('the same instant on different days', '2026-03-31T23:00:00Z', '2026-04-01T01:00:00+02:00', true),
  pair('100 ns apart', '2026-03-31T17:00:00.0000001Z', '2026-03-31T17:00:00.0000002Z', false),
  pair('a second apart', '2026-03-31T17:00:00Z', '2026-03-31T17:00:01Z', false),
  pair(
    'the same clock in different offsets',
    '2026-03-31T17:00:00+01:00',
    '2026-03-31T17:00:00+02:00',
    false,
  ),
  {
    name: 'the same user in different case',
    csv: lines(RESIGNATION, leaver('Ana'), leaver('aNA')),
    findings: ['3 error duplicate-record'],
    mentions: ['in line 2.'],
  },
  {
    name: 'invalid users at the same time, as warnings',
    csv: lines(RESIGNATION, at('4711', '2026-03-31T17:00:00Z'), at('4712', '2026-03-31T17:00:00Z')),
    inputs: { rules: 'invalid-user: warning' },
    findings: ['2 warning invalid-user EmailAddress', '3 warning invalid-user EmailAddress'],
    sent: AS_IT_IS,
  },
  {
    name: 'other users at the same time',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben')),
    sent: AS_IT_IS,
  },
  {
    name: 'the same record with another last day',
    csv: lines(
      RESIGNATION,
      'ana@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z',
      'ana@contoso.com,2026-03-31T17:00:00Z,2026-04-29T17:00:00Z',
    ),
    findings: ['3 error duplicate-record'],
  },
  {
    name: 'three of a kind',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben'), leaver('ana'), leaver('ana')),
    findings: ['4 error duplicate-record', '5 error duplicate-record'],
    mentions: ['in line 2.'],
  },
  {
    name: 'two pairs',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben'), leaver('ben'), leaver('ana')),
    findings: ['4 error duplicate-record', '5 error duplicate-record'],
  },
  {
    name: 'an invalid record has no duplicate',
    csv: lines(RESIGNATION, 'ana@contoso.com,2026-03-31T17:00:00Z,', leaver('ana')),
    findings: ['2 error missing-value LastWorkingDate'],
  },
  {
    name: 'an invalid record between two of a kind',
    csv: lines(RESIGNATION, leaver('ana'), 'ana@contoso.com,2026-03-31T17:00:00Z,', leaver('ana')),
    findings: ['3 error missing-value LastWorkingDate', '4 error duplicate-record'],
    mentions: ['in line 2.'],
  },
  {
    name: 'profiles: only the user',
    csv: lines(PROFILE, profile('ana@contoso.com', 'Ana'), profile('ANA@contoso.com', 'Anita')),
    findings: ['3 error duplicate-record'],
  },
  {
    name: 'profiles of several users',
    csv: lines(PROFILE, profile('ana@contoso.com', 'Ana'), profile('ben@contoso.com', 'Ana')),
    sent: AS_IT_IS,
  },
  {
    name: 'two scenarios at the same time',
    csv: lines(
      MIXED,
      'Performance review,ana@contoso.com,,,2026-03-31T17:00:00Z,,,,',
      'Job level change,ana@contoso.com,,,2026-03-31T17:00:00Z,,,,',
    ),
    sent: AS_IT_IS,
  },
  {
    name: 'a scenario by its usual and by its own value',
    csv: lines(`HRScenario,${RESIGNATION}`, `Resignation,${leaver('ana')}`, `Leaver,${leaver('ana')}`),
    inputs: { 'scenario-values': 'resignation: Leaver' },
    findings: ['3 error duplicate-record'],
  },
  {
    name: 'across files',
    csv: {
      'a.csv': lines(RESIGNATION, leaver('ana'), leaver('ben')),
      'b.csv': lines(
        'EMAILADDRESS;ResignationDate;LastWorkingDate',
        'BEN@contoso.com;2026-03-31T19:00:00+02:00;2026-04-30T17:00:00Z',
      ),
    },
    inputs: { 'csv-path': '*.csv' },
    findings: ['b.csv:2 error duplicate-record'],
    mentions: ['in line 3 of a.csv'],
  },
  {
    name: 'across files, after one without a usable header and an empty one',
    csv: {
      'a.csv': 'foo,bar\n1,2\n',
      'b.csv': '',
      'c.csv': lines(RESIGNATION, leaver('ana')),
      'd.csv': lines(RESIGNATION, leaver('ana')),
    },
    inputs: { 'csv-path': '*.csv' },
    findings: ['a.csv:1 error missing-header', 'b.csv:1 error empty-file', 'd.csv:2 error duplicate-record'],
    mentions: ['in line 2 of c.csv'],
  },
  {
    name: 'across calls',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben'), leaver('cleo'), leaver('ana')),
    inputs: { 'records-per-call': '1' },
    findings: ['5 error duplicate-record'],
  },
  {
    name: 'across calls and many records',
    csv: lines(RESIGNATION, ...Array.from({ length: 3000 }, (_, i) => leaver(`u${i % 2999}`))),
    findings: ['3001 error duplicate-record'],
  },
  {
    name: 'local times in a zone',
    csv: lines(
      RESIGNATION,
      at('ana@contoso.com', '2026-03-31T19:00:00'),
      at('ana@contoso.com', '2026-03-31T17:00:00Z'),
    ),
    inputs: { 'time-zone': 'Europe/Berlin' },
    findings: ['3 error duplicate-record'],
  },
  {
    name: 'as a warning they are sent',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ana')),
    inputs: { rules: 'duplicate-record: warning' },
    findings: ['3 warning duplicate-record'],
    sent: AS_IT_IS,
  },
  {
    name: 'turned off',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ana')),
    inputs: { rules: 'duplicate-record: off' },
    sent: AS_IT_IS,
  },
  {
    name: 'unreadable dates that `rules` allows are not duplicates',
    csv: lines(RESIGNATION, at('ana@contoso.com', 'soon'), at('ana@contoso.com', 'later')),
    inputs: { rules: 'invalid-date: warning' },
    findings: ['2 warning invalid-date ResignationDate', '3 warning invalid-date ResignationDate'],
    sent: AS_IT_IS,
  },
  {
    name: 'missing dates that `rules` allows are not duplicates',
    csv: lines(RESIGNATION, at('ana@contoso.com', ''), at('ana@contoso.com', '')),
    inputs: { rules: 'missing-value: off' },
    sent: AS_IT_IS,
  },
  {
    name: 'skipped with skip, the first one is sent',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben'), leaver('ANA'), leaver('cleo'), leaver('ana')),
    inputs: { 'invalid-rows': 'skip' },
    findings: ['4 error duplicate-record', '6 error duplicate-record'],
    sent: lines(RESIGNATION, leaver('ana'), leaver('ben'), leaver('cleo')),
    rejected: lines(RESIGNATION, leaver('ANA'), leaver('ana')),
  },
  {
    name: 'skipped with skip, if the first one is invalid',
    csv: lines(RESIGNATION, 'ana@contoso.com,2026-03-31T17:00:00Z,soon', leaver('ana'), leaver('ana')),
    inputs: { 'invalid-rows': 'skip' },
    findings: ['2 error invalid-date LastWorkingDate', '4 error duplicate-record'],
    sent: lines(RESIGNATION, leaver('ana')),
    rejected: lines(RESIGNATION, 'ana@contoso.com,2026-03-31T17:00:00Z,soon', leaver('ana')),
  },
  {
    name: 'skipped with skip across files',
    csv: {
      'a.csv': lines(RESIGNATION, leaver('ana')),
      'b.csv': lines(RESIGNATION, leaver('ben'), leaver('ana')),
    },
    inputs: { 'csv-path': 'a.csv\nb.csv', 'invalid-rows': 'skip' },
    findings: ['b.csv:3 error duplicate-record'],
    sent: lines(RESIGNATION, leaver('ana'), RESIGNATION, leaver('ben')),
    rejected: lines(RESIGNATION, leaver('ana')),
  },
];
