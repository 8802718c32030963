import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { find, StrangeWords } from '../e2e/strange-words.ts';
import { CLIENT_ID, JOB_IDS, registerDefaults, TENANT_ID } from '../sandbox/default-setup.ts';
import { ForwardNothingProxy } from '../sandbox/proxy/proxy.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import {
  encryptWithPgp,
  freePort,
  type Stop,
  startAzurite,
  startPostgres,
  startSftp,
} from './local-servers.ts';
import { FRAMES, VARIANTS, workflowWith } from './page.ts';
import * as hosts from './source-hosts.ts';

/**
 * Tries docs/sources.md: runs its workflow with act, with the bash step of each section in place, against local
 * servers and stand-ins, and looks for every word of the export in everything that the run printed.
 *
 *   node test/docs/try-sources.ts [part of a heading]
 *
 * Needs act, az, jq, gpg, psql, sshd and openssl in PATH, and the folders AZURE_LOGIN (a checkout of azure/login at
 * the commit that the page pins) and AZURITE (where `npm install azurite` was run). act can lose the last line of a
 * step that fails; then a trial fails because its log lacks that line: run its section again.
 */
const ROOT = join(import.meta.dirname, '../..');
const HOUR = 3_600_000;
const RECORDS = 3;
/** Where the Azure CLI looks for new versions of itself. */
const AZURE_CLI_NEWS = 'azcliprod.blob.core.windows.net:443';

/** How one section is run here. */
interface Trial {
  readonly section: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What differs on this machine: text of the workflow, and what takes its place. */
  readonly changes?: readonly (readonly [string, string])[];
  /** A step before the others. */
  readonly before?: string;
  readonly fails?: { readonly title: string; readonly log: string };
}

const words = new StrangeWords();
const users = Array.from({ length: RECORDS }, () => words.user());
const rows = users.map((user) => [user, words.date(), words.date(), `${words.name()} ${words.digits()}`]);
const csv = Buffer.from(
  `${[['UserPrincipalName', 'ResignationDate', 'LastWorkingDate', 'Extra'], ...rows].join('\n')}\n`,
);
const leaveDates = users.map((_, i) =>
  new Date(Date.now() + (20 + i) * 24 * HOUR).toISOString().replace(/\d\d\.\d+Z/, '37Z'),
);
const changed = new Date(Date.now() - 2 * HOUR);

const folder = mkdtempSync(join(tmpdir(), 'hr-sources-'));
const sandbox = new Sandbox({});
registerDefaults(sandbox);
const azuritePort = await freePort();
const sources = new hosts.SourceHosts(azuritePort);
sources.export = {
  csv,
  changed,
  users: users.map((userPrincipalName, i) => [{ userPrincipalName, employeeLeaveDateTime: leaveDates[i]! }]),
};
const proxy = new ForwardNothingProxy(
  [
    new hosts.EntraWithReader(sandbox.entra, sandbox.oidc),
    sandbox.webhook,
    sandbox.oidc,
    sandbox.github,
    sources,
  ],
  sandbox.faults,
  (_request, response) => response.writeHead(404).end(),
);
const connector = sandbox.connector(JOB_IDS.commercial);

