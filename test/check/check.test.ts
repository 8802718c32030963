import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/check/check.ts';
import { sourceFilesOf } from '../../src/inputs/settings.ts';
import { describeCheck } from '../../src/report/check-lines.ts';
import { leaver, lines, MIXED, RESIGNATION, REVIEW } from './cases/case.ts';
import { checkOnce, findingLines, type Inputs, settingsOf, Workspace } from './check-run.ts';

const BAD = 'x,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z';

describe('the first findings', () => {
  const rows = lines(
    RESIGNATION,
    ...Array.from({ length: 40 }, () => BAD),
    ...Array.from({ length: 40 }, (_, i) => `u${i}@contoso.com,soon,2026-04-30T17:00:00Z`),
    ...Array.from({ length: 40 }, (_, i) => `v+${i}@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z`),
    leaver('ana'),
    leaver('ana'),
  );

  it('cover every rule before a rule appears twice: nine errors and nine warnings', async () => {
    await checkOnce({ 'hr.csv': rows }, {}, ({ findings }) => {
      const errors = findings.telling.filter(({ severity }) => severity === 'error');
      expect(errors).toHaveLength(9);
      expect(errors.slice(0, 3).map(({ rule }) => rule)).toEqual([
        'invalid-date',
        'invalid-user',
        'duplicate-record',
      ]);
      expect(findings.telling.filter(({ severity }) => severity === 'warning')).toHaveLength(9);
    });
  });

  it('have the total counts, and the file contains all findings', async () => {
    await checkOnce({ 'hr.csv': rows }, {}, (result) => {
      expect(result.findings.counts).toEqual([
        { rule: 'invalid-user', severity: 'error', count: 40 },
        { rule: 'invalid-date', severity: 'error', count: 40 },
        { rule: 'duplicate-record', severity: 'error', count: 1 },
        { rule: 'unusual-user', severity: 'warning', count: 40 },
      ]);
      expect(result.findings).toMatchObject({ errors: 81, warnings: 40 });
      expect(findingLines(result)).toHaveLength(121);
      expect(result.findings.alike.map(({ count, first }) => [count, first.rule, first.line])).toEqual([
        [40, 'invalid-user', 2],
        [40, 'invalid-date', 42],
        [40, 'unusual-user', 82],
      ]);
      expect(result.findings.first.map(({ rule }) => rule)).toEqual(['duplicate-record']);
      expect(result.invalidRecords).toBe(81);
    });
  });

  it('are in the order of the lines', async () => {
    const csv = lines(RESIGNATION, leaver('ana'), leaver('ana'), ...Array.from({ length: 15 }, () => BAD));
    await checkOnce({ 'hr.csv': csv }, {}, ({ findings }) => {
      expect(findings.first.map(({ line }) => line)).toEqual(Array.from({ length: 16 }, (_, i) => i + 3));
    });
  });

  it('are grouped from twenty with the same message, with the advice for all records', async () => {
    const dates = ['03.04.2026', '31.03.2026'];
    const rowsOf = (count: number): string[] =>
      Array.from({ length: count }, (_, i) => `u${i}@contoso.com,${dates[i % 2]},2026-04-30T17:00:00Z`);
    await checkOnce({ 'hr.csv': lines(RESIGNATION, ...rowsOf(20)) }, {}, ({ findings }) => {
      const [{ count, first } = { count: 0, first: undefined }, ...others] = findings.alike;
      expect(others).toEqual([]);
      expect(count).toBe(20);
      expect(first).toMatchObject({ rule: 'invalid-date', column: 'ResignationDate', line: 2 });
      expect(first!.message).toContain('99.99.9999');
      expect(first!.fix).toContain('`dd.MM.yyyy`');
      expect(findings.first).toEqual([]);
    });
    await checkOnce({ 'hr.csv': lines(RESIGNATION, ...rowsOf(19)) }, {}, ({ findings }) => {
      expect(findings.alike).toEqual([]);
      expect(findings.first).toHaveLength(19);
    });
  });
});

