import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { CLIENT_ID, CLIENT_SECRET, JOB_IDS, registerDefaults, TENANT_ID } from '../sandbox/default-setup.ts';
import type { App } from '../sandbox/entra/app.ts';
import { EntraError, entraRefusal } from '../sandbox/entra/entra-error.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { expectFailure, expectUploaded, resignations } from './material.ts';
import { type ActionResult, type ActionStep, runAction } from './run-action.ts';

const sandbox = await startSandbox();
const { pem } = registerDefaults(sandbox);
const original = { ...sandbox.oidc.identity };
beforeEach(() => {
  sandbox.reset();
  Object.assign(sandbox.oidc.identity, original);
});
afterAll(() => sandbox.stop());

const hr = { 'hr.csv': resignations(2) };

function upload(changes: Record<string, string> = {}, more: Partial<ActionStep> = {}): Promise<ActionResult> {
  const given = {
    'csv-path': 'hr.csv',
    'tenant-id': TENANT_ID,
    'client-id': CLIENT_ID,
    'job-id': JOB_IDS.commercial,
    ...changes,
  };
  return runAction({ with: given, files: hr, sandbox, ...more });
}

function expectNothingSent(at: Sandbox = sandbox): void {
  expect(at.requests.filter(({ service }) => service === 'webhook')).toEqual([]);
  expect(at.unexpected).toEqual([]);
}

/** A separate app, so that no other test sees its state. */
function registerApp(state: Partial<App>): Record<string, string> {
  const clientId = randomUUID();
  sandbox.registerApp({ tenantId: TENANT_ID, clientId, secrets: [{ value: CLIENT_SECRET }], ...state });
  return { 'client-id': clientId, 'client-secret': CLIENT_SECRET, 'tenant-id': state.tenantId ?? TENANT_ID };
}

