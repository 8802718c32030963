import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ChosenCredential, loadCredential } from '../../src/entra/credential.ts';
import { createSignIn, type SignInServices } from '../../src/entra/sign-in.ts';
import type { HttpClient, HttpRequest } from '../../src/http/client.ts';

import { makeCertificate } from './certificate-factory.ts';
import { type Reply, recordingPrinter, standInHttp, unsignedJwt } from './stand-in.ts';
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

/** GitHub's endpoint always answers; Entra's replies come one after the other. */
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

function signIn(chosen: ChosenCredential, http: HttpClient, services: Partial<SignInServices> = {}) {
  const settings = {
    tenantId: TENANT,
    clientId: CLIENT,
    authorityHost: 'login.microsoftonline.com',
    resource: 'https://service.example/api',
    audience: 'api://AzureADTokenExchange',
    hostsToAllow: ['webhook.example'],
  };
  const waits: number[] = [];
  const printer = recordingPrinter();
  const pause = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const defaults: SignInServices = {
    http,
    mask: printer.mask,
    environment: ENVIRONMENT,
    platform: 'linux',
    pause,
  };
  const promise = loadCredential(chosen, printer.mask).then((credential) =>
    createSignIn({ ...settings, credential }, { ...defaults, ...services }),
  );
  return { waits, printer, promise };
}

/** MSAL adds an ID of the request as a parameter. */
const pathOf = (request: HttpRequest | undefined) => request?.url.split('?')[0];
const form = (request: HttpRequest | undefined) => new URLSearchParams(String(request?.body));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('by certificate', () => {
  it('makes one POST with an assertion that verifies', async () => {
    const http = standInHttp(token);
    const { printer, promise } = signIn({ kind: 'certificate', text: pem }, http);
    const { method, source, warnings, certificate: used } = await promise;
    expect(http.requests).toEqual([]);
    const { value, expiresAt } = await source.getToken();
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
    for (const secret of [pem, certificate.keyPem, assertion, value])
      expect(printer.masked).toContain(secret);
    expect(method).toBe('certificate');
    expect(warnings).toEqual([]);
    expect(used?.daysLeft).toBeGreaterThan(360);
  });

  it('contacts the host that was given and no other', async () => {
    vi.stubEnv('MSAL_FORCE_REGION', 'westeurope');
    vi.stubEnv('REGION_NAME', 'westeurope');
    for (const authorityHost of ['login.microsoftonline.us', 'login.windows.net', 'sts.example:8443']) {
      const http = standInHttp(token);
      const settings = {
        tenantId: 'contoso.onmicrosoft.com',
        clientId: CLIENT,
        authorityHost,
        resource: 'https://service.example/api',
        audience: '',
        credential: await loadCredential({ kind: 'certificate', text: pem }, () => {}),
      };
      const { source } = await createSignIn(settings, {
        http,
        mask: () => {},
        environment: {},
        platform: 'linux',
      });
      await source.getToken();
      expect(http.requests.map(pathOf)).toEqual([
        `https://${authorityHost}/contoso.onmicrosoft.com/oauth2/v2.0/token`,
      ]);
    }
  });

  it('warns before its end', async () => {
    const soon = makeCertificate({ until: 10.5 });
    const text = soon.keyPem + soon.certificatePem;
    const { warnings, certificate: used } = await signIn({ kind: 'certificate', text }, standInHttp(token))
      .promise;
    expect(used?.daysLeft).toBe(10);
    expect(warnings[0]?.lines[0]).toContain('ends in 10 days');
  });

  it('of the Windows store is refused on other systems', async () => {
    const { promise } = signIn({ kind: 'windows-store', thumbprint: 'AB'.repeat(20) }, standInHttp(token));
    await expect(promise).rejects.toThrow(/not Windows/);
  });
});

describe('tokens', () => {
  it('are kept, shared and renewed', async () => {
    const http = standInHttp(token);
    const { source } = await signIn({ kind: 'certificate', text: pem }, http).promise;
    const [one, two] = await Promise.all([source.getToken(), source.getToken()]);
    expect(one).toBe(two);
    expect(await source.getToken()).toBe(one);
    expect(http.requests).toHaveLength(1);
    const renewed = await source.getToken({ refused: one.value });
    expect(renewed.value).not.toBe(one.value);
    // A call that was refused with the same token later takes the new one.
    expect(await source.getToken({ refused: one.value })).toBe(renewed);
    expect(http.requests).toHaveLength(2);
    const jti = (request: HttpRequest | undefined) =>
      verifyAssertion(form(request).get('client_assertion') ?? '', certificate.certificatePem).payload.jti;
    expect(jti(http.requests[0])).not.toBe(jti(http.requests[1]));
  });

  it('that end within five minutes are not kept', async () => {
    const http = standInHttp(shortToken, token);
    const { source } = await signIn({ kind: 'client-secret', secret: 'a secret' }, http).promise;
    expect((await source.getToken()).value).toBe('short-token');
    expect((await source.getToken()).value).toMatch(/^access-token/);
  });
});

