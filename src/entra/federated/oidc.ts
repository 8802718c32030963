import { ActionError, type Explanation } from '../../errors.ts';
import type { HttpClient, HttpResponse } from '../../http/client.ts';
import { explainNetworkError, NetworkError } from '../../http/network-failures.ts';
import { type Attempt, attemptRequest, REQUEST_ATTEMPTS, retry, type TimeLimit } from '../../http/retry.ts';
import type { Credential, EntraServices } from '../credential.ts';
import { requestTimeout } from '../time-limits.ts';
import { decodeClaims, isJwt } from './claims.ts';

/** The token that GitHub issues to a job with `id-token: write`, used as the client assertion. */
export function oidcCredential(): Credential {
  return {
    method: 'federated',
    way: 'OIDC',
    hint: EMPTY_INPUTS,
    prove: async ({ audience }, services, limit) => {
      const value = await fetchToken(audience, services, limit);
      return {
        authentication: { clientAssertion: value },
        federated: { claims: decodeClaims(value), presenter: 'github' },
      };
    },
  };
}

/** The variables with which a job requests its token (GitHub's documentation, "OpenID Connect reference"). */
interface TokenEndpoint {
  readonly url: string;
  readonly bearer: string;
}

/**
 * The URL and bearer token of the token request.
 * @throws {ActionError} when the job has no permission for one.
 */
function oidcEndpoint(environment: NodeJS.ProcessEnv): TokenEndpoint {
  const url = environment.ACTIONS_ID_TOKEN_REQUEST_URL ?? '';
  const bearer = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '';
  if (url === '' || bearer === '' || !URL.canParse(url)) throw new ActionError(NO_CREDENTIAL);
  return { url, bearer };
}

/** Empty inputs mean OIDC, so another way may have been intended. */
const EMPTY_INPUTS =
  "If another way was intended: your `certificate` input was empty, and so were `certificate-path`, `certificate-thumbprint`, `client-secret`, `federated-token-path` and `managed-identity-client-id`. Check the spelling of the secret's or variable's name, that the run is not from a fork or by Dependabot (they get no secrets), and that the job names the `environment:` the secret belongs to. An expression with `env.NAME` is empty for a variable that only the runner's machine has: give the literal path, or copy it to an output in a step before.";

/** Without any credential. The intended way is unknown, so the message names all of them. */
const NO_CREDENTIAL: Explanation = {
  code: 'no-credential',
  what: 'There is no credential to sign in with: all credential inputs are empty, and this job may not request an OIDC token.',
  means:
    'Either OIDC was intended and the permission is missing, or another credential was intended and its input is empty.',
  fix: [
    'For OIDC: add `permissions:` with `id-token: write` and `contents: read` to the job. In a reusable workflow the calling job needs it too. Runs of pull requests from forks get no such token.',
    EMPTY_INPUTS,
  ],
};

/**
 * Requests a fresh token from GitHub, with our HTTP client instead of the toolkit's for its root certificates,
 * cancellation and time-outs.
 * @throws {ActionError}
 */
async function fetchToken(audience: string, services: EntraServices, limit: TimeLimit): Promise<string> {
  const { http, environment, mask, clock, debug } = services;
  const endpoint = oidcEndpoint(environment);
  const url = new URL(endpoint.url);
  url.searchParams.set('audience', audience);
  mask(endpoint.bearer);
  const token = await retry(() => askOnce(http, url, endpoint.bearer, limit), {
    maxAttempts: REQUEST_ATTEMPTS,
    limit,
    ...(clock === undefined ? {} : { clock }),
    onWait: (attempt, ms) =>
      debug?.(`OIDC token: attempt ${attempt} failed, the next one starts in ${ms} ms`),
  });
  if (token instanceof ActionError) throw token;
  mask(token);
  return token;
}

async function askOnce(
  http: HttpClient,
  url: URL,
  bearer: string,
  limit: TimeLimit,
): Promise<Attempt<string | ActionError>> {
  const { result, ...attempt } = await attemptRequest(http, {
    method: 'GET',
    url: url.href,
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
    ...requestTimeout(limit),
  });
  if (result instanceof NetworkError) return { ...attempt, result: explainNetworkError(result) };
  const token = tokenIn(result);
  if (token !== undefined) return { result: token, isTransient: false };
  const isTransient = attempt.isTransient || result.status === 200;
  return { ...attempt, result: refused(result, url.host), isTransient };
}

function tokenIn(answer: HttpResponse): string | undefined {
  if (answer.status !== 200) return undefined;
  try {
    const { value } = JSON.parse(answer.body) as { value?: unknown };
    return typeof value === 'string' && isJwt(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refused(answer: HttpResponse, host: string): ActionError {
  const isOurs = answer.status === 401 || answer.status === 403;
  return new ActionError({
    code: 'oidc-token-refused',
    what: `GitHub issued no OIDC token: ${host} answered ${answer.status}${answer.status === 200 ? ' without a token' : ''}.`,
    ...(isOurs ? { means: 'The job has waited too long, or its permission was removed.' } : {}),
    fix: [
      'Run the job again. If the problem persists, check githubstatus.com, and `permissions: id-token: write` of the job.',
    ],
  });
}
