import { isIP } from 'node:net';
import { CLOUD_NAMES, CLOUDS, type Cloud, type CloudName } from '../clouds.ts';
import { GUID } from '../text/guid.ts';
import { quoted } from '../text/printable.ts';
import type { Mode, Warning } from '../vocabulary.ts';
import {
  checkClientId,
  checkIdentifiers,
  checkTenantId,
  cleanIdentifier,
  isDomainName,
} from './identifiers.ts';

import type { InputReader } from './input-reader.ts';

/** Where the records go, and where the token for it comes from. */
export interface ConnectorSettings {
  readonly cloud: CloudName;
  readonly isUsGovernment: boolean;
  readonly tenantId: string;
  readonly clientId: string;
  readonly jobId: string;
  readonly authorityHost: string;
  readonly ingestionUrl: string;
  readonly resource: string;
  readonly audience: string;
  /** About hosts that are not known to be Microsoft's, and an outdated resource. */
  readonly warnings: readonly Warning[];
}

/** The inputs that name the connector. IDs are asked for only where the mode needs them. */
export function readConnectorInputs(inputs: InputReader, mode: Mode): ConnectorSettings {
  const cloud = inputs.choice('cloud', CLOUD_NAMES);
  const ids = {
    tenantId: cleanIdentifier(inputs.text('tenant-id')),
    clientId: cleanIdentifier(inputs.text('client-id')),
    jobId: cleanIdentifier(inputs.text('job-id')),
  };
  inputs.add(...identifierProblems(ids, mode));
  const authorityHost = readAuthorityHost(inputs, CLOUDS[cloud]);
  const ingestionUrl = readIngestionUrl(inputs, CLOUDS[cloud]);
  const resource = readResource(inputs, CLOUDS[cloud]);
  return {
    cloud,
    isUsGovernment: CLOUDS[cloud].isUsGovernment,
    ...ids,
    authorityHost,
    ingestionUrl,
    resource,
    audience: inputs.text('audience') || CLOUDS[cloud].oidcAudience,
    warnings: [...unknownHosts(authorityHost, ingestionUrl), ...oldResource(resource, CLOUDS[cloud])],
  };
}

function identifierProblems(ids: { tenantId: string; clientId: string; jobId: string }, mode: Mode) {
  if (mode === 'upload') return checkIdentifiers(ids);
  if (mode === 'preflight' && ids.jobId === '') {
    return checkIdentifiers({ tenantId: ids.tenantId, clientId: ids.clientId });
  }
  if (mode === 'preflight') return checkIdentifiers(ids);
  // Not needed here, but an ID that is given and wrong would fail the upload later.
  return [
    ids.tenantId === '' ? undefined : checkTenantId(ids.tenantId),
    ids.clientId === '' ? undefined : checkClientId(ids.clientId),
  ].filter((problem) => problem !== undefined);
}

function readAuthorityHost(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('authority-host');
  if (text === '') return cloud.authorityHost;
  const url = parseUrl(text.includes('://') ? text : `https://${text}`);
  const isHostOnly = url?.pathname === '/' && url.search === '' && url.hash === '';
  if (url?.protocol === 'https:' && isHostOnly && isPlainHost(url)) return url.host;
  inputs.add({
    code: 'authority-host-invalid',
    what: '`authority-host` is not a host or an https URL of one.',
    fix: [
      'Use a host such as `login.microsoftonline.com`, without a path; the tenant goes into `tenant-id`.',
    ],
  });
  return cloud.authorityHost;
}

/**
 * A host with a dot, or an address, and no password in front of it, which would be shown with it. Anything else may be
 * a secret in the wrong input: it is neither looked up nor shown.
 */
function isPlainHost({ username, password, hostname }: URL): boolean {
  const isHost = (isDomainName(hostname) && TOP_LEVEL.test(hostname)) || isIP(hostname) !== 0;
  return username === '' && password === '' && isHost;
}
/** No top-level domain has a digit, unlike many a secret with dots in it. */
const TOP_LEVEL = /\.(?:[a-z]{2,63}|xn--[a-z0-9-]+)$/i;

function readIngestionUrl(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('ingestion-url');
  if (text === '') return cloud.ingestionUrl;
  const url = parseUrl(text);
  if (url?.protocol !== 'https:' || !isPlainHost(url) || url.hash !== '') {
    inputs.add({
      code: 'ingestion-url-invalid',
      what: '`ingestion-url` is not a full https URL.',
      fix: [`Use a URL such as \`${cloud.ingestionUrl}\`, or remove the input and set \`cloud\`.`],
    });
    return cloud.ingestionUrl;
  }
  if ([...url.searchParams.keys()].some((name) => name.toLowerCase() === 'jobid')) {
    inputs.add({
      code: 'ingestion-url-has-job-id',
      what: '`ingestion-url` contains a job ID.',
      fix: ['Remove `?jobid=…` from the URL and put the ID into `job-id`.'],
    });
  }
  return text;
}

function readResource(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('resource');
  if (text === '') return cloud.resource;
  if (/\/\.default$/.test(text)) {
    inputs.add({
      code: 'resource-invalid',
      what: '`resource` ends with `/.default`, which is part of a scope.',
      fix: ['Give only the application ID URI; the action adds `/.default`.'],
    });
  } else if (parseUrl(text) === undefined && !GUID.test(text)) {
    inputs.add({
      code: 'resource-invalid',
      what: '`resource` is not an application ID URI.',
      fix: [`Use a URI such as \`${cloud.resource}\`, or remove the input.`],
    });
  }
  return text;
}

/**
 * Application ID of the service in Microsoft's upload script until March 2025, for the commercial cloud; it is
 * still in Microsoft's own Logic App template, and is copied from there.
 */
const OLD_RESOURCE_ID = '4e476d41-2395-42be-89ff-34cb9186a1ac';

function oldResource(resource: string, cloud: Cloud): Warning[] {
  if (!resource.toLowerCase().includes(OLD_RESOURCE_ID)) return [];
  return [
    {
      title: 'Old resource',
      lines: [
        '`resource` is the application ID URI that the service had until March 2025; Microsoft Entra or the webhook may refuse its tokens.',
        `Remove the input, so that the current one is used: \`${cloud.resource}\`.`,
      ],
    },
  ];
}

function parseUrl(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}

/** Microsoft's own test ring, which refuses customers with 403; it was in an early template and is copied from there. */
const TEST_RING = 'webhook-df.ingestion.office.com';

function unknownHosts(authorityHost: string, ingestionUrl: string): Warning[] {
  const clouds = Object.values(CLOUDS);
  const authorities = clouds.map((cloud) => cloud.authorityHost);
  const webhooks = clouds.map((cloud) => new URL(cloud.ingestionUrl).host);
  const webhook = parseUrl(ingestionUrl)?.host ?? '';
  const warn = (input: string, host: string, because = ''): Warning => ({
    title: 'Unknown host',
    lines: [
      `The host ${quoted(host)} of \`${input}\` is not a Microsoft host that this action knows.${because}`,
      'An upload sends the HR records or the credentials of the app there. Check the input, and remove it unless Microsoft asked you to set it.',
    ],
  });
  return [
    ...(authorities.includes(authorityHost) || authorityHost === 'login.windows.net'
      ? []
      : [warn('authority-host', authorityHost)]),
    ...(webhooks.includes(webhook)
      ? []
      : [
          warn(
            'ingestion-url',
            webhook,
            webhook === TEST_RING
              ? " It is Microsoft's own test ring, which answers customers with 403."
              : '',
          ),
        ]),
  ];
}
