import type { Debug, HttpClient } from '../http/client.ts';
import type { Clock, TimeLimit } from '../http/retry.ts';
import type { FederatedToken } from './federated/claims.ts';
import type { SignInMethod, UsedCertificate } from './token.ts';
import type { PowerShell } from './windows-store/powershell.ts';

/** The token endpoint, application and resource of a token request. IDs are normalized and checked (`inputs/identifiers.ts`). */
export interface TokenTarget {
  readonly tenantId: string;
  readonly clientId: string;
  /** Host of the authority, without scheme. */
  readonly authorityHost: string;
  /** Application ID URI of the service, without `/.default`. */
  readonly resource: string;
  /** Audience of a client assertion that another issuer signs. */
  readonly audience: string;
  /** The default of `audience`. */
  readonly cloudAudience: string;
}

/** The token endpoint, version 2.0. It is also the audience of assertions that we sign. */
export function tokenEndpoint({ authorityHost, tenantId }: TokenTarget): string {
  return `https://${authorityHost}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
}

/** Dependencies of the sign-in. The last three are for tests. */
export interface EntraServices {
  readonly http: HttpClient;
  /** Registers a secret, so that the runner masks it in the log. */
  readonly mask: (secret: string) => void;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** The repository's default branch, if the event's payload contains it. */
  readonly defaultBranch?: string | undefined;
  readonly debug?: Debug;
  readonly clock?: Clock;
  /** Replaces Windows PowerShell. */
  readonly powershell?: PowerShell;
}

/** The client authentication, in the form that MSAL takes. */
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

/** What a credential presents in one token request, with details for messages. */
export interface Proof {
  readonly authentication: ClientAuthentication;
  readonly certificate?: UsedCertificate;
  /** The token of another issuer that was presented. */
  readonly federated?: Omit<FederatedToken, 'value'>;
}

/** One way to sign in: chosen from the inputs, and used for all tokens of the run. */
export interface Credential {
  readonly method: SignInMethod;
  /** The name of this way in the log and the summary. */
  readonly way: string;
  /** Absolute path of the file it is read from, which nothing may overwrite. */
  readonly path?: string;
  /** One more thing to check when a sign-in fails. */
  readonly hint?: string;
  /**
   * A fresh proof for one token request.
   * @throws {ActionError}
   */
  prove(target: TokenTarget, services: EntraServices, limit: TimeLimit): Promise<Proof>;
}

/** The credential in `mode: validate`, which does not sign in. */
export const NO_CREDENTIAL: Credential = {
  method: 'federated',
  way: 'none',
  prove: async () => {
    throw new Error('this mode does not sign in');
  },
};

/** A client secret, which is sent unchanged. */
export function secretCredential(secret: string): Credential {
  return {
    method: 'secret',
    way: 'client secret',
    prove: async () => ({ authentication: { clientSecret: secret } }),
  };
}
