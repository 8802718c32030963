import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { CLOUD_NAMES, CLOUDS } from '../../src/clouds.ts';
import { MANAGED_IDENTITY } from '../sandbox/default-setup.ts';
import type { ReadyMessage } from '../sandbox/main.ts';
import { type Client, type Command, clientsIn, missingCommands } from './clients.ts';

/**
 * `npm run test:clients`: programs that are not ours sign in to the sandbox, upload to it and are refused by it, each
 * that the machine has. A client prints `ok - TITLE` or `not ok - TITLE: WHY` for each case and at last
 * `# uploads N`; what it finds in its environment is in `clientEnvironment`.
 */
const folder = mkdtempSync(join(tmpdir(), 'hr-clients-'));
const sandbox = await startSandbox();
const counts = { passed: 0, failed: 0, skipped: 0 };
try {
  for (const client of clientsIn(folder, sandbox.ready.rootCertificatePath)) await tryClient(client);
} finally {
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function tryClient(client: Client): Promise<void> {
  const missing = missingCommands(client);
  if (missing.length > 0) {
    counts.skipped += 1;
    console.log(`skipped - ${client.name}: ${missing.join(', ')} is not on PATH`);
    return;
  }
  console.log(`# ${client.name}`);
  for (const command of client.prepare) {
    const { status, lines, errors } = await execute(command, process.env);
    if (status !== 0) return fail(`${client.name}: ${command[0]} failed\n${[...lines, errors].join('\n')}`);
  }
  await control('POST', 'reset');
  const { status, lines, errors } = await execute(client.run, clientEnvironment(sandbox.ready), console.log);
  const failed = lines.filter((line) => line.startsWith('not ok - ')).length;
  counts.passed += lines.filter((line) => line.startsWith('ok - ')).length;
  counts.failed += failed;
  if (status !== 0 && failed === 0) fail(`${client.name}: ended with status ${status}\n${errors}`);
  await compareUploads(client, lines.at(-1) ?? '');
}

/** What the client says that it uploaded, and what the connectors stored. */
async function compareUploads({ name }: Client, lastLine: string): Promise<void> {
  const uploads = Number(/^# uploads (\d+)$/.exec(lastLine)?.[1]);
  const log = (await control('GET', 'log')) as { RecordsSaved: number }[];
  const stored = log.reduce((sum, { RecordsSaved }) => sum + RecordsSaved, 0);
  if (stored !== uploads) fail(`${name}: it uploaded ${uploads} records, and ${stored} were stored`);
  const unexpected = (await control('GET', 'unexpected')) as string[];
  if (unexpected.length > 0) fail(`${name}: it asked for ${unexpected.join(', ')}`);
}

function fail(text: string): void {
  counts.failed += 1;
  console.log(`not ok - ${text}`);
}

/** Runs a command to its end. @param print Gets the lines of its standard output as they come. */
async function execute([program, ...args]: Command, env: NodeJS.ProcessEnv, print?: (line: string) => void) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 600_000 });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    print?.(line);
  }
  return { status: await ended, lines, errors };
}

/** Clients get nothing of our environment but what programs need to run. */
function clientEnvironment(ready: ReadyMessage): NodeJS.ProcessEnv {
  const { tenantId, clientId } = ready.clouds.commercial!;
  const rootPath = ready.rootCertificatePath;
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...ready.environment,
    // By which OpenSSL and .NET, requests, and curl find the certificates to trust.
    SSL_CERT_FILE: rootPath,
    REQUESTS_CA_BUNDLE: rootPath,
    CURL_CA_BUNDLE: rootPath,
    AZURE_POD_IDENTITY_AUTHORITY_HOST: ready.proxyUrl,
    TENANT_ID: tenantId,
    CLIENT_ID: clientId,
    CLIENT_SECRET: ready.clientSecret,
    CERTIFICATE_PATH: ready.certificatePath,
    MANAGED_IDENTITY_CLIENT_ID: MANAGED_IDENTITY.clientId,
    RESOURCE: CLOUDS.commercial.resource,
    CONTROL_URL: ready.controlUrl,
    CLOUDS_FILE: writeClouds(ready),
  };
}

/** Name, authority, webhook, job ID and OIDC audience of each cloud, separated by tabs. */
function writeClouds({ clouds }: ReadyMessage): string {
  const lines = CLOUD_NAMES.map((name) => {
    const { authorityHost, ingestionUrl, oidcAudience } = CLOUDS[name];
    return [name, authorityHost, ingestionUrl, clouds[name]!.jobId, oidcAudience].join('\t');
  });
  const path = join(folder, 'clouds.tsv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function startSandbox() {
  const readyFile = join(folder, 'ready.json');
  const main = join(import.meta.dirname, '../sandbox/main.ts');
  const child = spawn(process.execPath, [main, '--ready-file', readyFile], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null) throw new Error('The sandbox did not start.');
    await wait(100);
  }
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyMessage;
  return { ready, stop: () => child.kill() };
}

async function control(method: 'GET' | 'POST', page: string): Promise<unknown> {
  const answer = await fetch(`${sandbox.ready.controlUrl}/-/${page}`, { method });
  const text = await answer.text();
  return text.trim() === '' ? undefined : JSON.parse(text);
}
