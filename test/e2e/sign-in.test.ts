import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../src/clouds.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { makeCertificate, makePfx, type TestCertificate } from '../entra/certificate-factory.ts';
import { unsignedJwt } from '../entra/stand-in.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  JOB_IDS,
  MANAGED_IDENTITY,
  registerDefaults,
  TENANT_ID,
} from '../sandbox/default-setup.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { IS_WINDOWS } from './action-process.ts';
import { expectFailure, expectUploaded, resignations } from './material.ts';
import { type ActionResult, runAction, Workspace } from './run-action.ts';

const AUDIENCE = CLOUDS.commercial.oidcAudience;
const PASSWORD = 'p%ss word-7Q!z';

const sandbox = await startSandbox();
const { certificate: good } = registerDefaults(sandbox);
const soon = makeCertificate({ key: 'soon', until: 12.5 });
sandbox.registerApp({
  tenantId: TENANT_ID,
  clientId: '5e0d3a41-6b27-4c98-8f15-d2a7b9c4e063',
  certificates: [soon.certificatePem],
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const connector = sandbox.connector(JOB_IDS.commercial);
const hr = { 'hr.csv': resignations(2) };

/** An upload without any credential. */
function inputs(
  changes: Record<string, string> = {},
  cloud: CloudName = 'commercial',
): Record<string, string> {
  return {
    'csv-path': 'hr.csv',
    'tenant-id': TENANT_ID,
    'client-id': CLIENT_ID,
    'job-id': JOB_IDS[cloud],
    cloud,
    ...changes,
  };
}

/** No part of a key, password, assertion or token is visible. */
function expectNothingSecret(result: ActionResult, ...more: readonly string[]): void {
  const sent = sandbox.requests.flatMap(({ service, body, headers }) => [
    ...(service === 'token' ? [new URLSearchParams(body.toString()).get('client_assertion') ?? ''] : []),
    headers.authorization?.replace(/^Bearer /, '') ?? '',
  ]);
  const keys = [good, soon].flatMap(({ keyPem }) => keyPem.split('\n').filter((line) => line.length === 64));
  for (const secret of [...sent, ...keys, ...more, PASSWORD, CLIENT_SECRET].filter(Boolean))
    expect(result.visible.includes(secret), 'a secret is visible').toBe(false);
}

const both = good.certificatePem + good.keyPem;
const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');
const key = (type: 'pkcs1' | 'pkcs8', cipher?: string): string =>
  good.key
    .export({ format: 'pem', type, ...(cipher === undefined ? {} : { cipher, passphrase: PASSWORD }) })
    .toString();

interface Wrapping {
  readonly content: string | Buffer;
  readonly password?: string;
}

const WRAPPINGS: Readonly<Record<string, Wrapping>> = {
  'certificate, then key': { content: both },
  'key, then certificate': { content: good.keyPem + good.certificatePem },
  'PKCS#1': { content: good.certificatePem + key('pkcs1') },
  'encrypted PKCS#8': { content: good.certificatePem + key('pkcs8', 'aes-256-cbc'), password: PASSWORD },
  'encrypted PKCS#1': { content: key('pkcs1', 'aes-256-cbc') + good.certificatePem, password: PASSWORD },
  CRLF: { content: both.replaceAll('\n', '\r\n') },
  'literal \\n': { content: both.replaceAll('\n', '\\n') },
  'base64 of a PEM': { content: base64(both) },
  'base64 of a PEM with an encrypted key': {
    content: base64(good.certificatePem + key('pkcs8', 'aes-256-cbc')),
    password: PASSWORD,
  },
  'base64 of a PFX': { content: base64(makePfx(good, '')) },
  'base64 of a PFX with password': { content: base64(makePfx(good, PASSWORD)), password: PASSWORD },
  'base64 of an older PFX': { content: base64(makePfx(good, PASSWORD, '3des')), password: PASSWORD },
};

describe('the input certificate', () => {
  it.each(Object.entries(WRAPPINGS))('%s', async (_name, { content, password = '' }) => {
    const given = inputs({ certificate: String(content), 'certificate-password': password });
    const result = await runAction({ with: given, files: hr, sandbox });
    expectUploaded(result, 2);
    expect(result.receipt?.signIn).toBe('certificate');
    expect(connector.recordsSaved).toBe(2);
    expect(result.commands.filter(({ command }) => command === 'warning')).toEqual([]);
    expectNothingSecret(result);
  });
});

describe('a file at certificate-path', () => {
  const files: Readonly<Record<string, Wrapping>> = {
    ...WRAPPINGS,
    'PFX, AES-256': { content: makePfx(good, PASSWORD), password: PASSWORD },
    'PFX, 3DES': { content: makePfx(good, PASSWORD, '3des'), password: PASSWORD },
    'PFX with an empty password': { content: makePfx(good, '') },
    'PFX without password': { content: makePfx(good, null) },
    'UTF-16, as PowerShell redirects': { content: Buffer.from(`\uFEFF${both}`, 'utf16le') },
  };

  it.each(Object.entries(files))('%s', async (_name, { content, password = '' }) => {
    const result = await runAction({
      with: inputs({ 'certificate-path': 'secret/identity', 'certificate-password': password }),
      files: { ...hr, 'secret/identity': content },
      sandbox,
    });
    expectUploaded(result, 2);
    expect(connector.recordsSaved).toBe(2);
    expectNothingSecret(result);
  });

  // As Windows and Azure Key Vault write them: OpenSSL's defaults, and the older algorithms.
  const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;
  it.skipIf(!hasOpenSsl).each([
    ['AES-256 and SHA-256', [], PASSWORD],
    ['RC2 and 3DES with SHA-1', ['-legacy'], PASSWORD],
    ['non-ASCII letters', [], 'pässwört €'],
    ['non-ASCII letters, older', ['-legacy'], 'pässwört €'],
  ])('PFX of OpenSSL, %s', async (_name, options, password) => {
    const folder = mkdtempSync(join(tmpdir(), 'hr-pfx-'));
    writeFileSync(join(folder, 'both.pem'), both, { mode: 0o600 });
    const args = [
      '-export',
      ...options,
      '-in',
      'both.pem',
      '-out',
      'both.pfx',
      '-passout',
      'env:PFX_PASSWORD',
    ];
    const made = spawnSync('openssl', ['pkcs12', ...args], {
      cwd: folder,
      env: { ...process.env, PFX_PASSWORD: password },
    });
    expect(made.status, String(made.stderr)).toBe(0);
    const pfx = readFileSync(join(folder, 'both.pfx'));
    rmSync(folder, { recursive: true });
    const result = await runAction({
      with: inputs({ 'certificate-path': 'identity.pfx', 'certificate-password': password }),
      files: { ...hr, 'identity.pfx': pfx },
      sandbox,
    });
    expectUploaded(result, 2);
    expectNothingSecret(result, password);
  });

  it('may be outside the workspace', async () => {
    const result = await runAction({
      with: inputs({ 'certificate-path': join(sandbox.folder, 'certificate.pem') }),
      files: hr,
      sandbox,
    });
    expectUploaded(result, 2);
  });
});

const together = ({ certificatePem, keyPem }: TestCertificate): string => certificatePem + keyPem;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ecPem = ec.export({ format: 'pem', type: 'pkcs8' }).toString();
const encrypted = good.certificatePem + key('pkcs8', 'aes-256-cbc');
const expired = makeCertificate({ key: 'sandbox', from: -400, until: -2 });
const future = makeCertificate({ key: 'sandbox', from: 3 });
const nonsense = 'hunter2-Tr0ub4dor-and-3 more words';

const MISTAKES: Readonly<Record<string, Wrapping & { readonly code: ErrorCode }>> = {
  'a key without certificate': { content: good.keyPem, code: 'certificate-missing' },
  'a certificate without key': { content: good.certificatePem, code: 'certificate-key-missing' },
  'a pair that does not belong together': {
    content: makeCertificate({ key: 'other' }).certificatePem + good.keyPem,
    code: 'certificate-key-mismatch',
  },
  'an EC key': { content: good.certificatePem + ecPem, code: 'certificate-key-not-rsa' },
  'an expired certificate': { content: together(expired), code: 'certificate-expired' },
  'a certificate that is not yet valid': { content: together(future), code: 'certificate-not-yet-valid' },
  'a wrong password': {
    content: encrypted,
    password: 'not this one',
    code: 'certificate-password-wrong',
  },
  'no password': { content: encrypted, code: 'certificate-password-missing' },
  'a wrong password of a PFX': {
    content: base64(makePfx(good, PASSWORD)),
    password: 'not this one',
    code: 'certificate-password-wrong',
  },
  'no password for a PFX': {
    content: base64(makePfx(good, PASSWORD)),
    code: 'certificate-password-missing',
  },
  'something else': { content: nonsense, code: 'certificate-wrong-content' },
  'half a PEM': { content: both.slice(0, 300), code: 'certificate-unreadable' },
  'half a PFX': { content: base64(makePfx(good, PASSWORD).subarray(0, 800)), code: 'certificate-unreadable' },
};

describe('a certificate that cannot sign in', () => {
  it.each(Object.entries(MISTAKES))('%s', async (_name, { content, password = '', code }) => {
    const before = sandbox.connections;
    for (const input of ['certificate', 'certificate-path'] as const) {
      const result = await runAction({
        with: inputs({
          [input]: input === 'certificate' ? String(content) : 'identity',
          'certificate-password': password,
        }),
        files: { ...hr, identity: content },
        sandbox,
        debug: true,
      });
      expect(expectFailure(result, code).message).toContain(`\`${input}\``);
      expectNothingSecret(result, nonsense, 'hunter2', ecPem.split('\n')[1]!);
    }
    expect(sandbox.connections).toBe(before);
  });

  it.each([
    ['nowhere.pem', /no file at `certificate-path`/],
    ['.', /`certificate-path` is a directory/],
  ])('the file %s', async (path, says) => {
    const before = sandbox.connections;
    const given = inputs({ 'certificate-path': path });
    expectFailure(await runAction({ with: given, files: hr, sandbox }), says);
    expect(sandbox.connections).toBe(before);
  });
});

it('warns about a certificate that expires within 30 days, in the log and in the summary', async () => {
  const given = inputs({ certificate: together(soon), 'client-id': '5e0d3a41-6b27-4c98-8f15-d2a7b9c4e063' });
  const result = await runAction({ with: { ...given, mode: 'preflight' }, files: hr, sandbox });
  expect(result.exitCode, result.visible).toBe(0);
  const [warning] = result.commands.filter(({ command }) => command === 'warning');
  expect(warning?.message).toMatch(/expires in 12 days, on \d{4}-\d\d-\d\d/);
  expect(result.summary).toContain('expires in 12 days');
});

describe('OIDC', () => {
  it.each(CLOUD_NAMES)('signs in: %s', async (cloud) => {
    const result = await runAction({ with: inputs({}, cloud), files: hr, sandbox, oidc: true });
    expectUploaded(result, 2);
    expect(result.receipt?.signIn).toBe('federated');
    const asked = sandbox.requests.find(({ service }) => service === 'oidc');
    expect(new URLSearchParams(asked?.query).get('audience')).toBe(CLOUDS[cloud].oidcAudience);
    const token = sandbox.requests.find(({ service }) => service === 'token');
    expect(token?.host).toBe(CLOUDS[cloud].authorityHost);
    expect(sandbox.connector(JOB_IDS[cloud]).recordsSaved).toBe(2);
    expectNothingSecret(result, sandbox.oidc.requestToken);
  });

  it('uses the given audience', async () => {
    const given = inputs({ audience: 'api://contoso-upload' });
    const result = await runAction({ with: given, files: hr, sandbox, oidc: true });
    const { message } = expectFailure(result, /audience \(AADSTS700212\)/);
    expect(message).toContain('audience: api://contoso-upload');
  });

  it('is missing, and so is the certificate: both causes are named', async () => {
    const before = sandbox.connections;
    for (const input of ['', '  \n']) {
      const result = await runAction({ with: inputs({ certificate: input }), files: hr, sandbox });
      const { message } = expectFailure(result, 'no-credential');
      expect(message).toMatch(/`id-token: write`/);
      expect(message).toMatch(/your `certificate` input was empty.*fork.*Dependabot.*`environment:`/);
    }
    expect(sandbox.connections).toBe(before);
  });
});

describe('a token file', () => {
  it.each(CLOUD_NAMES)('signs in: %s', async (cloud) => {
    const token = await sandbox.cluster.sign(CLOUDS[cloud].oidcAudience);
    const result = await runAction({
      with: inputs({ 'federated-token-path': 'tokens/identity' }, cloud),
      files: { ...hr, 'tokens/identity': `${token}\n` },
      sandbox,
      debug: true,
    });
    expectUploaded(result, 2);
    expect(result.receipt?.signIn).toBe('federated');
    expect(result.summary).toContain('| Sign-in | federation (token file)');
    expect(sandbox.connector(JOB_IDS[cloud]).recordsSaved).toBe(2);
    expectNothingSecret(result, token, ...token.split('.'));
  });

  it('is read again for every token request, also through links', async () => {
    const place = new Workspace();
    const [first, second] = await Promise.all([1, 2].map(() => sandbox.cluster.sign(AUDIENCE)));
    // As Kubernetes writes projected tokens: the file is a link, which leads through a link to the folder.
    for (const [name, token] of Object.entries({ one: first!, two: second! }))
      place.write(`${name}/token`, token);
    symlinkSync('one', join(place.workspace, 'data'));
    symlinkSync('data/token', join(place.workspace, 'token'));
    // The first access token is refused once, after the file has changed.
    sandbox.addFault({
      service: 'webhook',
      from: 1,
      to: 1,
      action: { kind: 'answer', status: 401 },
      when: () => {
        rmSync(join(place.workspace, 'data'));
        symlinkSync('two', join(place.workspace, 'data'));
        return true;
      },
    });
    const given = inputs({ 'federated-token-path': 'token' });
    expectUploaded(await runAction({ with: given, files: hr, sandbox, workspace: place }), 2);
    place.remove();
    const sent = sandbox.requests
      .filter(({ service }) => service === 'token')
      .map(({ body }) => new URLSearchParams(body.toString()).get('client_assertion'));
    expect(sent).toEqual([first, second]);
  });

  const jwt = (claims: object): string => unsignedJwt({ iss: 'https://issuer.contoso.com', ...claims });
  it.each<[string, string | undefined, ErrorCode]>([
    ['missing', undefined, 'federated-token-file-not-found'],
    ['empty', ' \n', 'federated-token-empty'],
    ['no JWT', 'hunter2.words.x', 'federated-token-invalid'],
    ['JSON around the token', JSON.stringify({ access_token: jwt({}) }), 'federated-token-invalid'],
    [
      'expired',
      jwt({ aud: AUDIENCE, sub: 'spiffe://contoso/hr', exp: 1_700_000_000 }),
      'federated-token-expired',
    ],
    [
      'for another audience',
      jwt({ aud: ['https://kubernetes.default.svc'] }),
      'federated-token-wrong-audience',
    ],
  ])('that is %s is refused before anything is sent', async (_name, content, code) => {
    const before = sandbox.connections;
    const result = await runAction({
      with: inputs({ 'federated-token-path': 'token' }),
      files: { ...hr, ...(content === undefined ? {} : { token: content }) },
      sandbox,
    });
    const { message } = expectFailure(result, code);
    expect(sandbox.connections).toBe(before);
    expectNothingSecret(result, 'hunter2', content?.trim() ?? '');
    if (code.endsWith('audience')) {
      expect(message).toContain(
        'issuer: https://issuer.contoso.com, subject: (none), audience: https://kubernetes',
      );
    }
  });

  it('without a matching federated credential is shown with its command', async () => {
    const { name } = sandbox.cluster.identity;
    sandbox.cluster.identity.name = 'default';
    const token = await sandbox.cluster.sign(AUDIENCE);
    const { subject, identity } = sandbox.cluster;
    identity.name = name;
    const result = await runAction({
      with: inputs({ 'federated-token-path': 'token' }),
      files: { ...hr, token },
      sandbox,
    });
    const { message } = expectFailure(result, 'entra-no-federated-credential');
    expect(message).toContain(`subject: ${subject}`);
    expect(message).toContain(`"issuer":"${identity.issuer}","subject":"${subject}"`);
    expect(message).toContain('az ad app federated-credential create');
    expectNothingSecret(result, token);
  });

  it('that is forged is refused by Microsoft Entra', async () => {
    const [head, body] = (await sandbox.cluster.sign(AUDIENCE)).split('.');
    const token = `${head}.${body}.${Buffer.alloc(256, 7).toString('base64url')}`;
    const result = await runAction({
      with: inputs({ 'federated-token-path': 'token' }),
      files: { ...hr, token },
      sandbox,
    });
    expectFailure(result, 'entra-issuer-unreachable');
    expect(connector.recordsSaved).toBe(0);
  });
});

describe('a managed identity', () => {
  const identity = { 'managed-identity-client-id': MANAGED_IDENTITY.clientId };

  it.each(CLOUD_NAMES)('signs in: %s', async (cloud) => {
    const result = await runAction({
      with: inputs(identity, cloud),
      files: hr,
      sandbox,
      env: sandbox.machineEnvironment(),
      debug: true,
    });
    expectUploaded(result, 2);
    expect(result.receipt?.signIn).toBe('federated');
    expect(result.summary).toContain('| Sign-in | federation (managed identity)');
    const [asked] = sandbox.requests.filter(({ service }) => service === 'identity');
    expect(new URLSearchParams(asked?.query).get('resource')).toBe(CLOUDS[cloud].oidcAudience);
    expect(Object.keys(asked?.headers ?? {}).filter((name) => name.startsWith('x-client-'))).toEqual([]);
    // Neither in the log of the proxy nor requested through it.
    expect(sandbox.unexpected).toEqual([]);
    expectNothingSecret(result);
  });

  it.each<[string, string, Record<string, string>, ErrorCode]>([
    [
      'the machine does not have',
      '',
      { 'managed-identity-client-id': CLIENT_ID },
      'managed-identity-not-found',
    ],
    ['for an unknown audience', '', { ...identity, audience: 'api://contoso' }, 'managed-identity-refused'],
    ['whose endpoint fails', 'identity:500(retry-after=0)', identity, 'managed-identity-refused'],
    ['whose endpoint is a page', 'identity:200(html)', identity, 'managed-identity-refused'],
    ['whose connection is lost', 'identity:reset-after-body', identity, 'managed-identity-unavailable'],
  ])('%s', async (_name, fault, given, code) => {
    if (fault !== '') sandbox.addFault(fault);
    const env = sandbox.machineEnvironment();
    const result = await runAction({ with: inputs(given), files: hr, sandbox, env });
    expectFailure(result, code);
    expect(result.visible).not.toContain('<h1>');
    expect(connector.recordsSaved).toBe(0);
  });

  it('waits for an endpoint that is busy', async () => {
    sandbox.addFault('identity:429(retry-after=1)@1');
    const env = sandbox.machineEnvironment();
    expectUploaded(await runAction({ with: inputs(identity), files: hr, sandbox, env }), 2);
  });

  it('on a machine without one is detected', async () => {
    // Accepts the connection and never responds, like a network that drops packets.
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: `http://127.0.0.1:${port}` };
    const result = await runAction({ with: inputs(identity), files: hr, sandbox, env });
    silent.close();
    const { message } = expectFailure(result, 'managed-identity-unavailable');
    expect(message).toContain('`federated-token-path`');
  });

  it('without a matching federated credential is shown with its command', async () => {
    const app = { tenantId: TENANT_ID, clientId: '77d0c1de-5a0b-4f0e-9a37-6f6c1b0a9e21' };
    sandbox.registerApp({
      ...app,
      federatedCredentials: [{ issuer: 'https://issuer.contoso.com', subject: 'x', audience: AUDIENCE }],
    });
    const given = inputs({ ...identity, 'client-id': app.clientId });
    const env = sandbox.machineEnvironment();
    const { message } = expectFailure(
      await runAction({ with: given, files: hr, sandbox, env }),
      'entra-no-federated-credential',
    );
    expect(message).toContain(`audience: ${AUDIENCE}`);
    expect(message).toContain(
      `"issuer":"https://login.microsoftonline.com/${TENANT_ID}/v2.0","subject":"${MANAGED_IDENTITY.principalId}","audiences":["${AUDIENCE}"]`,
    );
  });
});

describe('step debugging', () => {
  it('shows hosts, statuses and times, and nothing else', async () => {
    sandbox.addFault('token:503(retry-after=1)@1');
    const step = { with: inputs(), files: hr, sandbox, oidc: true };
    const result = await runAction({ ...step, debug: true });
    expectUploaded(result, 2);
    const lines = result.commands.filter(({ command }) => command === 'debug').map(({ message }) => message);
    const proxy = `proxy ${new URL(sandbox.proxyUrl).host}`;
    expect(lines).toEqual(
      [
        `GET run-actions.actions.githubusercontent.com, ${proxy}, status 200, 0 ms`,
        `POST login.microsoftonline.com, ${proxy}, client request ID GUID, status 503, 0 ms`,
        'Sign-in: attempt 1 failed, the next one starts in 1000 ms',
        `GET run-actions.actions.githubusercontent.com, ${proxy}, status 200, 0 ms`,
        `POST login.microsoftonline.com, ${proxy}, client request ID GUID, status 200, 0 ms`,
        `POST webhook.ingestion.office.com, ${proxy}, client request ID GUID, status 200, 0 ms`,
      ].map((line) => expect.stringMatching(shape(line))),
    );
    expectNothingSecret(result, sandbox.oidc.requestToken);
    const quiet = await runAction(step);
    expect(quiet.stdout).not.toContain('::debug::');
  });

  /** A line with placeholders for times and IDs. */
  function shape(line: string): RegExp {
    const text = line.replace(/[.]/g, '\\.').replace(', 0 ms', ', \\d+ ms').replace('GUID', '[0-9a-f-]{36}');
    return new RegExp(`^${text}$`);
  }
});

describe('a client secret', () => {
  it('signs in, with a warning that says how to replace it', async () => {
    const result = await runAction({ with: inputs({ 'client-secret': CLIENT_SECRET }), files: hr, sandbox });
    expectUploaded(result, 2);
    expect(result.receipt?.signIn).toBe('secret');
    const [warning] = result.commands.filter(({ command }) => command === 'warning');
    expect(warning?.message).toMatch(/To replace it/);
    expect(result.summary).toContain('To replace it');
    expectNothingSecret(result);
  });
});

describe('several credentials', () => {
  it.each<[string, Record<string, string>]>([
    ['certificate and secret', { certificate: both, 'client-secret': CLIENT_SECRET }],
    ['certificate twice', { certificate: both, 'certificate-path': 'identity.pem' }],
    ['thumbprint and secret', { 'certificate-thumbprint': 'AB'.repeat(20), 'client-secret': CLIENT_SECRET }],
  ])('%s', async (_name, changes) => {
    const before = sandbox.connections;
    const result = await runAction({ with: inputs(changes), files: hr, sandbox, oidc: true });
    const { message } = expectFailure(result, 'several-credentials');
    for (const input of Object.keys(changes)) expect(message).toContain(`\`${input}\``);
    expect(sandbox.connections).toBe(before);
    expectNothingSecret(result);
  });

  it('a password without a certificate', async () => {
    const result = await runAction({
      with: inputs({ 'certificate-password': PASSWORD }),
      files: hr,
      sandbox,
    });
    expectFailure(result, 'certificate-password-unused');
    expectNothingSecret(result);
  });
});

describe('the Windows store', () => {
  it.skipIf(IS_WINDOWS)('is refused on other systems', async () => {
    const before = sandbox.connections;
    const given = inputs({ 'certificate-thumbprint': 'AB'.repeat(20) });
    expectFailure(await runAction({ with: given, files: hr, sandbox }), 'windows-store-not-available');
    expect(sandbox.connections).toBe(before);
  });

  it('requires a thumbprint', async () => {
    const given = inputs({ 'certificate-thumbprint': 'AB'.repeat(32) });
    expectFailure(await runAction({ with: given, files: hr, sandbox }), /not the SHA-1 thumbprint/);
  });
});

describe('preflight', () => {
  it.each([
    ['with a file', 'hr.csv', '2'],
    ['without a file', '', '0'],
  ])('%s signs in and sends nothing', async (_name, path, records) => {
    const given = inputs({ certificate: both, mode: 'preflight', 'csv-path': path });
    const result = await runAction({ with: given, files: hr, sandbox });
    expect(result.exitCode, result.visible).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'ready', records, 'uploaded-records': '0', calls: '0' });
    expect(result.receipt?.status).toBe('ready');
    expect(sandbox.requests.map(({ service }) => service)).toEqual(['token']);
    expect(result.visible).not.toMatch(/No file matches/);
  });

  it('needs no job ID', async () => {
    const given = inputs({ mode: 'preflight', 'csv-path': '', 'job-id': '' });
    const result = await runAction({ with: given, sandbox, oidc: true });
    expect(result.outputs.status, result.visible).toBe('ready');
  });

  it('fails if the sign-in fails', async () => {
    const given = inputs({ mode: 'preflight', 'csv-path': '', 'client-secret': 'wrong' });
    expectFailure(await runAction({ with: given, sandbox }), /client secret is wrong \(AADSTS7000215\)/);
  });
});

