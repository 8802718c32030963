/** Claims of a token that messages show or depend on. Untrusted and not verified. */
export interface FederatedClaims {
  readonly iss?: string;
  readonly sub?: string;
  /** Kubernetes tokens have a list. */
  readonly aud?: readonly string[];
  /** Seconds since 1970. */
  readonly exp?: number;
  // GitHub's own
  readonly repository_id?: string;
  readonly repository_owner_id?: string;
  readonly job_workflow_ref?: string;
  readonly ref?: string;
  readonly environment?: string;
  readonly event_name?: string;
}

/** Who issued a token that is presented as the client assertion. */
export type Presenter = 'github' | 'token-file' | 'managed-identity';

/** A token of another issuer, used as the client assertion. */
export interface FederatedToken {
  readonly value: string;
  readonly claims: FederatedClaims;
  readonly presenter: Presenter;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether a text has the form of a signed token (RFC 7515, compact serialization) with claims. */
export function isJwt(text: string): boolean {
  return JWT.test(text) && payloadOf(text) !== undefined;
}

/** The claims of a JWT, unverified. Claims of unexpected types are omitted. */
export function decodeClaims(jwt: string): FederatedClaims {
  const payload = payloadOf(jwt) ?? {};
  const { aud, exp, ...others } = payload;
  const texts = Object.fromEntries(Object.entries(others).filter(([, value]) => typeof value === 'string'));
  return {
    ...texts,
    aud: [aud].flat().filter((each) => typeof each === 'string'),
    ...(typeof exp === 'number' ? { exp } : {}),
  };
}

function payloadOf(jwt: string): Record<string, unknown> | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
    return isObject ? (payload as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
