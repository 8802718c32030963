import { randomUUID } from 'node:crypto';
import { CLOUDS } from '../../../src/clouds.ts';
import type { AccessTokens } from '../entra/access-tokens.ts';
import { TOKEN_EXCHANGE_APP } from '../entra/federated-token.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Service } from '../exchange.ts';

/** A user-assigned managed identity of the machine. */
export interface ManagedIdentity {
  readonly tenantId: string;
  readonly clientId: string;
  /** Object ID of its service principal: the subject of its tokens. */
  readonly principalId: string;
}

/** The audiences and the signers of an identity's tokens: a real machine is in one cloud, the sandbox's in both. */
const AUTHORITY_HOSTS: ReadonlyMap<string, string> = new Map(
  Object.values(CLOUDS).map(({ oidcAudience, authorityHost }) => [oidcAudience, authorityHost]),
);

/** The issuer of an identity's tokens. */
export function identityIssuer(tenantId: string, authorityHost: string): string {
  return `https://${authorityHost}/${tenantId}/v2.0`;
}

/**
 * The identity endpoint of an Azure virtual machine, at the proxy's own address as plain HTTP: clients reach it by
 * `AZURE_POD_IDENTITY_AUTHORITY_HOST`, never through the proxy.
 */
export class MachineIdentity implements Service {
  readonly name = 'identity';
  readonly hosts: ReadonlySet<string> = new Set();
  readonly plainPath = '/metadata/identity/';
  readonly identities: ManagedIdentity[] = [];
  /** Seconds for which new tokens are valid. */
  tokenLifetime = 86_400;
  readonly #tokens: AccessTokens;

  constructor(tokens: AccessTokens) {
    this.#tokens = tokens;
  }

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    // MSAL ends the path with a slash when it reads the host from the environment.
    if (!/^\/metadata\/identity\/oauth2\/token\/?$/.test(request.path)) return { status: 404 };
    if (request.method !== 'GET') return { status: 405 };
    const problem = problemOf(request);
    if (problem !== undefined) return refusal(problem);
    const resource = request.query.get('resource') ?? '';
    const authorityHost = AUTHORITY_HOSTS.get(resource);
    if (authorityHost === undefined) {
      const text = `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`;
      return refusal(text, 'invalid_resource');
    }
    const found = this.#find(request.query.get('client_id'));
    return typeof found === 'string' ? refusal(found) : this.#issue(found, resource, authorityHost);
  }

  /** @returns The identity, or why it was not found. */
  #find(clientId: string | null): ManagedIdentity | string {
    if (clientId === null && this.identities.length > 1) {
      return 'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request';
    }
    const isMeant = (identity: ManagedIdentity): boolean =>
      clientId === null || identity.clientId.toLowerCase() === clientId.toLowerCase();
    return this.identities.find(isMeant) ?? 'Identity not found';
  }

  async #issue(identity: ManagedIdentity, resource: string, authorityHost: string): Promise<SandboxAnswer> {
    const { tenantId, clientId, principalId } = identity;
    const now = Math.floor(Date.now() / 1000);
    const token = await this.#tokens.sign(
      {
        sub: principalId,
        oid: principalId,
        azp: clientId,
        azpacr: '2',
        idtyp: 'app',
        tid: tenantId,
        ver: '2.0',
      },
      {
        issuer: identityIssuer(tenantId, authorityHost),
        // The claim is the ID of the app that owns the resource, not the resource.
        audience: TOKEN_EXCHANGE_APP,
        lifetime: this.tokenLifetime,
      },
    );
    return json(200, {
      access_token: token,
      client_id: clientId,
      expires_in: String(this.tokenLifetime),
      expires_on: String(now + this.tokenLifetime),
      ext_expires_in: String(this.tokenLifetime),
      not_before: String(now - 300),
      resource,
      token_type: 'Bearer',
    });
  }
}

/** Errors of a request that do not depend on the identity. */
function problemOf({ headers, query }: SandboxRequest): string | undefined {
  if (headers.metadata !== 'true') return 'Required metadata header not specified';
  if (headers['x-forwarded-for'] !== undefined) return 'Forwarded requests are not allowed';
  const missing = ['api-version', 'resource'].find((name) => !query.get(name));
  if (missing !== undefined) return `Required query variable '${missing}' is missing`;
  if (query.get('api-version') !== '2018-02-01') return "Query variable 'api-version' is not supported";
  return undefined;
}

function refusal(text: string, error = 'invalid_request'): SandboxAnswer {
  const headers = { 'x-ms-request-id': randomUUID() };
  return json(400, { error, error_description: text }, headers);
}
