import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RULE_NAMES, RULES } from '../../src/check/rules.ts';
import { INPUT_NAMES, INPUT_TABLE, type InputName } from '../../src/inputs/input-table.ts';
import { type Inputs, settingsOf } from '../check/check-run.ts';
import { problemsOf } from './problems.ts';

/** The messages and fixes. */
async function problemsText(inputs: Inputs): Promise<string> {
  const problems = await problemsOf(inputs);
  return problems.flatMap(({ what, fix }) => [what, ...fix]).join('\n');
}

/** An invalid value of every input; undefined for inputs that accept any text. */
const WRONG: Readonly<Record<InputName, string | undefined>> = {
  'csv-path': ' \n ',
  mode: 'dry-run',
  'tenant-id': 'not a tenant',
  'client-id': 'not-a-client',
  'job-id': 'not-a-job',
  certificate: undefined,
  'certificate-path': undefined,
  'certificate-password': undefined,
  'certificate-thumbprint': undefined,
  'client-secret': undefined,
  'federated-token-path': undefined,
  'managed-identity-client-id': undefined,
  audience: undefined,
  'directory-client-id': 'another app',
  cloud: 'china',
  'authority-host': 'http://login.microsoftonline.com',
  'ingestion-url': 'webhook.ingestion.office.com',
  resource: 'not a resource',
  scenario: 'resignations',
  'scenario-column': undefined,
  'scenario-values': 'resignaton: Leaver',
  columns: 'EmailAdress: UPN',
  'date-format': 'DD/MM/YYYY',
  'time-zone': 'Europe/Berlim',
  delimiter: ';;',
  'header-line': '0',
  'ignore-rows': '*',
  'upload-delimiter': 'semicolon',
  encoding: 'windows-1253x',
  'unmapped-columns': 'remove',
  'invalid-rows': 'ignore',
  'allowed-domains': 'contoso',
  rules: 'row-to-short: error',
  'resolve-users': 'email',
  'min-records': '1,000',
  'max-records': '-1',
  'allow-empty': 'yes',
  'records-per-call': '0',
  'concurrent-calls': '65',
  'max-attempts': 'six',
  'call-timeout-seconds': '1.5',
  'checkpoint-path': undefined,
  'history-path': undefined,
  'max-drop-percent': '101',
  'max-rise-percent': '3x',
  'max-unchanged-days': '-1',
  'allow-public-repository': '1',
  'failure-issue': 'on',
  'github-token': undefined,
};

const WRONG_NAMES = INPUT_NAMES.filter((name) => WRONG[name] !== undefined);

