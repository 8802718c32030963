import type { ConfidentialClientApplication, Configuration, INetworkModule } from '@azure/msal-node';
import { ActionError } from '../errors.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { explainNetworkError, NetworkError } from '../http/network-failures.ts';
import { type Attempt, SIGN_IN_ATTEMPTS, type TimeLimit } from './attempts.ts';
import { explainRefusal, type SignInContext } from './errors/refused-sign-in.ts';
import { networkMayPass, retryAfterOf } from './passing.ts';
import type { AccessToken } from './token.ts';

/** What proves who we are, in a form that MSAL takes. Made anew for each request. */
export type ClientProof =
  | { readonly clientSecret: string }
  | { readonly clientAssertion: string }
  | {
      readonly clientCertificate: {
        /** Hexadecimal without colons, which MSAL would corrupt without a word. */
        readonly thumbprintSha256: string;
        readonly privateKey: string;
        readonly x5c: string;
      };
    };

/** Where a token is asked for, and for what. */
export interface TokenTarget {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityHost: string;
  readonly resource: string;
}

export interface TokenRequestServices {
  readonly http: HttpClient;
  readonly mask: (secret: string) => void;
  readonly hostsToAllow: readonly string[];
}

/** The token endpoint, version 2.0. It is also the audience of an assertion. */
export function tokenEndpoint({ authorityHost, tenantId }: TokenTarget): string {
  return `https://${authorityHost}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
}

/** The last exchange of one request: MSAL's own errors quote the server, so we judge by this instead. */
interface Exchange {
  answer?: HttpResponse;
  error?: NetworkError;
}

/**
 * One request for a token, by a fresh MSAL instance: after a 429 or 5xx an instance answers from its throttling cache
 * instead of asking again.
 */
export async function requestToken(
  target: TokenTarget,
  proof: ClientProof,
  services: TokenRequestServices,
  context: Omit<SignInContext, 'now'>,
  limit: TimeLimit,
): Promise<Attempt<AccessToken>> {
  const exchange: Exchange = {};
  const application = await createApplication(target, proof, networkModule(services, limit, exchange));
  try {
    const result = await application.acquireTokenByClientCredential({
      scopes: [`${target.resource}/.default`],
      skipCache: true,
    });
    const token = usableToken(result?.accessToken, result?.expiresOn);
    if (token === undefined) return unusable(target);
    services.mask(token.value);
    return { value: token };
  } catch (error) {
    return judge(exchange, error, services, context);
  }
}

/** A token that can stand in a header, with a time that is one. */
function usableToken(value: string | undefined, expiresAt: Date | null | undefined): AccessToken | undefined {
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  if (!(expiresAt instanceof Date) || Number.isNaN(expiresAt.getTime())) return undefined;
  return { value, expiresAt };
}

async function createApplication(
  target: TokenTarget,
  proof: ClientProof,
  networkClient: INetworkModule,
): Promise<ConfidentialClientApplication> {
  const { ConfidentialClientApplication, LogLevel } = await import('@azure/msal-node');
  const authority = `https://${target.authorityHost}/${encodeURIComponent(target.tenantId)}`;
  const configuration: Configuration = {
    auth: {
      clientId: target.clientId,
      authority,
      // With both given, nothing is discovered: no other host is asked, and the host stays the one that was configured.
      knownAuthorities: [target.authorityHost],
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: tokenEndpoint(target),
        issuer: `${authority}/v2.0`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
      ...proof,
    },
    system: {
      networkClient,
      disableInternalRetries: true,
      loggerOptions: { loggerCallback: () => {}, logLevel: LogLevel.Error, piiLoggingEnabled: false },
    },
  };
  return new ConfidentialClientApplication(configuration);
}

/** MSAL's way to the network: our HTTP client, POST only. */
function networkModule(services: TokenRequestServices, limit: TimeLimit, exchange: Exchange): INetworkModule {
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
          timeoutMs: Math.max(1, Math.min(SIGN_IN_ATTEMPTS.requestMs, limit.leftMs())),
          ...(limit.signal === undefined ? {} : { signal: limit.signal }),
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
 * What MSAL tells about this machine and about earlier requests is left out: system, processor, its own version,
 * telemetry (`x-client-…`, `x-ms-…`). `client-request-id` stays, since Microsoft's support finds a request by it.
 */
function withoutMachine(form: URLSearchParams): URLSearchParams {
  for (const name of [...form.keys()]) if (/^x-(client|ms)-/i.test(name)) form.delete(name);
  return form;
}

/** What a failed request means, told by what was exchanged; MSAL's error itself says too much. */
function judge(
  exchange: Exchange,
  error: unknown,
  services: TokenRequestServices,
  context: Omit<SignInContext, 'now'>,
): Attempt<AccessToken> {
  if (exchange.error !== undefined) {
    return {
      failure: explainNetworkError(exchange.error, [context.authorityHost, ...services.hostsToAllow]),
      mayPass: networkMayPass(exchange.error),
    };
  }
  if (exchange.answer === undefined) return { failure: notSent(error), mayPass: false };
  if (exchange.answer.status === 200 && !exchange.answer.bodyComplete) {
    return { ...unusable(context), mayPass: true };
  }
  const refusal = explainRefusal(exchange.answer, { ...context, now: new Date() });
  return { ...refusal, retryAfterMs: retryAfterOf(exchange.answer) };
}

/** Nothing went out: MSAL or the signing library refused what it was given, which our own checks should have caught. */
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

function unusable({ authorityHost }: { readonly authorityHost: string }): {
  failure: ActionError;
  mayPass: boolean;
} {
  return {
    failure: new ActionError({
      code: 'entra-token-unusable',
      what: `${authorityHost} answered the sign-in without a usable token.`,
      fix: ['Run the job again. If it stays, check whether a proxy changes the answers.'],
    }),
    mayPass: false,
  };
}