describe('the mapping sheet', () => {
  it('names the columns of the file in the order of the portal', async () => {
    const csv = lines(
      'Last day,UPN,TerminationDate',
      '2026-04-30T17:00:00Z,ana@contoso.com,2026-03-31T17:00:00Z',
    );
    const inputs = { columns: 'EmailAddress: upn\nLastWorkingDate: Last day' };
    await checkOnce({ 'hr.csv': csv }, inputs, ({ mapping }) => {
      expect(mapping).toEqual([
        {
          scenario: 'resignation',
          fields: [
            { field: 'EmailAddress', column: 'upn' },
            { field: 'ResignationDate', column: 'TerminationDate' },
            { field: 'LastWorkingDate', column: 'Last day' },
          ],
        },
      ]);
    });
  });

  it('has each scenario of the file, with the value that marks it', async () => {
    const csv = lines(
      MIXED,
      `Leaver,${leaver('ana')},,,,,`,
      'Job level change,ana@contoso.com,,,2026-03-31T17:00:00Z,,,,',
    );
    await checkOnce({ 'hr.csv': csv }, { 'scenario-values': 'resignation: LEAVER' }, ({ mapping }) => {
      expect(mapping.map(({ scenario, scenarioColumn }) => [scenario, scenarioColumn])).toEqual([
        ['resignation', { name: 'HRScenario', value: 'LEAVER' }],
        ['job-level-change', { name: 'HRScenario', value: 'Job level change' }],
      ]);
      expect(mapping[1]!.fields.map(({ field }) => field)).toEqual([
        'EmailAddress',
        'EffectiveDate',
        'Remarks',
        'OldLevel',
        'NewLevel',
      ]);
    });
  });

  it('exists for a file without records too', async () => {
    await checkOnce({ 'hr.csv': lines(RESIGNATION) }, { 'allow-empty': 'true' }, ({ mapping }) => {
      expect(mapping).toHaveLength(1);
    });
  });
});

