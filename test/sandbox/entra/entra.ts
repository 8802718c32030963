import { decodeJwt, decodeProtectedHeader } from 'jose';
import { CLOUDS } from '../../../src/clouds.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Service } from '../exchange.ts';
import { AccessTokens, isKnownResource, type TokenOwner } from './access-tokens.ts';
import { type App, type Authority, authorityOf } from './app.ts';
import { CertificateAssertions } from './certificate-assertion.ts';
import { instanceMetadata, openIdConfiguration } from './discovery.ts';
import { EntraError, entraRefusal, malformed } from './entra-error.ts';
import { type TokenIssuer, verifyFederatedToken } from './federated-token.ts';
import { type Grant, issuedGrant, requestedResource, type Version } from './token-request.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  answer(request: SandboxRequest, tenant: string): SandboxAnswer | Promise<SandboxAnswer>;
}

/**
 * Microsoft Entra for apps that sign in as themselves (client credentials): the token endpoints of both versions and
 * the documents by which clients find them, for all authorities. It verifies what the real one verifies: secrets, the
 * assertion's signature with the registered certificate, its times, issuer, audience and that it is new; a federated
 * token with its issuer's key. It responds with Entra's errors.
 */
export class Entra implements Service {
  readonly name = 'token';
  readonly hosts = new Set([
    ...Object.values(CLOUDS).map(({ authorityHost }) => authorityHost),
    // The host that Microsoft's own script uses for the commercial cloud.
    'login.windows.net',
  ]);
  readonly apps: App[] = [];
  readonly accessTokens = new AccessTokens();
  readonly #issuers: readonly TokenIssuer[];
  readonly #certificateAssertions = new CertificateAssertions();
  readonly #routes: readonly Route[];

  /** @param issuers Of federated tokens, in addition to Microsoft Entra itself. */
  constructor(issuers: readonly TokenIssuer[]) {
    const own: TokenIssuer = {
      keyOf: (issuer) =>
        this.apps.some(({ tenantId }) => ownIssuers(tenantId).includes(issuer))
          ? this.accessTokens.publicKey
          : undefined,
    };
    this.#issuers = [...issuers, own];
    this.#routes = [
      {
        method: 'POST',
        path: /^\/([^/]+)\/oauth2\/v2\.0\/token$/,
        answer: (request, tenant) => this.#grant(request, tenant, 'v2'),
      },
      {
        method: 'POST',
        path: /^\/([^/]+)\/oauth2\/token$/,
        answer: (request, tenant) => this.#grant(request, tenant, 'v1'),
      },
      {
        method: 'GET',
        path: /^\/([^/]+)\/(?:v2\.0\/)?\.well-known\/openid-configuration$/,
        answer: (request, tenant) => this.#describe(request, tenant),
      },
      {
        method: 'GET',
        path: /^\/([^/]+)\/discovery\/(?:v2\.0\/)?keys$/,
        answer: () => json(200, { keys: [this.#publishedKey()] }),
      },
      { method: 'GET', path: /^\/(common)\/discovery\/instance$/, answer: describeInstance },
    ];
  }

  /** Seconds for which new tokens are valid. */
  get tokenLifetime(): number {
    return this.accessTokens.lifetime;
  }

  set tokenLifetime(seconds: number) {
    this.accessTokens.lifetime = seconds;
  }

  /** Access tokens that were issued. */
  get tokensIssued(): number {
    return this.accessTokens.issued;
  }

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    const ofPath = this.#routes.filter(({ path }) => path.test(request.path));
    const route = ofPath.find(({ method }) => method === request.method);
    if (route === undefined) return { status: ofPath.length === 0 ? 404 : 405 };
    try {
      return await route.answer(request, decodeTenant(route.path.exec(request.path)![1]!));
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      return entraRefusal(error, request.headers['client-request-id']);
    }
  }

  /** The app that a bearer token was issued to; undefined if it is missing, forged, expired or for another audience. */
  verifyAccessToken(authorization: string | undefined, audience: string): Promise<TokenOwner | undefined> {
    return this.accessTokens.verify(authorization, audience);
  }

  async #grant(request: SandboxRequest, tenant: string, version: Version): Promise<SandboxAnswer> {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const authority = authorityOf(request.host);
    const { app, resource } = await this.#authenticate(tenant, form, request.host, version);
    const grant: Grant = {
      accessToken: await this.accessTokens.issue(app, authority, resource),
      lifetime: this.accessTokens.lifetime,
      resource,
    };
    return json(200, issuedGrant(grant, version));
  }

