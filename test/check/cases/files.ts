import { AS_IT_IS, type CheckCase, leaver, lines, RESIGNATION, REVIEW } from './case.ts';

const A = lines(RESIGNATION, leaver('ana'));
const B = lines(RESIGNATION, leaver('ben'));
const EMPTY = { 'allow-empty': 'true' };
const BROKEN = { 'csv-path': 'a.csv\nb.csv' };

/** Several files, patterns, links, and runs without records. */
export const FILE_CASES: readonly CheckCase[] = [
  {
    name: 'files of a pattern in order',
    csv: { 'b.csv': B, 'a.csv': A },
    inputs: { 'csv-path': '*.csv' },
    sent: A + B,
    calls: [1, 1],
  },
  {
    name: 'files in the order of the lines',
    csv: { 'b.csv': B, 'a.csv': A },
    inputs: { 'csv-path': 'b.csv\na.csv' },
    sent: B + A,
  },
  {
    name: 'a file in two lines is read once',
    csv: { 'b.csv': B, 'a.csv': A },
    inputs: { 'csv-path': 'b.csv\n*.csv\n./a.csv' },
    sent: B + A,
  },
  {
    name: 'folders by a pattern',
    csv: { 'x/a.csv': A, 'x/y/b.csv': B, 'x/c.txt': 'no' },
    inputs: { 'csv-path': 'x/**/*.csv' },
    sent: A + B,
  },
  {
    name: 'an existing name wins over its meaning as a pattern',
    csv: { 'hr[1].csv': A, 'hr1.csv': B },
    inputs: { 'csv-path': 'hr[1].csv' },
    sent: A,
  },
  { name: 'a link within the workspace', csv: { 'a.csv': A, 'hr.csv': { link: 'a.csv' } }, sent: A },
  {
    name: 'a file and a link to it are read once',
    csv: { 'a.csv': A, 'b.csv': { link: 'a.csv' } },
    inputs: { 'csv-path': '*.csv' },
    sent: A,
  },
  {
    name: 'a link to RUNNER_TEMP',
    csv: { '../temp/a.csv': A, 'hr.csv': { link: '../temp/a.csv' } },
    sent: A,
  },
  {
    name: 'a file outside, named as such',
    csv: { '../elsewhere/a.csv': A },
    inputs: { 'csv-path': '../elsewhere/a.csv' },
    sent: A,
  },
  {
    name: 'a name that starts with two dots',
    csv: { '..a.csv': A },
    inputs: { 'csv-path': '..a.csv' },
    sent: A,
  },
  {
    name: 'files of several scenarios and forms',
    csv: {
      'a.csv': A.replaceAll(',', ';'),
      'b.csv': `\ufeff${lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z,ok,5')}`,
    },
    inputs: { 'csv-path': '*.csv' },
    sent: `${A}${lines(REVIEW)}ana@contoso.com,2026-03-31T17:00:00Z,ok,5\n`,
  },
  {
    name: 'findings of several files',
    csv: {
      'a.csv': lines(RESIGNATION, 'ana,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z'),
      'b.csv': lines(RESIGNATION, leaver('ben'), leaver('ben'), 'x,,'),
    },
    inputs: BROKEN,
    findings: [
      'a.csv:2 error invalid-user EmailAddress',
      'b.csv:3 error duplicate-record',
      'b.csv:4 error invalid-user EmailAddress',
      'b.csv:4 error missing-value ResignationDate',
      'b.csv:4 error missing-value LastWorkingDate',
    ],
  },
  {
    name: 'a missing offset is reported once per file',
    csv: {
      'a.csv': lines(
        REVIEW,
        'ana@contoso.com,2026-03-31T17:00:00,ok,5',
        'ana@contoso.com,2026-03-30T17:00:00,ok,5',
      ),
      'b.csv': lines(REVIEW, 'ben@contoso.com,2026-03-31T17:00:00,ok,5'),
    },
    inputs: { 'csv-path': '*.csv' },
    findings: [
      'a.csv:2 warning date-without-offset EffectiveDate',
      'b.csv:2 warning date-without-offset EffectiveDate',
    ],
    sent: `${lines(REVIEW)}ana@contoso.com,2026-03-31T17:00:00,ok,5\nana@contoso.com,2026-03-30T17:00:00,ok,5\n${lines(REVIEW)}ben@contoso.com,2026-03-31T17:00:00,ok,5\n`,
  },
  {
    name: 'a broken file does not hide the faults of the next',
    csv: { 'a.csv': `${A}"x`, 'b.csv': lines(RESIGNATION, 'ben,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z') },
    inputs: BROKEN,
    findings: ['a.csv:3 error broken-quoting', 'b.csv:2 error invalid-user EmailAddress'],
  },
  {
    name: 'a broken file after padded rows, and padded rows in the next',
    csv: {
      'a.csv': lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z', 'x"x'),
      'b.csv': lines(
        REVIEW,
        'ben@contoso.com,2026-03-31T17:00:00Z,,',
        'cleo@contoso.com,2026-03-31T17:00:00Z',
      ),
    },
    inputs: BROKEN,
    findings: [
      'a.csv:2 warning row-too-short',
      'a.csv:3 error broken-quoting',
      'b.csv:3 warning row-too-short',
    ],
  },
  {
    name: 'a broken big file before a small one',
    csv: {
      'a.csv': `${lines(RESIGNATION, ...Array.from({ length: 9000 }, (_, i) => leaver(`u${i}`)))}x"x\n`,
      'b.csv': lines(RESIGNATION, leaver('ben')),
    },
    inputs: { ...BROKEN, 'records-per-call': '8000' },
    findings: ['a.csv:9002 error broken-quoting'],
  },
  {
    name: 'a file without a header among others',
    csv: { 'a.csv': leaver('ana'), 'b.csv': B },
    inputs: BROKEN,
    findings: ['a.csv:1 error missing-header'],
  },
  {
    name: 'an empty file among others',
    csv: { 'a.csv': A, 'b.csv': '' },
    inputs: BROKEN,
    findings: ['b.csv:1 error empty-file'],
  },
  {
    name: 'allow-empty: an empty file among others',
    csv: { 'a.csv': '', 'b.csv': B },
    inputs: { ...BROKEN, ...EMPTY },
    sent: B,
  },
  {
    name: 'bounds count the records of all files',
    csv: { 'a.csv': A, 'b.csv': B },
    inputs: { ...BROKEN, 'min-records': '2', 'max-records': '2' },
    sent: A + B,
  },
  {
    name: 'bounds count the records of all files, too many',
    csv: { 'a.csv': A, 'b.csv': B },
    inputs: { ...BROKEN, 'max-records': '1' },
    findings: ['a.csv:1 error too-many-records'],
  },
  { name: 'allow-empty: no file', csv: {}, inputs: EMPTY, sent: '' },
  {
    name: 'allow-empty: no file, regardless of min-records',
    csv: {},
    inputs: { ...EMPTY, 'csv-path': '*.csv', 'min-records': '5' },
    sent: '',
  },
  { name: 'allow-empty: 0 bytes', csv: '', inputs: EMPTY, sent: '' },
  { name: 'allow-empty: a BOM and spaces', csv: '\ufeff\r\n\r\n', inputs: EMPTY, sent: '' },
  {
    name: 'allow-empty: only a header',
    csv: `${RESIGNATION}\n`,
    inputs: { ...EMPTY, 'min-records': '5' },
    sent: '',
  },
  {
    name: 'allow-empty: only a header, with skip',
    csv: `${RESIGNATION}\n`,
    inputs: { ...EMPTY, 'invalid-rows': 'skip' },
    sent: '',
  },
  {
    name: 'allow-empty requires a valid header',
    csv: 'EmailAddress,ResignationDate\n',
    inputs: EMPTY,
    findings: ['1 error missing-column LastWorkingDate'],
  },
  { name: 'records with allow-empty', csv: A, inputs: EMPTY, sent: AS_IT_IS },
];
