import { createHash, generateKeyPairSync, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { CLOUDS } from '../../src/clouds.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { send, type TestAnswer } from './client.ts';
import { CLIENT_ID, CLIENT_SECRET, registerDefaults, TENANT_ID } from './default-setup.ts';
import { startSandbox } from './sandbox.ts';

const sandbox = await startSandbox();
const { certificate } = registerDefaults(sandbox);
afterAll(() => sandbox.stop());

const OTHER_CLIENT = 'f5b0c1d2-3e4f-4a5b-8c6d-7e8f9a0b1c2d';
const otherCertificate = makeCertificate({ key: 'other app' });
sandbox.registerApp({
  tenantId: TENANT_ID,
  clientId: OTHER_CLIENT,
  certificates: [otherCertificate.certificatePem],
  secrets: [{ value: 'another-secret' }, { value: 'an-old-secret', expired: true }],
});

const HOST = 'login.microsoftonline.com';
const endpoint = (tenant = TENANT_ID, host = HOST): string => `https://${host}/${tenant}/oauth2/v2.0/token`;
const SCOPE = `${CLOUDS.commercial.resource}/.default`;
const now = Math.floor(Date.now() / 1000);

const thumbprint = (pem: string, algorithm: string): string =>
  createHash(algorithm).update(new X509Certificate(pem).raw).digest('base64url');

async function ask(fields: Record<string, string>, url = endpoint()): Promise<TestAnswer> {
  const all = { grant_type: 'client_credentials', client_id: CLIENT_ID, scope: SCOPE, ...fields };
  return await send(sandbox, {
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(all).toString(),
  });
}

const withAssertion = (assertion: string, fields: Record<string, string> = {}, url = endpoint()) =>
  ask(
    {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...fields,
    },
    url,
  );

/** 0 for a token, else the number of Entra's error. */
function codeOf(answer: TestAnswer): number {
  const body = JSON.parse(answer.body) as {
    access_token?: string;
    error_codes?: number[];
    error_description?: string;
  };
  if (answer.status === 200) return body.access_token === undefined ? -1 : 0;
  expect(body.error_description).toContain(`AADSTS${body.error_codes?.[0]}`);
  return body.error_codes?.[0] ?? -1;
}

interface Forgery {
  readonly header?: object;
  readonly claims?: object;
  readonly key?: KeyObject | Uint8Array;
}

/** An assertion of the sandbox's app; every part can be changed, and undefined takes a claim out. */
function assertion({ header = {}, claims = {}, key = certificate.key }: Forgery = {}): Promise<string> {
  const payload = {
    iss: CLIENT_ID,
    sub: CLIENT_ID,
    aud: endpoint(),
    jti: randomUUID(),
    nbf: now - 10,
    exp: now + 600,
    ...claims,
  };
  const protectedHeader = {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': thumbprint(certificate.certificatePem, 'sha256'),
    ...header,
  };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader(JSON.parse(JSON.stringify(protectedHeader)))
    .sign(key);
}

describe('a certificate assertion is taken', () => {
  it.each<[string, Forgery]>([
    ['PS256 with x5t#S256', {}],
    [
      'RS256 with x5t',
      {
        header: { alg: 'RS256', 'x5t#S256': undefined, x5t: thumbprint(certificate.certificatePem, 'sha1') },
      },
    ],
    ['with the issuer as audience', { claims: { aud: `https://${HOST}/${TENANT_ID}/v2.0` } }],
    ['a little late', { claims: { exp: now - 60 } }],
  ])('%s', async (_name, forgery) => {
    expect(codeOf(await withAssertion(await assertion(forgery)))).toBe(0);
  });

  it('for a tenant by its domain', async () => {
    const url = endpoint('contoso.onmicrosoft.com');
    expect(codeOf(await withAssertion(await assertion({ claims: { aud: url } }), {}, url))).toBe(0);
  });
});

describe('a forged assertion is refused', () => {
  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const publicKey = new X509Certificate(certificate.certificatePem).publicKey;
  const asSecret = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }) as string);

  it.each<[string, number, Forgery]>([
    ['wrong key', 700027, { key: strange }],
    [
      'wrong x5t#S256',
      700027,
      { header: { 'x5t#S256': thumbprint(otherCertificate.certificatePem, 'sha256') } },
    ],
    [
      'wrong x5t beside a right x5t#S256',
      700027,
      { header: { x5t: thumbprint(otherCertificate.certificatePem, 'sha1') } },
    ],
    [
      'wrong x5t',
      700027,
      { header: { 'x5t#S256': undefined, x5t: thumbprint(otherCertificate.certificatePem, 'sha1') } },
    ],
    ['no thumbprint', 700027, { header: { 'x5t#S256': undefined } }],
    ['wrong audience', 700023, { claims: { aud: 'https://login.contoso.com/' } }],
    [
      "another tenant's audience",
      700023,
      { claims: { aud: endpoint('0f0e0d0c-0b0a-4908-8706-050403020100') } },
    ],
    [
      "another authority's audience",
      700023,
      { claims: { aud: endpoint(TENANT_ID, 'login.microsoftonline.us') } },
    ],
    ['expired', 700024, { claims: { nbf: now - 7200, exp: now - 3600 } }],
    ['not yet valid', 700024, { claims: { nbf: now + 3600, exp: now + 7200 } }],
    ['without exp', 700024, { claims: { exp: undefined } }],
    ['without jti', 50027, { claims: { jti: undefined } }],
    ['without sub', 50027, { claims: { sub: undefined } }],
    ['of another subject', 50027, { claims: { sub: OTHER_CLIENT } }],
    ['of another issuer', 700021, { claims: { iss: OTHER_CLIENT } }],
    ['HS256 with the public key', 700027, { header: { alg: 'HS256' }, key: asSecret }],
    [
      'the certificate of another app',
      700027,
      {
        header: { 'x5t#S256': thumbprint(otherCertificate.certificatePem, 'sha256') },
        key: otherCertificate.key,
      },
    ],
  ])('%s: %i', async (_name, code, forgery) => {
    const issued = sandbox.entra.tokensIssued;
    expect(codeOf(await withAssertion(await assertion(forgery)))).toBe(code);
    expect(sandbox.entra.tokensIssued).toBe(issued);
  });

  it('alg none', async () => {
    const unsigned = new UnsecuredJWT({ jti: randomUUID() })
      .setIssuer(CLIENT_ID)
      .setSubject(CLIENT_ID)
      .setAudience(endpoint())
      .setExpirationTime('5m')
      .encode();
    expect(codeOf(await withAssertion(unsigned))).toBe(700027);
    const [, payload] = (await assertion()).split('.');
    const header = { alg: 'none', 'x5t#S256': thumbprint(certificate.certificatePem, 'sha256') };
    const named = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.`;
    expect(codeOf(await withAssertion(named))).toBe(700027);
  });

  it('a changed claim', async () => {
    const [header, , signature] = (await assertion()).split('.');
    const [, payload] = (await assertion({ claims: { exp: now + 9000 } })).split('.');
    expect(codeOf(await withAssertion(`${header}.${payload}.${signature}`))).toBe(700027);
  });

  it('a second time', async () => {
    const once = await assertion();
    expect(codeOf(await withAssertion(once))).toBe(0);
    expect(codeOf(await withAssertion(once))).toBe(700024);
  });

  it.each(['', 'no token', 'a.b', '..', '!.!.!', 'e30.e30.e30'])('%j', async (text) => {
    expect([50027, 700211]).toContain(codeOf(await withAssertion(text)));
  });

  it('without its type', async () => {
    const fields = { client_assertion: await assertion() };
    expect(codeOf(await ask(fields))).toBe(90014);
  });
});

describe('the request', () => {
  const secret = { client_secret: CLIENT_SECRET };

  it.each<[string, number, Record<string, string>, string?]>([
    ['a secret', 0, secret],
    ['a wrong secret', 7000215, { client_secret: 'wrong' }],
    ["another app's secret", 7000215, { client_secret: 'another-secret' }],
    ['an expired secret', 7000222, { client_id: OTHER_CLIENT, client_secret: 'an-old-secret' }],
    ['no credential', 7000218, {}],
    ['an unknown app', 700016, { ...secret, client_id: randomUUID() }],
    ['an unknown tenant', 90002, secret, endpoint(randomUUID())],
    ['an unknown domain', 90002, secret, endpoint('fabrikam.com')],
    ['a tenant that is no name', 900023, secret, endpoint('contoso')],
    ['a path that is no text', 50027, secret, endpoint('%E0%A4%A')],
    ['another resource', 500011, { ...secret, scope: 'https://graph.microsoft.com/.default' }],
    ['a scope without .default', 500011, { ...secret, scope: CLOUDS.commercial.resource }],
    ['another grant', 70003, { ...secret, grant_type: 'password' }],
  ])('%s: %i', async (_name, code, fields, url) => {
    expect(codeOf(await ask(fields, url))).toBe(code);
  });

  it('has to be a POST to the token endpoint', async () => {
    expect((await send(sandbox, { method: 'GET', url: endpoint() })).status).toBe(405);
    expect((await send(sandbox, { url: `https://${HOST}/${TENANT_ID}/oauth2/token` })).status).toBe(404);
  });

  it.each([
    [{ isDisabled: true }, 7000112],
    [{ isBlocked: true }, 53003],
    [{ isWithoutService: true }, 500011],
  ])('of an app with %j: %i', async (state, code) => {
    const clientId = randomUUID();
    sandbox.registerApp({ tenantId: TENANT_ID, clientId, secrets: [{ value: 'its-secret' }], ...state });
    expect(codeOf(await ask({ client_id: clientId, client_secret: 'its-secret' }))).toBe(code);
  });

  it.each(['public', 'us-government'] as const)('of a tenant of the %s service alone', async (authority) => {
    const tenantId = randomUUID();
    const clientId = randomUUID();
    sandbox.registerApp({ tenantId, clientId, authority, secrets: [{ value: 'its-secret' }] });
    const fields = { client_id: clientId, client_secret: 'its-secret' };
    const inPublic = codeOf(await ask(fields, endpoint(tenantId)));
    const inGovernment = codeOf(await ask(fields, endpoint(tenantId, 'login.microsoftonline.us')));
    expect([inPublic, inGovernment]).toEqual(authority === 'public' ? [0, 90002] : [90002, 0]);
  });
});

