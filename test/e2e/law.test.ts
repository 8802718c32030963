import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../../src/check/scenarios.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { CLIENT_SECRET, DIRECTORY_CLIENT_ID, TENANT_ID } from '../sandbox/default-setup.ts';
import type { Fault, FaultAction } from '../sandbox/faults.ts';
import { directoryUser } from '../sandbox/graph/directory.ts';
import { IS_WINDOWS } from './action-process.ts';
import { type ActionResult, type ActionStep, runAction, Workspace } from './run-action.ts';
import { setUp } from './steps.ts';
import { find, StrangeWords } from './strange-words.ts';

const { sandbox, upload, pem } = await setUp();
const words = new StrangeWords();

let inEveryTest = 0;
beforeAll(() => {
  inEveryTest = words.all.length;
});
beforeEach(() => {
  sandbox.reset();
  words.keepFirst(inEveryTest);
});
afterAll(() => sandbox.stop());

/** A file without an error of one scenario, a unique word in every cell; and an unknown column. */
function strangeFile(name: ScenarioName, rows = 3): string[][] {
  const { fields } = SCENARIOS[name];
  const cells = () =>
    fields.map(({ kind, maximumLength }) => {
      if (kind === 'user') return words.user();
      if (kind === 'date') return words.date();
      const both = `${words.name()} ${words.han()}`;
      return maximumLength === undefined ? `${both} ${words.digits()}` : both.slice(0, maximumLength);
    });
  return [
    [...fields.map((field) => field.name), 'Extra 1'],
    ...Array.from({ length: rows }, () => [...cells(), words.digits()]),
  ];
}

function csv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')}\n`;
}

/** Everything that people see, and the files that are documented to contain no personal data. */
function shown(result: ActionResult): string {
  return [
    result.visible,
    result.stdout
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n'),
    result.stderr,
    JSON.stringify(result.findings),
    JSON.stringify(result.receipt ?? ''),
    ...sandbox.github.issues.flatMap(({ title, body, comments }) => [title, body, ...comments]),
  ].join('\n');
}

/** All secrets of a run: inputs and what was sent. */
function secrets(): string[] {
  const keyLines = pem.split('\n').filter((line) => line.length > 40 && !line.startsWith('-----'));
  const bodies = sandbox.requests
    .filter(({ service }) => service === 'token')
    .map(({ body }) => new URLSearchParams(body.toString()).get('client_assertion') ?? '');
  const headers = sandbox.requests.map(({ headers }) => (headers.authorization ?? '').replace(/^\S+ /, ''));
  const tokens = [...bodies, ...headers]
    .flatMap((token) => token.split('.'))
    .filter((part) => part.length > 15);
  return [...keyLines, ...tokens, CLIENT_SECRET, sandbox.github.token, sandbox.oidc.requestToken];
}

type LawStep = Partial<ActionStep>;

/** Runs with everything enabled that produces output, and searches all of it. */
async function expectSilence(step: LawStep, exitCode?: 0 | 1): Promise<ActionResult> {
  const result = await runAction({
    files: {},
    sandbox,
    debug: true,
    ...step,
    with: { ...upload({ 'max-attempts': '1', 'failure-issue': 'true' }), ...step.with },
  });
  const text = shown(result);
  expect(words.foundIn(text), text).toEqual([]);
  expect(secrets().filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).not.toMatch(/^\s+at .*node_modules/m);
  expectNoForeignCommand(result);
  if (exitCode !== undefined) expect(result.exitCode, result.visible).toBe(exitCode);
  return result;
}

const OUR_COMMANDS = new Set(['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask']);