it.each(WRONG_NAMES)('reports an invalid %s with its fix, and nothing else', async (name) => {
  // The job ID is required by the modes that connect.
  const mode: Inputs = name === 'mode' ? {} : name === 'job-id' ? CONNECTING : {};
  const all = await problemsOf({ ...mode, [name]: WRONG[name] });
  const problems = all.filter(({ what }) => name !== 'mode' || !/-id`/.test(what));
  expect(problems.map(({ what }) => what)).toEqual([expect.stringMatching(mentions(name))]);
  expect(problems[0]!.fix.length).toBeGreaterThan(0);
});

const CONNECTING: Inputs = {
  mode: 'preflight',
  'tenant-id': '11111111-2222-3333-4444-555555555555',
  'client-id': '66666666-7777-4888-9999-000000000000',
};

/** IDs also have names on the portal's page. */
function mentions(name: InputName): RegExp {
  return new RegExp(`\`${name}\`|${name}`, 'i');
}

it('reports all mistakes in one run', async () => {
  const wrong = Object.fromEntries(
    WRONG_NAMES.filter((name) => !['mode', 'tenant-id', 'client-id', 'job-id'].includes(name)).map(
      (name) => [name, WRONG[name]!] as const,
    ),
  );
  const problems = await problemsOf(wrong);
  for (const name of Object.keys(wrong)) {
    expect(
      problems.some(({ what }) => what.includes(name)),
      name,
    ).toBe(true);
  }
  expect(problems).toHaveLength(Object.keys(wrong).length);
});

it.each(INPUT_NAMES)('uses the default for an empty %s', async (name) => {
  if (name === 'csv-path' || name === 'mode') return;
  const [empty, given] = ['', INPUT_TABLE[name].default].map((value) => settingsOf({ [name]: value }));
  expect(inspect(await empty, { depth: 9 })).toBe(inspect(await given, { depth: 9 }));
});

it('reports a certificate that cannot be used together with the other mistakes', async () => {
  const ids = { ...CONNECTING, 'client-id': 'not-a-client' };
  const problems = await problemsOf({ ...ids, certificate: 'a word', 'max-attempts': 'x' });
  expect(problems.map(({ what }) => what)).toEqual([
    expect.stringContaining('client-id'),
    expect.stringContaining('max-attempts'),
    expect.stringContaining('`certificate` contains neither a PEM nor a PFX'),
  ]);
  const path = { ...CONNECTING, 'certificate-path': 'nowhere.pfx' };
  expect(await problemsText(path)).toContain('There is no file at `certificate-path`');
});

it('warns about a client secret, and about no certificate', async () => {
  const secret = await settingsOf({ ...CONNECTING, 'client-secret': 'abc8Q~secret' });
  expect(secret.warnings.flatMap(({ lines }) => lines).join(' ')).toMatch(/To replace it/);
  expect((await settingsOf(CONNECTING)).warnings).toEqual([]);
});

it.each([
  'hunter2',
  'abc8Q~1234567890abcdefghij.klmnop',
  'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5jb250b3NvLmNvbSJ9.c2lnbmF0dXJl1',
  '`Sup3r`.secret',
  'p::ass.word.com',
])('neither shows nor resolves invalid hosts: %s', async (text) => {
  for (const inputs of [{ 'authority-host': text }, { 'ingestion-url': `https://${text}/api` }]) {
    const problems = await problemsOf(inputs);
    expect(problems.map(({ code }) => code)).toEqual([`${Object.keys(inputs)[0]}-invalid`]);
    expect(JSON.stringify(problems).toLowerCase()).not.toContain(text.toLowerCase());
  }
});

it('requires no credentials to validate', async () => {
  expect(await problemsOf({ mode: 'validate' })).toEqual([]);
});

it('requires a file, except in a preflight', async () => {
  expect(await problemsText({ 'csv-path': '' })).toContain('`csv-path` is empty');
  expect(await problemsText({ ...CONNECTING, 'csv-path': '' })).not.toContain('csv-path');
});

describe('the nearest name', () => {
  it.each<[InputName, string, string]>([
    ['columns', 'EmailAdress: UPN', 'EmailAddress'],
    ['columns', 'resignation-dat: Left', 'ResignationDate'],
    ['columns', 'userprincipalnam: UPN', 'UserPrincipalName'],
    ['scenario-values', 'resignations: Leaver', 'resignation'],
    ['scenario-values', 'performance: Review', 'performance-review'],
    ['rules', 'row-to-short: error', 'row-too-short'],
    ['rules', 'duplicates-record: off', 'duplicate-record'],
    ['scenario', 'resignations', 'resignation'],
    ['scenario', 'Job level change', 'job-level-change'],
    ['time-zone', 'Europe/Berlim', 'Europe/Berlin'],
    ['encoding', 'windows1252', 'windows-1252'],
    ['mode', 'validat', 'validate'],
    ['cloud', 'gcchigh', 'gcc-high'],
  ])('%s: %s', async (name, value, near) => {
    expect(await problemsText({ [name]: value })).toContain(`Did you mean \`${near}\`?`);
  });

  it('is not guessed if no name is near', async () => {
    expect(await problemsText({ columns: 'Lieblingsfarbe des Mitarbeiters: x' })).not.toContain(
      'Did you mean',
    );
  });

  it('of a field comes with the list of all fields', async () => {
    expect(await problemsText({ columns: 'Mail: UPN' })).toMatch(
      /The fields are: EmailAddress, UserPrincipalName, /,
    );
  });
});

describe('entries', () => {
  it('reports the line that is not an entry', async () => {
    expect(await problemsText({ columns: 'EmailAddress: UPN\n\nResignationDate = Left' })).toContain(
      'Line 2 of the input `columns`',
    );
    expect(await problemsText({ rules: 'row-too-short' })).toContain('Line 1 of the input `rules`');
    expect(await problemsText({ 'scenario-values': 'resignation:' })).toContain(
      'Line 1 of the input `scenario-values`',
    );
  });

  it('reports a field that is mapped twice, and a value for two scenarios', async () => {
    expect(await problemsText({ columns: 'Remarks: A\nremarks: B' })).toContain('maps Remarks twice');
    expect(await problemsText({ columns: 'EmailAddress: A\nUserPrincipalName: B' })).toContain('twice');
    expect(await problemsText({ 'scenario-values': 'resignation: Out\njob-level-change: OUT' })).toContain(
      'to two scenarios',
    );
  });

  it('asks for the name of a column that a suggestion could not show', async () => {
    const inputs = { columns: 'EmailAddress: <column 3>', 'scenario-column': '<Column 12>' };
    const problems = await problemsOf(inputs);
    expect(problems.map(({ code }) => code)).toEqual(['column-placeholder', 'column-placeholder']);
    expect(await problemsText(inputs)).toMatch(
      /name of column 3 there[\s\S]*name of column 12 there|column 12[\s\S]*column 3/,
    );
    expect(await problemsOf({ columns: 'EmailAddress: <column>' })).toEqual([]);
  });

  it('maps two names of remarks, which two scenarios have, to two columns', async () => {
    expect(await problemsOf({ columns: 'Remarks: A\nImprovementRemarks: B' })).toEqual([]);
  });

  it('escapes names', async () => {
    const text = await problemsText({ columns: '`x`\u202e::error ##[warning]: y' });
    expect(text).not.toMatch(/::|##\[|\u202e|`x`/);
  });
});

describe('rules', () => {
  it.each(RULE_NAMES.filter((name) => RULES[name].change === 'fixed'))(
    '%s cannot be changed',
    async (rule) => {
      expect(await problemsText({ rules: `${rule}: off` })).toContain(`cannot change ${rule}`);
      expect(await problemsText({ rules: `${rule}: warning` })).toContain(`cannot change ${rule}`);
      expect(await problemsOf({ rules: `${rule}: ${RULES[rule].severity}` })).toEqual([]);
    },
  );

  it.each(RULE_NAMES.filter((name) => RULES[name].change === 'free'))(
    '%s takes every severity',
    async (rule) => {
      for (const severity of ['error', 'warning', 'off'] as const) {
        expect((await settingsOf({ rules: `${rule}: ${severity}` })).check.rules.get(rule)).toBe(severity);
      }
    },
  );

  it('reports an unknown severity', async () => {
    expect(await problemsText({ rules: 'row-too-short: info' })).toContain('Use error, warning or off.');
  });
});

describe('numbers and texts', () => {
  it('reports bounds that no file can satisfy', async () => {
    expect(await problemsText({ 'min-records': '5', 'max-records': '4' })).toContain(
      'larger than `max-records`',
    );
  });

  it('accepts spaces around values and capitals', async () => {
    const { check } = await settingsOf({
      'invalid-rows': ' Skip ',
      'min-records': ' 5 ',
      'allow-empty': 'TRUE',
      encoding: 'UTF8',
      delimiter: 'TAB',
    });
    expect(check).toMatchObject({ invalidRows: 'skip', minRecords: 5, allowEmpty: true, delimiter: '\t' });
  });

  it('accepts Windows line ends', async () => {
    expect((await settingsOf({ 'csv-path': 'a.csv\r\n\r\n b.csv \r\n' })).csvPath).toEqual([
      'a.csv',
      'b.csv',
    ]);
  });

  it('reports an invalid delimiter', async () => {
    for (const delimiter of ['constructor', 'toString', ',,', 'x'])
      expect(await problemsText({ delimiter })).toContain('`delimiter` is neither');
  });

  it('reports the line of an invalid domain', async () => {
    expect(await problemsText({ 'allowed-domains': 'contoso.com\nana lopez' })).toContain('Line 2');
    expect(await problemsText({ 'allowed-domains': 'contoso.com\nana lopez' })).not.toContain('lopez');
  });
});

describe('an input that takes minutes with a regular expression', () => {
  const LONG = [
    `a${' '.repeat(100_000)}b`,
    `a${' '.repeat(100_000)}: b`,
    `a:${' '.repeat(100_000)}`,
    'a: b\n'.repeat(100_000),
    'a'.repeat(200_000),
    '*a'.repeat(50_000),
    `${'a.'.repeat(50_000)}!`,
    '-'.repeat(100_000),
  ];
  const names = INPUT_NAMES.filter((name) => !name.startsWith('certificate') && !name.startsWith('date-'));

  it.each(names)('%s', async (name) => {
    for (const value of LONG) {
      await problemsOf({ [name]: value });
    }
  });
});
