import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { certificateCredential } from '../../src/entra/certificate/certificate-credential.ts';
import { type Credential, type EntraServices, secretCredential } from '../../src/entra/credential.ts';
import { oidcCredential } from '../../src/entra/federated/oidc.ts';
import { REQUEST_MS, requestTimeout } from '../../src/entra/time-limits.ts';
import { createTokenSource } from '../../src/entra/token-source.ts';
import { storeCredential } from '../../src/entra/windows-store/store-credential.ts';
import type { ActionError } from '../../src/errors.ts';
import type { HttpClient, HttpRequest } from '../../src/http/client.ts';
import { REAL_CLOCK } from '../../src/http/retry.ts';
import { recordingClock } from '../http/clock.ts';

import { makeCertificate } from './certificate-factory.ts';
import { type Reply, standInHttp, unsignedJwt } from './stand-in.ts';
import { verifyAssertion } from './verify-assertion.ts';

const TENANT = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const CLIENT = '9b2e1c4a-7d53-4f60-8a21-5c6d7e8f9012';
const certificate = makeCertificate();
const pem = certificate.keyPem + certificate.certificatePem;
const ENVIRONMENT = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://oidc.example/token?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-bearer',
};
const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  sub: 'repo:contoso/hr:ref:refs/heads/main',
  aud: 'api://AzureADTokenExchange',
};

let count = 0;
const token: Reply = () => {
  count += 1;
  return {
    body: JSON.stringify({ token_type: 'Bearer', expires_in: 3599, access_token: `access-token-${count}` }),
  };
};
const shortToken: Reply = () => ({
  body: JSON.stringify({ token_type: 'Bearer', expires_in: 120, access_token: 'short-token' }),
});
const oidc: Reply = () => ({
  body: JSON.stringify({ value: unsignedJwt({ ...CLAIMS, jti: Math.random() }) }),
});
const refusal =
  (code: string, status = 401, headers = {}): Reply =>
  () => ({
    status,
    headers,
    body: JSON.stringify({ error: 'invalid_client', error_description: `AADSTS${code}: PROSE` }),
  });

/** GitHub's endpoint always responds; Entra's replies are used one after another. */
function both(...entra: Reply[]): HttpClient & { requests: HttpRequest[] } {
  const server = standInHttp(...entra);
  const github = standInHttp(oidc);
  const requests: HttpRequest[] = [];
  return {
    requests,
    close: async () => {},
    send: (request) => {
      requests.push(request);
      return request.url.startsWith('https://oidc.') ? github.send(request) : server.send(request);
    },
  };
}

const TARGET = {
  tenantId: TENANT,
  clientId: CLIENT,
  authorityHost: 'login.microsoftonline.com',
  resource: 'https://service.example/api',
  audience: 'api://AzureADTokenExchange',
  cloudAudience: 'api://AzureADTokenExchange',
};

function signIn(credential: Credential, http: HttpClient, services: Partial<EntraServices> = {}) {
  const masked: string[] = [];
  const lines: string[] = [];
  const clock = recordingClock();
  const source = createTokenSource(credential, TARGET, {
    http,
    mask: (secret) => masked.push(secret),
    environment: ENVIRONMENT,
    platform: 'linux',
    clock,
    debug: (line) => lines.push(line),
    ...services,
  });
  return { masked, lines, waits: clock.waits, source };
}

const SECRET = secretCredential('a secret');
const byCertificate = (value = pem, mask: (secret: string) => void = () => {}): Promise<Credential> =>
  certificateCredential({ input: 'certificate', value }, { mask, signal: new AbortController().signal });