  async #authenticate(
    tenant: string,
    form: URLSearchParams,
    host: string,
    version: Version,
  ): Promise<{ app: App; resource: string }> {
    if (form.get('grant_type') !== 'client_credentials') {
      const text = 'The app requested an unsupported grant type.';
      throw new EntraError(70003, text, 'unsupported_grant_type', 400);
    }
    const authority = authorityOf(host);
    const app = this.#findApp(tenant, form.get('client_id') ?? '', authority);
    const resource = requestedResource(form, version);
    if (!isKnownResource(resource, app, authority)) {
      const text = `The resource principal named ${resource} was not found in the tenant.`;
      throw new EntraError(500011, text, 'invalid_resource', 400);
    }
    if (form.has('client_assertion')) await this.#verifyAssertion(app, form, tenant, host);
    else verifySecret(app, form.get('client_secret'));
    refuseBlocked(app);
    return { app, resource };
  }

  #findApp(tenant: string, clientId: string, authority: Authority): App {
    const ofTenant = this.#appsOf(tenant, authority);
    const app = ofTenant.find((candidate) => candidate.clientId.toLowerCase() === clientId.toLowerCase());
    if (app !== undefined) return app;
    const text = `Application with identifier '${clientId}' was not found in the directory.`;
    throw new EntraError(700016, text, 'unauthorized_client', 400);
  }

  /** @throws {EntraError} 900023 or 90002, if there is no such tenant. */
  #appsOf(tenant: string, authority: Authority): App[] {
    if (!GUID.test(tenant) && !tenant.includes('.')) {
      const text = `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`;
      throw new EntraError(900023, text, 'invalid_request', 400);
    }
    const name = tenant.toLowerCase();
    const found = this.apps.filter(
      (app) =>
        (app.authority ?? authority) === authority &&
        (app.tenantId.toLowerCase() === name || app.domains?.includes(name)),
    );
    if (found.length > 0) return found;
    const text = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`;
    throw new EntraError(90002, text, 'invalid_request', 400);
  }

  async #verifyAssertion(app: App, form: URLSearchParams, tenant: string, host: string): Promise<void> {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      const text = "The required field 'client_assertion_type' is missing.";
      throw new EntraError(90014, text, 'invalid_request', 400);
    }
    const assertion = form.get('client_assertion') ?? '';
    const issuer = issuerOf(assertion);
    if (issuer === app.clientId) {
      return this.#certificateAssertions.verify(app, assertion, tenant, host);
    }
    if (GUID.test(issuer ?? '')) {
      const text = `Client assertion application identifier doesn't match 'client_id' parameter.`;
      throw new EntraError(700021, text);
    }
    return verifyFederatedToken(app, assertion, this.#issuers);
  }

  #describe(request: SandboxRequest, tenant: string): SandboxAnswer {
    const authority = authorityOf(request.host);
    const [app] = this.#appsOf(tenant, authority) as [App];
    const isVersion2 = request.path.includes('/v2.0/');
    return json(200, openIdConfiguration(request.host, authority, app.tenantId, isVersion2));
  }

  #publishedKey() {
    const { kty, n, e } = this.accessTokens.publicKey.export({ format: 'jwk' });
    return { kty, use: 'sig', kid: 'sandbox-entra', n, e };
  }
}

/** Issuers of a tenant's version 2 tokens, which managed identities present. */
function ownIssuers(tenantId: string): string[] {
  return Object.values(CLOUDS).map(({ authorityHost }) => `https://${authorityHost}/${tenantId}/v2.0`);
}

function describeInstance(request: SandboxRequest): SandboxAnswer {
  const asked = request.query.get('authorization_endpoint') ?? '';
  const metadata = URL.canParse(asked) ? instanceMetadata(asked) : undefined;
  if (metadata !== undefined) return json(200, metadata);
  throw new EntraError(50049, 'Unknown or invalid instance.', 'invalid_instance', 400);
}

/** @throws {EntraError} 50027 for what is not a JWT. */
function issuerOf(assertion: string): string | undefined {
  try {
    decodeProtectedHeader(assertion);
    return decodeJwt(assertion).iss;
  } catch {
    throw malformed('JWT token is invalid or malformed.');
  }
}

function decodeTenant(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('The request is malformed.');
  }
}

function verifySecret(app: App, secret: string | null): void {
  if (secret === null) {
    const text =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    throw new EntraError(7000218, text);
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

function refuseBlocked(app: App): void {
  if (app.isDisabled) {
    const text = `Application '${app.clientId}' is disabled.`;
    throw new EntraError(7000112, text, 'unauthorized_client', 400);
  }
  if (app.isBlocked) {
    const text = 'Access has been blocked by Conditional Access policies.';
    throw new EntraError(53003, text, 'invalid_grant', 400);
  }
}
