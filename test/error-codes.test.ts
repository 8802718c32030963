import { afterAll, describe, expect, it } from 'vitest';
import { explainAnswer } from '../src/connector/answers/connector-errors.ts';
import { readCheckpoint } from '../src/connector/checkpoint/checkpoint-file.ts';
import { unreadableFile } from '../src/csv/raw-file.ts';
import { findSourceFiles } from '../src/csv/source-files.ts';
import { explainRefusal } from '../src/entra/errors/refused-sign-in.ts';
import { createPowerShell } from '../src/entra/windows-store/powershell.ts';
import type { ErrorCode } from '../src/errors.ts';
import { judgeRun } from '../src/github/repository-guard.ts';
import type { HttpResponse } from '../src/http/client.ts';
import { explainNetworkError, NetworkError, type NetworkFailure } from '../src/http/network-failures.ts';
import { type Inputs, Workspace } from './check/check-run.ts';
import { planOf } from './connector/material.ts';
import { problemsOf } from './inputs/problems.ts';

/** Which code each failure has. Codes are public: workflows compare the output `error-code` with them. */

const ID = (digit: string): string => `${digit.repeat(7)}1-2222-4333-8444-555555555555`;
const IDS: Inputs = {
  mode: 'preflight',
  'tenant-id': ID('a'),
  'client-id': ID('b'),
  'job-id': ID('c'),
};

const INPUTS: readonly [Inputs, ErrorCode][] = [
  [{ cloud: 'china' }, 'input-not-allowed'],
  [{ 'allow-empty': 'yes' }, 'input-not-boolean'],
  [{ 'min-records': '1,000' }, 'input-not-in-range'],
  [{ columns: 'UPN' }, 'input-line-malformed'],
  [{ 'csv-path': '' }, 'csv-path-missing'],
  [{ 'min-records': '2', 'max-records': '1' }, 'record-bounds-conflict'],
  [{ 'scenario-values': 'leaving: Leaver' }, 'scenario-values-unknown-scenario'],
  [{ 'scenario-values': 'resignation: X\nemployee-profile: X' }, 'scenario-values-conflict'],
  [{ columns: 'Mail: UPN' }, 'columns-unknown-field'],
  [{ columns: 'EmailAddress: UPN\nUserPrincipalName: Mail' }, 'columns-conflict'],
  ...[
    'contoso',
    'contoso .com',
    'contoso. com',
    '@ contoso.com',
    'contoso.com fabrikam.com',
    'contoso.com!',
    '!contoso.com',
    'contoso..com',
    '.contoso.com',
    'contoso.com.',
  ].map((domain): [Inputs, ErrorCode] => [{ 'allowed-domains': domain }, 'allowed-domains-invalid']),
  [{ 'ignore-rows': '*' }, 'ignore-rows-invalid'],
  [{ encoding: 'windows-9999' }, 'encoding-invalid'],
  [{ delimiter: ';;' }, 'delimiter-invalid'],
  [{ rules: 'no-such-rule: off' }, 'rules-unknown-rule'],
  [{ rules: 'row-too-short: loud' }, 'rules-unknown-severity'],
  [{ rules: 'missing-header: off' }, 'rules-fixed-rule'],
  [{ rules: 'row-too-short: off\nrow-too-short: error' }, 'rules-conflict'],
  [{ rules: 'row-too-short: off\nRow-Too-Short: off' }, 'rules-conflict'],
  [{ 'authority-host': 'http://login.microsoftonline.com' }, 'authority-host-invalid'],
  [{ 'ingestion-url': 'webhook.ingestion.office.com' }, 'ingestion-url-invalid'],
  [
    { 'ingestion-url': 'https://webhook.ingestion.office.com/api/signals?jobid=1' },
    'ingestion-url-has-job-id',
  ],
  ...['?JobId=1', '?sig=a&jobid=', '?JOBID'].map((query): [Inputs, ErrorCode] => [
    { 'ingestion-url': `https://webhook.ingestion.office.com/api/signals${query}` },
    'ingestion-url-has-job-id',
  ]),
  [{ resource: 'not a resource' }, 'resource-invalid'],
  [{ ...IDS, 'tenant-id': '' }, 'id-missing'],
  [{ ...IDS, 'client-id': 'YOUR-CLIENT-ID' }, 'id-placeholder'],
  [{ ...IDS, 'job-id': 'twelve' }, 'id-invalid'],
  [{ ...IDS, 'tenant-id': ID('b'), 'client-id': 'contoso.com' }, 'ids-swapped'],
  [{ ...IDS, 'client-id': ID('a') }, 'ids-equal'],
  [{ ...IDS, 'tenant-id': 'common' }, 'tenant-id-not-specific'],
  [{ ...IDS, 'client-id': '86dfdabb-5089-4a0c-880a-cfa5a790c5b1' }, 'client-id-of-service'],
  [{ ...IDS, mode: 'upload', 'job-id': '' }, 'id-missing'],
  [{ ...IDS, 'certificate-path': 'no/such/file.pem' }, 'certificate-file-not-found'],
  [{ ...IDS, 'certificate-password': 'p' }, 'certificate-password-unused'],
  [{ ...IDS, 'certificate-thumbprint': 'hr.pfx' }, 'certificate-thumbprint-invalid'],
  [{ ...IDS, 'managed-identity-client-id': 'hr' }, 'id-invalid'],
];

