import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Ends a server that was started here, and waits for its end. */
export type Stop = () => Promise<void>;

/** Starts a server of this machine, and waits until it takes connections on its port. */
async function startServer(
  command: string,
  args: readonly string[],
  port: number,
  options = {},
): Promise<Stop> {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    if (await takesConnections(port))
      return async () => {
        const ended = once(child, 'exit');
        child.kill('SIGINT');
        await ended;
      };
    await wait(200);
  }
  child.kill('SIGKILL');
  throw new Error(`${command} takes no connections`);
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(socket.end() && true));
    socket.on('error', () => resolve(false));
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A key and a certificate for one host name, signed by itself. @returns Their paths. */
export function makeServerCertificate(folder: string, host: string): { key: string; certificate: string } {
  const paths = { key: join(folder, `${host}.key`), certificate: join(folder, `${host}.pem`) };
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', '2'];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-noenc', ...names];
  execFileSync('openssl', [...request, '-keyout', paths.key, '-out', paths.certificate], { stdio: 'ignore' });
  return paths;
}

/** OpenSSH's server on loopback, with one account that can only read one folder. */
export async function startSftp(folder: string, csv: Buffer, changed: Date) {
  const port = await freePort();
  const home = join(folder, 'sftp');
  mkdirSync(join(home, 'export'), { recursive: true });
  writeFileSync(join(home, 'export/hr.csv'), csv);
  utimesSync(join(home, 'export/hr.csv'), changed, changed);
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, `${name}-key`)]);
  const publicKey = (name: string): string => readFileSync(join(folder, `${name}-key.pub`), 'utf8').trim();
  const settings = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(folder, 'host-key')}`,
    `AuthorizedKeysFile ${join(folder, 'user-key.pub')}`,
    'AuthenticationMethods publickey',
    'StrictModes no',
    'DisableForwarding yes',
    'Subsystem sftp internal-sftp',
    `ForceCommand internal-sftp -R -d ${home}`,
    'PidFile none',
  ];
  writeFileSync(join(folder, 'sshd_config'), `${settings.join('\n')}\n`);
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const stop = await startServer('/usr/sbin/sshd', ['-D', '-f', join(folder, 'sshd_config')], port);
  const [type, key] = publicKey('host').split(' ');
  const knownHosts = `[127.0.0.1]:${port} ${type} ${key}`;
  return { port, stop, knownHosts, key: readFileSync(join(folder, 'user-key'), 'utf8') };
}

/** PostgreSQL on loopback with TLS for `localhost`, and the statements that fill it. */
export async function startPostgres(folder: string, sql: string, password: string) {
  const port = await freePort();
  const data = join(folder, 'postgres');
  const { key, certificate } = makeServerCertificate(folder, 'localhost');
  // PostgreSQL refuses to run as root.
  const account =
    userInfo().uid === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  if (account.length > 0) {
    chmodSync(folder, 0o755);
    mkdirSync(data);
    execFileSync('chown', ['postgres', data, key]);
  }
  const run = (program: string, ...args: string[]) => {
    const [command, ...rest] = [...account, join(postgresFolder(), program), ...args];
    return { command: command!, args: rest };
  };
  const initdb = run('initdb', '-D', data, '--username=owner', '--auth=trust');
  execFileSync(initdb.command, initdb.args, { stdio: 'ignore', cwd: '/' });
  writeFileSync(
    join(data, 'pg_hba.conf'),
    'local all owner trust\nhostssl all hr_upload 127.0.0.1/32 scram-sha-256\n',
  );
  const tls = ['-c', 'ssl=on', '-c', `ssl_key_file=${key}`, '-c', `ssl_cert_file=${certificate}`];
  const places = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', data];
  const server = run('postgres', ...places, ...tls);
  const stop = await startServer(server.command, server.args, port, { cwd: '/' });
  const owner = [
    '--host',
    data,
    '--port',
    String(port),
    '--username=owner',
    '--dbname=postgres',
    '--no-psqlrc',
  ];
  const setUp = `create role hr_upload login password '${password}';\n${sql}`;
  execFileSync('psql', [...owner, '--set=ON_ERROR_STOP=1', '--quiet'], { input: setUp });
  return { port, stop, certificate };
}

function postgresFolder(): string {
  return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
}

/** Azurite, Microsoft's emulator of Blob Storage, with OAuth, for one account. */
export async function startAzurite(
  folder: string,
  program: string,
  account: string,
  port: number,
): Promise<Stop> {
  const { key, certificate } = makeServerCertificate(folder, '127.0.0.1');
  const options = ['--blobPort', String(port), '--oauth', 'basic', '--key', key, '--cert', certificate];
  const quiet = ['--silent', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'];
  const env = {
    ...process.env,
    AZURITE_ACCOUNTS: `${account}:${Buffer.from('key of no use').toString('base64')}`,
  };
  return await startServer(program, [...options, ...quiet], port, { cwd: folder, env });
}

/** The export signed by a sender and encrypted for the runner, and the keys that go with it. */
export function encryptWithPgp(folder: string, csv: string, passphrase: string) {
  const home = join(folder, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const gpg = (args: readonly string[], input = ''): string => {
    const { status, stdout, stderr } = spawnSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], {
      input,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`gpg: ${stderr}`);
    return stdout;
  };
  const newKey = (user: string, word: string, usage: string): void => {
    gpg([
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      word,
      '--quick-generate-key',
      user,
      'rsa2048',
      usage,
      '2d',
    ]);
  };
  newKey('sender@contoso.example', '', 'sign');
  newKey('runner@contoso.example', passphrase, 'encrypt');
  const names = ['--local-user', 'sender@contoso.example', '--recipient', 'runner@contoso.example'];
  gpg(['--trust-model', 'always', ...names, '--sign', '--output', `${csv}.pgp`, '--encrypt', csv]);
  const unlocked = ['--pinentry-mode', 'loopback', '--passphrase', passphrase];
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(
    gpg(['--with-colons', '--list-keys', 'sender@contoso.example']),
  );
  const keys = {
    privateKey: gpg([...unlocked, '--armor', '--export-secret-keys', 'runner@contoso.example']),
    senderKey: gpg(['--armor', '--export', 'sender@contoso.example']),
    senderFingerprint: fingerprint![1]!,
  };
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  return keys;
}
