import type { Authority } from './app.ts';

/** Host names of each service; the first is the preferred one. */
const ALIASES: Readonly<Record<Authority, readonly string[]>> = {
  public: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
  'us-government': ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
};

const GRAPH_HOST: Readonly<Record<Authority, string>> = {
  public: 'graph.microsoft.com',
  'us-government': 'graph.microsoft.us',
};

/** The document at `/{tenant}/v2.0/.well-known/openid-configuration`; without `v2.0` that of version 1. */
export function openIdConfiguration(
  host: string,
  authority: Authority,
  tenantId: string,
  isVersion2: boolean,
) {
  const base = `https://${host}/${tenantId}`;
  const version = isVersion2 ? '/v2.0' : '';
  const keys = isVersion2 ? 'discovery/v2.0/keys' : 'discovery/keys';
  return {
    token_endpoint: `${base}/oauth2${version}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/${keys}`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: isVersion2 ? `${base}/v2.0` : `https://sts.windows.net/${tenantId}/`,
    authorization_endpoint: `${base}/oauth2${version}/authorize`,
    device_authorization_endpoint: `${base}/oauth2${version}/devicecode`,
    end_session_endpoint: `${base}/oauth2${version}/logout`,
    tenant_region_scope: authority === 'public' ? 'EU' : 'USGov',
    cloud_instance_name: authority === 'public' ? 'microsoftonline.com' : 'microsoftonline.us',
    msgraph_host: GRAPH_HOST[authority],
  };
}

/**
 * The document at `/common/discovery/instance`.
 * @param authorizationEndpoint The endpoint that the client asks about.
 * @returns undefined for a host that does not belong to Microsoft Entra.
 */
export function instanceMetadata(authorizationEndpoint: string) {
  const { host, pathname } = new URL(authorizationEndpoint);
  const [, tenant] = pathname.split('/');
  const isKnown = Object.values(ALIASES).some((names) => names.includes(host));
  if (!isKnown) return undefined;
  return {
    tenant_discovery_endpoint: `https://${host}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: Object.values(ALIASES).map((aliases) => ({
      preferred_network: aliases[0],
      preferred_cache: aliases[1],
      aliases,
    })),
  };
}
