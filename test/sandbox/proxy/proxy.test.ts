import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { form, send, type TestAnswer } from '../client.ts';
import { CLIENT_ID, CLIENT_SECRET, JOB_IDS, registerDefaults, TENANT_ID } from '../default-setup.ts';
import { parseFault } from '../faults.ts';
import { startSandbox } from '../sandbox.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const connector = sandbox.connector(JOB_IDS.commercial);
beforeEach(() => {
  sandbox.reset();
  sandbox.proxyCredentials = undefined;
});
afterAll(() => sandbox.stop());

const TOKEN_URL = `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`;

function askToken(): Promise<TestAnswer> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    scope: 'https://microsoft.onmicrosoft.com/86dfdabb-5089-4a0c-880a-cfa5a790c5b1/.default',
  });
  return send(sandbox, { url: TOKEN_URL, body: body.toString() });
}

const { access_token: bearer } = JSON.parse((await askToken()).body) as { access_token: string };

function upload(): Promise<TestAnswer> {
  const { headers, body } = form('a,b\n1,2\n');
  return send(sandbox, {
    url: `https://webhook.ingestion.office.com/api/signals?jobid=${JOB_IDS.commercial}`,
    headers: { ...headers, authorization: `Bearer ${bearer}` },
    body,
  });
}

describe('the proxy', () => {
  it.each([
    'https://login.contoso.com/',
    'https://login.microsoftonline.com:8443/',
    'https://login.microsoftonline.com.contoso.com/',
    'https://webhook-df.ingestion.office.com/',
  ])('refuses %s and records it', async (url) => {
    await expect(send(sandbox, { url })).rejects.toThrow('CONNECT 502');
    expect(sandbox.unexpected).toEqual([`${new URL(url).hostname}:${new URL(url).port || 443}`]);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses a host that is hidden by another', async () => {
    const answer = await send(sandbox, { url: TOKEN_URL, headers: { host: 'login.contoso.com' } });
    expect(answer.status).toBe(421);
    expect(sandbox.unexpected).toEqual(['login.microsoftonline.com for login.contoso.com']);
  });

  it('refuses plain HTTP and records it', async () => {
    const answer = await fetch(`${sandbox.proxyUrl}/anything`);
    expect(answer.status).toBe(502);
    expect(sandbox.unexpected).toEqual(['http /anything']);
  });

  it('requires its password', async () => {
    sandbox.proxyCredentials = 'user:p@ss%';
    await expect(askToken()).rejects.toThrow('CONNECT 407');
    await expect(send(sandbox, { url: TOKEN_URL, proxyCredentials: 'user:wrong' })).rejects.toThrow(
      'CONNECT 407',
    );
    expect((await send(sandbox, { url: TOKEN_URL, proxyCredentials: 'user:p@ss%' })).status).toBe(400);
  });

  it('records what arrived, and forgets it', async () => {
    await upload();
    expect(sandbox.requests).toMatchObject([
      { service: 'webhook', number: 1, method: 'POST', bodyComplete: true, status: 200 },
    ]);
    sandbox.reset();
    expect(sandbox.requests).toEqual([]);
    expect(connector.recordsSaved).toBe(0);
  });
});

describe('a fault of the response', () => {
  it('sets status, reason and headers, and stores nothing', async () => {
    sandbox.addFault(
      'webhook:403(reason=Not today)@1',
      'webhook:503(retry-after=5)@2',
      'webhook:500(html)@3',
    );
    expect(await upload()).toMatchObject({ status: 403, reason: 'Not today', body: '' });
    expect(await upload()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    const page = await upload();
    expect(page.status).toBe(500);
    expect(page.headers['content-type']).toBe('text/html');
    expect(page.body).toMatch(/^<html>/);
    expect(connector.recordsSaved).toBe(0);
    expect((await upload()).status).toBe(200);
    expect(connector.recordsSaved).toBe(1);
  });

  it('500(stored) stores', async () => {
    sandbox.addFault('webhook:500(stored)');
    expect((await upload()).status).toBe(500);
    expect(connector.recordsSaved).toBe(1);
  });

  it('affects the requests and the service it names', async () => {
    sandbox.addFault('webhook:500@2-3', 'token:418@1');
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await upload()).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await askToken()).status).toBe(418);
    expect((await askToken()).status).toBe(200);
  });

  it('affects every third request', async () => {
    sandbox.addFault('token:500@2-/3');
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await askToken()).status);
    expect(statuses).toEqual([200, 500, 200, 200, 500, 200]);
  });

  it('can have a condition', async () => {
    const { action, ...range } = parseFault('any:500');
    sandbox.addFault({ ...range, action, when: ({ host }) => host.startsWith('login') });
    expect((await upload()).status).toBe(200);
    expect((await askToken()).status).toBe(500);
  });
});

