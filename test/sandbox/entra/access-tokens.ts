import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { CLOUDS } from '../../../src/clouds.ts';
import type { App, Authority } from './app.ts';

/** Application ID URI of the ingestion service. */
export const INGESTION = CLOUDS.commercial.resource;

/** Hosts of Microsoft Graph by the service that issues their tokens. */
export const GRAPH_HOSTS: Readonly<Record<Authority, readonly string[]>> = {
  public: ['graph.microsoft.com'],
  'us-government': ['graph.microsoft.us', 'dod-graph.microsoft.us'],
};

/** The app that a token was issued to. */
export interface TokenOwner {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authority: Authority;
  /** Application permissions for the token's audience. */
  readonly roles: readonly string[];
}

/** Issuers of version 1 access tokens, for the ingestion service and Microsoft Graph. */
const ISSUERS: Readonly<Record<Authority, (tenantId: string) => string>> = {
  public: (tenantId) => `https://sts.windows.net/${tenantId}/`,
  'us-government': (tenantId) => `https://login.microsoftonline.us/${tenantId}/`,
};

/** Resources that apps of a tenant can request. */
export function isKnownResource(resource: string, app: App, authority: Authority): boolean {
  if (resource === INGESTION) return app.isWithoutService !== true;
  return GRAPH_HOSTS[authority].some((host) => resource === `https://${host}`);
}

/** Issues access tokens and verifies them for their services. */
export class AccessTokens {
  /** Seconds for which new tokens are valid. */
  lifetime = 3599;
  issued = 0;
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 });

  /** The key that Microsoft Entra signs all its tokens with. */
  get publicKey() {
    return this.#key.publicKey;
  }

  async issue(app: App, authority: Authority, resource: string): Promise<string> {
    this.issued += 1;
    const roles = resource === INGESTION ? undefined : app.graphPermissions;
    return await this.sign(
      { appid: app.clientId, tid: app.tenantId, ver: '1.0', ...(roles === undefined ? {} : { roles }) },
      { issuer: ISSUERS[authority](app.tenantId), audience: resource, lifetime: this.lifetime },
    );
  }

  /** @param header.lifetime Seconds. */
  async sign(
    claims: JWTPayload,
    header: { readonly issuer: string; readonly audience: string; readonly lifetime: number },
  ): Promise<string> {
    return await new SignJWT({ uti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'sandbox-entra' })
      .setIssuer(header.issuer)
      .setAudience(header.audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + header.lifetime)
      .sign(this.#key.privateKey);
  }

  /** @returns undefined for a token that is missing, forged, expired or for another audience. */
  async verify(authorization: string | undefined, audience: string): Promise<TokenOwner | undefined> {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#key.publicKey, {
        algorithms: ['RS256'],
        audience,
        requiredClaims: ['exp', 'iss', 'tid', 'appid'],
      });
      return ownerOf(payload);
    } catch {
      return undefined;
    }
  }
}

function ownerOf(payload: JWTPayload): TokenOwner | undefined {
  const [tenantId, clientId] = [String(payload.tid), String(payload.appid)];
  const authority = (Object.keys(ISSUERS) as Authority[]).find(
    (name) => ISSUERS[name](tenantId) === payload.iss,
  );
  const roles = (payload.roles ?? []) as string[];
  return authority === undefined ? undefined : { tenantId, clientId, authority, roles };
}