describe('a federated token', () => {
  const { identity } = sandbox.oidc;
  const audience = CLOUDS.commercial.oidcAudience;
  const original = { ...identity };

  async function signed(changes: Partial<typeof identity>, aud = audience): Promise<string> {
    Object.assign(identity, original, changes);
    const token = await sandbox.oidc.sign(aud);
    Object.assign(identity, original);
    return token;
  }

  it.each<[string, number, Partial<typeof identity>, string?]>([
    ['is taken', 0, {}],
    ['of another issuer', 700211, { issuer: 'https://token.actions.githubusercontent.com/contoso' }],
    ['of another subject', 700213, { subject: 'repo:contoso/hr:ref:refs/heads/main' }],
    ['of a longer subject', 700213, { subject: 'repo:contoso/hr:environment:purview-test' }],
    ['of the subject in other letters', 7002138, { subject: 'repo:Contoso/HR:environment:purview' }],
    ['for another audience', 700212, {}, 'https://github.com/contoso'],
    ['that has expired', 700024, { lifetime: -3600 }],
  ])('%s: %i', async (_name, code, changes, aud) => {
    expect(codeOf(await withAssertion(await signed(changes, aud)))).toBe(code);
  });

  it('signed by somebody else', async () => {
    const [header, payload] = (await signed({})).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(codeOf(await withAssertion(forged))).toBe(5000811);
    expect(codeOf(await withAssertion(`${header}.${payload}.`))).toBe(5000811);
  });

  it('of an app without federated credentials', async () => {
    expect(codeOf(await withAssertion(await signed({}), { client_id: OTHER_CLIENT }))).toBe(70025);
  });

  it('is given only to who holds the request token', async () => {
    const url = `${sandbox.oidc.requestUrl}&audience=${encodeURIComponent(audience)}`;
    expect((await send(sandbox, { method: 'GET', url })).status).toBe(401);
    const headers = { authorization: `Bearer ${sandbox.oidc.requestToken}` };
    const { value } = JSON.parse((await send(sandbox, { method: 'GET', url, headers })).body) as {
      value: string;
    };
    expect(codeOf(await withAssertion(value))).toBe(0);
  });
});