describe('a fault of the connection', () => {
  it.each([
    ['reset-before-body', 0, false],
    ['reset-in-body', 0, false],
    ['reset-after-body', 0, true],
    ['reset-after-store', 1, true],
    ['truncated-answer', 1, true],
    ['no-http', 1, true],
  ])('%s: %i stored', async (name, stored, isComplete) => {
    sandbox.addFault(`webhook:${name}`);
    await expect(upload()).rejects.toThrow();
    expect(connector.recordsSaved).toBe(stored);
    expect(sandbox.requests.map(({ bodyComplete }) => bodyComplete)).toEqual([isComplete]);
  });

  it.each([
    ['silent', 0],
    ['silent-after-store', 1],
  ])('%s: %i stored', async (name, stored) => {
    sandbox.addFault(`webhook:${name}@1`);
    let hasAnswered = false;
    const silent = upload().then(
      () => {
        hasAnswered = true;
      },
      () => {},
    );
    // After a whole exchange there is still no response.
    while (sandbox.requests[0]?.bodyComplete !== true) await new Promise(setImmediate);
    expect((await upload()).status).toBe(200);
    expect(hasAnswered).toBe(false);
    expect(connector.recordsSaved).toBe(1 + stored);
    void silent;
  });

  it.each([
    ['untrusted', 'SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s', async (name, code) => {
    sandbox.addFault(`token:${name}@1`);
    await expect(askToken()).rejects.toMatchObject({ code: expect.stringMatching(code) });
    expect(sandbox.requests).toEqual([]);
    expect((await askToken()).status).toBe(200);
  });

  it('connect-refused, connect-closed', async () => {
    sandbox.addFault('token:connect-refused=403@1', 'token:connect-refused@2', 'token:connect-closed@3');
    await expect(askToken()).rejects.toThrow('CONNECT 403');
    await expect(askToken()).rejects.toThrow('CONNECT 502');
    await expect(askToken()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await askToken()).status).toBe(200);
  });

  it('reset-in-body also affects a request without a body', async () => {
    sandbox.addFault('oidc:reset-in-body');
    await expect(send(sandbox, { method: 'GET', url: sandbox.oidc.requestUrl })).rejects.toThrow();
  });

  it('delay and slow-read only take time', async () => {
    sandbox.addFault('webhook:delay=5', 'webhook:slow-read=100000');
    expect((await upload()).status).toBe(200);
    expect(connector.recordsSaved).toBe(1);
  });
});

describe('the grammar of faults', () => {
  it.each<[string, object]>([
    ['webhook:500', { service: 'webhook', from: 1, to: Number.POSITIVE_INFINITY }],
    [
      'token:429(retry-after=7)@2',
      { from: 2, to: 2, action: { status: 429, headers: { 'retry-after': '7' } } },
    ],
    ['any:silent@3-', { service: 'any', from: 3, to: Number.POSITIVE_INFINITY, action: { kind: 'silent' } }],
    ['oidc:delay=20@2-4', { service: 'oidc', from: 2, to: 4, action: { kind: 'delay', ms: 20 } }],
    ['github:connect-refused', { service: 'github', action: { kind: 'connect-refused', status: 502 } }],
    ['graph-item:429(retry-after=1)@5-/5', { service: 'graph-item', from: 5, to: Infinity, step: 5 }],
    ['webhook:403(reason=a b,html)', { action: { status: 403, reason: 'a b' } }],
  ])('%s', (text, fault) => {
    expect(parseFault(text)).toMatchObject(fault);
  });

  it.each([
    '',
    'webhook',
    'webhook:',
    'mail:500',
    'webhook:99',
    'webhook:100',
    'webhook:600',
    'webhook:5000',
    'webhook:500()',
    'webhook:500(later)',
    'webhook:500(retry-after)',
    'webhook:500(html,html)',
    'webhook:explode',
    'webhook:delay',
    'webhook:delay=soon',
    'webhook:slow-read=0',
    'webhook:silent=5',
    'webhook:connect-refused=abc',
    'webhook:500@',
    'webhook:500@0',
    'webhook:500@-3',
    'webhook:500@3-1',
    'webhook:500@1-2-3',
    'webhook:500@x',
    'webhook:500@5/5',
    'webhook:500@5-/0',
    ' webhook:500',
  ])('%j is not a fault', (text) => {
    expect(() => parseFault(text)).toThrow(/is not a fault\.\nA fault is SERVICE:WHAT/);
  });
});