describe('an error of Microsoft Entra is explained, with its fix', () => {
  const unregistered = makeCertificate({ key: 'unregistered' });
  it.each<[string, Record<string, string>, ErrorCode, RegExp]>([
    [
      '700016',
      { 'client-id': randomUUID(), 'client-secret': CLIENT_SECRET },
      'entra-application-not-found',
      /Check `client-id`/,
    ],
    [
      '90002',
      { 'tenant-id': randomUUID(), 'client-secret': CLIENT_SECRET },
      'entra-tenant-not-found',
      /login\.microsoftonline\.us.*This run used login\.microsoftonline\.com/,
    ],
    ['7000215', { 'client-secret': 'not-the-secret' }, 'entra-client-secret-wrong', /copy its "Value"/],
    [
      '7000222',
      registerApp({ secrets: [{ value: CLIENT_SECRET, expired: true }] }),
      'entra-client-secret-expired',
      /OIDC/,
    ],
    [
      '700027',
      { certificate: unregistered.certificatePem + unregistered.keyPem },
      'entra-certificate-not-registered',
      /Thumbprint of the certificate that was used: [0-9A-F]{40}/,
    ],
    [
      '500011',
      registerApp({ isWithoutService: true }),
      'entra-resource-not-found',
      /Create the HR connector in the Microsoft Purview portal/,
    ],
    [
      '500011',
      { resource: 'https://contoso.com/another', 'client-secret': CLIENT_SECRET },
      'entra-resource-not-found',
      /If `resource` is set, remove it: this run requested https:\/\/contoso\.com\/another/,
    ],
    ['53003', registerApp({ isBlocked: true }), 'entra-conditional-access', /self-hosted runner.*static IP/],
    ['7000112', registerApp({ isDisabled: true }), 'entra-application-disabled', /Enable it/],
    [
      '90002',
      registerApp({ tenantId: 'b9f6c1d2-5a3e-4c7b-8d90-6e1f2a3b4c5d', authority: 'us-government' }),
      'entra-tenant-not-found',
      /gcc-high and dod sign in at login\.microsoftonline\.us/,
    ],
  ])('%s', async (code, changes, errorCode, fix) => {
    const { message } = expectFailure(await upload(changes), errorCode);
    expect(message).toContain(`AADSTS${code}`);
    expect(message).toMatch(fix);
    expect(message).toMatch(/For Microsoft's support: trace ID [0-9a-f-]{36}, correlation ID [0-9a-f-]{36}/);
    expectNothingSent();
    expect(sandbox.requests).toHaveLength(1);
  });

  it('a tenant of the public cloud in a US Government cloud', async () => {
    const app = registerApp({ tenantId: 'd1e2f3a4-b5c6-4d7e-8f90-a1b2c3d4e5f6', authority: 'public' });
    const { message } = expectFailure(await upload({ ...app, cloud: 'dod' }), /AADSTS90002/);
    expect(message).toContain('This run used login.microsoftonline.us');
  });

  // Errors that the stand-in cannot produce are injected in the form of Entra's responses.
  const hostile = 'Contact ada@contoso.com ::error::now ##[error]now <img src=x> `id`';
  it.each<[number, ErrorCode]>([
    [900023, 'entra-tenant-not-found'],
    [50034, 'entra-identity-unknown'],
    [90072, 'entra-identity-unknown'],
    [700024, 'entra-clock-wrong'],
    [70021, 'entra-no-federated-credential'],
    [999999, 'entra-refused'],
  ])('%i', async (code, errorCode) => {
    const answer = entraRefusal(new EntraError(code, hostile, 'invalid_client'));
    sandbox.addFault({
      service: 'token',
      from: 1,
      to: 9,
      action: { kind: 'answer', status: answer.status, body: String(answer.body) },
    });
    const result = await upload({ 'client-secret': CLIENT_SECRET });
    const { message } = expectFailure(result, errorCode);
    expect(message).toContain(`AADSTS${code}`);
    expect(message).toMatch(/trace ID [0-9a-f-]{36}/);
    expect(result.visible).not.toMatch(/ada@contoso|img src|##\[|Contact/);
    if (code === 700024) {
      expect(message).toMatch(
        /Clock of this runner: \d{4}-.*Clock of Microsoft Entra: \d{4}-.*Difference: /s,
      );
    }
    if (code === 999999) expect(message).toContain('error?code=999999');
  });
});

describe('no federated credential matches', () => {
  const advice = (message: string) => ({
    hasCommand: message.includes('az ad app federated-credential create'),
    hasJson: message.includes('"audiences"'),
  });

  it.each([
    ['700211', { issuer: 'https://token.actions.githubusercontent.com/contoso' }],
    ['700213', { subject: 'repo:contoso/hr:environment:upload' }],
    ['7002138', { subject: 'repo:Contoso/hr:environment:Purview' }],
    ['700213', { subject: 'repo:contoso/hr:ref:refs/heads/main' }],
    ['700213', { subject: 'repo:contoso@4242/hr@424242:environment:purview' }],
  ])('%s %j', async (code, changes) => {
    Object.assign(sandbox.oidc.identity, changes);
    const { issuer, subject } = sandbox.oidc.identity;
    const { message } = expectFailure(await upload({}, { oidc: true }), new RegExp(`AADSTS${code}`));
    expect(message).toContain(`issuer: ${issuer}`);
    expect(message).toContain(`subject: ${subject}`);
    expect(message).toContain('audience: api://AzureADTokenExchange');
    expect(message).toContain(subject.includes('@') ? 'is in the immutable form' : 'contains names only');
    const json = /\{"name":.*\}/.exec(message)?.[0] ?? '{}';
    expect(JSON.parse(json)).toMatchObject({ issuer, subject, audiences: ['api://AzureADTokenExchange'] });
    expect(message).toContain(
      `az ad app federated-credential create --id ${CLIENT_ID} --parameters @credential.json`,
    );
    expectNothingSent();
  });

  it('700212, with the audience of a US Government cloud', async () => {
    const app = registerApp({
      federatedCredentials: [{ ...original, audience: 'api://AzureADTokenExchange' }],
    });
    const given = { ...app, 'client-secret': '', cloud: 'gcc-high', 'job-id': JOB_IDS['gcc-high'] };
    const { message } = expectFailure(await upload(given, { oidc: true }), /AADSTS700212/);
    expect(message).toContain('audience: api://AzureADTokenExchangeUSGov');
  });

  it.each([
    ['a command substitution', 'repo:contoso/hr:ref:refs/heads/$(curl$IFS-contoso.com)'],
    ['a quote', "repo:contoso/hr:environment:it's"],
    ['spaces and a semicolon', 'repo:contoso/hr:environment:a; rm -rf ~'],
    ['a workflow command', 'repo:contoso/hr:environment:a\n::error::owned\r##[error]owned'],
    ['a bidirectional control character', 'repo:contoso/hr:environment:a\u202eb'],
  ])('no command for a subject with %s', async (_name, subject) => {
    sandbox.oidc.identity.subject = subject;
    const branch = /refs\/heads\/(.*)/.exec(subject)?.[1];
    const event = {
      payload: { repository: { private: true, visibility: 'private', default_branch: branch ?? 'main' } },
    };
    const result = await upload({}, { oidc: true, event });
    const { message } = expectFailure(result, /AADSTS700213/);
    expect(advice(message)).toEqual({ hasCommand: false, hasJson: false });
    expect(message).toMatch(/No command is shown/);
    expect(result.commands.filter(({ command }) => command === 'error')).toHaveLength(1);
    expect(result.stdout).not.toMatch(/##\[|\u202e/);
  });

  it.each([
    ['a pull request', 'repo:contoso/hr:pull_request', /any pull request of this repository/],
    ['another branch', 'repo:contoso/hr:ref:refs/heads/feature', /a branch that is not the default branch/],
    ['a tag', 'repo:contoso/hr:ref:refs/tags/v1', /it names a tag/],
  ])('an environment is advised for %s', async (_name, subject, why) => {
    sandbox.oidc.identity.subject = subject;
    const { message } = expectFailure(await upload({}, { oidc: true }), why);
    expect(message).toContain('Do not register this subject');
    expect(message).toContain('`environment: NAME`');
    expect(advice(message)).toEqual({ hasCommand: false, hasJson: false });
  });
});

/** A separate sandbox for each waiting test, so that they can wait concurrently. */
async function inOwnSandbox<T>(work: (own: Sandbox, certificate: string) => Promise<T>): Promise<T> {
  const own = await startSandbox();
  try {
    return await work(own, registerDefaults(own).pem);
  } finally {
    await own.stop();
  }
}

function assertionsOf(own: Sandbox): string[] {
  return own.requests
    .filter(({ service, bodyComplete }) => service === 'token' && bodyComplete)
    .map(({ body }) => new URLSearchParams(body.toString()).get('client_assertion') ?? '');
}

function tokenId(assertion: string): unknown {
  return (JSON.parse(Buffer.from(assertion.split('.')[1]!, 'base64url').toString()) as { jti: unknown }).jti;
}

describe('a transient error is retried, with a fresh assertion', { timeout: 120_000 }, () => {
  it.concurrent.each([
    ['429 with Retry-After', 'token:429(retry-after=1)@1-2', 3],
    ['a page with 503', 'token:503(html)@1', 2],
    ['a lost connection', 'token:reset-after-body@1', 2],
    ['a lost connection before the request', 'token:reset-before-body@1', 1],
    ['a truncated token', 'token:truncated-answer@1', 2],
    ['a response that is not HTTP', 'token:no-http@1', 2],
    ['a proxy that fails', 'token:connect-refused=503@1', 1],
    ['no response for half a minute', 'token:silent@1', 2],
  ])('%s', async (_name, fault, requests) => {
    await inOwnSandbox(async (own, certificate) => {
      own.addFault(fault);
      const result = await upload({ certificate }, { sandbox: own });
      expectUploaded(result, 2);
      const ids = assertionsOf(own).map(tokenId);
      expect(ids).toHaveLength(requests);
      expect(new Set(ids).size).toBe(requests);
    });
  });

  it.concurrent.each([
    ['500 twice', 'oidc:500@1-2', 3],
    ['a lost connection', 'oidc:reset-before-body@1', 2],
    ['a truncated response', 'oidc:truncated-answer@1', 2],
  ])("GitHub's endpoint: %s", async (_name, fault, requests) => {
    await inOwnSandbox(async (own) => {
      own.addFault(fault);
      expectUploaded(await upload({}, { sandbox: own, oidc: true }), 2);
      expect(own.requests.filter(({ service }) => service === 'oidc')).toHaveLength(requests);
    });
  });

  it.concurrent('a new OIDC token is requested for each attempt', async () => {
    await inOwnSandbox(async (own) => {
      own.addFault('token:503(retry-after=1)@1');
      expectUploaded(await upload({}, { sandbox: own, oidc: true }), 2);
      expect(own.requests.map(({ service }) => service)).toEqual([
        'oidc',
        'token',
        'oidc',
        'token',
        'webhook',
      ]);
      expect(new Set(assertionsOf(own)).size).toBe(2);
    });
  });

  it.concurrent.each<[string, string, ErrorCode, string]>([
    ['429', 'token:429(retry-after=1)', 'entra-unexpected-response', 'token'],
    ['a page with 503', 'token:503(html,retry-after=1)', 'entra-unexpected-response', 'token'],
    ['500 of GitHub', 'oidc:500(retry-after=1)', 'oidc-token-refused', 'oidc'],
  ])('%s every time ends after three attempts', async (_name, fault, what, service) => {
    await inOwnSandbox(async (own) => {
      own.addFault(fault);
      const { message } = expectFailure(await upload({}, { sandbox: own, oidc: true }), what);
      expect(message).toMatch(/Run the job again/);
      expect(own.requests.filter((request) => request.service === service)).toHaveLength(3);
      expectNothingSent(own);
    });
  });
});

describe('a definite error is not retried', () => {
  it.each<[string, string, ErrorCode, string]>([
    ['403 of GitHub', 'oidc:403', 'oidc-token-refused', 'oidc'],
    ['a page with 200', 'token:200(html)', 'entra-unexpected-response', 'token'],
    ['a page with 403', 'token:403(html)', 'entra-unexpected-response', 'token'],
  ])('%s', async (_name, fault, what, service) => {
    sandbox.addFault(fault);
    const result = await upload({}, { oidc: true });
    expectFailure(result, what);
    expect(result.visible).not.toContain('<h1>');
    expect(sandbox.requests.filter((request) => request.service === service)).toHaveLength(1);
    expectNothingSent();
  });
});

it('a token that expires between calls is renewed', async () => {
  sandbox.entra.tokenLifetime = 200;
  const result = await upload({ certificate: pem, 'records-per-call': '1' });
  sandbox.entra.tokenLifetime = 3599;
  expectUploaded(result, 2);
  // Valid for less than the five minutes that a call may take, so each call gets its own.
  expect(assertionsOf(sandbox).length).toBeGreaterThanOrEqual(2);
});
