import { expect, it } from 'vitest';
import { readHeader } from '../../src/check/columns/header.ts';
import { ScenarioValues } from '../../src/check/columns/scenario-values.ts';
import { DateValue } from '../../src/check/dates/date-value.ts';
import { FileDates } from '../../src/check/dates/file-dates.ts';
import { KeyText } from '../../src/check/duplicates.ts';
import { RoutineRecords } from '../../src/check/file/routine-records.ts';
import { RowKinds } from '../../src/check/file/row-kinds.ts';
import { RowWidths } from '../../src/check/file/row-width.ts';
import type { CheckedValues } from '../../src/check/record-check.ts';
import { RewrittenCells } from '../../src/check/rewritten-cells.ts';
import { compileRoutine } from '../../src/check/routine-check.ts';
import type { ScenarioName } from '../../src/check/scenarios.ts';
import { knownUsers } from '../../src/check/values/user-lookup.ts';
import type { CsvRecord } from '../../src/csv/csv-record.ts';
import { readBlocks } from '../../src/csv/record-reader.ts';
import { sourceOf } from '../csv/reading.ts';
import { type Inputs, settingsOf } from './check-run.ts';

/**
 * Which records are recognized as routine. That those are checked like all others is another test
 * (`routine-records.property.test.ts`), which would pass without any.
 */

interface Export {
  readonly header: string;
  readonly rows: readonly string[];
  readonly inputs?: Inputs;
  /** The scenarios of records before these rows, with their values in the scenario column. */
  readonly known?: Readonly<Record<string, ScenarioName>>;
  /** Dates of records before these rows. */
  readonly days?: readonly string[];
  /** Users are looked up in the directory. */
  readonly isLookedUp?: boolean;
}

const checked: CheckedValues = {
  key: { scenario: 0, user: new KeyText(), seconds: 0, ticks: 0 },
  rewritten: new RewrittenCells(),
};

/** @returns For each row the scenario, or undefined where it is not routine. */
async function recognize({ header, rows, inputs = {}, known = {}, days = [], isLookedUp = false }: Export) {
  const { check } = await settingsOf(inputs);
  const lookup = isLookedUp ? { userLookup: knownUsers(['mail'], new Map()) } : {};
  const values = { ...check.values, ...lookup };
  const dates = new FileDates(values.dateFormat);
  for (const day of days) expect(dates.read(day, new DateValue())).toBeUndefined();
  const found: (ScenarioName | undefined)[] = [];
  let routine: RoutineRecords | undefined;
  const open = ({ cells }: CsvRecord, next: CsvRecord | undefined): RoutineRecords => {
    const columns = readHeader(cells, next?.cells, check.columns).columns!;
    const scenarioValues = new ScenarioValues(check.columns);
    const kinds = new RowKinds({
      columns,
      headerCells: cells,
      isIgnored: check.isIgnoredRow,
      scenarioValues,
    });
    const widths = new RowWidths(columns.names.length, cells, []);
    const opened = new RoutineRecords(columns, kinds, widths, (scenario) =>
      compileRoutine(columns.bound.get(scenario)!, values, dates),
    );
    const all = columns.onlyScenario === undefined ? known : { '': columns.onlyScenario };
    for (const [value, scenario] of Object.entries(all)) opened.learn(scenario, value);
    return opened;
  };
  const source = sourceOf([header, ...rows, ''].join('\n'), 100_000);
  for await (const { records } of readBlocks(source, { delimiter: ',', firstLine: 1 })) {
    let from = 0;
    if (routine === undefined) {
      routine = open(records[0]!, records[1]);
      from = 1;
    }
    for (const record of records.slice(from)) found.push(routine.scenarioOf(record, checked));
  }
  return found;
}

const RESIGNATION = 'EmailAddress,ResignationDate,LastWorkingDate';
const NOTICE = '2026-04-01T10:00:00Z';
const LAST = '2026-04-30T17:00:00.5+02:00';
const REVIEW = 'EmailAddress,EffectiveDate,Remarks,Rating';
const PROFILE =
  'EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,EmployeeZipCode,EmployeeCity';

