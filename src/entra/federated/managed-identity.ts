import { AsyncLocalStorage } from 'node:async_hooks';
import type { INetworkModule } from '@azure/msal-node';
import { ActionError, type Explanation } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../http/client.ts';
import { NetworkError } from '../../http/network-failures.ts';
import {
  type Attempt,
  isTransientStatus,
  REQUEST_ATTEMPTS,
  retry,
  retryAfterOf,
  startTimeLimit,
  type TimeLimit,
} from '../../http/retry.ts';
import type { Credential, EntraServices, TokenTarget } from '../credential.ts';
import { requestTimeout } from '../time-limits.ts';
import { decodeClaims, isJwt } from './claims.ts';

/**
 * A user-assigned managed identity of the runner's machine, whose token is the client assertion. MSAL knows the endpoint
 * of each kind of machine (`AZURE_POD_IDENTITY_AUTHORITY_HOST` overrides it).
 * @param identityId Client ID of the identity.
 */
export function managedIdentityCredential(identityId: string): Credential {
  return {
    method: 'federated',
    way: 'managed identity',
    prove: async (target, services, limit) => {
      const value = await fetchIdentityToken(identityId, target, services, limit);
      services.mask(value);
      return {
        authentication: { clientAssertion: value },
        federated: { claims: decodeClaims(value), presenter: 'managed-identity' },
      };
    },
  };
}

/**
 * Milliseconds for all attempts, and for one. The endpoint is on the machine and responds within a second; a machine
 * without one drops the packets, which is detected within half a minute.
 */
const TOTAL_MS = 25_000;
const ATTEMPT_MS = 7_000;

async function fetchIdentityToken(
  identityId: string,
  target: TokenTarget,
  services: EntraServices,
  { signal }: TimeLimit,
): Promise<string> {
  const { clock, debug } = services;
  const limit = startTimeLimit(TOTAL_MS, signal, clock);
  const token = await retry(() => askOnce(identityId, target, services, limit), {
    maxAttempts: REQUEST_ATTEMPTS,
    limit,
    ...(clock === undefined ? {} : { clock }),
    onWait: (attempt, ms) =>
      debug?.(`Managed identity: attempt ${attempt} failed, the next one starts in ${ms} ms`),
  });
  if (token instanceof ActionError) throw token;
  return token;
}

/** One request to the endpoint and its result. MSAL's own errors quote the endpoint, so they are not used. */
interface Exchange {
  readonly send: (request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>) => Promise<HttpResponse>;
  answer?: HttpResponse;
  error?: NetworkError;
}

/** MSAL keeps the first network client of the process for all applications, so the exchange is stored here. */
const CURRENT = new AsyncLocalStorage<Exchange>();

const NETWORK: INetworkModule = {
  sendGetRequestAsync: (url, options) => relay({ method: 'GET', url, headers: headersOf(options) }),
  sendPostRequestAsync: (url, options) =>
    relay({ method: 'POST', url, headers: headersOf(options), body: options?.body ?? '' }),
};

async function relay<T>(request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>) {
  const exchange = CURRENT.getStore();
  if (exchange === undefined) throw new Error('no exchange is open');
  try {
    exchange.answer = await exchange.send(request);
  } catch (error) {
    if (error instanceof NetworkError) exchange.error = error;
    throw error;
  }
  const { status, headers, body } = exchange.answer;
  return { status, headers: { ...headers }, body: JSON.parse(body) as T };
}

async function askOnce(
  identityId: string,
  { audience }: TokenTarget,
  { http }: EntraServices,
  limit: TimeLimit,
): Promise<Attempt<string | ActionError>> {
  const exchange: Exchange = {
    send: (request) => http.send({ ...request, ...requestTimeout(limit, ATTEMPT_MS), isDirect: true }),
  };
  try {
    const token = await CURRENT.run(exchange, () => acquireToken(identityId, audience));
    if (isJwt(token)) return { result: token, isTransient: false };
    return { result: new ActionError(refused(exchange.answer?.status, identityId)), isTransient: false };
  } catch {
    return judge(exchange, identityId, audience);
  }
}

async function acquireToken(userAssignedClientId: string, audience: string): Promise<string> {
  const { LogLevel, ManagedIdentityApplication } = await import('@azure/msal-node');
  const application = new ManagedIdentityApplication({
    managedIdentityIdParams: { userAssignedClientId },
    system: {
      networkClient: NETWORK,
      disableInternalRetries: true,
      loggerOptions: { loggerCallback: () => {}, logLevel: LogLevel.Error, piiLoggingEnabled: false },
    },
  });
  // The machine caches the token itself; MSAL's cache would return a token that was refused.
  return (await application.acquireToken({ resource: audience, forceRefresh: true })).accessToken;
}

