import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/check/check.ts';
import type { CheckResult } from '../../src/check/check-result.ts';
import type { FindUnusual, SentNumbers } from '../../src/check/sent-numbers.ts';
import { sourceFilesOf } from '../../src/inputs/settings.ts';
import { leaver, lines, MIXED, RESIGNATION } from './cases/case.ts';
import { findingLines, type Inputs, settingsOf, Workspace } from './check-run.ts';

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
});
afterEach(() => place.remove());

/** Checks `hr.csv` with an unusual number. */
async function check(
  csv: string | undefined,
  inputs: Inputs,
  findUnusual: FindUnusual,
): Promise<CheckResult> {
  if (csv !== undefined) place.write({ 'hr.csv': csv });
  const settings = await settingsOf(inputs, place.workspace);
  const folder = join(place.runnerTemp, 'run');
  mkdirSync(folder);
  const purpose = { preparesCalls: true, findUnusual };
  return checkFiles(await sourceFilesOf(settings, place), settings.check, folder, purpose);
}

/** The numbers passed to the comparison; undefined if it is not called. */
async function numbersOf(csv: string | undefined, inputs: Inputs = {}): Promise<SentNumbers | undefined> {
  let asked: SentNumbers | undefined;
  await check(csv, inputs, (numbers) => {
    asked = numbers;
    return [];
  });
  return asked;
}

describe('an unusual number', () => {
  const findUnusual: FindUnusual = () => [{ rule: 'fewer-records-than-usual', message: 'Few records.' }];
  const csv = lines(RESIGNATION, leaver('ana'));

  it('is a warning, and the upload continues', async () => {
    const result = await check(csv, {}, findUnusual);
    expect(findingLines(result)).toEqual(['1 warning fewer-records-than-usual']);
    expect(result.plan?.records).toBe(1);
  });

  it.each(['fail', 'skip'])('stops the upload if it is an error, with invalid-rows: %s', async (rows) => {
    const inputs = { rules: 'fewer-records-than-usual: error', 'invalid-rows': rows };
    const result = await check(csv, inputs, findUnusual);
    expect(findingLines(result)).toEqual(['1 error fewer-records-than-usual']);
    expect(result.findings.counts).toEqual([
      { rule: 'fewer-records-than-usual', severity: 'error', count: 1 },
    ]);
    expect(result.plan).toBeUndefined();
  });

  it('is ignored if the rule is off', async () => {
    const result = await check(csv, { rules: 'fewer-records-than-usual: off' }, findUnusual);
    expect(findingLines(result)).toEqual([]);
  });

  it('is found without a file too', async () => {
    const result = await check(undefined, { 'allow-empty': 'true' }, findUnusual);
    expect(findingLines(result)).toEqual([':1 warning fewer-records-than-usual']);
  });
});

describe('the numbers that are compared', () => {
  const mixed = lines(
    MIXED,
    'Resignation,ana@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,,,,,',
    'Resignation,bob,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,,,,,',
    'Performance review,ana@contoso.com,,,2026-03-31T17:00:00Z,,3,,',
  );

  it('are those of the records that are sent, by scenario', async () => {
    const numbers = await numbersOf(mixed, { 'invalid-rows': 'skip' });
    expect(numbers?.records).toBe(2);
    expect([...numbers!.scenarios]).toEqual([
      ['resignation', 1],
      ['performance-review', 1],
    ]);
  });

  it('include invalid records that stop the upload, since they are not missing', async () => {
    const numbers = await numbersOf(mixed);
    expect(numbers?.records).toBe(3);
    expect(numbers?.scenarios.get('resignation')).toBe(2);
  });

  it.each<[string, string | undefined, Inputs, [string, number][]]>([
    ['a header without records has its scenario', lines(RESIGNATION), {}, [['resignation', 0]]],
    ['a header with a scenario column has none', lines(MIXED), {}, []],
    ['no file has none', undefined, {}, []],
    ['no file has the scenario of the input', undefined, { scenario: 'resignation' }, [['resignation', 0]]],
  ])('of an empty export: %s', async (_, csv, inputs, scenarios) => {
    const numbers = await numbersOf(csv, { ...inputs, 'allow-empty': 'true' });
    expect([...numbers!.scenarios]).toEqual(scenarios);
    expect(numbers?.records).toBe(0);
  });

  it.each([
    ['has an open quotation mark', lines(RESIGNATION, leaver('ana'), '"open')],
    ['is empty', ''],
  ])('are not requested if a file %s', async (_, csv) => {
    expect(await numbersOf(csv)).toBeUndefined();
  });
});
