import type { PlannedCall } from '../../csv/upload-plan.ts';
import { ActionError, type ErrorCode, type Explanation, type Lines } from '../../errors.ts';
import type { HttpResponse } from '../../http/client.ts';
import { formatNumber } from '../../text/numbers.ts';

import { redactServerText } from './server-text.ts';

/** The call that an explanation is about. */
export interface RefusedCall {
  readonly call: PlannedCall;
  /** Number of the call in messages. */
  readonly index: number;
  readonly attempts: number;
  /** Host of the webhook. */
  readonly host: string;
  /** The header and records that were sent, whose words are removed from the server's text; undefined if they can no longer be read. */
  readonly sentBytes: Buffer | undefined;
}

interface Refusal {
  readonly code: ErrorCode;
  readonly from: number;
  readonly to: number;
  /** Matched against the reason phrase followed by the body. */
  readonly says?: RegExp;
  /** Matches only web pages, which the webhook itself does not send. */
  readonly isPage?: true;
  /** Follows "Call 3 (records 999 to 1,497) ". */
  readonly what: string;
  readonly means: string;
  readonly fix: Lines;
}

const WHERE_JOB_ID =
  'In the Purview portal, open Data connectors → your HR connector, and copy its job ID to `job-id`.';
const COMPARE_APP =
  'On the same page, compare the application ID of the connector with `client-id`, and its tenant with `tenant-id`.';
const COMPARE_CLOUD = 'Check that the connector was created in the cloud that `cloud` names.';
const CHECK_URL =
  'If you have set `ingestion-url`, remove it so that the URL of your `cloud` is used, or compare it with the one in the documentation.';
const CHECK_PROXY =
  'Ask the administrator of the proxy or firewall to allow the host below and not to change its responses.';
const SMALLER_CALLS = 'Set `records-per-call` to a smaller number, such as 100.';
const SUPPORT =
  'If the problem persists for a day, open a case with Microsoft support. The receipt contains the time and the request IDs of each call.';
const CONNECTOR_LOG =
  'Check the log of the connector (Data connectors → your HR connector → Download log): `RecordsSaved` shows what arrived.';

/**
 * The known responses; the first matching row applies. To add one, add a row above the general ones.
 * Sources: Microsoft's upload script, the troubleshooting parts of "Set up a connector to import HR data", and
 * failures that users reported in public issues.
 */
