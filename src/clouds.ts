/** The clouds that have an HR connector, as the `cloud` input names them. */
export type CloudName = 'commercial' | 'gcc' | 'gcc-high' | 'dod';

/** Hosts, resource and audience of a cloud. */
export interface Cloud {
  /** Host of the Microsoft Entra authority. */
  readonly authorityHost: string;
  /** The ingestion webhook, without its `jobid` parameter. */
  readonly ingestionUrl: string;
  /** Application ID URI of the service; the scope of the token is this plus `/.default`. */
  readonly resource: string;
  /** Audience that Entra expects in a GitHub OIDC token used as a client assertion. */
  readonly oidcAudience: string;
  /** Host of Microsoft Graph; Microsoft Learn, "National cloud deployments". */
  readonly graphHost: string;
  /** Column names may not contain spaces (Microsoft Learn, "Set up a connector to import HR data in US Government"). */
  readonly isUsGovernment: boolean;
}

/**
 * Source: Microsoft's upload script (`microsoft/m365-compliance-connector-sample-scripts`, 2026-02), which calls
 * gcc-high "ITAR L4" and dod "ITAR L5" and still signs in at login.windows.net for the commercial cloud. All
 * four have used the same resource since March 2025.
 */
const RESOURCE = 'https://microsoft.onmicrosoft.com/86dfdabb-5089-4a0c-880a-cfa5a790c5b1';

/** To add a cloud, add a row. */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  commercial: {
    authorityHost: 'login.microsoftonline.com',
    ingestionUrl: 'https://webhook.ingestion.office.com/api/signals',
    resource: RESOURCE,
    oidcAudience: 'api://AzureADTokenExchange',
    graphHost: 'graph.microsoft.com',
    isUsGovernment: false,
  },
  gcc: {
    authorityHost: 'login.microsoftonline.com',
    ingestionUrl: 'https://webhook-gcc.ingestion.office365.us/api/signals',
    resource: RESOURCE,
    oidcAudience: 'api://AzureADTokenExchange',
    graphHost: 'graph.microsoft.com',
    isUsGovernment: true,
  },
  'gcc-high': {
    authorityHost: 'login.microsoftonline.us',
    ingestionUrl: 'https://webhook-itarl4.ingestion.office365.us/api/signals',
    resource: RESOURCE,
    oidcAudience: 'api://AzureADTokenExchangeUSGov',
    graphHost: 'graph.microsoft.us',
    isUsGovernment: true,
  },
  dod: {
    authorityHost: 'login.microsoftonline.us',
    ingestionUrl: 'https://webhook-itarl5.ingestion.apps.mil/api/signals',
    resource: RESOURCE,
    oidcAudience: 'api://AzureADTokenExchangeUSGov',
    graphHost: 'dod-graph.microsoft.us',
    isUsGovernment: true,
  },
};

/** All cloud names, in the order in which messages list them. */
export const CLOUD_NAMES = Object.keys(CLOUDS) as CloudName[];
