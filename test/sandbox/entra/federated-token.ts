import type { KeyObject } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { App, FederatedCredential } from './app.ts';
import { EntraError } from './entra-error.ts';
import { verifyJwt } from './verify-jwt.ts';

/**
 * ID of the app with the resources `api://AzureADTokenExchange…`. Tokens that Microsoft Entra issues for them name it
 * as their audience, while a federated credential names the resource.
 */
export const TOKEN_EXCHANGE_APP = 'fb60f99c-7a34-4190-8149-302f77469936';

/** An issuer of tokens whose keys Microsoft Entra can fetch. */
export interface TokenIssuer {
  /** The key of an issuer URL; undefined if it is not this issuer's URL. */
  keyOf(issuer: string): KeyObject | undefined;
}

/**
 * Verifies a token of another issuer with the app's federated credentials.
 * @throws {EntraError} 70025, 700211, 700212, 700213, 7002138, 50166, 5000811 or 700024.
 */
export async function verifyFederatedToken(
  app: App,
  token: string,
  issuers: readonly TokenIssuer[],
): Promise<void> {
  const { iss = '', sub = '', aud } = decodeJwt(token);
  matchCredential(app.federatedCredentials ?? [], {
    issuer: iss,
    subject: sub,
    audiences: [aud ?? []].flat(),
  });
  const key = issuers.map((issuer) => issuer.keyOf(iss)).find((found) => found !== undefined);
  if (key === undefined) throw new EntraError(50166, 'Request to External OIDC endpoint failed.');
  const forged = new EntraError(
    5000811,
    'Unable to verify token signature. The signing key identifier does not match any valid registered keys.',
  );
  await verifyJwt(token, key, { algorithms: ['RS256'], issuer: iss, requiredClaims: ['exp'] }, forged);
}

/** A claim `aud` may be a list, as in tokens of Kubernetes; it must contain only the audience. */
function matchCredential(
  credentials: readonly FederatedCredential[],
  presented: { readonly issuer: string; readonly subject: string; readonly audiences: readonly string[] },
): void {
  if (credentials.length === 0) {
    throw new EntraError(70025, 'The client has no configured federated identity credentials.');
  }
  const sameIssuer = credentials.filter(({ issuer }) => issuer === presented.issuer);
  if (sameIssuer.length === 0) throw noMatch(700211, 'issuer', presented.issuer);
  const sameSubject = sameIssuer.filter(({ subject }) => subject === presented.subject);
  if (sameSubject.length === 0) throw wrongSubject(sameIssuer, presented.subject);
  const [audience, ...others] = presented.audiences;
  const isMeant = (credential: FederatedCredential): boolean =>
    credential.audience === audience ||
    (audience === TOKEN_EXCHANGE_APP && credential.audience.startsWith('api://AzureADTokenExchange'));
  if (others.length > 0 || !sameSubject.some(isMeant)) {
    throw noMatch(700212, 'audience', presented.audiences.join(', '));
  }
}

function wrongSubject(credentials: readonly FederatedCredential[], subject: string): EntraError {
  const differsInCase = credentials.some(
    (credential) => credential.subject.toLowerCase() === subject.toLowerCase(),
  );
  if (!differsInCase) return noMatch(700213, 'subject', subject);
  const { message } = noMatch(7002138, 'subject', subject);
  return new EntraError(
    7002138,
    `${message} The subject matches with case-insensitive comparison, but not with case-sensitive comparison.`,
  );
}

function noMatch(code: number, claim: string, value: string): EntraError {
  return new EntraError(
    code,
    `No matching federated identity record found for presented assertion ${claim} '${value}'.`,
  );
}
