import { createHash, generateKeyPairSync, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { importJWK, type JWK, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { CLOUDS } from '../../../src/clouds.ts';
import { makeCertificate } from '../../entra/certificate-factory.ts';
import { send } from '../client.ts';
import { CLIENT_ID, CLIENT_SECRET, registerDefaults, TENANT_ID } from '../default-setup.ts';
import { startSandbox } from '../sandbox.ts';
import { codeOf, endpoint, HOST, SCOPE, TokenClient } from './token-client.ts';

const sandbox = await startSandbox();
const { certificate } = registerDefaults(sandbox);
const tokens = new TokenClient(sandbox);
afterAll(() => sandbox.stop());

const OTHER_CLIENT = 'f5b0c1d2-3e4f-4a5b-8c6d-7e8f9a0b1c2d';
const otherCertificate = makeCertificate({ key: 'other app' });
sandbox.registerApp({
  tenantId: TENANT_ID,
  clientId: OTHER_CLIENT,
  certificates: [otherCertificate.certificatePem],
  secrets: [{ value: 'another-secret' }, { value: 'an-old-secret', expired: true }],
});

const now = Math.floor(Date.now() / 1000);

const thumbprint = (pem: string, algorithm: string): string =>
  createHash(algorithm).update(new X509Certificate(pem).raw).digest('base64url');

const SHA256 = thumbprint(certificate.certificatePem, 'sha256');
const certificateText = (pem: string): string => new X509Certificate(pem).raw.toString('base64');

interface Forgery {
  readonly header?: object;
  readonly claims?: object;
  readonly key?: KeyObject | Uint8Array;
}

/** An assertion of the sandbox's app; every part can be changed, and undefined removes a claim. */
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
    'x5t#S256': SHA256,
    ...header,
  };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader(JSON.parse(JSON.stringify(protectedHeader)))
    .sign(key);
}

describe('a certificate assertion is accepted', () => {
  it.each<[string, Forgery]>([
    ['PS256 with x5t#S256', {}],
    [
      'RS256 with x5t',
      {
        header: { alg: 'RS256', 'x5t#S256': undefined, x5t: thumbprint(certificate.certificatePem, 'sha1') },
      },
    ],
    // The next three like MSAL for Python.
    ['without nbf', { claims: { nbf: undefined, iat: now } }],
    ['with a padded thumbprint', { header: { 'x5t#S256': `${SHA256}=` } }],
    // Like MSAL for Java.
    [
      'with a thumbprint in base64',
      { header: { 'x5t#S256': Buffer.from(SHA256, 'base64url').toString('base64') } },
    ],
    [
      'with its certificate in lines',
      { header: { x5c: certificate.certificatePem.split(/-{5}[^-]+-{5}/)[1] } },
    ],
    ['with its certificate', { header: { x5c: [certificateText(certificate.certificatePem)] } }],
    ['with the issuer as audience', { claims: { aud: `https://${HOST}/${TENANT_ID}/v2.0` } }],
    ['a little late', { claims: { exp: now - 60 } }],
  ])('%s', async (_name, forgery) => {
    expect(codeOf(await tokens.present(await assertion(forgery)))).toBe(0);
  });

  it('for a tenant by its domain', async () => {
    const url = endpoint('contoso.onmicrosoft.com');
    expect(codeOf(await tokens.present(await assertion({ claims: { aud: url } }), {}, url))).toBe(0);
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
      'wrong x5t next to a correct x5t#S256',
      700027,
      { header: { x5t: thumbprint(otherCertificate.certificatePem, 'sha1') } },
    ],
    [
      'wrong x5t',
      700027,
      { header: { 'x5t#S256': undefined, x5t: thumbprint(otherCertificate.certificatePem, 'sha1') } },
    ],
    [
      'the certificate of another app next to the correct thumbprint',
      700027,
      { header: { x5c: [certificateText(otherCertificate.certificatePem)] } },
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
    expect(codeOf(await tokens.present(await assertion(forgery)))).toBe(code);
    expect(sandbox.entra.tokensIssued).toBe(issued);
  });

  it('alg none', async () => {
    const unsigned = new UnsecuredJWT({ jti: randomUUID() })
      .setIssuer(CLIENT_ID)
      .setSubject(CLIENT_ID)
      .setAudience(endpoint())
      .setExpirationTime('5m')
      .encode();
    expect(codeOf(await tokens.present(unsigned))).toBe(700027);
    const [, payload] = (await assertion()).split('.');
    const header = { alg: 'none', 'x5t#S256': thumbprint(certificate.certificatePem, 'sha256') };
    const named = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.`;
    expect(codeOf(await tokens.present(named))).toBe(700027);
  });

  it('a changed claim', async () => {
    const [header, , signature] = (await assertion()).split('.');
    const [, payload] = (await assertion({ claims: { exp: now + 9000 } })).split('.');
    expect(codeOf(await tokens.present(`${header}.${payload}.${signature}`))).toBe(700027);
  });

  it('a second time', async () => {
    const once = await assertion();
    expect(codeOf(await tokens.present(once))).toBe(0);
    expect(codeOf(await tokens.present(once))).toBe(700024);
  });

  it.each(['', 'no token', 'a.b', '..', '!.!.!', 'e30.e30.e30'])('%j', async (text) => {
    expect([50027, 700211]).toContain(codeOf(await tokens.present(text)));
  });

  it('without its type', async () => {
    const fields = { client_assertion: await assertion() };
    expect(codeOf(await tokens.ask(fields))).toBe(90014);
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
    ['a tenant that is not a valid name', 900023, secret, endpoint('contoso')],
    ['a path that is not valid text', 50027, secret, endpoint('%E0%A4%A')],
    ['Microsoft Graph', 0, { ...secret, scope: 'https://graph.microsoft.com/.default' }],
    ['Graph of another cloud', 500011, { ...secret, scope: 'https://graph.microsoft.us/.default' }],
    ['an unknown resource', 500011, { ...secret, scope: 'https://vault.azure.net/.default' }],
    ['no scope', 900144, { ...secret, scope: '' }],
    ['a scope with those of OpenID', 0, { ...secret, scope: `openid profile offline_access ${SCOPE}` }],
    ['two scopes', 28000, { ...secret, scope: `${SCOPE} https://graph.microsoft.com/.default` }],
    ['a scope without .default', 1002012, { ...secret, scope: CLOUDS.commercial.resource }],
    ['another grant', 70003, { ...secret, grant_type: 'password' }],
  ])('%s: %i', async (_name, code, fields, url) => {
    expect(codeOf(await tokens.ask(fields, url))).toBe(code);
  });

  it('must be a POST to the token endpoint', async () => {
    expect((await send(sandbox, { method: 'GET', url: endpoint() })).status).toBe(405);
    expect((await send(sandbox, { url: `https://${HOST}/${TENANT_ID}/oauth2/v3.0/token` })).status).toBe(404);
  });

  it.each([
    [{ isDisabled: true }, 7000112],
    [{ isBlocked: true }, 53003],
    [{ isWithoutService: true }, 500011],
  ])('of an app with %j: %i', async (state, code) => {
    const clientId = randomUUID();
    sandbox.registerApp({ tenantId: TENANT_ID, clientId, secrets: [{ value: 'its-secret' }], ...state });
    expect(codeOf(await tokens.ask({ client_id: clientId, client_secret: 'its-secret' }))).toBe(code);
  });

  it.each(['public', 'us-government'] as const)('of a tenant of only the %s service', async (authority) => {
    const tenantId = randomUUID();
    const clientId = randomUUID();
    sandbox.registerApp({ tenantId, clientId, authority, secrets: [{ value: 'its-secret' }] });
    const fields = { client_id: clientId, client_secret: 'its-secret' };
    const inPublic = codeOf(await tokens.ask(fields, endpoint(tenantId)));
    const inGovernment = codeOf(await tokens.ask(fields, endpoint(tenantId, 'login.microsoftonline.us')));
    expect([inPublic, inGovernment]).toEqual(authority === 'public' ? [0, 90002] : [90002, 0]);
  });
});