// There is no device of this name on Windows.
const DEVICE: typeof INPUTS =
  process.platform === 'win32'
    ? []
    : [
        [{ ...IDS, 'certificate-path': '/dev/null' }, 'certificate-file-unreadable'],
        [{ ...IDS, 'federated-token-path': '/dev/null' }, 'federated-token-file-unreadable'],
      ];

it.each([...INPUTS, ...DEVICE])('inputs %o: %s', async (inputs, code) => {
  expect((await problemsOf(inputs)).map((problem) => problem.code)).toEqual([code]);
});

describe('csv-path', () => {
  const place = new Workspace();
  place.write({ 'folder/a.csv': '', '../outside.csv': '', 'link.csv': { link: '../outside.csv' } });
  afterAll(() => place.remove());

  it.each([
    ['missing.csv', 'csv-file-not-found'],
    ['*.tsv', 'csv-pattern-without-match'],
    [`${'{a,b}'.repeat(40)}.csv`, 'csv-pattern-too-complex'],
    ['folder', 'csv-path-is-directory'],
    ['link.csv', 'csv-link-outside-workspace'],
  ] satisfies [string, ErrorCode][])('%s: %s', async (line, code) => {
    await expect(findSourceFiles([line], place, { allowNone: false })).rejects.toMatchObject({ code });
  });

  it.each([
    ['ENOTFILE', 'csv-file-not-regular'],
    ['EACCES', 'csv-file-not-permitted'],
    ['EPERM', 'csv-file-not-permitted'],
    ['EBUSY', 'csv-file-busy'],
    ['EIO', 'csv-file-unreadable'],
  ] satisfies [string, ErrorCode][])('the system answers %s: %s', (system, code) => {
    expect(unreadableFile('hr.csv', system).code).toBe(code);
  });
});

it.each([
  ['public', 'repository-public'],
  ['unknown', 'repository-visibility-unknown'],
] as const)('a repository that is %s: %s', (visibility, code) => {
  const event = { eventName: 'schedule', ref: 'refs/heads/main', isPullRequestComment: false };
  const { refusal } = judgeRun({ mode: 'upload', event, visibility, allowPublicRepository: false });
  expect(refusal?.code).toBe(code);
});

const OK: HttpResponse = { status: 200, statusText: '', headers: {}, body: '', bodyComplete: true };
const PAGE = { 'content-type': 'text/html' };

it.each([
  [{ status: 403, statusText: 'jobId and corresponding appId do not match.' }, 'webhook-job-mismatch'],
  [{ status: 307 }, 'webhook-redirect'],
  [{ status: 511 }, 'webhook-captive-portal'],
  [{ status: 403, headers: PAGE }, 'webhook-web-page'],
  [{ status: 400 }, 'webhook-bad-request'],
  [{ status: 401 }, 'webhook-token-refused'],
  [{ status: 403 }, 'webhook-forbidden'],
  [{ status: 404 }, 'webhook-not-found'],
  [{ status: 405 }, 'webhook-not-found'],
  [{ status: 407 }, 'proxy-authentication-required'],
  [{ status: 408 }, 'webhook-timeout'],
  [{ status: 411 }, 'webhook-length-required'],
  [{ status: 413 }, 'webhook-record-too-large'],
  [{ status: 415 }, 'webhook-media-type-refused'],
  [{ status: 429 }, 'webhook-throttled'],
  [{ status: 502, headers: PAGE }, 'webhook-gateway-error'],
  [{ status: 500 }, 'webhook-internal-error'],
  [{ status: 503 }, 'webhook-unavailable'],
  [{ status: 200 }, 'webhook-early-response'],
  [{ status: 418 }, 'webhook-unexpected-response'],
] satisfies [Partial<HttpResponse>, ErrorCode][])('the webhook answers %o: %s', (answer, code) => {
  const call = planOf(20, 10).calls[1]!;
  const refused = { call, index: 2, attempts: 1, host: 'webhook.example', sentBytes: undefined };
  expect(explainAnswer({ ...OK, ...answer }, refused).code).toBe(code);
});