/** Headers without MSAL's telemetry, which the endpoint does not need. */
function headersOf(options: { headers?: Record<string, string> } | undefined): Record<string, string> {
  const entries = Object.entries(options?.headers ?? {}).filter(([name]) => !/^x-client-/i.test(name));
  return Object.fromEntries(entries);
}

function judge({ answer, error }: Exchange, identityId: string, audience: string): Attempt<ActionError> {
  if (error?.kind === 'cancelled') return { result: new ActionError(CANCELLED), isTransient: false };
  if (error !== undefined) {
    return {
      result: new ActionError(unavailable(error), { cause: error }),
      isTransient: error.row.isTransient,
    };
  }
  if (answer === undefined) return { result: new ActionError(NOT_SUPPORTED), isTransient: false };
  const retryAfterMs = retryAfterOf(answer);
  return {
    result: new ActionError(explain(answer, identityId, audience)),
    // 404 and 410 are documented as "being updated" ("How to use managed identities on an Azure VM", error handling).
    isTransient: isTransientStatus(answer.status) || answer.status === 404 || answer.status === 410,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function explain({ status, body }: HttpResponse, identityId: string, audience: string): Explanation {
  // The endpoint's text is only matched, never shown.
  if (status === 400 && /identity not found|no (?:user-?)?assigned|managed identity/i.test(body)) {
    return notAssigned(identityId);
  }
  if (status === 400 && /AADSTS500011|invalid_resource/.test(body)) return wrongAudience(audience);
  return refused(status, identityId);
}

const USE_OTHERS =
  'On a GitHub-hosted runner, sign in with OIDC (omit all credential inputs). Elsewhere, use `federated-token-path` or a certificate (docs/authentication.md).';

const CANCELLED: Explanation = {
  code: 'cancelled',
  what: 'Sign-in was cancelled.',
  fix: ['Run the job again.'],
};

function unavailable({ host, row }: NetworkError): Explanation {
  return {
    code: 'managed-identity-unavailable',
    what: `This machine has no identity endpoint: the request to ${host} ${row.happened}.`,
    means:
      'A managed identity exists only on machines in Azure (virtual machines, scale sets, Kubernetes nodes). A firewall on the machine, or the network of a container, may also block 169.254.169.254.',
    fix: [
      'Run the job on a self-hosted runner in Azure that has the identity. In a container, let it reach 169.254.169.254 (it must not go through a proxy, and this action never uses one for it).',
      USE_OTHERS,
    ],
  };
}

const NOT_SUPPORTED: Explanation = {
  code: 'managed-identity-unavailable',
  what: 'This machine does not support a user-assigned managed identity.',
  means:
    'The environment names an identity endpoint, such as that of Azure Arc, which supports only system-assigned identities; a federated credential requires a user-assigned one.',
  fix: [USE_OTHERS],
};

function notAssigned(identityId: string): Explanation {
  return {
    code: 'managed-identity-not-found',
    what: `This machine has no managed identity with the client ID ${identityId}.`,
    means:
      'Either no such identity exists, or it is not assigned to this machine. GitHub-hosted runners have no managed identity.',
    fix: [
      `Check that the identity exists: \`az identity list --query "[?clientId=='${identityId}'].id"\`. If it prints nothing: \`managed-identity-client-id\` must be the client ID of a user-assigned identity, not its object ID and not the client ID of the app.`,
      'Assign it to the machine: `az vm identity assign --resource-group GROUP --name MACHINE --identities IDENTITY_RESOURCE_ID` (`az vmss identity assign` for a scale set).',
      USE_OTHERS,
    ],
  };
}

function wrongAudience(audience: string): Explanation {
  return {
    code: 'managed-identity-refused',
    what: `The identity endpoint issued no token for the audience ${/^[\w:/.-]{1,200}$/.test(audience) ? audience : 'in `audience`'}.`,
    means: 'A managed identity gets tokens only for an audience that exists in the cloud of the machine.',
    fix: [
      'Remove the input `audience` to use the default of the cloud.',
      'Check `cloud`: a machine in Azure Government signs in to gcc-high and dod, one in public Azure to commercial and gcc.',
    ],
  };
}

function refused(status: number | undefined, identityId: string): Explanation {
  return {
    code: 'managed-identity-refused',
    what: `The identity endpoint of this machine issued no token for the identity ${identityId}${status === undefined ? '' : ` (status ${status})`}.`,
    fix: [
      'Run the job again. If the problem persists, restart the machine, or remove the identity from it and assign it again.',
    ],
  };
}