describe('the token endpoint of version 1', () => {
  const version1 = (host = HOST): string => `https://${host}/${TENANT_ID}/oauth2/token?api-version=1.0`;
  const { resource } = CLOUDS.commercial;
  const secret = { client_secret: CLIENT_SECRET, scope: '' };

  // The second is the host in Microsoft's own script for the commercial cloud.
  it.each([HOST, 'login.windows.net', 'login.microsoftonline.us'])('%s', async (host) => {
    const answer = await tokens.ask({ ...secret, resource, tenant_id: TENANT_ID }, version1(host));
    expect(codeOf(answer)).toBe(0);
    expect(JSON.parse(answer.body)).toMatchObject({ token_type: 'Bearer', expires_in: '3599', resource });
  });

  it.each<[string, number, Record<string, string>]>([
    ['no resource', 900144, secret],
    ['a scope in its place', 900144, { client_secret: CLIENT_SECRET }],
    ['another resource', 500011, { ...secret, resource: `${resource}/` }],
    ['a wrong secret', 7000215, { client_secret: 'wrong', resource }],
  ])('%s: %i', async (_name, code, fields) => {
    expect(codeOf(await tokens.ask(fields, version1()))).toBe(code);
  });

  it('accepts a certificate', async () => {
    const url = `https://${HOST}/${TENANT_ID}/oauth2/token`;
    const signed = await assertion({ claims: { aud: url } });
    expect(codeOf(await tokens.present(signed, { resource, scope: '' }, url))).toBe(0);
  });
});

describe('discovery', () => {
  const get = async (url: string) => {
    const { status, body } = await send(sandbox, { method: 'GET', url });
    return { status, document: JSON.parse(body) as Record<string, unknown> };
  };

  it.each([HOST, 'login.microsoftonline.us'])('names the endpoints of a tenant at %s', async (host) => {
    const url = `https://${host}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`;
    const { document } = await get(url);
    expect(document).toMatchObject({
      token_endpoint: endpoint(TENANT_ID, host),
      issuer: `https://${host}/${TENANT_ID}/v2.0`,
    });
    const keys = await get(String(document.jwks_uri));
    const [jwk] = keys.document.keys as [JWK];
    const granted = await tokens.ask({ client_secret: CLIENT_SECRET }, String(document.token_endpoint));
    const { access_token: token } = JSON.parse(granted.body) as { access_token: string };
    await expect(jwtVerify(token, await importJWK(jwk, 'RS256'))).resolves.toBeDefined();
  });

  it('knows no other tenant', async () => {
    const url = `https://${HOST}/${randomUUID()}/v2.0/.well-known/openid-configuration`;
    expect(await get(url)).toMatchObject({ status: 400, document: { error_codes: [90002] } });
  });

  it('returns the host names of an authority', async () => {
    const instance = (asked: string): string =>
      `https://${HOST}/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(asked)}`;
    const known = await get(instance(`https://login.windows.net/${TENANT_ID}/oauth2/v2.0/authorize`));
    expect(known).toMatchObject({
      status: 200,
      document: {
        metadata: [{ preferred_network: HOST }, { preferred_network: 'login.microsoftonline.us' }],
      },
    });
    const unknown = await get(instance('https://login.contoso.com/common/oauth2/v2.0/authorize'));
    expect(unknown).toMatchObject({ status: 400, document: { error: 'invalid_instance' } });
  });
});