/** MSAL adds a request ID as a parameter. */
const pathOf = (request: HttpRequest | undefined) => request?.url.split('?')[0];
const form = (request: HttpRequest | undefined) => new URLSearchParams(String(request?.body));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('by certificate', () => {
  it('makes one POST with an assertion that verifies', async () => {
    const http = standInHttp(token);
    const early: string[] = [];
    const credential = await byCertificate(pem, (secret) => early.push(secret));
    const { masked, source } = signIn(credential, http);
    expect(http.requests).toEqual([]);
    const { value, expiresAt, certificate: used } = await source.getToken();
    expect(value).toMatch(/^access-token-/);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(3_500_000);
    expect(http.requests).toHaveLength(1);
    const [request] = http.requests;
    expect(request?.method).toBe('POST');
    const endpoint = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`;
    expect(pathOf(request)).toBe(endpoint);
    expect(form(request).get('scope')).toBe('https://service.example/api/.default');
    const assertion = form(request).get('client_assertion') ?? '';
    const { header, payload } = verifyAssertion(assertion, certificate.certificatePem);
    expect(header.alg).toBe('PS256');
    expect(header.x5c).toEqual([new X509Certificate(certificate.certificatePem).raw.toString('base64')]);
    expect(payload).toMatchObject({ aud: endpoint, iss: CLIENT, sub: CLIENT });
    expect(early).toEqual(expect.arrayContaining([pem, certificate.keyPem]));
    expect(masked).toEqual(expect.arrayContaining([assertion, value]));
    expect(used?.notAfter.getTime()).toBeGreaterThan(Date.now());
  });

  it('contacts only the given host', async () => {
    vi.stubEnv('MSAL_FORCE_REGION', 'westeurope');
    vi.stubEnv('REGION_NAME', 'westeurope');
    const credential = await byCertificate();
    const services = { mask: () => {}, environment: {}, platform: 'linux' } as const;
    for (const authorityHost of ['login.microsoftonline.us', 'login.windows.net', 'sts.example:8443']) {
      const http = standInHttp(token);
      const target = { ...TARGET, tenantId: 'contoso.onmicrosoft.com', authorityHost };
      await createTokenSource(credential, target, { http, ...services }).getToken();
      expect(http.requests.map(pathOf)).toEqual([
        `https://${authorityHost}/contoso.onmicrosoft.com/oauth2/v2.0/token`,
      ]);
    }
  });

  it('of the Windows store is refused on other systems', async () => {
    const { source } = signIn(storeCredential('AB'.repeat(20)), standInHttp(token));
    await expect(source.getToken()).rejects.toMatchObject({ code: 'windows-store-not-available' });
  });
});

describe('tokens', () => {
  it('are cached, shared and renewed', async () => {
    const http = standInHttp(token);
    const { source } = signIn(await byCertificate(), http);
    const [one, two] = await Promise.all([source.getToken(), source.getToken()]);
    expect(one).toBe(two);
    expect(await source.getToken()).toBe(one);
    expect(http.requests).toHaveLength(1);
    const renewed = await source.getToken({ refused: one.value });
    expect(renewed.value).not.toBe(one.value);
    // A call that was refused with the same token later uses the new one.
    expect(await source.getToken({ refused: one.value })).toBe(renewed);
    expect(http.requests).toHaveLength(2);
    const jti = (request: HttpRequest | undefined) =>
      verifyAssertion(form(request).get('client_assertion') ?? '', certificate.certificatePem).payload.jti;
    expect(jti(http.requests[0])).not.toBe(jti(http.requests[1]));
  });

  it('that expire within five minutes are not cached', async () => {
    const http = standInHttp(shortToken, token);
    const { source } = signIn(SECRET, http);
    expect((await source.getToken()).value).toBe('short-token');
    expect((await source.getToken()).value).toMatch(/^access-token/);
  });
});

describe('by OIDC', () => {
  it('requests a token for the audience of the cloud from GitHub, again for each attempt', async () => {
    const http = both(refusal('90033', 503), token);
    const { masked, lines, source } = signIn(oidcCredential(), http);
    await source.getToken();
    expect(lines).toEqual([
      expect.stringMatching(/^Sign-in: attempt 1 failed, the next one starts in \d+ ms$/),
    ]);
    expect(http.requests.map(({ url }) => new URL(url).host)).toEqual([
      'oidc.example',
      'login.microsoftonline.com',
      'oidc.example',
      'login.microsoftonline.com',
    ]);
    const [ask, first, , second] = http.requests;
    expect(new URL(ask?.url ?? '').searchParams.get('audience')).toBe('api://AzureADTokenExchange');
    expect(ask?.headers?.authorization).toBe('Bearer runner-bearer');
    const assertions = [first, second].map((request) => form(request).get('client_assertion') ?? '');
    expect(new Set(assertions).size).toBe(2);
    for (const secret of [...assertions, 'runner-bearer']) expect(masked).toContain(secret);
  });

  it('names both causes without a credential', async () => {
    const { source } = signIn(oidcCredential(), standInHttp(token), { environment: {} });
    const error = await source.getToken().catch((reason) => reason);
    expect(error.code).toBe('no-credential');
    expect(error.fix.join('\n')).toMatch(/id-token: write/);
    expect(error.fix.join('\n').match(/your `certificate` input was empty/g)).toHaveLength(1);
    for (const input of ['federated-token-path', 'managed-identity-client-id', 'client-secret'])
      expect(error.fix.join('\n')).toContain(`\`${input}\``);
    expect(error.fix.join('\n')).toMatch(/your `certificate` input was empty.*fork.*`environment:`/);
  });

  it.each(['700213', '500011', '90033'])(
    'also names the empty certificate when it fails (%s)',
    async (code) => {
      const { source } = signIn(oidcCredential(), both(refusal(code, 400)));
      const error = await source.getToken().catch((reason) => reason);
      expect(error.fix.join('\n')).toMatch(/your `certificate` input was empty/);
    },
  );

  it('shows the credential to register when none matches', async () => {
    const { source } = signIn(oidcCredential(), both(refusal('700213')), { defaultBranch: 'main' });
    const error = await source.getToken().catch((reason) => reason);
    expect(error.fix).toContain(`subject: ${CLAIMS.sub}`);
    expect(error.fix.join('\n')).toContain(`az ad app federated-credential create --id ${CLIENT}`);
    expect(JSON.stringify(error)).not.toContain('PROSE');
  });

  it.each<[string, Reply, number, RegExp]>([
    ['403', () => ({ status: 403 }), 1, /oidc.example answered 403/],
    ['500', () => ({ status: 500 }), 3, /oidc.example answered 500/],
    ['200 without a token', () => ({ body: '{"value":"Jane Doe"}' }), 3, /200 without a token/],
    ['no response', () => 'reset', 3, /oidc.example was closed/],
  ])('explains %s of GitHub’s endpoint', async (_name, reply, attempts, says) => {
    const http = standInHttp(reply);
    const { source } = signIn(oidcCredential(), http);
    await expect(source.getToken()).rejects.toThrow(says);
    expect(http.requests).toHaveLength(attempts);
  });
});

