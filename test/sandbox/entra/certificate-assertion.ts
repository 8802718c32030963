import { createHash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import type { App } from './app.ts';
import { EntraError } from './entra-error.ts';
import { unknownKey, verifyJwt } from './verify-jwt.ts';

interface AssertionHeader {
  readonly alg?: string;
  readonly x5t?: string;
  readonly 'x5t#S256'?: string;
  readonly x5c?: readonly string[] | string;
}

/** Verifies assertions that apps sign with a certificate, and remembers them: each is valid for one sign-in. */
export class CertificateAssertions {
  readonly #used = new Set<string>();

  /**
   * @param tenant The tenant as the request names it.
   * @param host The authority that was asked.
   * @throws {EntraError} 700027, 700023, 700024 or 50027.
   */
  async verify(app: App, assertion: string, tenant: string, host: string): Promise<void> {
    const header = decodeProtectedHeader(assertion) as AssertionHeader;
    const certificate = (app.certificates ?? [])
      .map((pem) => new X509Certificate(pem))
      .find((candidate) => isNamedBy(candidate, header));
    if (certificate === undefined) throw unknownKey('The key was not found.');
    const payload = await verifyJwt(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      issuer: app.clientId,
      subject: app.clientId,
      audience: audiences([tenant, app.tenantId], host),
      requiredClaims: ['exp', 'jti'],
    });
    const jti = String(payload.jti);
    if (this.#used.has(jti)) throw new EntraError(700024, 'Client assertion has been used before.');
    this.#used.add(jti);
  }
}

/** The token endpoints and the issuer of a tenant. */
function audiences(tenants: readonly string[], host: string): string[] {
  const paths = ['oauth2/v2.0/token', 'oauth2/token', 'v2.0'];
  return tenants.flatMap((tenant) => paths.map((path) => `https://${host}/${tenant}/${path}`));
}

/** Every thumbprint or certificate in the header must be that of this certificate. */
function isNamedBy(
  certificate: X509Certificate,
  { x5t, 'x5t#S256': x5tS256, x5c }: AssertionHeader,
): boolean {
  // MSAL for Python sends the lines of the PEM with line breaks.
  const leaf = (typeof x5c === 'string' ? x5c : x5c?.[0])?.replace(/\s/g, '');
  if (x5t === undefined && x5tS256 === undefined) return false;
  return (
    (x5t === undefined || isThumbprint(x5t, certificate, 'sha1')) &&
    (x5tS256 === undefined || isThumbprint(x5tS256, certificate, 'sha256')) &&
    (leaf === undefined || leaf === certificate.raw.toString('base64'))
  );
}

/** In base64url, as in the standard, with padding, as in MSAL for Python, or in base64, as in MSAL for Java. */
function isThumbprint(text: string, certificate: X509Certificate, algorithm: 'sha1' | 'sha256'): boolean {
  const thumbprint = createHash(algorithm).update(certificate.raw).digest();
  return thumbprint.equals(Buffer.from(text, 'base64'));
}