describe('by OIDC', () => {
  it('asks GitHub for the audience of the cloud, and anew for each attempt', async () => {
    const http = both(refusal('90033', 503), token);
    const { printer, promise } = signIn({ kind: 'federated' }, http);
    const { method, source } = await promise;
    await source.getToken();
    expect(method).toBe('federated');
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
    for (const secret of [...assertions, 'runner-bearer']) expect(printer.masked).toContain(secret);
  });

  it('names both causes when there is nothing to sign in with', async () => {
    const { promise } = signIn({ kind: 'federated' }, standInHttp(token), { environment: {} });
    const error = await promise.catch((reason) => reason);
    expect(error.fix.join('\n')).toMatch(/id-token: write/);
    expect(error.fix.join('\n')).toMatch(/your `certificate` input was empty.*fork.*`environment:`/);
  });

  it.each(['700213', '500011', '90033'])(
    'names the empty certificate too when it fails (%s)',
    async (code) => {
      const { source } = await signIn({ kind: 'federated' }, both(refusal(code, 400))).promise;
      const error = await source.getToken().catch((reason) => reason);
      expect(error.fix.join('\n')).toMatch(/your `certificate` input was empty/);
    },
  );

  it('shows the credential to register when none matches', async () => {
    const { source } = await signIn({ kind: 'federated' }, both(refusal('700213')), { defaultBranch: 'main' })
      .promise;
    const error = await source.getToken().catch((reason) => reason);
    expect(error.fix).toContain(`subject: ${CLAIMS.sub}`);
    expect(error.fix.join('\n')).toContain(`az ad app federated-credential create --id ${CLIENT}`);
    expect(JSON.stringify(error)).not.toContain('PROSE');
  });

  it.each<[string, Reply, number, RegExp]>([
    ['403', () => ({ status: 403 }), 1, /oidc.example answered 403/],
    ['500', () => ({ status: 500 }), 3, /oidc.example answered 500/],
    ['200 without a token', () => ({ body: '{"value":"Jane Doe"}' }), 3, /200 without a token/],
    ['no answer', () => 'reset', 3, /oidc.example was broken off/],
  ])('explains %s of GitHub’s endpoint', async (_name, reply, attempts, says) => {
    const http = standInHttp(reply);
    const { source } = await signIn({ kind: 'federated' }, http).promise;
    await expect(source.getToken()).rejects.toThrow(says);
    expect(http.requests).toHaveLength(attempts);
  });
});

describe('by client secret', () => {
  it('sends the secret, masked', async () => {
    const http = standInHttp(token);
    const { printer, promise } = signIn({ kind: 'client-secret', secret: 'a secret' }, http);
    const { method, source } = await promise;
    await source.getToken();
    expect(form(http.requests[0]).get('client_secret')).toBe('a secret');
    expect(printer.masked).toContain('a secret');
    expect(method).toBe('secret');
  });
});

describe('attempts', () => {
  const secret: ChosenCredential = { kind: 'client-secret', secret: 'a secret' };

  it.each<[string, Reply]>([
    ['429', refusal('90055', 429)],
    ['503', refusal('90033', 503)],
    ['a page with 502', () => ({ status: 502, body: '<html>Jane Doe</html>' })],
    ['a passing error with 400', refusal('90033', 400)],
    ['a broken connection', () => 'reset'],
    ['a token cut off', () => ({ body: '{"access_tok', bodyComplete: false })],
  ])('follow %s', async (_name, reply) => {
    const http = standInHttp(reply, reply, token);
    const { source } = await signIn(secret, http).promise;
    expect((await source.getToken()).value).toMatch(/^access-token/);
    expect(http.requests).toHaveLength(3);
    const three = standInHttp(reply);
    const failing = await signIn(secret, three).promise;
    const error = await failing.source.getToken().catch((reason) => reason);
    expect(error.name).toBe('ActionError');
    expect(JSON.stringify(error)).not.toMatch(/Jane|PROSE/);
    expect(three.requests).toHaveLength(3);
  });

  it.each<[string, Reply, RegExp]>([
    ['a wrong secret', refusal('7000215'), /client secret is wrong/],
    ['an unknown error', refusal('999999', 400), /AADSTS999999/],
    ['a page with 200', () => ({ body: '<html>Jane Doe</html>' }), /not an answer of Microsoft Entra/],
    ['an answer without a token', () => ({ body: '{}' }), /without a usable token/],
    ['a certificate nobody trusts', () => 'untrusted-certificate', /does not trust/],
    ['a redirect', () => ({ status: 302 }), /status 302/],
  ])('do not follow %s', async (_name, reply, says) => {
    const http = standInHttp(reply);
    const { source } = await signIn(secret, http).promise;
    await expect(source.getToken()).rejects.toThrow(says);
    expect(http.requests).toHaveLength(1);
  });

  it('wait as long as the server asks, at most a minute', async () => {
    const http = standInHttp(
      refusal('90055', 429, { 'retry-after': '7' }),
      refusal('90055', 429, { 'retry-after': '3600' }),
      token,
    );
    const { waits, promise } = signIn(secret, http);
    await (await promise).source.getToken();
    expect(waits).toEqual([7_000, 60_000]);
  });

  it('end when the run is cancelled', async () => {
    const http = standInHttp(refusal('90033', 503, { 'retry-after': '30' }));
    const { pause } = await import('../../src/entra/attempts.ts');
    const { source } = await signIn(secret, http, { pause }).promise;
    await expect(source.getToken({ signal: AbortSignal.timeout(100) })).rejects.toThrow(/cancelled/);
  });

  it('name the hosts to allow', async () => {
    const { source } = await signIn(
      secret,
      standInHttp(() => 'dns'),
    ).promise;
    const error = await source.getToken().catch((reason) => reason);
    expect(error.fix.at(-1)).toBe('Hosts to allow on port 443: login.microsoftonline.com, webhook.example.');
  });
});
