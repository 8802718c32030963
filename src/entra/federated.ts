import { ActionError, type Explanation } from '../errors.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { explainNetworkError, NetworkError } from '../http/network-failures.ts';
import { type Attempt, type Pause, SIGN_IN_ATTEMPTS, type TimeLimit, withAttempts } from './attempts.ts';
import { networkMayPass, retryAfterOf, statusMayPass } from './passing.ts';

/** Claims of GitHub's OIDC token that matter here. Text from outside, and not verified: for messages alone. */
export interface FederatedClaims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly repository?: string;
  readonly repository_id?: string;
  readonly repository_owner?: string;
  readonly repository_owner_id?: string;
  readonly ref?: string;
  readonly ref_type?: string;
  readonly environment?: string;
  readonly event_name?: string;
}

/** A token of GitHub's, to be used as a client assertion. */
export interface FederatedToken {
  readonly value: string;
  readonly claims: FederatedClaims;
}

/** Where the runner lets a job ask for its token (GitHub's documentation, "OpenID Connect reference"). */
interface TokenEndpoint {
  readonly url: string;
  readonly bearer: string;
}

/**
 * Where to ask for the token.
 * @throws {ActionError} when the job may not have one.
 */
export function federatedEndpoint(environment: NodeJS.ProcessEnv): TokenEndpoint {
  const url = environment.ACTIONS_ID_TOKEN_REQUEST_URL ?? '';
  const bearer = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '';
  if (url === '' || bearer === '' || !URL.canParse(url)) throw new ActionError(NO_CREDENTIAL);
  return { url, bearer };
}

/** What asking for a token takes. */
export interface FederatedServices {
  readonly http: HttpClient;
  readonly environment: NodeJS.ProcessEnv;
  readonly mask: (secret: string) => void;
  /** Hosts that a firewall must allow, besides GitHub's own. */
  readonly hostsToAllow: readonly string[];
}

/** For whoever meant to sign in by certificate: OIDC is what an empty input leads to. */
export const NO_CERTIFICATE =
  "If a certificate was meant: your `certificate` input was empty. Check the spelling of the secret's name, that the run is not from a fork or by Dependabot (they get no secrets), and that the job names the `environment:` the secret belongs to.";

/** Nothing to sign in with. Which of the two was meant cannot be known, so both are told. */
const NO_CREDENTIAL: Explanation = {
  code: 'no-credential',
  what: 'There is nothing to sign in with: no certificate, no client secret, and this job may not ask for an OIDC token.',
  means:
    'Either OIDC was meant and the permission is missing, or a certificate was meant and its input came out empty.',
  fix: [
    'For OIDC: add `permissions:` with `id-token: write` and `contents: read` to the job. In a reusable workflow the calling job needs it too. Runs of pull requests from forks get no such token.',
    NO_CERTIFICATE,
  ],
};

/**
 * Asks GitHub for a fresh token. By our own HTTP client instead of the toolkit's, for its roots, its cancelling and
 * its time-outs.
 * @param audience What Entra expects under `aud`; the cloud decides.
 * @throws {ActionError}
 */
export async function fetchFederatedToken(
  audience: string,
  services: FederatedServices,
  limit: TimeLimit,
  wait?: Pause,
): Promise<FederatedToken> {
  const endpoint = federatedEndpoint(services.environment);
  const url = new URL(endpoint.url);
  url.searchParams.set('audience', audience);
  services.mask(endpoint.bearer);
  const value = await withAttempts(() => askOnce(services, url, endpoint.bearer, limit), limit, wait);
  services.mask(value);
  return { value, claims: decodeClaims(value) };
}

async function askOnce(
  { http, hostsToAllow }: FederatedServices,
  url: URL,
  bearer: string,
  limit: TimeLimit,
): Promise<Attempt<string>> {
  try {
    const answer = await http.send({
      method: 'GET',
      url: url.href,
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
      timeoutMs: Math.max(1, Math.min(SIGN_IN_ATTEMPTS.requestMs, limit.leftMs())),
      ...(limit.signal === undefined ? {} : { signal: limit.signal }),
    });
    const token = tokenIn(answer);
    if (token !== undefined) return { value: token };
    return {
      failure: refused(answer, url.host),
      mayPass: statusMayPass(answer.status) || answer.status === 200,
      retryAfterMs: retryAfterOf(answer),
    };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return {
      failure: explainNetworkError(error, [url.host, ...hostsToAllow]),
      mayPass: networkMayPass(error),
    };
  }
}

function tokenIn(answer: HttpResponse): string | undefined {
  if (answer.status !== 200) return undefined;
  try {
    const { value } = JSON.parse(answer.body) as { value?: unknown };
    return typeof value === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refused(answer: HttpResponse, host: string): ActionError {
  const isOurs = answer.status === 401 || answer.status === 403;
  return new ActionError({
    code: 'oidc-token-refused',
    what: `GitHub gave no OIDC token: ${host} answered ${answer.status}${answer.status === 200 ? ' without a token in it' : ''}.`,
    ...(isOurs ? { means: 'The job has waited too long, or the permission was taken from it.' } : {}),
    fix: [
      'Run the job again. If it stays, look at githubstatus.com, and at `permissions: id-token: write` of the job.',
    ],
  });
}

/** The claims of a JWT, unverified. Anything that is not text is left out. */
export function decodeClaims(jwt: string): FederatedClaims {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null) return {};
    return Object.fromEntries(Object.entries(payload).filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}
