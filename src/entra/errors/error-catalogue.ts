import type { ErrorCode } from '../../errors.ts';

/** Which extra lines the explanation of an error gets; see `refused-sign-in.ts`. */
export type Extra = 'federated-credential' | 'clocks' | 'certificate';

/** The explanation of one error of Microsoft Entra. */
export interface EntraError {
  readonly code: ErrorCode;
  /** What happened, as the end of a sentence. */
  readonly what: string;
  /** Only if `what` is not enough. */
  readonly means?: string;
  /** `{tenant}`, `{client}`, `{host}` and `{resource}` are replaced by the values of this run. */
  readonly fix: readonly string[];
  /** Another attempt may succeed. */
  readonly isTransient?: true;
  readonly extra?: Extra;
}

const CHECK_CLOUD =
  'Check `tenant-id` ({tenant}) and `cloud`: the US Government clouds gcc-high and dod sign in at login.microsoftonline.us, all others at login.microsoftonline.com. This run used {host}.';
const CHECK_CLIENT = 'Check `client-id` ({client}): it is the "Application (client) ID", not an object ID.';
const JUST_CREATED = 'If it was created just now, wait a few minutes and run the job again.';
const ASK_ADMIN_CA =
  'Ask an administrator to look up the sign-in in the Entra portal (Sign-in logs, Service principal sign-ins), which name the policy.';
const RUN_AGAIN =
  'Run the job again later. If the problem persists, open a support request with Microsoft and include the IDs below.';
const TENANT_RESTRICTIONS: EntraError = {
  code: 'entra-tenant-restricted',
  what: 'this network does not allow signing in to the tenant',
  means: 'A proxy on the network path adds tenant restrictions, and this tenant is not on its list.',
  fix: [
    'Ask the network team to add the tenant {tenant} to the tenant restrictions of the proxy, or run the job on a runner outside that network.',
  ],
};
const CROSS_CLOUD: EntraError = {
  code: 'entra-other-cloud',
  what: 'the tenant belongs to a different cloud',
  means:
    'US Government tenants (gcc-high, dod) have their own sign-in host; an application cannot sign in across clouds.',
  fix: [CHECK_CLOUD],
};
const CONDITIONAL_ACCESS: EntraError = {
  code: 'entra-conditional-access',
  what: 'a Conditional Access policy blocks this application',
  means: 'Usually the policy allows only certain IP addresses. GitHub-hosted runners have no fixed ones.',
  fix: [
    ASK_ADMIN_CA,
    'Run the job on a self-hosted runner, or a larger runner with static IP addresses, and add those to the named location; or exclude this application from the policy.',
  ],
};
const BAD_SIGNATURE: EntraError = {
  code: 'entra-certificate-not-registered',
  what: 'the certificate is not registered on the application, or its signature does not verify',
  means:
    'Usually the secret and the app registration have different certificates: one was renewed, the other was not.',
  fix: [
    'Compare the thumbprints: the app registration shows its own under "Certificates & secrets", "Certificates".',
    'Upload the public half of this certificate there, or use the registered certificate in the workflow. {client} must be the application that has it.',
    JUST_CREATED,
  ],
  extra: 'certificate',
};
const NO_MATCH = (what: string, ...fix: string[]): EntraError => ({
  code: 'entra-no-federated-credential',
  what,
  fix,
  extra: 'federated-credential',
});
const REQUEST_DEFECT = (what: string): EntraError => ({
  code: 'entra-request-invalid',
  what,
  means:
    'This action sent a request that Entra does not accept, or something on the network path changed it.',
  fix: [
    'If a proxy inspects TLS traffic, exclude {host} from it.',
    'Otherwise open an issue with the version of this action and the IDs below.',
  ],
});
const UNAVAILABLE: EntraError = {
  code: 'entra-unavailable',
  what: 'the service is busy or unavailable',
  fix: [RUN_AGAIN],
  isTransient: true,
};

/**
 * Errors of the token endpoint that a client credentials request can meet, by the number after `AADSTS`.
 * Sources: those that people report for this kind of upload are first-hand from public reports (700016, 90002, 900023,
 * 50034, 90072, 7000215, 7000222, 700027, 700024, 70021, 700211, 700212, 700213, 7002138, 500011, 53003). The others
 * are from Microsoft Learn, "Microsoft Entra authentication and authorization error codes", and general knowledge of
 * the service; their advice has not been tried against it. Only the numbers are matched, never the wording.
 * To add an error, add a row.
 */
