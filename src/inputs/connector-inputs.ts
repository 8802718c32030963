import { CLOUD_NAMES, CLOUDS, type Cloud, type CloudName } from '../clouds.ts';
import { quoted } from '../text/printable.ts';
import type { Mode, Warning } from '../vocabulary.ts';
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
  /** Hosts of which we do not know that they are Microsoft's. */
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
  return {
    cloud,
    isUsGovernment: CLOUDS[cloud].isUsGovernment,
    ...ids,
    authorityHost,
    ingestionUrl,
    resource: readResource(inputs, CLOUDS[cloud]),
    audience: inputs.text('audience') || CLOUDS[cloud].oidcAudience,
    warnings: unknownHosts(authorityHost, ingestionUrl),
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
  if (
    url?.protocol === 'https:' &&
    hasNoCredentials(url) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === ''
  )
    return url.host;
  inputs.add({
    code: 'authority-host-invalid',
    what: 'The input `authority-host` is neither a host nor an https URL of one.',
    fix: [
      'Use a host such as `login.microsoftonline.com`, without a path; the tenant goes into `tenant-id`.',
    ],
  });
  return cloud.authorityHost;
}

/** A password in a URL would be shown with it. */
function hasNoCredentials({ username, password }: URL): boolean {
  return username === '' && password === '';
}

function readIngestionUrl(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('ingestion-url');
  if (text === '') return cloud.ingestionUrl;
  const url = parseUrl(text);
  if (url?.protocol !== 'https:' || !hasNoCredentials(url) || url.hash !== '') {
    inputs.add({
      code: 'ingestion-url-invalid',
      what: 'The input `ingestion-url` is not a full https URL.',
      fix: [`Use a URL such as \`${cloud.ingestionUrl}\`, or leave the input away and set \`cloud\`.`],
    });
  } else if ([...url.searchParams.keys()].some((name) => name.toLowerCase() === 'jobid')) {
    inputs.add({
      code: 'ingestion-url-has-job-id',
      what: 'The input `ingestion-url` holds a job ID.',
      fix: ['Remove `?jobid=…` from the URL and put the ID into `job-id`.'],
    });
  }
  return url?.protocol === 'https:' ? text : cloud.ingestionUrl;
}

function readResource(inputs: InputReader, cloud: Cloud): string {
  const text = inputs.text('resource');
  if (text === '') return cloud.resource;
  if (/\/\.default$/.test(text)) {
    inputs.add({
      code: 'resource-invalid',
      what: 'The input `resource` ends with `/.default`, which is part of a scope.',
      fix: ['Give the application ID URI alone; the action adds `/.default`.'],
    });
  } else if (parseUrl(text) === undefined && !/^[0-9a-f-]{36}$/i.test(text)) {
    inputs.add({
      code: 'resource-invalid',
      what: 'The input `resource` is no application ID URI.',
      fix: [`Use a URI such as \`${cloud.resource}\`, or leave the input away.`],
    });
  }
  return text;
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
      `The host ${quoted(host)} of \`${input}\` is none of Microsoft's that this action knows.${because}`,
      'An upload sends the HR records or the credentials of the app there. Check the input, and leave it away unless Microsoft told you otherwise.',
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