const REFUSALS: readonly Refusal[] = [
  {
    code: 'webhook-job-mismatch',
    from: 403,
    to: 403,
    says: /jobid and corresponding appid do not match/i,
    what: 'was refused with 403: the job ID and the app do not match.',
    means:
      'The connector with this job ID was created for a different app registration, the job ID is wrong, or the connector is in another cloud.',
    fix: [WHERE_JOB_ID, COMPARE_APP, COMPARE_CLOUD],
  },
  {
    code: 'webhook-redirect',
    from: 300,
    to: 399,
    what: 'got a redirect, which is not followed.',
    means:
      'The URL is wrong, or a proxy or sign-in portal of the network responded instead of the service. HR data is never sent to the target of a redirect.',
    fix: [CHECK_URL, CHECK_PROXY],
  },
  {
    code: 'webhook-captive-portal',
    from: 511,
    to: 511,
    what: 'got a response from the network instead of the service: the network requires a sign-in first (511).',
    means: 'The runner is in a network with a sign-in portal.',
    fix: [CHECK_PROXY],
  },
  {
    code: 'webhook-web-page',
    from: 400,
    to: 499,
    isPage: true,
    what: 'was refused with a web page.',
    means: 'The service does not send web pages: most likely a proxy or firewall refused the upload.',
    fix: [CHECK_PROXY, CHECK_URL, WHERE_JOB_ID],
  },
  {
    code: 'webhook-bad-request',
    from: 400,
    to: 400,
    what: 'was refused as a bad request (400).',
    means:
      'The service did not understand the call. The most likely causes are a wrong job ID or a connector of another type.',
    fix: [
      WHERE_JOB_ID,
      'Check that the connector is an HR connector, and that the column names in its file mapping match those of your file.',
      CHECK_URL,
    ],
  },
  {
    code: 'webhook-token-refused',
    from: 401,
    to: 401,
    what: 'was refused with 401, and again with a new access token.',
    means:
      'Microsoft Entra issued a token that the service does not accept: it is for another cloud or resource.',
    fix: [
      COMPARE_CLOUD,
      'If you have set `resource` or `authority-host`, remove them so that those of your `cloud` are used.',
      'Compare `tenant-id` with the tenant in which the connector was created.',
    ],
  },
  {
    code: 'webhook-forbidden',
    from: 403,
    to: 403,
    what: 'was refused as forbidden (403).',
    means:
      'The app has signed in, but the service does not allow it to use this connector. Known causes are a wrong job ID, a wrong host, and some trial tenants.',
    fix: [
      WHERE_JOB_ID,
      COMPARE_APP,
      COMPARE_CLOUD,
      'Check that the person who created the connector had the role Data Connector Admin, and that the tenant is licensed for insider risk management.',
    ],
  },
  {
    code: 'webhook-not-found',
    from: 404,
    to: 405,
    what: 'did not find an upload endpoint at this URL.',
    means: 'The path of the URL is wrong.',
    fix: [CHECK_URL, COMPARE_CLOUD],
  },
  {
    code: 'proxy-authentication-required',
    from: 407,
    to: 407,
    what: 'was stopped by a proxy that requires authentication (407).',
    means: 'A proxy between the runner and the service responded.',
    fix: ['Set the user and password in HTTPS_PROXY as http://user:password@proxy:port, from a secret.'],
  },
  {
    code: 'webhook-length-required',
    from: 411,
    to: 411,
    what: 'was refused because it had no Content-Length (411).',
    means: 'This action always sends one, so a proxy has removed it.',
    fix: [CHECK_PROXY],
  },
  {
    code: 'webhook-record-too-large',
    from: 413,
    to: 413,
    what: 'was refused as too large (413), although it has only one record.',
    means: 'The record is longer than the service, or a proxy, allows.',
    fix: [
      'Shorten the long values of this record in the file, or omit columns that the connector does not use (`unmapped-columns: drop`).',
      CHECK_PROXY,
    ],
  },
  {
    code: 'webhook-media-type-refused',
    from: 415,
    to: 415,
    what: 'was refused because of its media type (415).',
    means: 'The URL belongs to a different service, or a proxy changed the request.',
    fix: [CHECK_URL, CHECK_PROXY],
  },
  {
    code: 'webhook-throttled',
    from: 429,
    to: 429,
    what: 'was throttled on every attempt (429).',
    means: 'The service limits the rate of requests.',
    fix: [
      'Set `concurrent-calls` to 1, and run the job at another time of day.',
      'Increase `max-attempts` to wait longer.',
    ],
  },
  {
    code: 'webhook-gateway-error',
    from: 500,
    to: 599,
    isPage: true,
    what: 'got a web page with an error on every attempt.',
    means: 'A gateway or proxy in front of the service has a problem.',
    fix: ['Run the job again later.', CHECK_PROXY, SUPPORT],
  },
  {
    code: 'webhook-internal-error',
    from: 500,
    to: 500,
    what: 'got an internal error (500) on every attempt.',
    means:
      'This is a problem of the service. The only known cause in a file, rows whose number of cells differs from the header, is ruled out by the check.',
    fix: [CONNECTOR_LOG, 'Run the job again later.', SMALLER_CALLS, SUPPORT],
  },
  {
    code: 'webhook-unavailable',
    from: 501,
    to: 599,
    what: 'got "service unavailable" on every attempt.',
    means: 'Either the service has a problem, or a proxy could not reach it.',
    fix: ['Run the job again later.', 'Increase `max-attempts` to wait longer.', CONNECTOR_LOG, SUPPORT],
  },
  {
    code: 'webhook-timeout',
    from: 408,
    to: 408,
    what: 'timed out at the service (408) on every attempt.',
    means: 'The connection from this runner is slow, or the service is overloaded.',
    fix: [SMALLER_CALLS, 'Set `concurrent-calls` to 1.', 'Run the job again later.'],
  },
  {
    code: 'webhook-early-response',
    from: 200,
    to: 299,
    what: 'got a response before it was sent completely.',
    means: 'Something other than the service responded, such as a proxy or a sign-in portal.',
    fix: [CHECK_PROXY, CHECK_URL],
  },
  {
    code: 'webhook-unexpected-response',
    from: 0,
    to: 999,
    what: 'got an unknown response.',
    means: 'The URL may belong to a different service.',
    fix: [CHECK_URL, SUPPORT],
  },
];

/**
 * Explains a response that ended a call. The server's own text is added as far as it may be shown (`server-text.ts`).
 * @param refused The call and its target.
 */
export function explainAnswer(answer: HttpResponse, refused: RefusedCall): ActionError {
  const said = `${answer.statusText}\n${answer.body}`;
  const isPage = looksLikePage(answer);
  const row = REFUSALS.find(
    ({ from, to, says, isPage: pageOnly }) =>
      from <= answer.status &&
      answer.status <= to &&
      (says === undefined || says.test(said)) &&
      (pageOnly === undefined || isPage),
  )!;
  const explanation: Explanation = {
    code: row.code,
    what: [`${nameCall(refused)} ${row.what}`, statusNote(answer, row), serverSays(answer, refused)].join(''),
    means: row.means,
    fix: [...row.fix, `The host was ${refused.host}.`],
  };
  return new ActionError(explanation);
}

/** Whether a response is a web page, by its content type or its first characters. */
export function looksLikePage(answer: Pick<HttpResponse, 'headers' | 'body'>): boolean {
  return (
    /\bhtml\b/i.test(answer.headers['content-type'] ?? '') ||
    /^\s*<(?:!doctype\s+html|html)/i.test(answer.body)
  );
}

function nameCall({ call, index, attempts }: RefusedCall): string {
  const first = call.firstRecord + 1;
  const last = call.firstRecord + call.records;
  const records =
    call.records === 1
      ? `record ${formatNumber(first)}`
      : `records ${formatNumber(first)} to ${formatNumber(last)}`;
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  return `Call ${index} (${records}${tries})`;
}

function statusNote(answer: HttpResponse, row: Refusal): string {
  return row.what.includes(String(answer.status)) ? '' : ` The status was ${answer.status}.`;
}

function serverSays(answer: HttpResponse, { sentBytes }: RefusedCall): string {
  if (sentBytes === undefined) return '';
  const text = redactServerText(`${answer.statusText}\n${answer.body}`, sentBytes, answer.bodyComplete);
  return /\p{L}/u.test(text) ? ` The response says: ${text}` : '';
}