const ROUTINE: readonly (Export & { readonly name: string })[] = [
  {
    name: 'users of several domains',
    header: RESIGNATION,
    rows: ['ana@contoso.com', 'Ben.O@Fabrikam.com', "c.o'neil@contoso.com"].map(
      (user) => `${user},${NOTICE},${LAST}`,
    ),
  },
  {
    name: 'users of allowed domains',
    header: RESIGNATION,
    rows: [`ana@contoso.com,${NOTICE},${LAST}`, `ana@Fabrikam.com,${NOTICE},${LAST}`],
    inputs: { 'allowed-domains': 'contoso.com\nfabrikam.com' },
  },
  {
    name: 'a last day after less than six months',
    header: RESIGNATION,
    rows: [`ana@contoso.com,2025-10-16T00:00:00Z,2025-10-16T00:00:00Z`],
  },
  {
    name: 'texts, empty ones and all letters included',
    header: REVIEW,
    rows: ['Good work,3', ',', 'Erfüllt die Erwartungen,', `${'x'.repeat(200)},${'y'.repeat(25)}`].map(
      (texts) => `ana@contoso.com,${NOTICE},${texts}`,
    ),
  },
  {
    name: 'required texts',
    header: PROFILE,
    rows: ['ana@contoso.com,Ana,Lopez,1 Main St,75001,', 'zoe@contoso.com,Zoë,Łuk,Ulica 5,00-950,Warszawa'],
  },
  {
    name: 'quoted values, delimiters and doubled marks included',
    header: REVIEW,
    rows: [`"ana@contoso.com","${NOTICE}","Good, as ""agreed""","3"`],
  },
  {
    name: 'days that were read before, with another form',
    header: REVIEW,
    rows: ['ana@contoso.com,14.04.2026,,', `ana@contoso.com,${NOTICE},,`],
    inputs: { 'date-format': 'iso\ndd.MM.yyyy', 'time-zone': 'Europe/Berlin' },
    days: ['14.04.2026'],
  },
  {
    name: 'first values that start with a digit',
    header: `Number,${RESIGNATION}`,
    rows: [`4711,ana@contoso.com,${NOTICE},${LAST}`],
  },
];

it.each(ROUTINE)('recognizes $name', async (entry) => {
  const found = await recognize(entry);
  expect(found).toHaveLength(entry.rows.length);
  expect(found).not.toContain(undefined);
});

it('recognizes the scenarios of a file by the values that are sent unchanged', async () => {
  const header = `HRScenario,${RESIGNATION},EffectiveDate`;
  const rows = [
    `Resignation,ana@contoso.com,${NOTICE},${LAST},`,
    `Review,ben@contoso.com,,,${NOTICE}`,
    `resignation,ana@contoso.com,${NOTICE},${LAST},`,
  ];
  const known = { Resignation: 'resignation', Review: 'performance-review' } as const;
  expect(await recognize({ header, rows, known })).toEqual(['resignation', 'performance-review', undefined]);
});

it('fills the key and the cells to send', async () => {
  const rows = ['Ana.O@Contoso.com,14.04.2026,,'];
  const inputs = { 'date-format': 'dd.MM.yyyy', 'time-zone': 'Europe/Berlin' };
  expect(await recognize({ header: REVIEW, rows, inputs, days: ['14.04.2026'] })).toEqual([
    'performance-review',
  ]);
  const { key, rewritten } = checked;
  expect(key.user.bytes.toString('latin1', 0, key.user.length)).toBe('ana.o@contoso.com');
  expect([key.scenario, key.seconds, key.ticks]).toEqual([2, Date.UTC(2026, 3, 13, 22) / 1000, 0]);
  expect([rewritten.get(0), rewritten.get(1)]).toEqual([undefined, '2026-04-14T00:00:00+02:00']);
});

const review = (texts: string, date = NOTICE, user = 'ana@contoso.com'): string => `${user},${date},${texts}`;
const leaver = (user: string, notice = NOTICE, last = LAST): string => `${user},${notice},${last}`;

