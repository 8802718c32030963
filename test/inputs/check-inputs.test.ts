import { describe, expect, it } from 'vitest';
import { type Inputs, settingsOf } from '../check/check-run.ts';
import { problemsOf } from './problems.ts';

const check = async (inputs: Inputs) => (await settingsOf(inputs)).check;

describe('accepted', () => {
  it.each<[Inputs, object]>([
    [
      { 'min-records': '5', 'max-records': '5' },
      { minRecords: 5, maxRecords: 5 },
    ],
    [{ 'min-records': '5' }, { minRecords: 5, maxRecords: undefined }],
    [{ 'max-records': '5' }, { minRecords: undefined, maxRecords: 5 }],
    [{}, { recordsPerCall: 499, headerLine: 'auto', isIgnoredRow: undefined, encoding: 'auto' }],
    [{ 'records-per-call': '7' }, { recordsPerCall: 7 }],
    [{ 'header-line': '7' }, { headerLine: 7 }],
    [{ 'header-line': 'AUTO' }, { headerLine: 'auto' }],
    [{ 'upload-delimiter': 'tab' }, { uploadDelimiter: '\t' }],
    [{ 'upload-delimiter': 'Pipe' }, { uploadDelimiter: '|' }],
    [{ 'unmapped-columns': 'drop' }, { unmappedColumns: 'drop' }],
    ...['', ' auto ', 'AUTO'].map((delimiter): [Inputs, object] => [{ delimiter }, { delimiter: 'auto' }]),
    ...['\t', '\\t', ' \\T\n', 'tab'].map((delimiter): [Inputs, object] => [
      { delimiter },
      { delimiter: '\t' },
    ]),
    [{ delimiter: '¦' }, { delimiter: '¦' }],
    [{ encoding: 'UTF-16LE' }, { encoding: 'utf-16le' }],
  ])('%o', async (inputs, expected) => {
    expect(await check(inputs)).toMatchObject(expected);
  });

  it('domains with any number of labels, with or without an @', async () => {
    const domains = '@Contoso.com\nhr.eu.contoso.com\nnorth-wind.example\nmünchen.example\na.b\n365.example';
    expect([...(await check({ 'allowed-domains': domains })).values.allowedDomains]).toEqual([
      ...['contoso.com', 'hr.eu.contoso.com', 'north-wind.example', 'münchen.example', 'a.b', '365.example'],
    ]);
  });

  it('values of scenarios, and the same value twice for one scenario', async () => {
    const { scenarioValues } = (
      await check({ 'scenario-values': 'resignation: Out\nResignation: OUT\nJob level change: Moved' })
    ).columns;
    expect(scenarioValues).toEqual([
      { scenario: 'resignation', value: 'Out' },
      { scenario: 'resignation', value: 'OUT' },
      { scenario: 'job-level-change', value: 'Moved' },
    ]);
  });

  it('names of columns', async () => {
    const inputs = { columns: 'email address: UPN\nRemarks: "Notes"', 'scenario-column': ' Kind ' };
    expect((await check(inputs)).columns).toMatchObject({
      scenarioColumn: 'Kind',
      columns: [
        { field: 'EmailAddress', column: 'UPN' },
        { field: 'Remarks', column: 'Notes' },
      ],
    });
  });

  it('rows to ignore by any of the patterns, in any case and normalization', async () => {
    const isIgnored = (await check({ 'ignore-rows': 'Total*\n*: Ende\ngepru\u0308ft' })).isIgnoredRow!;
    const rows = ['TOTAL 7', 'Liste: ende', 'GEPRÜFT', 'gepru\u0308ft', 'Ana', 'Subtotal'];
    expect(rows.filter(isIgnored)).toEqual(rows.slice(0, 4));
  });

  it('100 rows to ignore of 200 characters', async () => {
    const patterns = Array(100).fill('x'.repeat(200)).join('\n');
    expect((await check({ 'ignore-rows': patterns })).isIgnoredRow!('x'.repeat(200))).toBe(true);
  });
});

describe('rejected', () => {
  it.each<[Inputs, string]>([
    [{ 'ignore-rows': 'x\n'.repeat(101) }, '`ignore-rows` has more than 100 patterns'],
    [{ 'ignore-rows': `Total\n${'x'.repeat(201)}` }, 'a pattern with more than 200 characters'],
    [{ 'ignore-rows': 'Total*\n***' }, 'Line 2 of `ignore-rows` matches every row.'],
    [{ 'allowed-domains': '@@contoso.com' }, 'Line 1 of the input `allowed-domains` is not a domain.'],
    [{ 'allowed-domains': 'contoso.com\nana@contoso.com' }, 'Line 2 of the input `allowed-domains`'],
    [
      { 'scenario-values': 'resignation: X\nemployee-profile: x' },
      'the value `x` to two scenarios: resignation and employee-profile.',
    ],
    ...['"', "'", '5', 'ä', 'ab'].map((delimiter): [Inputs, string] => [
      { delimiter },
      '`delimiter` is neither a known name nor a single character.',
    ]),
  ])('%o', async (inputs, what) => {
    const problems = await problemsOf(inputs);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.what).toContain(what);
  });

  it.each<[Inputs, string]>([
    [{ 'scenario-values': 'leaver' }, 'Write one entry per line, such as `resignation: Leaver`.'],
    [{ columns: 'UPN' }, 'Write one entry per line, such as `EmailAddress: UPN`.'],
    [{ rules: 'off' }, 'Write one entry per line, such as `row-too-short: error`.'],
    [{ 'scenario-values': 'leaver: Leaver' }, 'resignation, '],
    [{ delimiter: 'xx' }, 'Use auto, comma, semicolon, '],
    [
      { encoding: 'x' },
      'such as utf-8, utf-16le, windows-1252, iso-8859-1, iso-8859-2, windows-1250, windows-1251, shift_jis.',
    ],
  ])('%o, with what is accepted', async (inputs, fix) => {
    expect((await problemsOf(inputs))[0]!.fix.join('\n')).toContain(fix);
  });
});
