import type { PlannedCall } from '../csv/upload-plan.ts';
import type { HttpClient } from '../http/client.ts';
import { NetworkError } from '../http/network-failures.ts';
import { createCallBody } from './call.ts';
import type { AttemptEnd } from './retry-policy.ts';

/** The request of one attempt. */
export interface Attempt {
  /** The webhook with its `jobid`; see {@link callUrl}. */
  readonly url: string;
  readonly call: PlannedCall;
  /** The prepared header line of the call's file. */
  readonly header: Buffer;
  /** The access token. */
  readonly token: string;
  readonly clientRequestId: string;
  /** Milliseconds for the attempt, connecting and answer included. */
  readonly timeoutMs: number;
  /** Breaks the attempt off. */
  readonly signal: AbortSignal;
}

/**
 * The webhook's URL for a job. The parameter's name is `jobid`, as in Microsoft's script; a query that the given
 * URL already has stays as it is.
 */
export function callUrl(ingestionUrl: string, jobId: string): string {
  const url = new URL(ingestionUrl);
  const parameter = `jobid=${encodeURIComponent(jobId)}`;
  url.search = url.search === '' ? parameter : `${url.search}&${parameter}`;
  return url.href;
}

/** Sends one call once. An attempt without an answer is a result like any other; nothing of the delivery is thrown. */
export async function attemptCall(http: HttpClient, attempt: Attempt): Promise<AttemptEnd> {
  const body = createCallBody(attempt.call, attempt.header);
  try {
    const answer = await http.send({
      method: 'POST',
      url: attempt.url,
      headers: {
        authorization: `Bearer ${attempt.token}`,
        'content-type': body.contentType,
        'client-request-id': attempt.clientRequestId,
        accept: 'application/json',
      },
      body,
      timeoutMs: attempt.timeoutMs,
      signal: attempt.signal,
    });
    return { answer, sentWhole: body.releasedWhole() };
  } catch (error) {
    if (error instanceof NetworkError) return { error };
    throw error;
  }
}

/** How an attempt ended, in words of our own, to stand after "call 3" or "attempt 1". */
export function describeEnd(end: AttemptEnd): string {
  return 'answer' in end ? `answered ${end.answer.status}` : end.error.row.happened;
}

/** Headers in which services name a request, the most telling first. */
const REQUEST_ID_HEADERS = [
  'x-ms-request-id',
  'request-id',
  'x-request-id',
  'x-ms-correlation-id',
  'x-correlation-id',
  'client-request-id',
];

/** A GUID, or a long hexadecimal number with digits and letters: no name, date or employee number passes for a request ID. */
const LOOKS_LIKE_REQUEST_ID =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9-]*[a-f])(?=[a-f-]*[0-9])[0-9a-f-]{20,64})$/i;

/**
 * The service's own ID of a request if an answer has one that looks like one; else null.
 * @param ours The ID that we sent: an echo of it says nothing new.
 */
export function requestIdOf(headers: Readonly<Record<string, string>>, ours: string): string | null {
  const ids = REQUEST_ID_HEADERS.map((name) => headers[name]?.trim() ?? '');
  return ids.find((id) => id !== ours && LOOKS_LIKE_REQUEST_ID.test(id)) ?? null;
}