/** Rows that a finding, a change or their meaning makes special. */
const OTHER: readonly (Export & { readonly name: string })[] = [
  {
    name: 'texts that are too long, or have lost letters',
    header: REVIEW,
    rows: [`${'x'.repeat(201)},`, `,${'y'.repeat(26)}`, 'Jos? Lopez,', 'why?,', 'Jos\ufffd,'].map((texts) =>
      review(texts),
    ),
  },
  {
    name: 'required texts that are missing',
    header: PROFILE,
    rows: ['', ' ', 'NULL', '-', 'N/A '].map((text) => `ana@contoso.com,Ana,${text},1 Main St,75001,`),
  },
  {
    name: 'users that are not usual, or exist in no tenant',
    header: RESIGNATION,
    rows: [
      '',
      'ana',
      ' ana@contoso.com',
      "'ana@contoso.com",
      'anä@contoso.com',
      'ana@contoso.local',
      'a+b@contoso.com',
    ].map((user) => leaver(user)),
  },
  {
    name: 'users of other domains',
    header: RESIGNATION,
    rows: [leaver('ana@fabrikam.com'), leaver('ana@hr.contoso.com')],
    inputs: { 'allowed-domains': 'contoso.com' },
  },
  {
    name: 'dates without an offset or a time, wrong ones, and days that were not read before',
    header: REVIEW,
    rows: ['2026-04-01T10:00:00', '2026-04-01', '14.04.2026', '2026-02-30T10:00:00Z', '', 'NULL'].map(
      (date) => review(',', date),
    ),
    inputs: { 'date-format': 'iso\ndd.MM.yyyy' },
    days: ['2026-04-01'],
  },
  {
    name: 'local times that occur twice',
    header: REVIEW,
    rows: [review(',', '2510260230')],
    inputs: { 'date-format': 'yyMMddHHmm', 'time-zone': 'Europe/Berlin' },
    days: ['2510260230'],
  },
  {
    name: 'the form of the connector after another one',
    header: REVIEW,
    rows: [review(',')],
    inputs: { 'date-format': 'dd.MM.yyyy\niso' },
  },
  {
    name: 'dates before 1970 or in more than ten years, and last days outside their window',
    header: RESIGNATION,
    rows: [
      leaver('ana@contoso.com', '1969-12-31T23:59:59Z'),
      leaver('ana@contoso.com', '2036-04-16T00:00:00Z', '2036-04-16T00:00:00Z'),
      leaver('ana@contoso.com', '2025-01-01T00:00:00Z', '2025-10-14T00:00:00Z'),
      leaver('ana@contoso.com', NOTICE, '2027-04-16T00:00:00Z'),
      leaver('ana@contoso.com', LAST, NOTICE),
    ],
  },
  {
    name: 'rows of another width, blank ones, decoration and the header again',
    header: RESIGNATION,
    rows: [`${leaver('ana@contoso.com')},`, 'ana@contoso.com', '', ',,', '-----,-----,-----', RESIGNATION],
  },
  {
    name: 'rows that start with a number and a space',
    header: `Number,${RESIGNATION}`,
    rows: [`12 rows,${leaver('ana@contoso.com')}`, `,${leaver('ana@contoso.com')}`],
  },
  {
    name: 'marks of concatenated files at the end',
    header: REVIEW,
    rows: [review(',3\u001a'), review(',3\ufeff')],
  },
  {
    name: 'users that are looked up',
    header: RESIGNATION,
    rows: [leaver('ana@contoso.com')],
    isLookedUp: true,
  },
];

it.each(OTHER)('leaves $name to the whole check', async (entry) => {
  expect(await recognize(entry)).toEqual(entry.rows.map(() => undefined));
});

it('finds the @ of a user wherever the value is', async () => {
  const header = `HRScenario,${RESIGNATION}`;
  const rows = [64, 65].map((length) => `Resignation,${leaver(`${'a'.repeat(length)}@contoso.com`)}`);
  expect(await recognize({ header, rows, known: { Resignation: 'resignation' } })).toEqual([
    'resignation',
    undefined,
  ]);
});

it('recognizes nothing where every row has to be looked at', async () => {
  const rows = [`ana@contoso.com,${NOTICE},${LAST}`];
  expect(await recognize({ header: RESIGNATION, rows, inputs: { 'ignore-rows': 'Total*' } })).toEqual([
    undefined,
  ]);
});
