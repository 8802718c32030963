/** How the action signed in, as the receipt and the summary name it. */
export type SignInMethod = 'certificate' | 'federated' | 'secret';

/** An app-only access token for the ingestion service. The value is registered as a mask before it is returned. */
export interface AccessToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** Gives tokens for one run. */
export interface TokenSource {
  /**
   * A token that is good for at least five more minutes; the one in hand as long as it is.
   * @param options.refused A token that the service has refused: another one is given. Callers that were refused
   * together, with the same token, share one request.
   * @throws {ActionError} with the explanation of Entra's answer or of the network's failure.
   */
  getToken(options?: { readonly refused?: string; readonly signal?: AbortSignal }): Promise<AccessToken>;
}
