import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/check/check.ts';
import { collectUsers } from '../../src/check/collect-users.ts';
import { knownUsers, withoutLookup } from '../../src/check/values/user-lookup.ts';
import { ActionError } from '../../src/errors.ts';
import { sourceFilesOf } from '../../src/inputs/settings.ts';
import { lines, MIXED, RESIGNATION } from './cases/case.ts';
import { findingLines, type Inputs, sentRows, settingsOf, Workspace } from './check-run.ts';

let place: Workspace;
let folder: string;
beforeEach(() => {
  place = new Workspace();
  folder = join(place.runnerTemp, 'run');
  mkdirSync(folder);
});
afterEach(() => place.remove());

async function collect(
  files: Readonly<Record<string, string>>,
  inputs: Inputs = {},
): Promise<readonly string[]> {
  place.write(files);
  const settings = await settingsOf({ 'csv-path': '*.csv', ...inputs }, place.workspace);
  return collectUsers(await sourceFilesOf(settings, place), settings.check, folder);
}

const row = (user: string, date = '2026-03-31T17:00:00Z'): string => `${user},${date},2026-04-30T17:00:00Z`;

describe('collectUsers', () => {
  it('finds each user of all files once, by the columns of the check, in any form', async () => {
    const users = await collect(
      {
        'a.csv': lines(
          'UPN;Gone;Last',
          'Ana@contoso.com;31.03.2026;30.04.2026',
          '4711;31.03.2026;30.04.2026',
        ),
        'b.csv': lines('UPN;Gone;Last', 'ANA@contoso.com;01.04.2026;30.04.2026', 'ben;;'),
      },
      {
        columns: 'EmailAddress: UPN\nResignationDate: Gone\nLastWorkingDate: Last',
        'date-format': 'dd.MM.yyyy',
      },
    );
    expect(users).toEqual(['Ana@contoso.com', '4711', 'ben']);
  });

  it('finds users of several scenarios, and none in a row that is missing one or has too many cells', async () => {
    const users = await collect({
      'hr.csv': lines(
        MIXED,
        'Resignation,ana@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,,,,,',
        'Performance review,ben@contoso.com,,,2026-03-31T17:00:00Z,,3,,',
        'Resignation,,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,,,,,',
        'Resignation,eve@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,,,,,,,,more',
      ),
    });
    expect(users).toEqual(['ana@contoso.com', 'ben@contoso.com']);
  });

  it('leaves no files, even for records that would be rewritten', async () => {
    await collect(
      { 'hr.csv': lines(RESIGNATION, row('ana@contoso.com', '2026-03-31')) },
      { 'date-format': 'yyyy-MM-dd' },
    );
    await expect(collect({ 'hr.csv': '' }, { 'csv-path': 'gone.csv' })).rejects.toThrow(ActionError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a check', () => {
  it('without a look-up does not check the form of users, but finds duplicates', async () => {
    const csv = lines(RESIGNATION, row('4711'), row(''), row('4711'), row('a b@@c'));
    place.write({ 'hr.csv': csv });
    const settings = await settingsOf({ 'allowed-domains': 'contoso.com' }, place.workspace);
    const values = { ...settings.check.values, userLookup: withoutLookup(['employeeId']) };
    const result = await checkFiles(
      await sourceFilesOf(settings, place),
      { ...settings.check, values },
      folder,
    );
    expect(findingLines(result)).toEqual(['3 error missing-value EmailAddress', '4 error duplicate-record']);
  });

  it('after a look-up rejects a file with other users', async () => {
    place.write({ 'hr.csv': lines(RESIGNATION, row('ana@contoso.com')) });
    const settings = await settingsOf({}, place.workspace);
    const files = await sourceFilesOf(settings, place);
    const users = await collectUsers(files, settings.check, folder);
    const matches = new Map(users.map((user) => [user, { kind: 'unknown' } as const]));
    const check = {
      ...settings.check,
      values: { ...settings.check.values, userLookup: knownUsers(['mail'], matches) },
    };
    expect(sentRows((await checkFiles(files, check, folder, { preparesCalls: true })).plan!)).toHaveLength(2);
    writeFileSync(files[0]!.path, lines(RESIGNATION, row('ben@contoso.com')));
    const second = join(place.runnerTemp, 'second');
    mkdirSync(second);
    await expect(checkFiles(files, check, second)).rejects.toMatchObject({ code: 'file-changed' });
  });
});