function expectNoForeignCommand(result: ActionResult): void {
  expect(result.commands.map(({ command }) => command).filter((one) => !OUR_COMMANDS.has(one))).toEqual([]);
  expect(result.stdout).not.toMatch(/##\[|##vso/);
  expect(result.commands.filter(({ message }) => /^(?:owned|pwned)/.test(message))).toEqual([]);
}

describe('the search itself', () => {
  it.each([
    ['as it is', (word: string) => `x ${word} y`],
    ['in capitals', (word: string) => word.toUpperCase()],
    ['decomposed by Unicode', (word: string) => word.normalize('NFD')],
    ['in base64', (word: string) => Buffer.from(`ab${word}c`).toString('base64')],
    ['in base64, elsewhere', (word: string) => Buffer.from(`a${word}cd`).toString('base64url')],
    ['in hexadecimal', (word: string) => Buffer.from(word).toString('hex')],
    ['in a URL', (word: string) => encodeURIComponent(word)],
    ['separated by comments', (word: string) => word.replace(/(.{4})/, '$1<!-- -->')],
  ])('finds a word %s', (_, write) => {
    const own = new StrangeWords();
    for (const word of [own.name(), own.plain(), own.digits()])
      expect(find([word], write(word))).toEqual([word]);
  });
});

describe('a run that succeeds', () => {
  it.each(SCENARIO_NAMES)('%s', async (name) => {
    await expectSilence({ files: { 'hr.csv': csv(strangeFile(name)) } }, 0);
  });

  it('in validate, and with columns that are not sent', async () => {
    const files = { 'hr.csv': csv(strangeFile('employee-profile')) };
    await expectSilence({ files, with: { mode: 'validate' } }, 0);
    await expectSilence({ files, with: { 'unmapped-columns': 'drop' } }, 0);
  });
});

/** Ways to damage a file, each from valid rows. */
const BREAKS: Readonly<Record<string, (rows: string[][]) => string | Buffer>> = {
  'values are missing': ([header, ...rows]) => csv([header!, ...rows.map((row) => ['', ...row.slice(1)])]),
  'users are none': ([header, ...rows]) =>
    csv([header!, ...rows.map((row) => [words.name(), ...row.slice(1)])]),
  'users have odd characters': ([header, ...rows]) =>
    csv([header!, ...rows.map((row) => [`${words.name()}+ü@${words.plain()}.example`, ...row.slice(1)])]),
  'every cell is another word': ([header, ...rows]) =>
    csv([header!, ...rows.map((row) => row.map(() => words.name()))]),
  'every cell is digits': ([header, ...rows]) =>
    csv([header!, ...rows.map((row) => row.map(() => words.digits()))]),
  'values are too long': ([header, ...rows]) =>
    csv([header!, ...rows.map((row) => row.map((cell, i) => (i === 0 ? cell : words.name().repeat(30))))]),
  'rows are duplicated': (rows) => csv([...rows, ...rows.slice(1)]),
  'rows are too long': ([header, ...rows]) => csv([header!, ...rows.map((row) => [...row, words.name()])]),
  'rows are too short': ([header, ...rows]) => csv([header!, ...rows.map((row) => row.slice(0, 1))]),
  'there is no header': ([, ...rows]) => csv(rows),
  'the header is a person': ([, ...rows]) =>
    csv([[words.name(), words.user(), words.digits(), words.han()], ...rows]),
  'the header has cells of a person': ([header, ...rows]) =>
    csv([[header![0]!, ...header!.slice(1).map((_, i) => (i % 2 ? words.user() : words.digits()))], ...rows]),
  'columns are doubled': ([header, ...rows]) =>
    csv([
      [...header!, ...header!, words.user(), words.user()],
      ...rows.map((row) => [...row, ...row, words.name(), words.name()]),
    ]),
  'a quote is not closed': (rows) => csv(rows).replace(/,([^,\n]*)\n$/, `,"$1 ${words.name()}\n`),
  'quotes are inside values': (rows) => csv(rows).replace(/,(\S)/g, ',a"$1"b'),
  'it is not UTF-8': (rows) =>
    Buffer.concat([Buffer.from(csv(rows)), Buffer.from(words.name(), 'latin1'), Buffer.from([0xff, 0xfe])]),
  'it is UTF-16 without a BOM': (rows) => Buffer.from(csv(rows), 'utf16le'),
  'it has NUL characters': (rows) => csv(rows).replaceAll(',', ',\0'),
  'it is JSON': (rows) => JSON.stringify(rows),
  'it is one long line': (rows) => rows.flat().join(' '),
  'it has another delimiter': (rows) => rows.map((row) => row.join('\u00a7')).join('\n'),
  'scenarios are unknown': ([header, ...rows]) =>
    csv([['HRScenario', ...header!], ...rows.map((row) => [words.name(), ...row])]),
  'cells are workflow commands': ([header, ...rows]) =>
    csv([
      header!,
      ...rows.map((row) => row.map(() => `::error::owned ${words.name()}\n##[error]owned ${words.name()}`)),
    ]),
};

describe('a file that is refused because', () => {
  it.each(Object.entries(BREAKS))('%s', async (_, breakIt) => {
    // A file of every scenario in one run.
    const files = Object.fromEntries(
      SCENARIO_NAMES.map((name) => [`${name}.csv`, breakIt(strangeFile(name, 2))]),
    );
    await expectSilence({ files, with: { mode: 'validate', 'csv-path': '*.csv' } });
  });

  const broken = () => csv([...strangeFile('resignation'), [words.name(), words.name(), words.digits()]]);

  it.each<[string, Record<string, string>]>([
    ['skipping is on', { 'invalid-rows': 'skip' }],
    ['domains are restricted', { 'allowed-domains': 'contoso.com' }],
    ['too few records', { 'min-records': '100' }],
    ['too many records', { 'max-records': '1' }],
    ['the wrong scenario', { scenario: 'employee-profile' }],
    ['the wrong delimiter', { delimiter: 'pipe' }],
    ['the wrong encoding', { encoding: 'utf-16le' }],
    ['the wrong date format', { 'date-format': 'dd/MM/yyyy', 'time-zone': 'Europe/Berlin' }],
    ['columns that are not there', { columns: 'EmailAddress: Mail\nResignationDate: Left' }],
    ['a scenario column that is not there', { 'scenario-column': 'Kind' }],
  ])('%s', async (_, inputs) => {
    await expectSilence({ files: { 'hr.csv': broken() }, with: inputs });
    await expectSilence({ files: { 'hr.csv': csv(strangeFile('performance-review')) }, with: inputs });
  });

  it('it is used as certificate, checkpoint or history', async () => {
    const files = { 'hr.csv': csv(strangeFile('resignation')) };
    await expectSilence({ files, with: { certificate: '', 'certificate-path': 'hr.csv' } }, 1);
    await expectSilence({ files, with: { certificate: files['hr.csv'] } }, 1);
    await expectSilence({
      files: { ...files, 'checkpoint.json': JSON.stringify(words.all) },
      with: { 'checkpoint-path': 'checkpoint.json' },
    });
    await expectSilence({
      files: { ...files, 'history.json': JSON.stringify(words.all) },
      with: { 'history-path': 'history.json' },
    });
  });
});

describe('a service that quotes the records:', () => {
  const rows = strangeFile('performance-review', 4);
  const files = { 'hr.csv': csv(rows) };
  const cells = rows.slice(1).flat();
  const quotes: Readonly<Record<string, string>> = {
    unchanged: `Row 2 is wrong: ${cells.join(', ')}`,
    'in JSON': JSON.stringify({ error: { message: `The value ${cells[0]} is wrong`, values: cells } }),
    'in HTML': `<html><title>${cells[1]}</title><p title="${cells[2]}">${cells.join('</p><p>')}<!-- ${cells[0]} --></html>`,
    'in capitals': cells.join(' ').toUpperCase(),
    'in base64': `Content ${Buffer.from(files['hr.csv']).toString('base64')}`,
    'cell by cell in base64': cells.map((cell) => Buffer.from(cell).toString('base64')).join(' '),
    'in hexadecimal': cells.map((cell) => Buffer.from(cell).toString('hex')).join(' '),
    'as a URL': cells.map(encodeURIComponent).join('&'),
    'in entities': Array.from(cells.join(' '), (c) => `&#${c.codePointAt(0)};`).join(''),
    'decomposed by Unicode': cells.join(' ').normalize('NFD'),
    'as commands': cells.map((cell) => `\n::error::owned ${cell}\n##[error]${cell}`).join(''),
    'without spaces': cells.join(''),
    'in camel case': `InvalidValue${words.all[0]}InRow`,
  };
  const answer = (status: number, body: string, more: Partial<FaultAction> = {}): Fault => ({
    service: 'webhook',
    from: 1,
    to: 99,
    action: { kind: 'answer', status, body, ...more } as FaultAction,
  });

  it.each(Object.entries(quotes))('%s', async (_, body) => {
    for (const status of [400, 500]) {
      sandbox.reset();
      sandbox.addFault(answer(status, body));
      await expectSilence({ files }, 1);
    }
  });

  it.each([401, 403, 404, 408, 409, 413, 429, 502, 503, 302])('with status %i', async (status) => {
    sandbox.addFault(
      answer(status, `Row 2 is wrong: ${cells.join(', ')}`, {
        reason: `Refused ${rows[1]![0]}`,
        headers: {
          'content-type': 'text/plain',
          location: `https://contoso.com/${encodeURIComponent(cells[0]!)}`,
          'retry-after': '0',
          'x-ms-request-id': words.all[0]!.normalize('NFKD').replace(/[^\x20-\x7e]/g, ''),
          'request-id': cells[0]!,
        },
      } as Partial<FaultAction>),
    );
    await expectSilence({ files, with: { 'max-attempts': '2' } }, 1);
  });

  it.each([
    'webhook:reset-after-body',
    'webhook:reset-after-store',
    'webhook:truncated-answer',
    'webhook:no-http',
  ])('%s', async (fault) => {
    sandbox.addFault(fault);
    await expectSilence({ files });
  });

  it('the token', async () => {
    const action = { kind: 'answer' as const, status: 400, body: '', reason: '' };
    sandbox.addFault({
      ...answer(400, ''),
      action,
      when: ({ headers }) => {
        action.body = `Bad token ${headers.authorization}`;
        action.reason = `Bad ${headers.authorization?.slice(7, 80)}`;
        return true;
      },
    });
    await expectSilence({ files }, 1);
  });
});

describe('users that are looked up', () => {
  const rows = strangeFile('resignation', 6);
  const users = rows.slice(1).map(([user]) => user!);
  const withUsers = (...more: string[][]) => csv([...rows, ...more]);
  const numbered = [words.digits(), words.digits()].map((user) => [user, ...rows[1]!.slice(1)]);
  const inputs = {
    'resolve-users': 'userPrincipalName\nmail\nproxyAddresses\nemployeeId\nonPremisesSamAccountName',
    'directory-client-id': DIRECTORY_CLIENT_ID,
  };
  /** A directory with the file's users: by UPN, by mail, twice, or missing; none of its words may be visible. */
  const directory = () => [
    directoryUser(users[0]!, { displayName: words.name() }),
    directoryUser(words.user(), { mail: users[1]!, displayName: words.name() }),
    directoryUser(words.user(), { proxyAddresses: [`smtp:${users[2]}`, `SMTP:${words.user()}`] }),
    ...[0, 1].map(() => directoryUser(words.user(), { mail: users[3]! })),
    directoryUser(words.user(), { employeeId: numbered[0]![0]!, onPremisesSamAccountName: words.plain() }),
  ];

  it('are not visible, nor is anything else of the directory', async () => {
    sandbox.graph.directories.set(TENANT_ID, directory());
    const skip = { ...inputs, 'invalid-rows': 'skip' };
    const result = await expectSilence({ files: { 'hr.csv': withUsers(...numbered) }, with: skip }, 0);
    expect(result.summary).toContain(
      '8 users: 1 as given, 1 found by mail, 1 found by proxyAddresses, 1 found by employeeId, 3 unknown, 1 ambiguous.',
    );
    await expectSilence({ files: { 'hr.csv': withUsers(...numbered) }, with: inputs }, 1);
    const validate = { ...inputs, mode: 'validate' };
    await expectSilence({ files: { 'hr.csv': withUsers(...numbered) }, with: validate }, 0);
  });

  it.each([400, 403, 404, 429, 500])('and quoted by Graph with status %i', async (status) => {
    const quote = `Value '${users.join(', ')}' is not ${words.name()}`;
    const error = { code: users[0], message: quote, innerError: { 'request-id': users[1] } };
    for (const service of ['graph', 'graph-item'] as const) {
      sandbox.reset();
      const action = { kind: 'answer', status, body: JSON.stringify({ error }), reason: users[2]! } as const;
      sandbox.addFault({ service, from: 1, to: 99, action });
      await expectSilence({ files: { 'hr.csv': withUsers() }, with: inputs }, 1);
    }
  });
});

describe('sign-in', () => {
  const files = { 'hr.csv': csv(strangeFile('resignation')) };
  const other = makeCertificate({ key: 'stranger' });

  it.each<[string, Record<string, string>]>([
    ['an unknown certificate', { certificate: `${other.certificatePem}${other.keyPem}` }],
    ['half a key', { certificate: pem.slice(0, -300) }],
    ['a key without a certificate', { certificate: other.keyPem }],
    ['a wrong secret', { certificate: '', 'client-secret': 'Xy9~wrongwrongwrong.value' }],
    ['the right secret', { certificate: '', 'client-secret': CLIENT_SECRET }],
    ['an unnecessary password', { 'certificate-password': 'P4ssword-of-no-one' }],
    ['OIDC', { certificate: '' }],
  ])('by %s', async (_, inputs) => {
    const result = await expectSilence({ files, with: inputs, oidc: true });
    const given = [
      inputs['client-secret'],
      inputs['certificate-password'],
      ...other.keyPem.split('\n').slice(1, -2),
    ];
    expect(given.filter((secret) => secret && shown(result).includes(secret))).toEqual([]);
  });

  it('answered by a page that quotes what it was sent', async () => {
    sandbox.addFault({
      service: 'token',
      from: 1,
      to: 9,
      action: { kind: 'answer', status: 400, body: `<h1>${CLIENT_SECRET}</h1>${pem}` },
    });
    await expectSilence({ files, with: { certificate: '', 'client-secret': CLIENT_SECRET } }, 1);
  });

  it('answered by JSON that quotes what it was sent', async () => {
    sandbox.addFault({
      service: 'token',
      from: 1,
      to: 9,
      action: {
        kind: 'answer',
        status: 401,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          error: 'invalid_client',
          error_description: `AADSTS7000215: Invalid client secret provided: ${CLIENT_SECRET}. ::error::owned`,
        }),
      },
    });
    await expectSilence({ files, with: { certificate: '', 'client-secret': CLIENT_SECRET } }, 1);
  });
});

