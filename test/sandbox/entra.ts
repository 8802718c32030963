import { createHash, generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { CLOUDS } from '../../src/clouds.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Service } from './exchange.ts';
import type { GitHubOidc } from './github-oidc.ts';

/** A federated credential of an app registration. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** The two services of Microsoft Entra, which know nothing of each other's tenants. */
export type Authority = 'public' | 'us-government';

/** An app registration. */
export interface App {
  readonly tenantId: string;
  readonly clientId: string;
  /** Where its tenant lives; in both when left out, for tests of all clouds with one app. */
  readonly authority?: Authority;
  /** No connector was ever created in its tenant, so that the ingestion service is unknown there. */
  readonly isWithoutService?: boolean;
  /** Other names of the tenant. */
  readonly domains?: readonly string[];
  /** PEM. */
  readonly certificates?: readonly string[];
  readonly secrets?: readonly { readonly value: string; readonly expired?: boolean }[];
  readonly federatedCredentials?: readonly FederatedCredential[];
  /** Conditional Access blocks it. */
  readonly isBlocked?: boolean;
  readonly isDisabled?: boolean;
}

/** Who a token was issued to. */
export interface TokenOwner {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authority: Authority;
}

const RESOURCE = CLOUDS.commercial.resource;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Clocks may differ by so many seconds. */
const CLOCK_TOLERANCE = 300;

/** Which of the two an authority's host belongs to. */
export function authorityOf(host: string): Authority {
  return host.endsWith('.us') ? 'us-government' : 'public';
}

const TOKEN_ISSUERS: Readonly<Record<Authority, (tenantId: string) => string>> = {
  public: (tenantId) => `https://sts.windows.net/${tenantId}/`,
  'us-government': (tenantId) => `https://login.microsoftonline.us/${tenantId}/v2.0`,
};

/** Thrown to answer with an error of Microsoft Entra. */
export class EntraError extends Error {
  readonly code: number;
  readonly error: string;
  readonly status: number;
  constructor(code: number, text: string, error = 'invalid_client', status = 401) {
    super(text);
    this.code = code;
    this.error = error;
    this.status = status;
  }
}

/**
 * The token endpoint of Microsoft Entra (v2, client credentials) of all authorities. It verifies what the real one
 * verifies: the assertion's signature with the registered certificate, its times, issuer, audience and that it is
 * new; the federated token with the issuer's key. It answers with Entra's errors.
 */
export class Entra implements Service {
  readonly name = 'token';
  readonly hosts = new Set([
    ...Object.values(CLOUDS).map(({ authorityHost }) => authorityHost),
    'login.windows.net',
  ]);
  readonly apps: App[] = [];
  /** Seconds for which new tokens are good. */
  tokenLifetime = 3599;
  /** Tokens that it has issued. */
  tokensIssued = 0;
  readonly #oidc: GitHubOidc;
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #usedAssertions = new Set<string>();

  constructor(oidc: GitHubOidc) {
    this.#oidc = oidc;
  }

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    const match = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(request.path);
    if (match === null) return { status: 404 };
    if (request.method !== 'POST') return { status: 405 };
    try {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const app = await this.#authenticate(decodeTenant(match[1]!), form, request.host);
      return await this.#issue(app, authorityOf(request.host));
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      return entraRefusal(error, request.headers['client-request-id']);
    }
  }

  async #authenticate(tenant: string, form: URLSearchParams, host: string): Promise<App> {
    if (form.get('grant_type') !== 'client_credentials') {
      throw new EntraError(
        70003,
        'The app requested an unsupported grant type.',
        'unsupported_grant_type',
        400,
      );
    }
    const clientId = form.get('client_id') ?? '';
    const app = this.#findApp(tenant, clientId, authorityOf(host));
    const scope = form.get('scope') ?? '';
    if (scope !== `${RESOURCE}/.default` || app.isWithoutService) {
      const text = `The resource principal named ${scope.replace('/.default', '')} was not found in the tenant.`;
      throw new EntraError(500011, text, 'invalid_resource', 400);
    }
    if (form.has('client_assertion')) await this.#verifyAssertion(app, form, tenant, host);
    else verifySecret(app, form.get('client_secret'));
    if (app.isDisabled)
      throw new EntraError(7000112, `Application '${clientId}' is disabled.`, 'unauthorized_client', 400);
    if (app.isBlocked) {
      throw new EntraError(
        53003,
        'Access has been blocked by Conditional Access policies.',
        'invalid_grant',
        400,
      );
    }
    return app;
  }

  #findApp(tenant: string, clientId: string, authority: Authority): App {
    if (!/^[0-9a-f-]{36}$/i.test(tenant) && !tenant.includes('.')) {
      const text = `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`;
      throw new EntraError(900023, text, 'invalid_request', 400);
    }
    const ofTenant = this.apps.filter(
      (app) =>
        (app.authority ?? authority) === authority &&
        (app.tenantId.toLowerCase() === tenant.toLowerCase() || app.domains?.includes(tenant.toLowerCase())),
    );
    if (ofTenant.length === 0) {
      throw new EntraError(
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`,
        'invalid_request',
        400,
      );
    }
    const app = ofTenant.find((candidate) => candidate.clientId.toLowerCase() === clientId.toLowerCase());
    if (app !== undefined) return app;
    const text = `Application with identifier '${clientId}' was not found in the directory.`;
    throw new EntraError(700016, text, 'unauthorized_client', 400);
  }

  async #verifyAssertion(app: App, form: URLSearchParams, tenant: string, host: string): Promise<void> {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      throw new EntraError(
        90014,
        "The required field 'client_assertion_type' is missing.",
        'invalid_request',
        400,
      );
    }
    const assertion = form.get('client_assertion') ?? '';
    let issuer: string | undefined;
    try {
      decodeProtectedHeader(assertion);
      issuer = decodeJwt(assertion).iss;
    } catch {
      throw malformed('JWT token is invalid or malformed.');
    }
    if (issuer !== app.clientId && /^[0-9a-f-]{36}$/i.test(issuer ?? '')) {
      const text = `Client assertion application identifier doesn't match 'client_id' parameter.`;
      throw new EntraError(700021, text);
    }
    if (issuer === app.clientId) return this.#verifyCertificateAssertion(app, assertion, tenant, host);
    return this.#verifyFederatedToken(app, assertion);
  }

  async #verifyCertificateAssertion(
    app: App,
    assertion: string,
    tenant: string,
    host: string,
  ): Promise<void> {
    const header = decodeProtectedHeader(assertion) as { alg?: string; x5t?: string; 'x5t#S256'?: string };
    const certificate = (app.certificates ?? [])
      .map((pem) => new X509Certificate(pem))
      .find((candidate) => isNamedBy(candidate, header));
    if (certificate === undefined) throw unknownKey('The key was not found.');
    const audience = [tenant, app.tenantId].flatMap((name) => [
      `https://${host}/${name}/oauth2/v2.0/token`,
      `https://${host}/${name}/v2.0`,
    ]);
    const payload = await verifyJwt(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      issuer: app.clientId,
      subject: app.clientId,
      audience,
      requiredClaims: ['exp', 'nbf', 'jti'],
    });
    const jti = String(payload.jti);
    if (this.#usedAssertions.has(jti)) throw new EntraError(700024, 'Client assertion has been used before.');
    this.#usedAssertions.add(jti);
  }

  async #verifyFederatedToken(app: App, token: string): Promise<void> {
    const claims = decodeJwt(token);
    const credentials = app.federatedCredentials ?? [];
    if (credentials.length === 0) {
      throw new EntraError(70025, 'The client has no configured federated identity credentials.');
    }
    const sameIssuer = credentials.filter(({ issuer }) => issuer === claims.iss);
    if (sameIssuer.length === 0) {
      throw new EntraError(
        700211,
        `No matching federated identity record found for presented assertion issuer '${claims.iss}'.`,
      );
    }
    const sameSubject = sameIssuer.filter(({ subject }) => subject === claims.sub);
    if (sameSubject.length === 0) throw wrongSubject(sameIssuer, String(claims.sub));
    if (!sameSubject.some(({ audience }) => audience === claims.aud)) {
      throw new EntraError(
        700212,
        `No matching federated identity record found for presented assertion audience '${claims.aud}'.`,
      );
    }
    await verifyJwt(
      token,
      this.#oidc.publicKey,
      { algorithms: ['RS256'], issuer: String(claims.iss), requiredClaims: ['exp', 'iat', 'jti'] },
      new EntraError(
        5000811,
        'Unable to verify token signature. The signing key identifier does not match any valid registered keys.',
      ),
    );
  }

  async #issue(app: App, authority: Authority): Promise<SandboxAnswer> {
    this.tokensIssued += 1;
    const token = await new SignJWT({ appid: app.clientId, tid: app.tenantId })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setAudience(RESOURCE)
      .setIssuer(TOKEN_ISSUERS[authority](app.tenantId))
      .setIssuedAt()
      .setJti(randomUUID())
      .setExpirationTime(Math.floor(Date.now() / 1000) + this.tokenLifetime)
      .sign(this.#key.privateKey);
    return json(200, {
      token_type: 'Bearer',
      expires_in: this.tokenLifetime,
      ext_expires_in: this.tokenLifetime,
      access_token: token,
    });
  }

  /** Who a bearer token was issued to; undefined when it is missing, forged, expired or for another service. */
  async verifyAccessToken(authorization: string | undefined): Promise<TokenOwner | undefined> {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#key.publicKey, {
        algorithms: ['RS256'],
        audience: RESOURCE,
        requiredClaims: ['exp', 'iss', 'tid', 'appid'],
      });
      const [tenantId, clientId] = [String(payload.tid), String(payload.appid)];
      const authority = (['public', 'us-government'] as const).find(
        (name) => TOKEN_ISSUERS[name](tenantId) === payload.iss,
      );
      return authority === undefined ? undefined : { tenantId, clientId, authority };
    } catch {
      return undefined;
    }
  }
}

