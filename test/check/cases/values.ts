import { AS_IT_IS, type CheckCase, leaver, lines, MIXED, PROFILE, RESIGNATION, REVIEW } from './case.ts';

const review = (remarks: string, rating: string): string =>
  lines(REVIEW, `ana@contoso.com,2026-03-31T17:00:00Z,${remarks},${rating}`);
const resigned = (first: string, last: string): string =>
  lines(RESIGNATION, `ana@contoso.com,${first},${last}`);
const lastDay = (name: string, last: string, isInside: boolean): CheckCase => ({
  name,
  csv: resigned('2025-01-31T17:00:00Z', last),
  findings: isInside ? [] : ['2 warning last-day-outside-window LastWorkingDate'],
  sent: AS_IT_IS,
});

/** Texts, lengths, the days of a resignation, and the numbers of records. */
export const VALUE_CASES: readonly CheckCase[] = [
  {
    name: '200 characters of remarks and 25 of rating',
    csv: review('x'.repeat(200), 'y'.repeat(25)),
    sent: AS_IT_IS,
  },
  {
    name: '201 characters of remarks',
    csv: review('x'.repeat(201), '5'),
    findings: ['2 error value-too-long Remarks'],
    mentions: ['201 characters; at most 200'],
  },
  {
    name: '26 characters of rating',
    csv: review('', 'y'.repeat(26)),
    findings: ['2 error value-too-long Rating'],
  },
  { name: '100 emoji are 200 UTF-16 units', csv: review('😀'.repeat(100), '5'), sent: AS_IT_IS },
  {
    name: '101 emoji are 202 UTF-16 units',
    csv: review('😀'.repeat(101), '5'),
    findings: ['2 error value-too-long Remarks'],
    mentions: ['202 characters'],
  },
  { name: '200 letters of two bytes', csv: review('é'.repeat(200), '5'), sent: AS_IT_IS },
  {
    name: 'letters with combining marks count as .NET counts',
    csv: review('e\u0301'.repeat(101), '5'),
    findings: ['2 error value-too-long Remarks'],
  },
  { name: 'doubled quotation marks count once', csv: review(`"${'""'.repeat(200)}"`, '5'), sent: AS_IT_IS },
  {
    name: 'line breaks count unchanged',
    csv: review(`"${'\r\n'.repeat(100)}x"`, '5'),
    findings: ['2 error value-too-long Remarks'],
  },
  {
    name: 'too long, as a warning',
    csv: review('x'.repeat(201), '5'),
    inputs: { rules: 'value-too-long: warning' },
    findings: ['2 warning value-too-long Remarks'],
    sent: AS_IT_IS,
  },
  {
    name: 'too long in an alias',
    csv: lines(
      'EmailAddress,EffectiveDate,ImprovementRemarks,PerformanceRating',
      `ana@contoso.com,2026-03-31T17:00:00Z,${'x'.repeat(201)},${'y'.repeat(26)}`,
    ),
    findings: ['2 error value-too-long ImprovementRemarks', '2 error value-too-long PerformanceRating'],
  },
  {
    name: 'names of profiles have no documented length',
    csv: lines(PROFILE, `ana@contoso.com,${'x'.repeat(5000)},Lopez,1 Main St,1`),
    sent: AS_IT_IS,
  },
  {
    name: 'missing values of a profile',
    csv: lines(PROFILE, 'ana@contoso.com,,Lopez, ,'),
    findings: [
      '2 error missing-value EmployeeFirstName',
      '2 error missing-value EmployeeAddressLine1',
      '2 error missing-value EmployeeZipCode',
    ],
  },
  { name: 'values that look like formulas are texts', csv: review('=1+1', '@SUM(A1)'), sent: AS_IT_IS },
  {
    name: 'zero bytes in text far from the start',
    csv: `${REVIEW}\n${Array.from({ length: 100 }, (_, i) => `u${i}@contoso.com,2026-03-31T17:00:00Z,ok,5\n`).join('')}ana@contoso.com,2026-03-31T17:00:00Z,a\0b,5\n`,
    sent: AS_IT_IS,
  },

  {
    name: 'a last day before the resignation',
    csv: resigned('2026-04-01T00:00:00Z', '2026-03-31T00:00:00Z'),
    findings: ['2 warning last-day-before-resignation LastWorkingDate'],
    sent: AS_IT_IS,
  },
  {
    name: 'a last day before the resignation by 100 ns',
    csv: resigned('2026-04-01T00:00:00.0000001Z', '2026-04-01T00:00:00Z'),
    findings: ['2 warning last-day-before-resignation LastWorkingDate'],
    sent: AS_IT_IS,
  },
  {
    name: 'a last day that is the day of the resignation',
    csv: resigned('2026-04-01T00:00:00Z', '2026-04-01T00:00:00Z'),
    sent: AS_IT_IS,
  },
  {
    name: 'equal instants in other offsets',
    csv: resigned('2026-04-01T02:00:00+02:00', '2026-04-01T00:00:00Z'),
    sent: AS_IT_IS,
  },
  {
    name: 'an unreadable resignation date is not compared with the last day',
    csv: resigned('01/04/2026', '2026-04-30T00:00:00Z'),
    findings: ['2 error invalid-date ResignationDate'],
  },
  {
    name: 'a last day before 1970 is not compared with an unreadable resignation date',
    csv: resigned('01/04/2026', '1960-04-30T00:00:00Z'),
    findings: [
      '2 error invalid-date ResignationDate',
      '2 warning date-out-of-range LastWorkingDate',
      '2 warning last-day-outside-window LastWorkingDate',
    ],
  },
  {
    name: 'a last day before a resignation 100 ns after the start of 1970',
    csv: resigned('1970-01-01T00:00:00.0000001Z', '1970-01-01T00:00:00Z'),
    findings: [
      '2 warning last-day-before-resignation LastWorkingDate',
      '2 warning last-day-outside-window LastWorkingDate',
    ],
    sent: AS_IT_IS,
  },
  lastDay('a last day six months ago', '2025-10-15T12:00:00Z', true),
  lastDay('a last day more than six months ago', '2025-10-15T11:59:59Z', false),
  lastDay('a last day a year ahead', '2027-04-15T12:00:00Z', true),
  lastDay('a last day more than a year ahead', '2027-04-15T12:00:01Z', false),
  {
    name: 'last days outside the window, as errors',
    csv: resigned('2020-04-01T00:00:00Z', '2020-04-30T00:00:00Z'),
    inputs: { rules: 'last-day-outside-window: error' },
    findings: ['2 error last-day-outside-window LastWorkingDate'],
  },

  {
    name: 'fewer records than min-records',
    csv: lines(RESIGNATION, leaver('ana')),
    inputs: { 'min-records': '2' },
    findings: ['1 error too-few-records'],
  },
  {
    name: 'as many records as min-records',
    csv: lines(RESIGNATION, leaver('ana')),
    inputs: { 'min-records': '1' },
    sent: AS_IT_IS,
  },
  {
    name: 'min-records counts valid records',
    csv: lines(RESIGNATION, leaver('ana'), leaver('b b')),
    inputs: { 'min-records': '2', 'invalid-rows': 'skip' },
    findings: ['3 error invalid-user EmailAddress', '1 error too-few-records'],
    rejected: lines(RESIGNATION, leaver('b b')),
  },
  {
    name: 'more records than max-records',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben')),
    inputs: { 'max-records': '1' },
    findings: ['1 error too-many-records'],
  },
  {
    name: 'as many records as max-records',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ben')),
    inputs: { 'max-records': '2', 'min-records': '2' },
    sent: AS_IT_IS,
  },
  {
    name: 'duplicate records count once for min-records',
    csv: lines(RESIGNATION, leaver('ana'), leaver('ana')),
    inputs: { 'min-records': '2', 'invalid-rows': 'skip' },
    findings: ['3 error duplicate-record', '1 error too-few-records'],
    rejected: lines(RESIGNATION, leaver('ana')),
  },
  {
    name: 'more event records than the daily limit',
    csv: manyLeavers(15_001),
    findings: ['1 warning over-daily-limit'],
    sent: AS_IT_IS,
  },
  { name: 'as many event records as the daily limit', csv: manyLeavers(15_000), sent: AS_IT_IS },
  {
    name: 'profiles are not events',
    csv: lines(PROFILE, ...Array.from({ length: 15_001 }, (_, i) => `u${i}@contoso.com,A,B,C,1`)),
    sent: AS_IT_IS,
  },
  {
    name: 'calls of at most records-per-call records',
    csv: manyLeavers(5),
    inputs: { 'records-per-call': '2' },
    sent: AS_IT_IS,
    calls: [2, 2, 1],
  },
  {
    name: 'calls of 499 records by default',
    csv: manyLeavers(1000),
    sent: AS_IT_IS,
    calls: [499, 499, 2],
  },
  {
    name: 'a rewritten record between calls',
    csv: `${lines(MIXED)}${[0, 1, 2, 3].map((i) => `Performance review,u${i}@contoso.com,,,2026-03-31T17:00:00Z${i === 1 ? '' : ',ok,5,,'}\n`).join('')}`,
    inputs: { 'records-per-call': '1' },
    findings: ['3 warning row-too-short'],
    sent: `${lines(MIXED)}${[0, 1, 2, 3].map((i) => `Performance review,u${i}@contoso.com,,,2026-03-31T17:00:00Z${i === 1 ? ',,,,' : ',ok,5,,'}\n`).join('')}`,
    calls: [1, 1, 1, 1],
  },
];

function manyLeavers(count: number): string {
  return lines(RESIGNATION, ...Array.from({ length: count }, (_, i) => leaver(`u${i}`)));
}
