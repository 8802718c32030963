/** The two services of Microsoft Entra. They do not share tenants. */
export type Authority = 'public' | 'us-government';

/** A federated credential of an app registration. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** An app registration. */
export interface App {
  readonly tenantId: string;
  readonly clientId: string;
  /** The service of its tenant; both if omitted, for tests of all clouds with one app. */
  readonly authority?: Authority;
  /** No connector was ever created in its tenant, so the ingestion service is unknown there. */
  readonly isWithoutService?: boolean;
  /** Other names of the tenant. */
  readonly domains?: readonly string[];
  /** PEM. */
  readonly certificates?: readonly string[];
  readonly secrets?: readonly { readonly value: string; readonly expired?: boolean }[];
  readonly federatedCredentials?: readonly FederatedCredential[];
  /** Application permissions of Microsoft Graph with admin consent, such as `User.Read.All`. */
  readonly graphPermissions?: readonly string[];
  /** Blocked by Conditional Access. */
  readonly isBlocked?: boolean;
  readonly isDisabled?: boolean;
}

/** The service that an authority's host belongs to. */
export function authorityOf(host: string): Authority {
  return host.endsWith('.us') ? 'us-government' : 'public';
}