function isNamedBy(certificate: X509Certificate, header: { x5t?: string; 'x5t#S256'?: string }): boolean {
  const thumbprint = (algorithm: string): string =>
    createHash(algorithm).update(certificate.raw).digest('base64url');
  const { x5t, 'x5t#S256': x5tS256 } = header;
  if (x5t === undefined && x5tS256 === undefined) return false;
  return (
    (x5t === undefined || x5t === thumbprint('sha1')) &&
    (x5tS256 === undefined || x5tS256 === thumbprint('sha256'))
  );
}

function decodeTenant(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('The request is malformed.');
  }
}

function malformed(text: string): EntraError {
  return new EntraError(50027, text, 'invalid_request', 400);
}

function unknownKey(reason: string): EntraError {
  return new EntraError(700027, `Client assertion failed signature validation. [Reason - ${reason}]`);
}

async function verifyJwt(
  token: string,
  key: Parameters<typeof jwtVerify>[1],
  options: Parameters<typeof jwtVerify>[2],
  forged: EntraError = unknownKey(
    'The key used to sign the assertion is not registered, or its signature is wrong.',
  ),
) {
  try {
    return (await jwtVerify(token, key as never, { clockTolerance: CLOCK_TOLERANCE, ...options })).payload;
  } catch (error) {
    const isAboutTime =
      error instanceof errors.JWTExpired ||
      (error instanceof errors.JWTClaimValidationFailed && ['nbf', 'exp', 'iat'].includes(error.claim));
    if (isAboutTime) {
      const { nbf, exp } = decodeJwt(token);
      throw new EntraError(
        700024,
        `Client assertion is not within its valid time range. Current time: ${new Date().toISOString()}, assertion valid from ${time(nbf)}, expiry time of assertion ${time(exp)}.`,
      );
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw new EntraError(700023, 'Client assertion audience claim does not match Realm issuer.');
    }
    if (error instanceof errors.JWTClaimValidationFailed) {
      throw malformed(`JWT token is invalid: the claim '${error.claim}' is ${error.reason}.`);
    }
    throw forged;
  }
}

