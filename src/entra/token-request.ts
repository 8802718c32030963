import type { ConfidentialClientApplication, Configuration, INetworkModule } from '@azure/msal-node';
import { ActionError } from '../errors.ts';
import type { HttpResponse } from '../http/client.ts';
import { explainNetworkError, NetworkError } from '../http/network-failures.ts';
import { type Attempt, retryAfterOf, type TimeLimit } from '../http/retry.ts';
import {
  type ClientAuthentication,
  type EntraServices,
  type Proof,
  type TokenTarget,
  tokenEndpoint,
} from './credential.ts';
import { explainRefusal, type SignInContext } from './errors/refused-sign-in.ts';
import { requestTimeout } from './time-limits.ts';
import type { AccessToken } from './token.ts';

/** One request and its result. MSAL's own errors quote the server, so they are not used. */
interface Exchange {
  answer?: HttpResponse;
  error?: NetworkError;
}

/**
 * One request for a token, with a fresh MSAL instance: after a 429 or 5xx, an instance answers from its throttling cache
 * instead of sending another request.
 */
export async function requestToken(
  target: TokenTarget,
  { authentication, certificate, federated }: Proof,
  services: EntraServices,
  limit: TimeLimit,
): Promise<Attempt<AccessToken | ActionError>> {
  const exchange: Exchange = {};
  const network = networkModule(services, limit, exchange);
  const application = await createApplication(target, authentication, network);
  try {
    const result = await application.acquireTokenByClientCredential({
      scopes: [`${target.resource}/.default`],
      skipCache: true,
    });
    const token = usableToken(result?.accessToken, result?.expiresOn);
    if (token === undefined) return { result: unusable(target), isTransient: false };
    services.mask(token.value);
    return {
      result: certificate === undefined ? token : { ...token, certificate },
      isTransient: false,
    };
  } catch (error) {
    const { defaultBranch } = services;
    return judge(exchange, error, { ...target, certificate, federated, defaultBranch, now: new Date() });
  }
}

/** A token that fits into a header, with a valid expiry. */
function usableToken(value: string | undefined, expiresAt: Date | null | undefined): AccessToken | undefined {
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  if (!(expiresAt instanceof Date) || Number.isNaN(expiresAt.getTime())) return undefined;
  return { value, expiresAt };
}

async function createApplication(
  target: TokenTarget,
  authentication: ClientAuthentication,
  networkClient: INetworkModule,
): Promise<ConfidentialClientApplication> {
  const { ConfidentialClientApplication, LogLevel } = await import('@azure/msal-node');
  const authority = `https://${target.authorityHost}/${encodeURIComponent(target.tenantId)}`;
  const configuration: Configuration = {
    auth: {
      clientId: target.clientId,
      authority,
      // With both set, MSAL skips discovery: it contacts no other host, and the configured host stays.
      knownAuthorities: [target.authorityHost],
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: tokenEndpoint(target),
        issuer: `${authority}/v2.0`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
      ...authentication,
    },
    system: {
      networkClient,
      disableInternalRetries: true,
      loggerOptions: { loggerCallback: () => {}, logLevel: LogLevel.Error, piiLoggingEnabled: false },
    },
  };
  return new ConfidentialClientApplication(configuration);
}

/** The network client for MSAL: our HTTP client, POST only. */
function networkModule(services: EntraServices, limit: TimeLimit, exchange: Exchange): INetworkModule {
  return {
    sendGetRequestAsync: () => {
      throw new Error('no discovery is expected');
    },
    sendPostRequestAsync: async <T>(
      url: string,
      options?: { headers?: Record<string, string>; body?: string },
    ) => {
      const form = withoutMachine(new URLSearchParams(options?.body));
      const assertion = form.get('client_assertion');
      if (assertion !== null) services.mask(assertion);
      try {
        exchange.answer = await services.http.send({
          method: 'POST',
          url,
          headers: { 'content-type': FORM_TYPE, accept: 'application/json' },
          body: form.toString(),
          ...requestTimeout(limit),
        });
      } catch (error) {
        if (error instanceof NetworkError) exchange.error = error;
        throw error;
      }
      const { status, headers } = exchange.answer;
      return { status, headers: { ...headers }, body: JSON.parse(exchange.answer.body) as T };
    },
  };
}

const FORM_TYPE = 'application/x-www-form-urlencoded;charset=utf-8';

/**
 * Removes what MSAL reports about this machine and earlier requests: system, processor, its own version,
 * telemetry (`x-client-…`, `x-ms-…`). `client-request-id` stays, since Microsoft's support finds a request by it.
 */
function withoutMachine(form: URLSearchParams): URLSearchParams {
  for (const name of [...form.keys()]) if (/^x-(client|ms)-/i.test(name)) form.delete(name);
  return form;
}

/** Explains a failed request from its exchange; MSAL's own error reveals too much. */
function judge(exchange: Exchange, error: unknown, context: SignInContext): Attempt<ActionError> {
  const { answer, error: failure } = exchange;
  if (failure !== undefined) {
    return { result: explainNetworkError(failure), isTransient: failure.row.isTransient };
  }
  if (answer === undefined) return { result: notSent(error), isTransient: false };
  if (answer.status === 200 && !answer.bodyComplete) return { result: unusable(context), isTransient: true };
  const { failure: result, isTransient } = explainRefusal(answer, context);
  return { result, isTransient, retryAfterMs: retryAfterOf(answer) };
}

/** Nothing was sent: MSAL or the signing library rejected input that our own checks should have caught. */
function notSent(error: unknown): ActionError {
  const kind = error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'unknown';
  return new ActionError({
    code: 'internal-error',
    what: `The sign-in request could not be made (${kind}).`,
    fix: [
      'Open an issue with the version of this action and the way you sign in (never with the credential itself).',
    ],
  });
}

function unusable({ authorityHost }: { readonly authorityHost: string }): ActionError {
  return new ActionError({
    code: 'entra-token-unusable',
    what: `${authorityHost} responded to the sign-in without a usable token.`,
    fix: ['Run the job again. If the problem persists, check whether a proxy changes the responses.'],
  });
}
