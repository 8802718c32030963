import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/check/check-result.ts';
import { isFieldName, isScenarioColumnName } from '../../../src/check/columns/column-names.ts';
import type { Suggestion } from '../../../src/check/suggest/suggestion.ts';
import { findingLines, type Inputs, sentRows } from '../check-run.ts';
import { type ExportCase, lf } from './exports/export-case.ts';
import { PROGRAM_EXPORTS } from './exports/programs.ts';
import { SYSTEM_EXPORTS } from './exports/systems.ts';
import { withTrial } from './trial.ts';

const EXPORTS = [...SYSTEM_EXPORTS, ...PROGRAM_EXPORTS];

/** The suggested inputs; where two set `columns`, the lines of both. */
function pasted({ inputs = {}, decided = {} }: ExportCase, suggestion: Suggestion, header: string[]): Inputs {
  const values = Object.fromEntries(
    suggestion.inputs.map(({ name, value }) => [name, filledIn(value, header)]),
  );
  const columns = [values.columns, decided.columns].filter((lines) => lines !== undefined).join('\n');
  return { ...inputs, ...values, ...decided, ...(columns === '' ? {} : { columns }) };
}

/** As a person puts the names there. */
function filledIn(value: string, header: readonly string[]): string {
  return value.replace(/<column (\d+)>/g, (_, position) => header[Number(position) - 1]!.trim());
}

/** What is sent of each record: the user and the dates of its scenario, as instants. */
function sentRecords({ plan, mapping }: CheckResult): string[] {
  const [header, ...rows] = sentRows(plan!);
  const columns = (names: readonly string[]): number[] =>
    names.flatMap((name) =>
      mapping
        .flatMap(({ fields }) => fields.filter(({ field }) => field === name))
        .map(({ column }) => header!.indexOf(column))
        .slice(0, 1),
    );
  const [user] = columns(['EmailAddress']);
  const dates = columns(['ResignationDate', 'LastWorkingDate', 'EffectiveDate']);
  return rows.map((row) =>
    [row[user!]!.toLowerCase(), ...dates.flatMap((i) => (row[i] === '' ? [] : [instant(row[i]!)]))].join(' '),
  );
}

