import { CLOUD_NAMES, CLOUDS, type Cloud, type CloudName } from '../clouds.ts';
import { GUID } from '../text/guid.ts';
import { quoted } from '../text/printable.ts';
import type { Mode, Warning } from '../vocabulary.ts';
import { isApplicationUri, parseHost, parseHttpsUrl } from './hosts.ts';
import { checkClientId, checkIdentifiers, checkTenantId, cleanIdentifier } from './identifiers.ts';

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

/** Reads the inputs that identify the connector. IDs are required only if the mode needs them. */
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
  // Not needed here, but an invalid ID would make the upload fail later.
  return [
    ids.tenantId === '' ? undefined : checkTenantId(ids.tenantId),
    ids.clientId === '' ? undefined : checkClientId(ids.clientId),
  ].filter((problem) => problem !== undefined);
}

const KNOWN_AUTHORITIES = [
  ...Object.values(CLOUDS).map(({ authorityHost }) => authorityHost),
  'login.windows.net',
];
const KNOWN_WEBHOOKS = Object.values(CLOUDS).map(({ ingestionUrl }) => new URL(ingestionUrl).host);

function readAuthorityHost(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('authority-host');
  if (text === '') return cloud.authorityHost;
  const host = parseHost(text.replace(/^https:\/\//i, '').replace(/\/$/, ''), KNOWN_AUTHORITIES);
  if (host !== undefined) return host;
  inputs.add({
    code: 'authority-host-invalid',
    what: '`authority-host` is neither a host nor an https URL of one. Its value is not shown, because it may be a secret.',
    fix: [
      'Use a host in lower-case letters such as `login.microsoftonline.com`, without a path; use `tenant-id` for the tenant.',
    ],
  });
  return cloud.authorityHost;
}

function readIngestionUrl(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('ingestion-url');
  if (text === '') return cloud.ingestionUrl;
  const parsed = parseHttpsUrl(text, KNOWN_WEBHOOKS);
  if (parsed === undefined) {
    inputs.add({
      code: 'ingestion-url-invalid',
      what: '`ingestion-url` is not a full https URL. Its value is not shown, because it may be a secret.',
      fix: [
        `Use a URL such as \`${cloud.ingestionUrl}\`, with its host in lower-case letters, or omit the input and set \`cloud\`.`,
      ],
    });
    return cloud.ingestionUrl;
  }
  const { searchParams } = new URL(parsed.url);
  if ([...searchParams.keys()].some((name) => name.toLowerCase() === 'jobid')) {
    inputs.add({
      code: 'ingestion-url-has-job-id',
      what: '`ingestion-url` contains a job ID.',
      fix: ['Remove `?jobid=…` from the URL and set `job-id` to the ID.'],
    });
  }
  return parsed.url;
}

function readResource(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('resource');
  if (text === '') return cloud.resource;
  if (/\/\.default$/.test(text)) {
    inputs.add({
      code: 'resource-invalid',
      what: '`resource` ends with `/.default`, which is part of a scope.',
      fix: ['Use only the application ID URI; the action adds `/.default`.'],
    });
  } else if (!isApplicationUri(text) && !GUID.test(text)) {
    inputs.add({
      code: 'resource-invalid',
      what: '`resource` is not an application ID URI.',
      fix: [`Use a URI such as \`${cloud.resource}\`, or omit the input.`],
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
        '`resource` is the application ID URI that the service had until March 2025; Microsoft Entra or the webhook may reject its tokens.',
        `Remove the input to use the current one: \`${cloud.resource}\`.`,
      ],
    },
  ];
}

/** Microsoft's internal test ring, which rejects customers with 403; it was in an early template and is copied from there. */
const TEST_RING = 'webhook-df.ingestion.office.com';

function unknownHosts(authorityHost: string, ingestionUrl: string): Warning[] {
  const webhook = new URL(ingestionUrl).host;
  const ring =
    webhook === TEST_RING ? " It is Microsoft's internal test ring, which rejects customers with 403." : '';
  return [
    ...(KNOWN_AUTHORITIES.includes(authorityHost) ? [] : [unknownHost('authority-host', authorityHost)]),
    ...(KNOWN_WEBHOOKS.includes(webhook) ? [] : [unknownHost('ingestion-url', webhook, ring)]),
  ];
}

function unknownHost(input: string, host: string, details = ''): Warning {
  return {
    title: 'Unknown host',
    lines: [
      `The host ${quoted(host)} of \`${input}\` is not a known Microsoft host.${details}`,
      'An upload sends the HR records or the credentials of the app to it. Check the input, and omit it unless Microsoft gave you another value.',
    ],
  };
}
