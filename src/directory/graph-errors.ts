import { ActionError, type ErrorCode, type Lines } from '../errors.ts';
import { explainNetworkError, type NetworkError } from '../http/network-failures.ts';

/** The client of Microsoft Graph, for messages. */
export interface GraphClient {
  /** Host of Microsoft Graph, without scheme. */
  readonly host: string;
  /** Application (client) ID of the app that looks up users. */
  readonly clientId: string;
  /** It is a separate app (`directory-client-id`), not the one that uploads. */
  readonly isOwnApp: boolean;
}

/** A status of a batch or of a request in it. */
interface GraphRefusal {
  readonly code: ErrorCode;
  readonly from: number;
  readonly to: number;
  /** Follows "Microsoft Graph ". */
  readonly what: string;
  readonly means: string;
  readonly fix: (client: GraphClient) => Lines;
}

const NOTHING_SENT = 'The users could not be looked up (`resolve-users`), so nothing was uploaded.';
const LATER = 'Run the job again later.';
const WITHOUT = 'To upload without looking up users, remove `resolve-users`.';

/** The known statuses; the first matching row applies. To add one, add a row above the general ones. */
const REFUSALS: readonly GraphRefusal[] = [
  {
    code: 'graph-token-refused',
    from: 401,
    to: 401,
    what: 'refused two access tokens',
    means: `The tokens are for another cloud. ${NOTHING_SENT}`,
    fix: () => [
      'Check that the tenant is in the cloud that `cloud` names.',
      'If you have set `authority-host`, remove it so that the host of your `cloud` is used.',
    ],
  },
  {
    code: 'graph-permission-missing',
    from: 403,
    to: 403,
    what: 'does not allow the application to read users',
    means: `The application does not have the permission, or an administrator has not consented. ${NOTHING_SENT}`,
    fix: grantPermission,
  },
  {
    code: 'graph-throttled',
    from: 429,
    to: 429,
    what: 'throttled the look-up of users on every attempt',
    means: NOTHING_SENT,
    fix: () => ['Increase `max-attempts` to wait longer.', LATER],
  },
  {
    code: 'graph-unavailable',
    from: 408,
    to: 408,
    what: 'did not respond to the look-up of users in time',
    means: NOTHING_SENT,
    fix: () => [LATER, WITHOUT],
  },
  {
    code: 'graph-bad-request',
    from: 400,
    to: 499,
    what: 'refused the look-up of users',
    means: `It does not support one of the properties of \`resolve-users\` in this cloud, or a proxy changed the request. ${NOTHING_SENT}`,
    fix: () => [
      'Remove the last property of `resolve-users`, and run the job again.',
      'If the problem persists, open an issue with the properties that you use.',
    ],
  },
  {
    code: 'graph-unavailable',
    from: 500,
    to: 599,
    what: 'failed on every attempt at the look-up of users',
    means: NOTHING_SENT,
    fix: () => [LATER, WITHOUT],
  },
];

/** Error codes of Microsoft Graph that may be shown; any other word of a response may be a value from the file. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  'AccessDenied',
  'Authorization_IdentityNotFound',
  'Authorization_RequestDenied',
  'BadRequest',
  'Directory_ExpiredPageToken',
  'Forbidden',
  'InvalidAuthenticationToken',
  'MaximumValueExceeded',
  'Request_BadRequest',
  'Request_UnsupportedQuery',
  'ServiceUnavailable',
  'TooManyRequests',
  'UnknownError',
]);

/** @param graphCode The error code in the response; empty if it has none. */
export function explainRefusal(status: number, graphCode: string, client: GraphClient): ActionError {
  const row = REFUSALS.find(({ from, to }) => from <= status && status <= to);
  if (row === undefined) return unexpectedResponse(`status ${status}`, client);
  const shown = KNOWN_CODES.has(graphCode) ? `${status}, ${graphCode}` : `${status}`;
  return new ActionError({
    code: row.code,
    what: `Microsoft Graph ${row.what} (${shown}).`,
    means: row.means,
    fix: row.fix(client),
  });
}

/** @param what What was received instead, in our own words. */
export function unexpectedResponse(what: string, { host }: GraphClient): ActionError {
  return new ActionError({
    code: 'graph-unexpected-response',
    what: `${host} responded to the look-up of users with ${what}, which is not a response of Microsoft Graph.`,
    means: `Probably a proxy or firewall responds instead. ${NOTHING_SENT}`,
    fix: [`Let the proxy pass requests to ${host} unchanged, and run the job again.`, WITHOUT],
  });
}

/** A request without a response. */
export function explainNoResponse(error: NetworkError): ActionError {
  const { code, what, means, fix } = explainNetworkError(error);
  if (error.kind === 'cancelled') return new ActionError({ code, what, fix }, { cause: error });
  const both = means === undefined ? NOTHING_SENT : `${means} ${NOTHING_SENT}`;
  return new ActionError({ code, what, means: both, fix: [...fix, WITHOUT] }, { cause: error });
}

/** IDs of Microsoft Graph and of its application permission User.Read.All, the same in every tenant and cloud. */
const GRAPH_ID = '00000003-0000-0000-c000-000000000000';
const USER_READ_ALL_ID = 'df021288-bdef-4463-88db-98f22de89214';

function grantPermission({ clientId, isOwnApp }: GraphClient): Lines {
  return [
    `Grant the application ${clientId} the Microsoft Graph permission \`User.Read.All\` (application, not delegated), with admin consent.`,
    `With Azure CLI: \`az ad app permission add --id ${clientId} --api ${GRAPH_ID} --api-permissions ${USER_READ_ALL_ID}=Role && az ad app permission admin-consent --id ${clientId}\``,
    `With Graph PowerShell: \`Connect-MgGraph -Scopes Application.Read.All,AppRoleAssignment.ReadWrite.All; $app = Get-MgServicePrincipal -Filter "appId eq '${clientId}'"; $graph = Get-MgServicePrincipal -Filter "appId eq '${GRAPH_ID}'"; New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $graph.Id -AppRoleId ${USER_READ_ALL_ID}\``,
    ...(isOwnApp ? [] : [OWN_APP]),
    'Wait a few minutes, then run the job again: only new tokens contain a new permission.',
  ];
}

const OWN_APP =
  'To keep the uploading application without any permission, grant it to a second app registration and set `directory-client-id` to its client ID. It signs in in the same way; with OIDC it needs its own federated credential.';
