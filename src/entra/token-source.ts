import { ActionError } from '../errors.ts';
import { REQUEST_ATTEMPTS, retry, startTimeLimit } from '../http/retry.ts';
import type { Credential, EntraServices, TokenTarget } from './credential.ts';
import { SIGN_IN_MS } from './time-limits.ts';
import type { AccessToken, TokenSource } from './token.ts';
import { requestToken } from './token-request.ts';

/** Signs in when the first token is requested; nothing is sent before that. */
export function createTokenSource(
  credential: Credential,
  target: TokenTarget,
  services: EntraServices,
): TokenSource {
  return new CachedTokens((signal) => acquireToken(credential, target, services, signal), services);
}

/** Requests a token in up to three attempts, each with a fresh proof. */
async function acquireToken(
  credential: Credential,
  target: TokenTarget,
  services: EntraServices,
  signal: AbortSignal | undefined,
): Promise<AccessToken> {
  const { clock, debug } = services;
  const limit = startTimeLimit(SIGN_IN_MS, signal, clock);
  const attempt = async () => {
    const proof = await credential.prove(target, services, limit);
    return await requestToken(target, proof, services, limit);
  };
  try {
    const token = await retry(attempt, {
      maxAttempts: REQUEST_ATTEMPTS,
      limit,
      ...(clock === undefined ? {} : { clock }),
      onWait: (number, ms) => debug?.(`Sign-in: attempt ${number} failed, the next one starts in ${ms} ms`),
    });
    if (token instanceof ActionError) throw token;
    return token;
  } catch (error) {
    throw signal?.aborted ? error : withHint(error, credential.hint);
  }
}

/** Adds a step to the fix of a failure, unless it has it already. */
function withHint(error: unknown, hint: string | undefined): unknown {
  if (hint === undefined || !(error instanceof ActionError) || error.fix.includes(hint)) return error;
  const { code, what, means, fix, cause } = error;
  return new ActionError(
    { code, what, ...(means === undefined ? {} : { means }), fix: [...fix, hint] },
    { cause },
  );
}

/** A token is renewed this many milliseconds before it expires, so that it stays valid during a call. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Caches the current token while it is valid; concurrent callers share one request. */
class CachedTokens implements TokenSource {
  readonly #acquire: (signal: AbortSignal | undefined) => Promise<AccessToken>;
  readonly #debug: EntraServices['debug'];
  #token: AccessToken | undefined;
  #pending: Promise<AccessToken> | undefined;

  constructor(
    acquire: (signal: AbortSignal | undefined) => Promise<AccessToken>,
    { debug }: Pick<EntraServices, 'debug'>,
  ) {
    this.#acquire = acquire;
    this.#debug = debug;
  }

  async getToken({ refused, signal }: { refused?: string; signal?: AbortSignal } = {}): Promise<AccessToken> {
    if (refused !== undefined && this.#token?.value === refused) {
      this.#debug?.('Access token: refused by the service, a new one is requested');
      this.#token = undefined;
    }
    if (this.#token !== undefined && this.#token.expiresAt.getTime() - Date.now() >= RENEW_BEFORE_MS) {
      return this.#token;
    }
    if (this.#token !== undefined) this.#debug?.('Access token: expires soon, a new one is requested');
    this.#pending ??= this.#acquire(signal)
      .then((token) => {
        this.#token = token;
        return token;
      })
      .finally(() => {
        this.#pending = undefined;
      });
    return await this.#pending;
  }
}