it('names the scenarios that match equally well', async () => {
  await checkOnce({ 'hr.csv': lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z,ok,5') }, {}, (result) => {
    expect(result.files[0]!.equallyLikely).toEqual(['performance-improvement-plan']);
    expect(describeCheck(result).join()).toContain('performance-review and performance-improvement-plan');
  });
  await checkOnce(
    { 'hr.csv': lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z,ok,5') },
    { scenario: 'performance-review' },
    (result) => {
      expect(result.files[0]!.equallyLikely).toEqual([]);
    },
  );
});

it('describes how each file was read', async () => {
  const csv = Buffer.from(`\ufeff${lines(RESIGNATION, leaver('ana')).replaceAll(',', '§')}`, 'utf16le');
  await checkOnce({ 'hr.csv': csv }, { delimiter: '§' }, ({ files }) => {
    expect(files[0]!.format).toBe('UTF-16LE, U+00A7');
  });
});

it('counts records by file and scenario, valid or not', async () => {
  const csv = lines(
    MIXED,
    `Resignation,${leaver('ana')},,,,,`,
    `Resignation,${BAD},,,,,`,
    `Promotion,${leaver('ben')},,,,,`,
  );
  await checkOnce({ 'hr.csv': csv }, {}, ({ files, records, validRecords, invalidRecords }) => {
    expect([records, validRecords, invalidRecords]).toEqual([3, 1, 2]);
    expect(files[0]).toMatchObject({ records: 3, invalidRecords: 2, bytes: Buffer.byteLength(csv) });
    expect([...files[0]!.scenarios]).toEqual([['resignation', 2]]);
  });
});

it.skipIf(process.platform === 'win32')(
  'files with personal data are readable only by their owner',
  async () => {
    const csv = lines(REVIEW, 'x,2026-03-31T17:00:00Z,,', 'ana@contoso.com,2026-03-31T17:00:00Z');
    await checkOnce(
      { 'hr.csv': csv },
      { 'invalid-rows': 'skip' },
      ({ plan, findingsPath, invalidRowsPath }) => {
        for (const path of [findingsPath, invalidRowsPath!, plan!.calls[0]!.bytesPath]) {
          expect(statSync(path).mode & 0o777).toBe(0o600);
        }
      },
    );
  },
);

/** Microsoft's own samples and their findings. Their dates are years old, and some have no offset. */
describe("Microsoft's samples", () => {
  const samples = join(import.meta.dirname, '../../samples/microsoft');
  const rules = 'last-day-outside-window: off\ndate-without-offset: off';

  it.each<[string, string[]]>([
    ['employee-profile.csv', []],
    ['job-level-change.csv', []],
    ['resignation.csv', []],
    ['us-government-termination.csv', []],
    ['scenario-column.csv', []],
    ['performance-review.csv', ['3 warning row-too-short']],
    ['performance-improvement-plan.csv', ['3 warning row-too-short']],
    [
      'multiple-scenarios.csv',
      [
        '2 warning row-too-short',
        '3 warning row-too-short',
        '4 error missing-value EffectiveDate',
        '5 error missing-value EffectiveDate',
        '7 warning row-too-short',
        '9 warning row-too-short',
      ],
    ],
  ])('%s', async (name, expected) => {
    await checkOnce({ 'hr.csv': readFileSync(join(samples, name)) }, { rules }, (result) => {
      expect(findingLines(result)).toEqual(expected);
      expect(result.plan === undefined).toBe(expected.some((line) => line.includes(' error ')));
    });
  });
});

/** Example data of November 2026. */
describe('our samples', () => {
  const samples = join(import.meta.dirname, '../../samples');

  it.each<[string, Inputs, string[]]>([
    ['resignation.csv', {}, []],
    ['job-level-change.csv', {}, []],
    ['performance-review.csv', {}, []],
    ['performance-improvement-plan.csv', {}, []],
    ['employee-profile.csv', {}, []],
    ['multiple-scenarios.csv', {}, []],
    [
      'payroll-export.csv',
      {
        encoding: 'windows-1252',
        columns:
          'EmailAddress: Benutzername\nResignationDate: Kündigungsdatum\nLastWorkingDate: Letzter Arbeitstag',
        'date-format': 'dd.MM.yyyy',
        'time-zone': 'Europe/Berlin',
        'unmapped-columns': 'drop',
      },
      [],
    ],
    [
      'with-errors.csv',
      {},
      [
        '3 error invalid-user UserPrincipalName',
        '4 error invalid-date ResignationDate',
        '5 error duplicate-record',
      ],
    ],
  ])('%s', async (name, inputs, expected) => {
    await checkOnce({ 'hr.csv': readFileSync(join(samples, name)) }, inputs, (result) => {
      expect(findingLines(result)).toEqual(expected);
    });
  });
});

it('writes no records and hashes no content if nothing is uploaded or compared', async () => {
  const place = new Workspace();
  try {
    place.write({ 'hr.csv': lines(RESIGNATION, leaver('ana'), 'ben@contoso.com,2026-03-31,2026-04-30') });
    const settings = await settingsOf({}, place.workspace);
    const files = await sourceFilesOf(settings, place);
    const { isAccepted, plan, numbers } = await checkFiles(files, settings.check, place.runnerTemp);
    expect({ isAccepted, plan, ...numbers }).toEqual({
      isAccepted: true,
      plan: undefined,
      records: 2,
      scenarios: new Map([['resignation', 2]]),
      contentSha256: undefined,
    });
    expect(readdirSync(place.runnerTemp)).toEqual(['findings.json']);
  } finally {
    place.remove();
  }
});

it('stops when the run is cancelled', async () => {
  const place = new Workspace();
  try {
    place.write({ 'hr.csv': lines(RESIGNATION, leaver('ana')) });
    const settings = await settingsOf({});
    const reason = new Error('cancelled');
    const checking = checkFiles(await sourceFilesOf(settings, place), settings.check, place.runnerTemp, {
      signal: AbortSignal.abort(reason),
    });
    await expect(checking).rejects.toBe(reason);
  } finally {
    place.remove();
  }
});
