import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../src/check/check-result.ts';
import { asText, type Style, style } from '../csv/tables.ts';
import { checkOnce, type Inputs, sentCalls } from './check-run.ts';

/** Records are checked alike, whether they are first recognized as routine ones or not. */

/** Mostly values without a finding, so that most records are routine, and one of the others now and then. */
function mostly(good: readonly string[], other: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...other) },
  );
}

const user = mostly(
  [
    'ana@contoso.com',
    'Ben.O@Contoso.com',
    "o'neil@fabrikam.com",
    'ana@sub.contoso.com',
    'cleo#EXT#@contoso.com',
  ],
  [
    ...[
      '',
      ' ',
      '-',
      'NULL',
      'ana',
      ' ana@contoso.com',
      'ana@contoso.com ',
      "'ana@contoso.com",
      'ana@@contoso.com',
    ],
    ...[
      '.ana@contoso.com',
      'a..b@contoso.com',
      'ana@contoso',
      'ana@-contoso.com',
      'ana@contoso.local',
      'a?a@contoso.com',
    ],
    ...[
      'Müller@contoso.com',
      '"ana"@contoso.com',
      `${'a'.repeat(65)}@contoso.com`,
      `ana@${'a'.repeat(48)}.com`,
    ],
    ...['ana@home.arpa', 'ana@x.home.arpa', 'ANA@CONTOSO.COM', 'rené@contoso.com', '\ufeffana@contoso.com'],
  ],
);

const date = mostly(
  [
    '2026-04-01T10:00:00Z',
    '2026-04-02T08:00:00.5+05:30',
    '2026-04-30T17:00:00-01:00',
    '14.04.2026',
    '02.04.2026',
  ],
  [
    ...[
      '',
      'NULL',
      '0000-00-00',
      '2026-04-01',
      '2026-04-01T10:00:00',
      '2026-04-01 10:00:00Z',
      '2026-10-25T02:30:00',
    ],
    ...[
      '2026-02-30T10:00:00Z',
      '2026-04-01T25:00:00Z',
      '2026-04-01T10:00:00+15:00',
      '1969-12-31T23:59:59Z',
      '31.02.2026',
    ],
    ...[
      '2099-01-01T00:00:00Z',
      '2024-01-01T00:00:00Z',
      ' 2026-04-01T10:00:00Z',
      '2026-04-01T10:00:00.12345678Z',
      '29.03.2026',
    ],
  ],
);

const text = mostly(
  ['', 'Meets', 'Erfüllt die Erwartungen', '12', 'with "marks"'],
  [
    ...[
      'Jos? Garc?a',
      'why?',
      'a\ufffdb',
      'NULL',
      '-',
      ' ',
      ' padded ',
      'x'.repeat(26),
      'ü'.repeat(201),
      '="00123"',
      '"',
    ],
    ...['a,b;c\td', 'two\nlines', 'end\u001a', '\u001a', '\u200b'],
  ],
);

const scenario = mostly(
  ['Resignation', 'Performance review', 'Job level change'],
  [
    '',
    ' Resignation',
    'resignation',
    'RESIGNATION',
    'performance-review',
    'Employee profile',
    'Promotion',
    '"Resignation"',
  ],
);

const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  HRScenario: scenario,
  EmailAddress: user,
  ResignationDate: date,
  LastWorkingDate: date,
  EffectiveDate: date,
  Remarks: text,
  Rating: text,
  EmployeeFirstName: text,
  EmployeeLastName: text,
  EmployeeAddressLine1: text,
  EmployeeZipCode: text,
  Extra: text,
};
const COLUMNS = Object.keys(VALUES);

const inputs: fc.Arbitrary<Inputs> = fc.record({
  'invalid-rows': fc.constantFrom('skip', 'fail'),
  'date-format': fc.constantFrom('iso', 'iso\ndd.MM.yyyy', 'dd.MM.yyyy\niso'),
  'time-zone': fc.constantFrom('', 'Europe/Berlin'),
  'allowed-domains': fc.constantFrom('', 'contoso.com\nsub.contoso.com'),
  'records-per-call': fc.constantFrom('3', '499'),
  'unmapped-columns': fc.constantFrom('send', 'drop'),
  'upload-delimiter': fc.constantFrom('comma', 'pipe'),
  rules: fc.constantFrom('', 'duplicate-record: warning', 'duplicate-record: off\nunusual-user: error'),
});

interface Export {
  readonly csv: string;
  readonly inputs: Inputs;
}

/** A row as wide as the header, or one of those that are no records or have another width. */
function rowOf(columns: readonly string[]): fc.Arbitrary<string[]> {
  const whole = fc.tuple(...columns.map((column) => VALUES[column]!));
  const odd = fc.constantFrom<string[]>(
    [...columns],
    ['(3 rows affected)'],
    ['12 rows affected'],
    ['', '', ''],
    ['---'],
  );
  const other = whole.chain((cells) =>
    fc.constantFrom(cells.slice(0, -1), [...cells, ''], [...cells, 'more']),
  );
  return fc.oneof(
    { weight: 40, arbitrary: whole },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: other },
  );
}

const tableOf = (columns: readonly string[], chosen: Style): fc.Arbitrary<string> =>
  fc
    .array(rowOf(columns), { minLength: 2, maxLength: 40 })
    .map((rows) => asText([[...columns], ...rows], chosen));

const anExport: fc.Arbitrary<Export> = fc
  .tuple(
    fc.constantFrom(
      COLUMNS,
      COLUMNS.slice(1, 4),
      ['EmailAddress', 'EffectiveDate', 'Remarks', 'Rating'],
      COLUMNS.slice(1),
    ),
    style.map((chosen) => ({ ...chosen, encoding: 'utf-8' as const })),
    inputs,
  )
  .chain(([columns, chosen, given]) =>
    fc
      .shuffledSubarray([...columns], { minLength: columns.length })
      .chain((shuffled) => tableOf(shuffled, chosen))
      .map((csv) => {
        const isUnusual = ['~', '§'].includes(chosen.delimiter);
        return { csv, inputs: { ...given, ...(isUnusual ? { delimiter: chosen.delimiter } : {}) } };
      }),
  );

/** Everything that a check leaves. */
function outcomeOf(result: CheckResult) {
  const { plan, findingsPath, invalidRowsPath, ...rest } = result;
  const { records, contentSha256 } = plan ?? {};
  return {
    ...rest,
    findings: readFileSync(findingsPath, 'utf8'),
    invalidRows: invalidRowsPath === undefined ? '' : readFileSync(invalidRowsPath, 'utf8'),
    planned: { records, contentSha256 },
    calls: plan === undefined ? [] : sentCalls(plan).map(String),
  };
}

it('checks every record as if it were not recognized as routine', async () => {
  let routine = 0;
  await fc.assert(
    fc.asyncProperty(anExport, async ({ csv, inputs: given }) => {
      const quick = await checkOnce({ 'hr.csv': csv }, given, outcomeOf);
      // With a pattern for rows to ignore, no record is recognized as routine.
      const whole = await checkOnce({ 'hr.csv': csv }, { ...given, 'ignore-rows': 'no such row' }, outcomeOf);
      expect(quick).toEqual(whole);
      routine += quick.validRecords;
    }),
    { numRuns: 300 },
  );
  expect(routine).toBeGreaterThan(1000);
});
