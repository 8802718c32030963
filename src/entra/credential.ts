import type { Debug, HttpClient } from '../http/client.ts';
import type { Clock, TimeLimit } from '../http/retry.ts';
import type { FederatedToken } from './federated/claims.ts';
import type { SignInMethod, UsedCertificate } from './token.ts';
import type { PowerShell } from './windows-store/powershell.ts';

/** Where a token is requested, for whom and for what. IDs are cleaned and checked (`inputs/identifiers.ts`). */
export interface TokenTarget {
  readonly tenantId: string;
  readonly clientId: string;
  /** Host of the authority, without scheme. */
  readonly authorityHost: string;
  /** Application ID URI of the service, without `/.default`. */
  readonly resource: string;
  /** Of a client assertion that another issuer signs. */
  readonly audience: string;
  /** What `audience` is when the input is omitted. */
  readonly cloudAudience: string;
}

/** The token endpoint, version 2.0. It is also the audience of an assertion that we sign. */
export function tokenEndpoint({ authorityHost, tenantId }: TokenTarget): string {
  return `https://${authorityHost}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
}

/** What sign-in works with. The last three are given by tests. */
export interface EntraServices {
  readonly http: HttpClient;
  /** Keeps a secret out of the log from then on. */
  readonly mask: (secret: string) => void;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** The repository's default branch, from the event's payload, where it is known. */
  readonly defaultBranch?: string | undefined;
  readonly debug?: Debug;
  readonly clock?: Clock;
  /** In place of Windows PowerShell. */
  readonly powershell?: PowerShell;
}

/** What proves who we are, in the form that MSAL takes. */
export type ClientAuthentication =
  | { readonly clientSecret: string }
  | { readonly clientAssertion: string }
  | {
      readonly clientCertificate: {
        /** Hexadecimal without colons, which MSAL would silently corrupt. */
        readonly thumbprintSha256: string;
        readonly privateKey: string;
        readonly x5c: string;
      };
    };

/** What a credential presents in one token request, and what is known about it for messages. */
export interface Proof {
  readonly authentication: ClientAuthentication;
  readonly certificate?: UsedCertificate;
  /** The token of another issuer that was presented. */
  readonly federated?: Omit<FederatedToken, 'value'>;
}

/** One way to sign in: chosen by the inputs, and used unchanged until the last token. */
export interface Credential {
  readonly method: SignInMethod;
  /** The way, as the log and the summary name it. */
  readonly way: string;
  /** Absolute path of the file it is read from, which nothing may overwrite. */
  readonly path?: string;
  /** One more thing to check when a sign-in fails. */
  readonly hint?: string;
  /**
   * A proof for one token request, made from the start each time.
   * @throws {ActionError}
   */
  prove(target: TokenTarget, services: EntraServices, limit: TimeLimit): Promise<Proof>;
}

/** In place of a credential in `mode: validate`, which does not sign in. */
export const NO_CREDENTIAL: Credential = {
  method: 'federated',
  way: 'none',
  prove: async () => {
    throw new Error('this mode does not sign in');
  },
};

/** A client secret: it is sent as it is. */
export function secretCredential(secret: string): Credential {
  return {
    method: 'secret',
    way: 'client secret',
    prove: async () => ({ authentication: { clientSecret: secret } }),
  };
}
