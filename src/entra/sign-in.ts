import { ActionError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import type { Warning } from '../vocabulary.ts';

import { type Pause, SIGN_IN_ATTEMPTS, startTimeLimit, type TimeLimit, withAttempts } from './attempts.ts';
import type { SigningCertificate } from './certificate/certificate.ts';
import { daysLeft, expiryWarning } from './certificate/certificate-expiry.ts';
import type { Credential } from './credential.ts';
import { type FederatedClaims, federatedEndpoint, fetchFederatedToken, NO_CERTIFICATE } from './federated.ts';
import type { AccessToken, SignInMethod, TokenSource } from './token.ts';
import { type ClientProof, requestToken, type TokenTarget, tokenEndpoint } from './token-request.ts';
import type { PowerShell } from './windows-store/powershell.ts';
import { findStoreCertificate, storePowerShell } from './windows-store/windows-store.ts';

/** Who signs in, where, and for what. IDs are cleaned and checked (`identifiers.ts`). */
export interface SignInSettings {
  readonly tenantId: string;
  readonly clientId: string;
  /** Host of the authority, without scheme. */
  readonly authorityHost: string;
  /** Application ID URI of the service, without `/.default`. */
  readonly resource: string;
  /** Of the OIDC token. */
  readonly audience: string;
  readonly credential: Credential;
  /** Further hosts that a firewall must allow for this run, such as the webhook's: for messages. */
  readonly hostsToAllow?: readonly string[];
}

/** What sign-in is given to work with. */
export interface SignInServices {
  readonly http: HttpClient;
  /** Keeps a secret out of the log from then on. */
  readonly mask: (secret: string) => void;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** From the event's payload, where it tells. */
  readonly defaultBranch?: string | undefined;
  /** In place of Windows PowerShell. */
  readonly powershell?: PowerShell;
  /** In place of waiting. */
  readonly pause?: Pause;
  /** Stops reading the Windows store; each `getToken` has its own. */
  readonly signal?: AbortSignal;
}

/** A way to get tokens, and what people should know about it. */
export interface SignIn {
  readonly method: SignInMethod;
  readonly source: TokenSource;
  /** To print and to put into the summary: the certificate's end. */
  readonly warnings: readonly Warning[];
  readonly certificate?: {
    readonly thumbprintSha1: string;
    readonly notAfter: Date;
    readonly daysLeft: number;
  };
}

/** One way to sign in: how it proves who we are, anew for each request. */
interface Prover {
  readonly method: SignInMethod;
  prove(limit: TimeLimit): Promise<{ proof: ClientProof; claims?: FederatedClaims }>;
  readonly certificate?: { readonly thumbprintSha1: string; readonly notAfter: Date };
  /** One more thing to look at when the sign-in fails. */
  readonly hint?: string;
}

/**
 * Prepares the sign-in, but asks for no token yet.
 * @throws {ActionError} when there is nothing to sign in with: no OIDC, or no such certificate in the Windows store.
 */
export async function createSignIn(settings: SignInSettings, services: SignInServices): Promise<SignIn> {
  const prover = await createProver(settings, services);
  const { method } = prover;
  const source = new CachedTokens((signal) => acquireToken(settings, services, prover, signal));
  if (prover.certificate === undefined) return { method, source, warnings: [] };
  const { thumbprintSha1, notAfter } = prover.certificate;
  const now = new Date();
  const expiry = expiryWarning(prover.certificate, now);
  return {
    method,
    source,
    warnings: expiry === undefined ? [] : [expiry.warning],
    certificate: { thumbprintSha1, notAfter, daysLeft: daysLeft(notAfter, now) },
  };
}

async function createProver(settings: SignInSettings, services: SignInServices): Promise<Prover> {
  const { credential } = settings;
  switch (credential.kind) {
    case 'certificate':
      return certificateProver(credential.certificate);
    case 'windows-store':
      return await storeProver(settings, credential.thumbprint, services);
    case 'client-secret':
      return { method: 'secret', prove: async () => ({ proof: { clientSecret: credential.secret } }) };
    case 'federated':
      return federatedProver(settings, services);
  }
}

function certificateProver(certificate: SigningCertificate): Prover {
  const clientCertificate = {
    thumbprintSha256: certificate.thumbprintSha256,
    privateKey: certificate.privateKeyPem,
    x5c: certificate.certificatePem,
  };
  return { method: 'certificate', prove: async () => ({ proof: { clientCertificate } }), certificate };
}

async function storeProver(
  settings: SignInSettings,
  thumbprint: string,
  services: SignInServices,
): Promise<Prover> {
  const powershell = services.powershell ?? storePowerShell(services.environment, services.platform);
  const certificate = await findStoreCertificate(thumbprint, powershell, { signal: services.signal });
  const claims = { clientId: settings.clientId, audience: tokenEndpoint(settings) };
  return {
    method: 'certificate',
    prove: async ({ signal }) => ({ proof: { clientAssertion: await certificate.sign(claims, signal) } }),
    certificate,
  };
}

function federatedProver(settings: SignInSettings, services: SignInServices): Prover {
  // Told at once: without it there is nothing to sign in with.
  federatedEndpoint(services.environment);
  const { http, environment, mask, pause } = services;
  const hostsToAllow = hostsOf(settings);
  return {
    method: 'federated',
    hint: NO_CERTIFICATE,
    prove: async (limit) => {
      const parts = { http, environment, mask, hostsToAllow };
      const { value, claims } = await fetchFederatedToken(settings.audience, parts, limit, pause);
      return { proof: { clientAssertion: value }, claims };
    },
  };
}

function hostsOf({ authorityHost, hostsToAllow }: SignInSettings): string[] {
  return [authorityHost, ...(hostsToAllow ?? [])];
}

/** A token, in up to three attempts with a fresh proof for each. */
async function acquireToken(
  settings: SignInSettings,
  services: SignInServices,
  prover: Prover,
  signal: AbortSignal | undefined,
): Promise<AccessToken> {
  const { tenantId, clientId, authorityHost, resource, hostsToAllow = [] } = settings;
  const { http, mask } = services;
  const target: TokenTarget = { tenantId, clientId, authorityHost, resource };
  const parts = { http, mask, hostsToAllow };
  const limit = startTimeLimit(SIGN_IN_ATTEMPTS.totalMs, signal);
  const attempt = async () => {
    const { proof, claims } = await prover.prove(limit);
    const context = {
      ...target,
      claims,
      defaultBranch: services.defaultBranch,
      thumbprintSha1: prover.certificate?.thumbprintSha1,
    };
    return await requestToken(target, proof, parts, context, limit);
  };
  try {
    return await withAttempts(attempt, limit, services.pause);
  } catch (error) {
    throw limit.signal?.aborted ? error : withHint(error, prover.hint);
  }
}

/** Adds a step to what a failure advises. */
function withHint(error: unknown, hint: string | undefined): unknown {
  if (hint === undefined || !(error instanceof ActionError)) return error;
  const { code, what, means, fix, cause } = error;
  return new ActionError(
    { code, what, ...(means === undefined ? {} : { means }), fix: [...fix, hint] },
    { cause },
  );
}

/** A token is renewed so many milliseconds before its end, so that a call that starts with it also ends with it. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Keeps the token in hand as long as it is good; callers at the same time share one request. */
class CachedTokens implements TokenSource {
  readonly #acquire: (signal: AbortSignal | undefined) => Promise<AccessToken>;
  #token: AccessToken | undefined;
  #pending: Promise<AccessToken> | undefined;

  constructor(acquire: (signal: AbortSignal | undefined) => Promise<AccessToken>) {
    this.#acquire = acquire;
  }

  async getToken({ refused, signal }: { refused?: string; signal?: AbortSignal } = {}): Promise<AccessToken> {
    if (this.#token?.value === refused) this.#token = undefined;
    if (this.#token !== undefined && this.#token.expiresAt.getTime() - Date.now() >= RENEW_BEFORE_MS) {
      return this.#token;
    }
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
