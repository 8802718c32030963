import { EntraError } from './entra-error.ts';

/** MSAL for Java requests them with every token; they do not name a resource. */
const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/** Version of the token endpoint. */
export type Version = 'v1' | 'v2';

/** The fields of a token request. */
export interface Grant {
  readonly accessToken: string;
  /** Seconds. */
  readonly lifetime: number;
  readonly resource: string;
}

/**
 * The resource that a token is requested for: `resource` in version 1, `scope` with `/.default` in version 2.
 * @throws {EntraError} 900144, 1002012 or 28000.
 */
export function requestedResource(form: URLSearchParams, version: Version): string {
  const parameter = version === 'v1' ? 'resource' : 'scope';
  const value = form.get(parameter) ?? '';
  if (value === '') {
    const text = `The request body must contain the following parameter: '${parameter}'.`;
    throw new EntraError(900144, text, 'invalid_request', 400);
  }
  return version === 'v1' ? value : resourceInScope(value);
}

/** @throws {EntraError} 1002012 or 28000. */
function resourceInScope(value: string): string {
  const scopes = value.split(' ').filter((scope) => scope !== '' && !OPENID_SCOPES.includes(scope));
  const other = scopes.find((scope) => !scope.endsWith('/.default'));
  if (other !== undefined || scopes.length === 0) {
    const text = `The provided value for scope ${value} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
    throw new EntraError(1002012, text, 'invalid_scope', 400);
  }
  if (scopes.length > 1) {
    const text =
      'Provided value for the input parameter scope is not valid because it contains more than one resource.';
    throw new EntraError(28000, text, 'invalid_scope', 400);
  }
  return scopes[0]!.slice(0, -'/.default'.length);
}

/** The answer's JSON. Version 1 writes numbers as text and repeats the resource. */
export function issuedGrant({ accessToken, lifetime, resource }: Grant, version: Version): object {
  const common = { token_type: 'Bearer', access_token: accessToken };
  if (version === 'v2') return { ...common, expires_in: lifetime, ext_expires_in: lifetime };
  const now = Math.floor(Date.now() / 1000);
  return {
    ...common,
    expires_in: String(lifetime),
    ext_expires_in: String(lifetime),
    expires_on: String(now + lifetime),
    not_before: String(now - 300),
    resource,
  };
}