describe('by client secret', () => {
  it('sends the secret', async () => {
    const http = standInHttp(token);
    await signIn(SECRET, http).source.getToken();
    expect(form(http.requests[0]).get('client_secret')).toBe('a secret');
  });
});

describe('attempts', () => {
  it.each<[string, Reply]>([
    ['429', refusal('90055', 429)],
    ['503', refusal('90033', 503)],
    ['a page with 502', () => ({ status: 502, body: '<html>Jane Doe</html>' })],
    ['a transient error with 400', refusal('90033', 400)],
    ['a lost connection', () => 'reset'],
    ['a truncated token', () => ({ body: '{"access_tok', bodyComplete: false })],
  ])('follow %s', async (_name, reply) => {
    const http = standInHttp(reply, reply, token);
    const { source } = signIn(SECRET, http);
    expect((await source.getToken()).value).toMatch(/^access-token/);
    expect(http.requests).toHaveLength(3);
    const three = standInHttp(reply);
    const failing = signIn(SECRET, three);
    const error = await failing.source.getToken().catch((reason) => reason);
    expect(error.name).toBe('ActionError');
    expect(JSON.stringify(error)).not.toMatch(/Jane|PROSE/);
    expect(three.requests).toHaveLength(3);
  });

  it.each<[string, Reply, Partial<ActionError>]>([
    ['a wrong secret', refusal('7000215'), { code: 'entra-client-secret-wrong' }],
    ['an unknown error', refusal('999999', 400), { code: 'entra-refused' }],
    ['a page with 200', () => ({ body: '<html>Jane Doe</html>' }), { code: 'entra-unexpected-response' }],
    ['a response without a token', () => ({ body: '{}' }), { code: 'entra-token-unusable' }],
    ['an untrusted certificate', () => 'untrusted-certificate', { code: 'tls-certificate-untrusted' }],
    ['a redirect', () => ({ status: 302 }), { code: 'entra-unexpected-response' }],
  ])('do not follow %s', async (_name, reply, expected) => {
    const http = standInHttp(reply);
    const { source } = signIn(SECRET, http);
    await expect(source.getToken()).rejects.toMatchObject(expected);
    expect(http.requests).toHaveLength(1);
  });

  it('wait as long as the server asks, at most a minute', async () => {
    const http = standInHttp(
      refusal('90055', 429, { 'retry-after': '7' }),
      refusal('90055', 429, { 'retry-after': '3600' }),
      token,
    );
    const { waits, source } = signIn(SECRET, http);
    await source.getToken();
    expect(waits).toEqual([7_000, 60_000]);
  });

  it('end when the run is cancelled', async () => {
    const http = standInHttp(refusal('90033', 503, { 'retry-after': '30' }));
    const { source } = signIn(SECRET, http, { clock: REAL_CLOCK });
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    setTimeout(() => cancel.abort(reason), 50);
    await expect(source.getToken({ signal: cancel.signal })).rejects.toBe(reason);
  });

  it('have a time-out within that of the sign-in', () => {
    expect(requestTimeout({ signal: undefined, leftMs: () => 1_234 }).timeoutMs).toBe(1_234);
    expect(requestTimeout({ signal: undefined, leftMs: () => 90_000 }).timeoutMs).toBe(REQUEST_MS);
  });
});
