import type { KeyObject } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { EntraError, malformed } from './entra-error.ts';

/** Allowed difference between clocks, in seconds. */
const CLOCK_TOLERANCE = 300;

/**
 * Verifies an assertion as Microsoft Entra does.
 * @param forged Thrown when the signature is wrong.
 * @throws {EntraError} 700024 for its times, 700023 for its audience, 50027 for other claims.
 */
export async function verifyJwt(
  token: string,
  key: KeyObject,
  options: JWTVerifyOptions,
  forged: EntraError = unknownKey(
    'The key used to sign the assertion is not registered, or its signature is wrong.',
  ),
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, { clockTolerance: CLOCK_TOLERANCE, ...options })).payload;
  } catch (error) {
    throw refusalOf(error, token) ?? forged;
  }
}

export function unknownKey(reason: string): EntraError {
  return new EntraError(700027, `Client assertion failed signature validation. [Reason - ${reason}]`);
}

/** @returns undefined if the signature is wrong. */
function refusalOf(error: unknown, token: string): EntraError | undefined {
  const claim =
    error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
      ? error
      : undefined;
  if (claim === undefined) return undefined;
  if (['nbf', 'exp', 'iat'].includes(claim.claim)) return outsideItsTime(token);
  if (claim.claim === 'aud') {
    return new EntraError(700023, 'Client assertion audience claim does not match Realm issuer.');
  }
  return malformed(`JWT token is invalid: the claim '${claim.claim}' is ${claim.reason}.`);
}

function outsideItsTime(token: string): EntraError {
  const { nbf, exp } = decodeJwt(token);
  return new EntraError(
    700024,
    `Client assertion is not within its valid time range. Current time: ${new Date().toISOString()}, assertion valid from ${time(nbf)}, expiry time of assertion ${time(exp)}.`,
  );
}

function time(seconds: number | undefined): string {
  return seconds === undefined ? 'unknown' : new Date(seconds * 1000).toISOString();
}
