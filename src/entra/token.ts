/** How the action signed in, as the receipt names it. */
export type SignInMethod = 'certificate' | 'federated' | 'secret';

/** The certificate that was used to sign in: its expiry, and its name in messages. */
export interface UsedCertificate {
  /** Upper-case hexadecimal, as the portal shows it. */
  readonly thumbprintSha1: string;
  readonly notAfter: Date;
  /** What Microsoft Entra may object to; each comes after "The certificate". */
  readonly peculiarities?: readonly string[];
}

/** An app-only access token. The value is registered as a mask before it is returned. */
export interface AccessToken {
  readonly value: string;
  readonly expiresAt: Date;
  readonly certificate?: UsedCertificate;
}

/** Provides tokens for one app and one service. */
export interface TokenSource {
  /**
   * A token that is valid for at least five more minutes.
   * @param options.refused A token that the service has refused: a new one is requested. Concurrent callers whose
   * token was refused share one request.
   * @throws {ActionError} with the explanation of Entra's response or of the network failure.
   */
  getToken(options?: { readonly refused?: string; readonly signal?: AbortSignal }): Promise<AccessToken>;
}