it('sends Microsoft nothing about this machine', async () => {
  await runAction({ with: inputs({ certificate: both }), files: hr, sandbox });
  const [token] = sandbox.requests.filter(({ service }) => service === 'token');
  expect([...new URLSearchParams(token?.body.toString()).keys()].sort()).toEqual(
    [
      'client_assertion',
      'client_assertion_type',
      'client_id',
      'client-request-id',
      'grant_type',
      'scope',
    ].sort(),
  );
  expect([...new URLSearchParams(token?.query).keys()]).toEqual(['client-request-id']);
  expect(Object.keys(token?.headers ?? {}).sort()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
});

it('finds all mistakes in the inputs before the network, and shows none of them', async () => {
  const before = sandbox.connections;
  const wrong = {
    'tenant-id': 'contoso',
    'job-id': '42',
    'client-secret': '0c4e5a11-93d7-4f0e-a2b6-8d1f7c3e5b90',
    'authority-host': 'hunter2',
    'ingestion-url': 'http://hunter2.contoso.com/api',
    resource: 'https://hunter2.contoso.com/.default',
  };
  const result = await runAction({ with: inputs(wrong), files: hr, sandbox });
  const { message } = expectFailure(result, 'invalid-inputs');
  for (const input of Object.keys(wrong)) expect(message).toContain(`\`${input}\``);
  expect(sandbox.connections).toBe(before);
  expectNothingSecret(result, 'hunter2', wrong['client-secret']);
});