export const ENTRA_ERRORS: Readonly<Record<string, EntraError>> = {
  // The application
  '700016': {
    code: 'entra-application-not-found',
    what: 'there is no application with this client ID in this tenant',
    fix: [CHECK_CLIENT, CHECK_CLOUD, JUST_CREATED],
  },
  '7000112': {
    code: 'entra-application-disabled',
    what: 'the application is disabled',
    fix: [
      'Enable it: Entra portal, Enterprise applications, {client}, Properties, "Enabled for users to sign-in?" (an administrator may have switched it off on purpose).',
    ],
  },
  '7000229': {
    code: 'entra-service-principal-missing',
    what: 'the application has no service principal in this tenant',
    means:
      'The app registration exists, but it has no enterprise application (service principal) in this tenant.',
    fix: ['Create it: `az ad sp create --id {client}`', CHECK_CLOUD],
  },
  '700025': {
    code: 'entra-public-client',
    what: 'the application is registered as a public client, which cannot have a credential',
    fix: [
      'In the app registration under "Authentication", set "Allow public client flows" to No, or register a new application for this.',
    ],
  },
  '70001': {
    code: 'entra-application-not-found',
    what: 'the application does not exist in this tenant, or may not sign in',
    fix: [CHECK_CLIENT, CHECK_CLOUD],
  },
  '70002': {
    code: 'entra-credential-invalid',
    what: "the application's credential is not valid",
    fix: [CHECK_CLIENT],
  },
  '50105': {
    code: 'entra-application-not-assigned',
    what: 'the application is not assigned to the service',
    fix: [ASK_ADMIN_CA],
  },
  '501051': {
    code: 'entra-application-not-assigned',
    what: 'the application is not assigned to a role of the ingestion service',
    means: '"Assignment required" is on for the service principal of the service.',
    fix: [
      'Ask an administrator to turn off "Assignment required" for the enterprise application of {resource}, or to assign {client}.',
    ],
  },

  // The tenant and the cloud
  '90002': {
    code: 'entra-tenant-not-found',
    what: 'there is no such tenant in this cloud',
    fix: [CHECK_CLOUD],
  },
  '900023': {
    code: 'entra-tenant-not-found',
    what: 'the tenant is neither a GUID nor a known domain name',
    fix: [CHECK_CLOUD],
  },
  '50049': {
    code: 'entra-authority-unknown',
    what: 'the authority host does not belong to Microsoft Entra',
    fix: ['Check `authority-host` ({host}); omit it to use the host of the cloud.'],
  },
  '50059': {
    code: 'entra-tenant-not-found',
    what: 'the request did not name a known tenant',
    fix: [CHECK_CLOUD],
  },
  '90019': {
    code: 'entra-tenant-not-found',
    what: 'the request did not name a known tenant',
    fix: [CHECK_CLOUD],
  },
  '90013': {
    code: 'entra-tenant-not-found',
    what: 'the tenant ID or client ID is not valid',
    fix: [CHECK_CLOUD, CHECK_CLIENT],
  },
  '50020': {
    code: 'entra-identity-unknown',
    what: 'the identity is not known in this tenant',
    fix: [CHECK_CLOUD, CHECK_CLIENT],
  },
  '50034': {
    code: 'entra-identity-unknown',
    what: 'the identity is not known in this tenant',
    fix: [CHECK_CLOUD, CHECK_CLIENT],
  },
  '90072': {
    code: 'entra-identity-unknown',
    what: 'the identity belongs to another tenant',
    fix: [CHECK_CLOUD, CHECK_CLIENT],
  },
  '7000012': {
    code: 'entra-identity-unknown',
    what: 'the credential is for another tenant',
    fix: [CHECK_CLOUD],
  },
  '90038': CROSS_CLOUD,
  '90043': CROSS_CLOUD,
  '90051': CROSS_CLOUD,
  '900382': CROSS_CLOUD,
  '900432': CROSS_CLOUD,
  '900439': CROSS_CLOUD,
  '5000225': {
    code: 'entra-tenant-blocked',
    what: 'the tenant is blocked because it was not used for a long time',
    fix: ['Open a support request with Microsoft to have the tenant reactivated.'],
  },
  '50002': TENANT_RESTRICTIONS,
  '500021': TENANT_RESTRICTIONS,
  '500022': TENANT_RESTRICTIONS,

  // The ingestion service
  '500011': {
    code: 'entra-resource-not-found',
    what: 'the ingestion service does not exist in this tenant',
    means:
      'It appears in a tenant when the first HR connector is created there. Either no connector was ever created in this tenant, or the tenant or cloud is wrong.',
    fix: [
      'Create the HR connector in the Microsoft Purview portal of this tenant first.',
      CHECK_CLOUD,
      'If `resource` is set, remove it: this run requested {resource}.',
    ],
  },
  '500014': {
    code: 'entra-resource-disabled',
    what: 'the ingestion service is disabled in this tenant',
    fix: ['Enable the enterprise application of {resource} in the Entra portal.'],
  },
  '50001': {
    code: 'entra-resource-not-found',
    what: 'the ingestion service does not exist or is disabled in this tenant',
    fix: ['Check `resource` ({resource}); omit it to use the default of the cloud.', CHECK_CLOUD],
  },
  '650052': {
    code: 'entra-resource-not-found',
    what: 'the tenant has no subscription to the ingestion service',
    fix: ['Check the licence for Insider Risk Management, and that the HR connector exists in this tenant.'],
  },
  '650057': {
    code: 'entra-resource-invalid',
    what: 'the resource is not valid for this application',
    fix: ['Check `resource` ({resource}); omit it to use the default of the cloud.'],
  },
  '70011': {
    code: 'entra-resource-invalid',
    what: 'the scope is not valid',
    fix: ['Check `resource` ({resource}); omit it to use the default of the cloud.'],
  },
  '1002012': {
    code: 'entra-resource-invalid',
    what: 'the scope is not valid',
    fix: ['Check `resource` ({resource}); it must not contain `/.default`.'],
  },

  // The client secret
  '7000215': {
    code: 'entra-client-secret-wrong',
    what: 'the client secret is wrong',
    means: "The usual cause: the secret's ID was copied instead of its value, which is shown only once.",
    fix: [
      'Create a new secret in the app registration of {client} and copy its "Value", without spaces or line breaks around it.',
      JUST_CREATED,
      'Better: sign in with OIDC, which needs no stored secret (docs/authentication.md).',
    ],
  },
  '7000222': {
    code: 'entra-client-secret-expired',
    what: 'the client secret has expired',
    fix: [
      'Better: sign in with OIDC, where nothing expires (docs/authentication.md).',
      'Or create a new secret in the app registration and replace the stored one.',
    ],
  },
  '7000218': REQUEST_DEFECT('the request contained no credential'),
  '7000216': REQUEST_DEFECT('the request contained no credential'),

  // The certificate
  '700027': BAD_SIGNATURE,
  '50012': BAD_SIGNATURE,
  '700030': {
    code: 'entra-certificate-not-trusted',
    what: 'the subject name of the certificate is not allowed for this application',
    means: 'The application trusts certificates by subject name and issuer, and this one has others.',
    fix: [
      'Use a certificate with the registered subject name and issuer, or upload this one to the app registration.',
    ],
    extra: 'certificate',
  },
  '50017': {
    code: 'entra-certificate-not-trusted',
    what: "the certificate's chain could not be validated",
    fix: ["Check the certificate's issuer and the trusted authorities of the application in Entra."],
    extra: 'certificate',
  },
  '700021': {
    code: 'entra-assertion-invalid',
    what: 'the assertion belongs to a different application than the client ID',
    fix: [CHECK_CLIENT],
    extra: 'certificate',
  },
  '700023': {
    code: 'entra-assertion-invalid',
    what: "the assertion's audience is not this authority",
    fix: [
      'Check `audience`: US Government clouds have their own (omit it to use the default of the cloud).',
      CHECK_CLOUD,
    ],
  },
  '700024': {
    code: 'entra-clock-wrong',
    what: "the assertion has expired or is not yet valid: the runner's clock is wrong",
    fix: ["Correct the runner's clock (NTP). On a virtual machine, also check the clock of its host."],
    extra: 'clocks',
  },
  '500133': {
    code: 'entra-clock-wrong',
    what: 'the assertion has expired or is not yet valid',
    fix: ["Correct the runner's clock (NTP)."],
    extra: 'clocks',
  },
  '50013': {
    code: 'entra-assertion-invalid',
    what: 'the assertion is not valid',
    means: 'It is malformed, expired, not yet valid, or from the wrong issuer.',
    fix: ["Check the runner's clock, `client-id` and `tenant-id`."],
    extra: 'clocks',
  },
  '50027': REQUEST_DEFECT('the assertion is not a valid token'),

  // OIDC federation
  '700211': NO_MATCH(
    "no federated credential of the application has this token's issuer",
    'The issuer is compared character by character, including a trailing slash. GitHub Enterprise Server and enterprise-specific issuers differ from token.actions.githubusercontent.com.',
  ),
  '700212': NO_MATCH(
    "no federated credential of the application has this token's audience",
    'Omit `audience` to use the default of the cloud, and set the same audience in the credential.',
  ),
  '700213': NO_MATCH("no federated credential of the application has this token's subject"),
  '7002138': NO_MATCH(
    "a federated credential has this token's subject, but with different letter case",
    'Write the subject of the credential exactly as below. If it already looks identical, delete the credential and create it again.',
  ),
  '70021': NO_MATCH('no federated credential of the application matches this token'),
  '700222': {
    code: 'entra-assertion-invalid',
    what: 'a token of Microsoft Entra itself cannot be used for federation',
    means:
      'The only exception is a token of a user-assigned managed identity of the same tenant and cloud, for the audience of the cloud.',
    fix: [
      'Check that `managed-identity-client-id` names a user-assigned identity of the tenant {tenant}, and remove `audience`.',
      'In `federated-token-path`, use a token of another issuer, such as that of a Kubernetes service account.',
    ],
  },
  '50166': {
    code: 'entra-issuer-unreachable',
    what: "the token's issuer could not be reached to read its signing keys",
    means:
      'GitHub Enterprise Server, or the cluster, must publish its OIDC documents where Entra can fetch them.',
    fix: [
      'Make `/.well-known/openid-configuration` and the keys of the issuer reachable from the internet, or sign in with a certificate.',
    ],
    extra: 'federated-credential',
  },
  '5000811': {
    code: 'entra-issuer-unreachable',
    what: "the token's signing key is not among those that its issuer publishes",
    fix: [
      'Run the job again. On GitHub Enterprise Server, and with a cluster or SPIFFE, check the published keys of the issuer.',
    ],
    isTransient: true,
    extra: 'federated-credential',
  },

  // Policies
  '53003': CONDITIONAL_ACCESS,
  '530032': CONDITIONAL_ACCESS,
  '530034': CONDITIONAL_ACCESS,
  '53000': CONDITIONAL_ACCESS,
  '53001': CONDITIONAL_ACCESS,
  '530035': {
    code: 'entra-conditional-access',
    what: 'the security defaults of the tenant block this sign-in',
    fix: [ASK_ADMIN_CA],
  },
  '53011': {
    code: 'entra-identity-at-risk',
    what: 'the identity is blocked because Entra detected a risk',
    fix: [
      'Ask an administrator to look at "Risky workload identities" in the Entra portal. If a credential leaked, remove it from the app registration first.',
    ],
  },

  // The request and the service
  '90014': REQUEST_DEFECT('a field is missing in the request'),
  '900144': REQUEST_DEFECT('a field is missing in the request'),
  '90023': REQUEST_DEFECT('the request is not valid'),
  '9002313': REQUEST_DEFECT('the request is malformed'),
  '1002016': {
    code: 'entra-tls-too-old',
    what: 'the connection used an old version of TLS',
    means:
      'This action uses TLS 1.2 and 1.3, so a proxy on the network path connects to Entra with an older version.',
    fix: ['Let the proxy use TLS 1.2 or newer, or exclude {host} from its inspection.'],
  },
  '50196': {
    code: 'entra-throttled',
    what: 'the same request was sent too often within a short time',
    fix: ['Find what else signs in as {client} in a loop, wait an hour, then run the job again.'],
  },
  '50000': UNAVAILABLE,
  '90006': UNAVAILABLE,
  '90012': UNAVAILABLE,
  '90024': UNAVAILABLE,
  '90033': UNAVAILABLE,
  '90090': UNAVAILABLE,
  '90055': {
    code: 'entra-throttled',
    what: 'the tenant sends too many requests',
    fix: [RUN_AGAIN],
    isTransient: true,
  },
};