describe('hostile names and environments', () => {
  const content = csv(strangeFile('resignation'));
  const names = [
    '::error::owned.csv',
    'a##[error]owned.csv',
    '##vso[task.complete]owned.csv',
    'a|b`c<img src=x>@octocat #1.csv',
    ...(IS_WINDOWS ? [] : ['a\n::error::owned.csv', 'a\r::warning::owned.csv', 'b\u202egnp.csv']),
  ];

  it.skipIf(IS_WINDOWS)('file names', async () => {
    const files = Object.fromEntries(names.map((name) => [name, csv(strangeFile('resignation'))]));
    const result = await expectSilence({ files, with: { 'csv-path': '*.csv' } }, 0);
    expect(result.summary.replace(/(`+)[^`](?:[\s\S]*?[^`])?\1(?!`)/g, '')).not.toMatch(/<img|@octocat/);
    const bad = Object.fromEntries(
      names.map((name) => [name, csv([...strangeFile('resignation'), [words.name()]])]),
    );
    await expectSilence({ files: bad, with: { 'csv-path': '*.csv' } }, 1);
  });

  it('event, reference, workflow', async () => {
    await expectSilence({
      files: { 'hr.csv': `${content}x\n` },
      event: {
        name: 'push\n::error::owned',
        payload: {
          repository: { full_name: '::error::owned', private: true, default_branch: '##[error]owned' },
        },
      },
      env: {
        GITHUB_REF: 'refs/heads/::error::owned',
        GITHUB_RUN_ID: '1\n::error::owned',
        GITHUB_WORKFLOW_REF: 'contoso/hr/.github/workflows/##[error]owned.yml@refs/heads/main',
      },
    });
  });

  it('inputs', async () => {
    await expectSilence(
      {
        files: { 'hr.csv': content },
        with: {
          cloud: '::error::owned',
          mode: '##[error]owned',
          rules: '::error::owned: off',
          columns: 'EmailAddress\n::error::owned',
          'time-zone': '::error::owned',
          'authority-host': '::error::owned',
        },
      },
      1,
    );
  });
});

describe.skipIf(IS_WINDOWS)('a run that is cancelled', () => {
  it('in the middle of a call', async () => {
    sandbox.addFault('webhook:silent@2-');
    await expectSilence(
      {
        files: { 'hr.csv': csv(strangeFile('resignation', 6)) },
        with: { 'records-per-call': '2' },
        onStart: (action) => {
          const timer = setInterval(() => {
            if (sandbox.requests.filter(({ service }) => service === 'webhook').length < 2) return;
            clearInterval(timer);
            action.kill('SIGINT');
          }, 20);
        },
      },
      1,
    );
  });
});

it.skipIf(IS_WINDOWS)('files left on the runner contain no cell, except the documented ones', async () => {
  const workspace = new Workspace();
  try {
    await expectSilence({ files: { 'hr.csv': csv(strangeFile('resignation')) }, workspace }, 0);
    const left = readdirSync(workspace.temp, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(left.map(({ name }) => name).sort()).toEqual(['findings.json', 'receipt.json', 'summary.md']);
    for (const { parentPath, name } of left)
      expect(words.foundIn(readFileSync(join(parentPath, name), 'utf8'))).toEqual([]);
  } finally {
    workspace.remove();
  }
});