function time(seconds: number | undefined): string {
  return seconds === undefined ? 'unknown' : new Date(seconds * 1000).toISOString();
}

function wrongSubject(credentials: readonly FederatedCredential[], subject: string): EntraError {
  const differsInCase = credentials.some(
    (credential) => credential.subject.toLowerCase() === subject.toLowerCase(),
  );
  const text = `No matching federated identity record found for presented assertion subject '${subject}'.`;
  return differsInCase
    ? new EntraError(
        7002138,
        `${text} The subject matches with case-insensitive comparison, but not with case-sensitive comparison.`,
      )
    : new EntraError(700213, text);
}

function verifySecret(app: App, secret: string | null): void {
  if (secret === null) {
    throw new EntraError(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  const known = app.secrets?.find(({ value }) => value === secret);
  if (known === undefined) {
    const text = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.clientId}'.`;
    throw new EntraError(7000215, text);
  }
  if (known.expired) {
    throw new EntraError(7000222, `The provided client secret keys for app '${app.clientId}' are expired.`);
  }
}

/** An error of Microsoft Entra as its token endpoint answers it. */
export function entraRefusal(
  { code, message, error, status }: EntraError,
  correlationId: string = randomUUID(),
): SandboxAnswer {
  const traceId = randomUUID();
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\..*/, 'Z');
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  });
}