const stops: Stop[] = [];
try {
  const proxyUrl = await proxy.listen(0);
  const root = join(folder, 'root.pem');
  writeFileSync(root, proxy.authority.rootPem);
  const trials = (await prepare()).filter(({ section }) => section.includes(process.argv[2] ?? ''));
  const failed = [];
  for (const trial of trials) if (!(await passes(trial, environment(proxyUrl, root)))) failed.push(trial);
  console.log(`${trials.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 && trials.length > 0 ? 0 : 1;
} finally {
  for (const stop of stops) await stop();
  await proxy.close();
  rmSync(sandbox.folder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

function environment(proxyUrl: string, root: string): Record<string, string> {
  return {
    HTTPS_PROXY: proxyUrl,
    NODE_EXTRA_CA_CERTS: root,
    REQUESTS_CA_BUNDLE: root,
    CURL_CA_BUNDLE: root,
    AZURE_CONFIG_DIR: join(folder, 'azure'),
    AZURE_CORE_COLLECT_TELEMETRY: 'no',
    ...sandbox.oidcEnvironment(),
  };
}

/** Starts the servers. @returns The trials, of successes and of failures. */
async function prepare(): Promise<Trial[]> {
  const reader = { READER_CLIENT_ID: hosts.READER_CLIENT_ID };
  const drive = { ...reader, DRIVE_ID: hosts.DRIVE_ID };
  const storage = { ...reader, STORAGE_ACCOUNT: hosts.STORAGE_ACCOUNT };
  stops.push(
    await startAzurite(
      folder,
      join(process.env.AZURITE ?? '', 'node_modules/.bin/azurite-blob'),
      hosts.STORAGE_ACCOUNT,
      azuritePort,
    ),
  );
  await sources.fillAzurite(csv);
  const stale = { title: "yesterday's file", log: 'hours ago (maximum: 1)' };
  const strict: readonly [string, string] = ["MAX_AGE_HOURS: '24'", "MAX_AGE_HOURS: '1'"];
  const missing: readonly [string, string] = ['hr.csv\n', 'other.csv\n'];
  return [
    { section: 'SharePoint and OneDrive', vars: drive },
    { section: 'SharePoint and OneDrive', vars: drive, changes: [strict], fails: stale },
    {
      section: 'SharePoint and OneDrive',
      vars: drive,
      changes: [['exports/hr.csv', 'exports/other.csv']],
      fails: { title: 'no file', log: 'itemNotFound' },
    },
    { section: 'Azure Blob Storage', vars: storage },
    {
      section: 'Azure Blob Storage',
      vars: storage,
      changes: [[`BLOB: ${missing[0]}`, `BLOB: ${missing[1]}`]],
      fails: { title: 'no file', log: 'Failure' },
    },
    { section: 'Azure Files', vars: storage },
    { section: 'Azure Files', vars: storage, changes: [strict], fails: stale },
    ...workdayTrials(),
    { section: 'Leave dates in Microsoft Entra ID', vars: reader },
    {
      section: 'Leave dates in Microsoft Entra ID',
      vars: reader,
      changes: [['[.userPrincipalName,', '[(.userPrincipalName | tonumber),']],
      fails: { title: 'an answer that cannot be read', log: 'an answer that could not be read' },
    },
    ...(await sftpTrials(strict, stale)),
    ...shareTrials(),
    ...(await postgresTrials()),
    ...pgpTrials(),
  ];
}

function workdayTrials(): Trial[] {
  const section = 'Workday';
  const vars = { WORKDAY_REPORT: hosts.WORKDAY.report };
  const secrets = { WORKDAY_USER: hosts.WORKDAY.user, WORKDAY_PASSWORD: hosts.WORKDAY.password };
  const wrong = { ...secrets, WORKDAY_PASSWORD: 'another' };
  return [
    { section, vars, secrets },
    { section, vars, secrets: wrong, fails: { title: 'a wrong password', log: 'error: 401' } },
  ];
}

async function sftpTrials(strict: readonly [string, string], stale: Trial['fails'] & {}): Promise<Trial[]> {
  const section = 'SFTP';
  const { port, stop, knownHosts, key } = await startSftp(folder, csv, changed);
  stops.push(stop);
  const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
  const vars = { SFTP_HOST: '127.0.0.1', SFTP_USER: user, SFTP_KNOWN_HOSTS: knownHosts };
  const secrets = { SFTP_KEY: key };
  const here: readonly [string, string] = ["SFTP_PORT: '22'", `SFTP_PORT: '${port}'`];
  const otherKey = readFileSync(join(folder, 'user-key.pub'), 'utf8').split(' ')[1]!;
  const otherHost = knownHosts.replace(/\S+$/, otherKey);
  return [
    { section, vars, secrets, changes: [here] },
    { section, vars, secrets, changes: [here, strict], fails: stale },
    {
      section,
      vars: { ...vars, SFTP_KNOWN_HOSTS: otherHost },
      secrets,
      changes: [here],
      fails: { title: 'another host key', log: 'Host key verification failed' },
    },
    {
      section,
      vars,
      secrets,
      changes: [here, ['export/hr.csv', 'export/other.csv']],
      fails: { title: 'no file', log: 'not found' },
    },
  ];
}

function shareTrials(): Trial[] {
  const path = join(folder, 'share/hr.csv');
  mkdirSync(dirname(path));
  writeFileSync(path, csv);
  utimesSync(path, changed, changed);
  return [{ section: 'Windows file share', changes: [['/mnt/hr-export/hr.csv', path]] }];
}

async function postgresTrials(): Promise<Trial[]> {
  const section = 'PostgreSQL';
  const password = 'Sandbox-1';
  const values = users
    .map((user, i) => `('${user}', '${leaveDates[i]}', '${leaveDates[i]}', now())`)
    .join(', ');
  const { port, stop, certificate } = await startPostgres(
    folder,
    `create schema hr;
     create table hr.leavers (upn text, resigned_at timestamptz, last_day timestamptz, changed_at timestamptz);
     create table hr.loads (loaded_at timestamptz);
     insert into hr.leavers values ${values};
     insert into hr.loads values (now());
     alter role hr_upload set default_transaction_read_only = on;
     grant usage on schema hr to hr_upload;
     grant select on hr.leavers, hr.loads to hr_upload;`,
    password,
  );
  stops.push(stop);
  const vars = { PGHOST: 'localhost', PGDATABASE: 'postgres', PGUSER: 'hr_upload' };
  const secrets = { PGPASSWORD: password };
  const here: readonly [string, string] = [
    'PGSSLROOTCERT: system',
    `PGSSLROOTCERT: ${certificate}\n          PGPORT: '${port}'`,
  ];
  const impossible: readonly [string, string] = ['select upn as', 'select upn::integer as'];
  return [
    { section, vars, secrets, changes: [here] },
    {
      section,
      vars,
      secrets,
      changes: [here, impossible],
      fails: { title: 'a value that cannot be converted', log: '22P02' },
    },
    {
      section,
      vars,
      secrets,
      changes: [here, ["interval '24 hours'", "interval '-24 hours'"]],
      fails: { title: 'old data', log: 'was not loaded' },
    },
  ];
}

function pgpTrials(): Trial[] {
  const section = 'PGP-encrypted files';
  const path = join(folder, 'hr.csv');
  writeFileSync(path, csv);
  const passphrase = 'Sandbox 1 "quoted"';
  const { privateKey, senderKey, senderFingerprint } = encryptWithPgp(folder, path, passphrase);
  const vars = { PGP_SENDER_KEY: senderKey, PGP_SENDER_FINGERPRINT: senderFingerprint };
  const secrets = { PGP_PRIVATE_KEY: privateKey, PGP_PASSPHRASE: passphrase };
  const before = `      - shell: bash\n        run: cp --preserve=timestamps "${path}.pgp" "$RUNNER_TEMP"\n`;
  const wrongSecrets = { ...secrets, PGP_PASSPHRASE: 'another' };
  const wrongVars = { ...vars, PGP_SENDER_FINGERPRINT: '0'.repeat(40) };
  return [
    { section, vars, secrets, before },
    {
      section,
      vars,
      secrets: wrongSecrets,
      before,
      fails: { title: 'a wrong passphrase', log: 'could not be decrypted' },
    },
    {
      section,
      vars: wrongVars,
      secrets,
      before,
      fails: { title: 'another sender', log: 'not signed by the expected sender' },
    },
  ];
}

/** Runs a trial and prints its line. @returns Whether it ended as it should. */
async function passes(trial: Trial, env: Readonly<Record<string, string>>): Promise<boolean> {
  connector.clear();
  proxy.reset();
  const place = mkdtempSync(join(folder, 'run-'));
  const { status, log } = await runWithAct(trial, env, place);
  const secretWords = [...words.all, ...leaveDates];
  const faults = [
    ...(trial.fails === undefined ? successFaults(status) : failureFaults(trial.fails, status, log)),
    ...(find(secretWords, log).length > 0 ? ['a word of the file is in the log'] : []),
    ...(secretLines(trial).some((line) => log.includes(line)) ? ['a secret is in the log'] : []),
    ...(spawnSync('grep', ['-rqF', users[0]!, place]).status === 0 ? ['the file is still there'] : []),
    ...proxy.unexpected.filter((host) => host !== AZURE_CLI_NEWS).map((host) => `${host} was contacted`),
  ];
  console.log(
    `${faults.length === 0 ? 'ok    ' : 'FAILED'} ${trial.section}: ${trial.fails?.title ?? 'uploaded'}`,
  );
  if (faults.length > 0) console.log(`       ${faults.join('; ')}\n${log}`);
  return faults.length === 0;
}

function secretLines({ secrets = {} }: Trial): string[] {
  const lines = Object.values(secrets).flatMap((value) => value.split('\n'));
  return lines.filter((line) => line.length > 8 && line !== hosts.WORKDAY.user);
}

function successFaults(status: number | null): string[] {
  const saved = new Set(connector.records.map((record) => record.UserPrincipalName));
  const isWhole = connector.recordsSaved === RECORDS && users.every((user) => saved.has(user));
  return [...(status === 0 ? [] : [`act ended with ${status}`]), ...(isWhole ? [] : ['records are missing'])];
}

function failureFaults(fails: Trial['fails'] & {}, status: number | null, log: string): string[] {
  return [
    ...(status === 1 ? [] : [`act ended with ${status}`]),
    ...(log.includes(fails.log) ? [] : [`the log does not say "${fails.log}"`]),
    ...(connector.recordsSaved === 0 ? [] : ['something was uploaded']),
  ];
}

/** Runs the workflow of a trial as GitHub would. @returns act's exit code, and everything that it printed. */
async function runWithAct(trial: Trial, env: Readonly<Record<string, string>>, place: string) {
  const repository = makeRepository(trial, place);
  const child = spawn('act', actArguments(trial, env, place), {
    cwd: repository,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: place },
    timeout: 180_000,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, log };
}

/** A private repository with the workflow of a trial, and a copy of the action beside it. @returns Its path. */
function makeRepository(trial: Trial, place: string): string {
  const repository = join(place, 'hr');
  const about = { full_name: 'contoso/hr', private: true, visibility: 'private', default_branch: 'main' };
  for (const name of ['action.yml', 'dist', 'package.json'])
    cpSync(join(ROOT, name), join(place, 'action', name), { recursive: true });
  mkdirSync(join(repository, '.github/workflows'), { recursive: true });
  writeFileSync(join(repository, '.github/workflows/hr.yml'), workflowOf(trial));
  writeFileSync(join(place, 'event.json'), JSON.stringify({ repository: about }));
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=sandbox', '-c', 'user.email=sandbox@contoso.example', ...args], {
      cwd: repository,
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'https://github.com/contoso/hr.git');
  git('add', '.');
  git('commit', '--quiet', '--message=Add a workflow');
  return repository;
}

function actArguments(trial: Trial, env: Readonly<Record<string, string>>, place: string): string[] {
  const options = (name: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).map(([key, value]) => `--${name}=${key}=${value}`);
  const [, login = ''] = /uses: (azure\/login@\w+)/.exec(VARIANTS.map(({ steps }) => steps).join('')) ?? [];
  return [
    'workflow_dispatch',
    '--platform=ubuntu-latest=-self-hosted',
    `--eventpath=${join(place, 'event.json')}`,
    `--action-cache-path=${join(place, 'cache')}`,
    '--no-cache-server',
    ...options('local-repository', {
      'OWNER/purview-hr-upload@v1': join(place, 'action'),
      [login]: process.env.AZURE_LOGIN ?? '',
    }),
    ...options('env', env),
    ...options('var', { TENANT_ID, CLIENT_ID, JOB_ID: JOB_IDS.commercial, ...trial.vars }),
    ...options('secret', { GITHUB_TOKEN: sandbox.github.token, ...trial.secrets }),
  ];
}

function workflowOf({ section, before = '', changes = [] }: Trial): string {
  const steps = VARIANTS.find((variant) => variant.section === section && variant.shell === 'bash')!.steps;
  let workflow = workflowWith(FRAMES[0]!, before + steps);
  for (const [from, to] of changes) {
    if (!workflow.includes(from)) throw new Error(`${section}: there is no "${from}"`);
    workflow = workflow.replaceAll(from, () => to);
  }
  return workflow;
}