function instant(text: string): string {
  const withZone = /(?:Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`;
  return new Date(withZone).toISOString().replace('.000Z', '');
}

/** The header as a person sees it in the file. */
function headerOf({ content }: ExportCase, suggestion: Suggestion): string[] {
  const line = Number(suggestion.inputs.find(({ name }) => name === 'header-line')?.value ?? '1');
  return content
    .toString()
    .split(/\r?\n/)
    [line - 1]!.split(/[,;\t|]/);
}

describe('an export is green at the second run', () => {
  it.each(EXPORTS)('$name', async (entry) => {
    await withTrial(entry.content, async (trial) => {
      const inputs = entry.inputs ?? {};
      const check = await trial.check(inputs);
      expect(check.isAccepted, 'the first run fails').toBe(false);
      const suggestion = await trial.suggest(check, inputs);
      expect(suggestion).toBeDefined();
      const notes = suggestion!.notes.join('\n');
      if (entry.named !== undefined) expect(notes).toMatch(entry.named);
      const values = suggestion!.inputs.map(({ value }) => value).join('\n');
      expect(/<column \d+>/.test(values)).toBe(entry.hasPlaceholder ?? false);
      if (entry.sent === undefined) return;
      const again = await trial.check(pasted(entry, suggestion!, headerOf(entry, suggestion!)));
      expect(findingLines(again).filter((line) => line.includes(' error '))).toEqual([]);
      expect(sentRecords(again)).toEqual(entry.sent);
      expect(suggestion!.errorsAfter).toBe(0);
    });
  });

  it('is tried with at least thirty exports without a column name that the action knows', () => {
    const names = (content: string): string[] =>
      content
        .split(/[\r\n,;\t|]+/)
        .map((cell) => cell.replaceAll('"', ''))
        .filter((cell) => isFieldName(cell) || isScenarioColumnName(cell));
    const unknown = EXPORTS.filter(({ content }) => names(content.toString()).length === 0);
    expect(unknown.length).toBeGreaterThanOrEqual(30);
  });
});

describe('a suggestion', () => {
  const german = (...rows: readonly string[]): string =>
    lf('Mitarbeiter;Postfach;Gekündigt am;Letzter Tag', ...rows);
  const row = (i: number, user = `u${i}@contoso.com`, notice = `${i}.02.2026`): string =>
    `Weber;${user};${notice};31.03.2026`;

  it('leaves wrong values as findings, and says how many remain', async () => {
    const rows = [10, 11, 12, 13, 14, 15].map((i) => row(i));
    const content = german(...rows, row(16, 'unknown'), row(17, undefined, '31.02.2026'));
    await withTrial(content, async (trial) => {
      const check = await trial.check({});
      const suggestion = await trial.suggest(check, {});
      expect(suggestion).toMatchObject({ errorsBefore: 1, errorsAfter: 2, isDecided: true });
      expect(suggestion!.inputs.map(({ name }) => name)).toEqual(['columns', 'date-format']);
    });
  });

  it('replaces the inputs that are wrong and keeps the others', async () => {
    const inputs = {
      columns: 'EmailAddress: Postfach\nLastWorkingDate: Letzer Tag',
      'ignore-rows': 'Stand*',
    };
    await withTrial(german(row(10), row(11), row(12), 'Summe;3;;'), async (trial) => {
      const suggestion = await trial.suggest(await trial.check(inputs), inputs);
      expect(suggestion!.inputs).toEqual([
        { name: 'ignore-rows', value: 'Stand*\nSumme' },
        {
          name: 'columns',
          value: 'EmailAddress: Postfach\nResignationDate: Gekündigt am\nLastWorkingDate: Letzter Tag',
        },
        { name: 'date-format', value: 'dd.MM.yyyy' },
      ]);
    });
  });

  it('keeps the forms of dates that other files need', async () => {
    const iso = lf('EmailAddress,ResignationDate,LastWorkingDate', 'a@contoso.com,2026-02-10,2026-03-31');
    const other = lf('EmailAddress,ResignationDate,LastWorkingDate', 'b@contoso.com,10.02.2026,31.03.2026');
    await withTrial(iso, async (trial) => {
      trial.place.write({ 'other.csv': other });
      const inputs = { 'csv-path': 'hr.csv\nother.csv' };
      const suggestion = await trial.suggest(await trial.check(inputs), inputs);
      expect(suggestion!.inputs).toEqual([{ name: 'date-format', value: 'iso\ndd.MM.yyyy' }]);
      expect(suggestion!.errorsAfter).toBe(0);
    });
  });

  it('finds a total at the end of a file that the sample does not reach', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => row(10 + (i % 18), `u${i}@contoso.com`));
    await withTrial(german(...rows, 'Gesamt;2500;;'), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toContainEqual({ name: 'ignore-rows', value: 'Gesamt' });
      expect(suggestion!.errorsAfter).toBe(0);
    });
  });

  it.each([
    [
      'a column of dates in another language',
      'Postfach;Gekündigt am;Letzter Tag',
      '10. Mai 2026;31. Mai 2026',
      /Gekündigt am.*only in English/,
    ],
    ['users without a domain', 'Konto;Resigned on;Last day', '', /No column contains users/],
  ])('names what no input can change: %s', async (_, header, dates, words) => {
    const users = ['anna', 'ben', 'cleo'].map((name) => (dates === '' ? name : `${name}@contoso.com`));
    const rows = users.map((user) => `${user};${dates === '' ? '10.02.2026;31.03.2026' : dates}`);
    await withTrial(lf(header, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toEqual([]);
      expect(suggestion!.notes.join()).toMatch(words);
    });
  });

  it.each([
    [
      'a duplicate record',
      lf(
        'EmailAddress,ResignationDate,LastWorkingDate',
        ...Array(2).fill('a@contoso.com,2026-02-10T00:00:00Z,2026-03-31T00:00:00Z'),
      ),
    ],
    ['an empty file', ''],
    ['a file that is no table', 'Not found\n'],
    ['a binary file', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0])],
  ])('is not made for %s', async (_, content) => {
    await withTrial(content, async (trial) => {
      const check = await trial.check({});
      expect(check.isAccepted).toBe(false);
      expect(await trial.suggest(check, {})).toBeUndefined();
    });
  });

  it('is made of a file with more columns than are looked at', async () => {
    const more = Array.from({ length: 300 }, (_, i) => `Extra ${i}`);
    const header = ['EmailAddress', 'EffectiveDate', 'OldLevel', 'NewLevel', ...more, 'Remarks'].join(',');
    const rows = [13, 14, 15].map((day) => `u${day}@contoso.com,${day}/02/2026,3,4${','.repeat(301)}`);
    await withTrial(lf(header, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toEqual([{ name: 'date-format', value: 'dd/MM/yyyy' }]);
      expect(suggestion!.errorsAfter).toBe(0);
    });
  });

  it.each([
    ['with both dates', 'Standish,,2026-02-10,2026-03-31'],
    ['with one date', 'Ende,,2026-02-10,'],
    ['with most other values', 'Sommer,,soon,later'],
  ])('does not ignore a person without a user whose name is like a total: %s', async (_, person) => {
    const rows = [10, 11, 12].map((day) => `Weber,u${day}@contoso.com,2026-02-${day},2026-03-31`);
    const content = lf('Surname,EmailAddress,ResignationDate,LastWorkingDate', ...rows, person);
    await withTrial(content, async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion?.inputs.filter(({ name }) => name === 'ignore-rows') ?? []).toEqual([]);
    });
  });

  it('takes the order of two dates from what both ways to read them say, else from their names', async () => {
    const rows = ['10/05/2026,12/01/2026', '09/07/2026,11/02/2026', '10/06/2026,12/03/2026'];
    const content = lf(
      'Work Email,Notice Date,Exit Date',
      ...rows.map((dates, i) => `u${i}@contoso.com,${dates}`),
    );
    await withTrial(content, async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toEqual([
        {
          name: 'columns',
          value: 'EmailAddress: Work Email\nResignationDate: Notice Date\nLastWorkingDate: Exit Date',
        },
      ]);
      expect(suggestion!.notes.join()).toContain('day or the month comes first');
    });
  });

  it.each([
    ['EmailAddress', 'jmueller', 'ManagerEmail', 'boss@contoso.com'],
    ['Login', 'jmueller', 'Reviewer UPN', 'boss@contoso.com'],
    ['E-Mail', '', 'E-Mail Vorgesetzter', 'boss@contoso.com'],
    ['E-Mail', 'me@gmail.com', 'Sachbearbeiter UPN', 'boss@contoso.com'],
  ])('never takes other people for the users: %s %s, %s', async (own, user, other, person) => {
    const rows = [10, 11, 12, 13].map((day) => `${user},${person},2026-02-${day},2026-03-31`);
    await withTrial(lf(`${own},${other},Notice,Last day`, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs.map(({ value }) => value).join()).not.toContain('EmailAddress');
      expect(suggestion!.notes.join()).toMatch(/contains? users, but/);
    });
  });

  it.each([
    ...['Personnel Email', 'Personal-E-Mail', 'Former Employee Email', 'Performer Email', 'Mitarbeiter'],
    ...['Business Partner E-Mail', 'Account Owner', 'Home Tenant UPN', 'Requester', '個人ID'],
  ])('takes the only column of users: %s', async (name) => {
    const rows = [10, 11, 12].map((day) => `u${day}@contoso.com,2026-02-${day},2026-03-31`);
    await withTrial(lf(`${name},Notice,Last day`, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion).toMatchObject({ errorsAfter: 0, isDecided: true });
    });
  });

  it.each([
    ...['Beurteiler E-Mail', 'Bewerter', 'Appraiser', 'Rater Email', 'Évaluateur', 'Personalreferent'],
    ...['HR Contact', 'Coach', 'Supervisor', 'Vorgesetzte', 'Führungskraft', 'Reviewer'],
  ])('does not take a manager or a reviewer for the user: %s', async (name) => {
    const rows = [10, 11, 12].map((day) => `jm,boss@contoso.com,2026-02-${day},Good`);
    await withTrial(lf(`Login,${name},Beurteilungsdatum,Bewertung`, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs.map(({ value }) => value).join()).not.toContain('EmailAddress');
    });
  });

  it.each([
    ...["Date d'effet de la modification", 'Decorrenza modifica', 'Effective Date of Last Change'],
    ...['Niveau gewijzigd per', 'Nivå endret'],
  ])('takes a date of a change of levels: %s', async (name) => {
    const rows = [10, 11, 12].map((day) => `u${day}@contoso.com,2026-02-${day},3,4`);
    await withTrial(lf(`E-Mail,${name},Old Level,New Level`, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion).toMatchObject({ errorsAfter: 0, isDecided: true });
    });
  });

  it.each([
    ['Kündigungsdatum', 'Letzter Arbeitstag (inkl. Urlaub)'],
    ['Kündigungsdatum', 'Last day excluding vacation'],
    ['Kündigung erfasst am', 'Letzter Tag'],
    ['Resignation Created', 'Last day'],
  ])('takes the two dates of a resignation: %s, %s', async (notice, lastDay) => {
    const rows = [10, 11, 12].map((day) => `u${day}@contoso.com,2026-02-${day},2026-03-${day}`);
    await withTrial(lf(`E-Mail,${notice},${lastDay}`, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion).toMatchObject({ errorsAfter: 0, isDecided: true });
    });
  });

  it('asks where a date with a known name would be after the last day', async () => {
    const rows = ['01/10/2026,02/06/2026', '02/09/2026,03/05/2026', '03/11/2026,04/02/2026'];
    const content = lf(
      'Work Email,Resignation Submitted,Termination Date',
      ...rows.map((dates, i) => `u${i}@contoso.com,${dates}`),
    );
    await withTrial(content, async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.isDecided).toBe(false);
      expect(suggestion!.inputs.map(({ value }) => value).join()).not.toContain('Resignation Submitted');
    });
  });

  it('does not give the name of the user to another column', async () => {
    const rows = [10, 11, 12, 13].map(
      (day) => `${day % 2 ? `u${day}@contoso.com` : 'jm'},lead${day}@contoso.com,2026-02-${day},2026-03-31`,
    );
    const header = 'EmailAddress,Team Contact,ResignationDate,LastWorkingDate';
    await withTrial(lf(header, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion?.inputs ?? []).toEqual([]);
    });
  });

  it('suggests for a file whose columns are named like their values', async () => {
    const rows = [10, 11, 12].map(
      (day) => `u${day}@contoso.com;${day}.02.2026;31.03.2026;Remote;${day === 11 ? 'Contractor' : ''}`,
    );
    await withTrial(
      lf('EmailAddress;ResignationDate;LastWorkingDate;Remote;Contractor', ...rows),
      async (trial) => {
        const suggestion = await trial.suggest(await trial.check({}), {});
        expect(suggestion).toMatchObject({
          errorsAfter: 0,
          inputs: [{ name: 'date-format', value: 'dd.MM.yyyy' }],
        });
      },
    );
  });

  it.each([
    ['Totale;4;;', 'Totale'],
    ['Totally;4;;', 'Total*'],
  ])('takes the narrowest pattern for %s', async (total, pattern) => {
    const rows = [10, 11, 12].map((day) => row(day));
    await withTrial(german(...rows, total), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toContainEqual({ name: 'ignore-rows', value: pattern });
    });
  });

  it.each([
    'Letzte Änderung',
    'Letzter Login',
    'Último acceso',
    'Letzte Beförderung',
    'Dernière modification',
    'Ostatnia modyfikacja',
    'Exit interview',
  ])('takes no date of another kind for the last day: %s', async (name) => {
    const rows = [10, 11, 12].map(
      (day) => `u${day}@contoso.com,2026-02-${day},2026-03-31,2026-04-0${day - 9}`,
    );
    await withTrial(lf(`E-Mail,Kündigungsdatum,Austrittsdatum,${name}`, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs.map(({ value }) => value).join()).toContain(
        'LastWorkingDate: Austrittsdatum',
      );
    });
  });

  it('leaves the name of a field to its column, even if that is empty', async () => {
    const rows = [10, 11, 12].map((day) => `u${day}@contoso.com,${day}.02.2026,,${day}.03.2026`);
    const header = 'EmailAddress;ResignationDate;LastWorkingDate;Farewell'.replaceAll(';', ',');
    await withTrial(lf(header, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toEqual([{ name: 'date-format', value: 'dd.MM.yyyy' }]);
      expect(suggestion!.errorsAfter).toBe(3);
    });
  });

  it.each([
    ['E-Mail,Datum,Datum', ['Column 2 has the same name', 'Column 3 has the same name']],
    [',Kündigung,Letzter Tag', ['Column 1 has no name']],
  ])('says which columns need a name of their own: %s', async (header, expected) => {
    const rows = [10, 11, 12].map((day) => `u${day}@contoso.com,2026-02-${day},2026-03-${day}`);
    await withTrial(lf(header, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toEqual([]);
      expect(suggestion!.notes).toEqual(expected.map((text) => expect.stringContaining(text)));
    });
  });

  it('suggests the form of dates whose columns have to be chosen', async () => {
    const rows = ['16.02.2026,31.03.2026', '31.03.2026,17.02.2026', '18.02.2026,30.03.2026'];
    const content = lf('UPN,Datum A,Datum B', ...rows.map((dates, i) => `u${i}@contoso.com,${dates}`));
    await withTrial(content, async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs.map(({ name }) => name)).toEqual(['columns', 'date-format']);
      expect(suggestion!.notes.join()).toContain('`ResignationDate: …` and `LastWorkingDate: …`');
    });
  });

  it('ignores a total, and not a person whose name begins like one', async () => {
    const rows = [10, 11, 12].map((day) => `Weber;u${day}@contoso.com;${day}.02.2026;31.03.2026`);
    const person = 'Sommer;;13.02.2026;31.03.2026';
    await withTrial(lf('Nom;E-Mail;Kündigung;Letzter Tag', ...rows, person, 'Somme;4;;'), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs).toContainEqual({ name: 'ignore-rows', value: 'Somme' });
      expect(suggestion!.errorsAfter).toBe(1);
    });
  });

  it.each([
    'Nachname;E-Mail;Kündigung;Letzter Tag\nWeber;Anna Weber;offen;folgt',
    'Weber;Anna Weber;offen;2026-03-31',
    'Weber;Anna Weber;offen;n/a',
  ])('shows nothing of a record without a user above the others: %s', async (first) => {
    const rows = [10, 11, 12, 13].map((day) => `Kern;u${day}@contoso.com;${day}.02.2026;31.03.2026`);
    await withTrial(lf(first, ...rows), async (trial) => {
      const check = await trial.check({});
      const suggestion = await trial.suggest(check, {});
      expect([findingLines(check), JSON.stringify(suggestion)].join()).not.toMatch(/Anna|offen|folgt/);
    });
  });

  it('shows nothing of a first record that looks like a header', async () => {
    const rows = [10, 11, 12, 13].map(
      (day) =>
        `Kern;Eva;u${day}@contoso.com;${day}.02.2026;31.03.2026;${day % 2 ? 'mündlich;offen' : 'schriftlich;fertig'}`,
    );
    const first = 'Weber;Anna Maria;Anna Weber;kommt nach;folgt;mündlich;offen';
    await withTrial(lf(first, ...rows), async (trial) => {
      const check = await trial.check({});
      const suggestion = await trial.suggest(check, {});
      expect(suggestion).toMatchObject({ inputs: [], notes: [expect.stringContaining('no header')] });
      expect(findingLines(check).join()).not.toMatch(/Anna|Weber|kommt/);
    });
  });

  it.each([
    ['a line break in a name', 'Name;"E-Mail\n(Firma)";Kündigung;Letzter Tag', 0],
    ['many first records without a user', 'Name;E-Mail;Kündigung;Letzter Tag', 12],
    ['a lone quotation mark above it', 'Liste 19" Monitore\nName;E-Mail;Kündigung;Letzter Tag', 0],
  ])('finds a header with %s', async (_, header, without) => {
    const dates = (day: number): string => `${day}.02.2026;31.03.2026`;
    const rows = Array.from({ length: 20 }, (_, i) => `Weber;u${i}@contoso.com;${dates(10 + (i % 9))}`);
    const incomplete = Array.from({ length: without }, (_, i) => `Weber;;${dates(i + 10)}`);
    await withTrial(lf(header, ...incomplete, ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.errorsAfter).toBe(without);
      expect(suggestion!.inputs.map(({ name }) => name)).toContain('columns');
    });
  });

  it('asks once for a date that two scenarios need', async () => {
    const rows = [10, 11, 12, 13].map(
      (day) =>
        `${day % 2 === 0 ? 'Promotion' : 'Appraisal'},u${day}@contoso.com,2026-02-${day},2026-03-${day}`,
    );
    await withTrial(lf('HRScenario,EmailAddress,Date A,Date B', ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.inputs.map(({ name }) => name)).toEqual(['scenario-values']);
      expect(suggestion!.notes.filter((note) => note.includes('EffectiveDate'))).toHaveLength(1);
    });
  });

  it('asks only for the date that is missing', async () => {
    const rows = [10, 11, 12].map(
      (day) => `u${day}@contoso.com,2026-01-${day},2026-02-${day},2026-03-${day}`,
    );
    await withTrial(lf('EmailAddress,ResignationDate,Date A,Date B', ...rows), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {});
      expect(suggestion!.notes).toHaveLength(1);
      expect(suggestion!.notes[0]).toContain('LastWorkingDate');
      expect(suggestion!.notes[0]).not.toContain('ResignationDate');
    });
  });

  it('counts the users that the directory does not know, and does not ask for others', async () => {
    const ids = ['a001', 'a002', 'a003'];
    const directory = Object.fromEntries(ids.map((id) => [id, { kind: 'unknown' } as const]));
    const content = lf(
      'EmailAddress,ResignationDate,LastWorkingDate',
      ...ids.map((id, i) => `${id},1${3 + i}.02.2026,31.03.2026`),
    );
    const inputs = { 'resolve-users': 'employeeId' };
    await withTrial(content, async (trial) => {
      const check = await trial.check(inputs, directory);
      const suggestion = await trial.suggest(check, inputs, { directory });
      expect(suggestion!.inputs).toEqual([{ name: 'date-format', value: 'dd.MM.yyyy' }]);
      expect(suggestion).toMatchObject({ errorsBefore: 9, errorsAfter: 3 });
      expect(suggestion!.notes.join()).not.toContain('No column contains users');
    });
  });

  it('is not made when the time is over', async () => {
    await withTrial(german(row(10), row(11), row(12)), async (trial) => {
      const suggestion = await trial.suggest(await trial.check({}), {}, { limitMs: 0 });
      expect(suggestion).toMatchObject({ inputs: [], notes: [expect.stringContaining('too long')] });
    });
  });

  it('stops when the run is cancelled', async () => {
    await withTrial(german(row(10), row(11), row(12)), async (trial) => {
      const check = await trial.check({});
      const signal = AbortSignal.abort(new Error('cancelled'));
      await expect(trial.suggest(check, {}, { signal })).rejects.toThrow('cancelled');
    });
  });
});