const SIGN_IN = {
  tenantId: ID('a'),
  clientId: ID('b'),
  authorityHost: 'login.microsoftonline.com',
  resource: 'https://service.example/api',
  audience: 'api://AzureADTokenExchange',
  cloudAudience: 'api://AzureADTokenExchange',
  now: new Date('2026-03-01T12:10:00Z'),
};

it.each([
  [700016, 'entra-application-not-found'],
  [7000112, 'entra-application-disabled'],
  [7000229, 'entra-service-principal-missing'],
  [700025, 'entra-public-client'],
  [70002, 'entra-credential-invalid'],
  [501051, 'entra-application-not-assigned'],
  [90002, 'entra-tenant-not-found'],
  [50049, 'entra-authority-unknown'],
  [50034, 'entra-identity-unknown'],
  [900382, 'entra-other-cloud'],
  [5000225, 'entra-tenant-blocked'],
  [500021, 'entra-tenant-restricted'],
  [500011, 'entra-resource-not-found'],
  [500014, 'entra-resource-disabled'],
  [650057, 'entra-resource-invalid'],
  [7000215, 'entra-client-secret-wrong'],
  [7000222, 'entra-client-secret-expired'],
  [7000218, 'entra-request-invalid'],
  [700027, 'entra-certificate-not-registered'],
  [700030, 'entra-certificate-not-trusted'],
  [700023, 'entra-assertion-invalid'],
  [700024, 'entra-clock-wrong'],
  [700213, 'entra-no-federated-credential'],
  [50166, 'entra-issuer-unreachable'],
  [53003, 'entra-conditional-access'],
  [53011, 'entra-identity-at-risk'],
  [1002016, 'entra-tls-too-old'],
  [50196, 'entra-throttled'],
  [90033, 'entra-unavailable'],
  [12345678, 'entra-refused'],
] satisfies [number, ErrorCode][])('AADSTS%d: %s', (number, code) => {
  const body = JSON.stringify({ error: 'invalid_client', error_description: `AADSTS${number}: words` });
  expect(explainRefusal({ ...OK, status: 401, body }, SIGN_IN).failure.code).toBe(code);
});

it.each([
  ['dns', 'network-name-not-resolved'],
  ['refused', 'network-connection-refused'],
  ['unreachable', 'network-unreachable'],
  ['reset', 'network-connection-reset'],
  ['timeout', 'network-timeout'],
  ['untrusted-certificate', 'tls-certificate-untrusted'],
  ['wrong-host-certificate', 'tls-certificate-wrong-host'],
  ['expired-certificate', 'tls-certificate-expired'],
  ['tls', 'tls-failed'],
  ['invalid-answer', 'network-invalid-response'],
  ['other', 'network-failed'],
] satisfies [NetworkFailure, ErrorCode][])('a network failure of kind %s: %s', (kind, code) => {
  const error = new NetworkError({ kind, host: 'webhook.example', proxyHost: undefined, bodySent: false });
  expect(explainNetworkError(error).code).toBe(code);
});

it('PowerShell that is not there: powershell-not-started', async () => {
  const powershell = createPowerShell({ executable: 'no-such-program', args: [] }, {});
  await expect(powershell('{}')).rejects.toMatchObject({ code: 'powershell-not-started' });
});

it('a checkpoint that is a directory: checkpoint-not-usable', async () => {
  await expect(readCheckpoint(import.meta.dirname)).rejects.toMatchObject({ code: 'checkpoint-not-usable' });
});
