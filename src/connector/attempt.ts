import type { PlannedCall } from '../csv/upload-plan.ts';
import type { HttpClient } from '../http/client.ts';
import { NetworkError, type NetworkFailure } from '../http/network-failures.ts';
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

/** What an attempt without an answer looked like, to stand after "call 3". */
const WITHOUT_ANSWER: Readonly<Record<NetworkFailure, string>> = {
  dns: 'could not resolve the host name',
  refused: 'was refused a connection',
  unreachable: 'found no route to the host',
  reset: 'lost its connection before an answer',
  timeout: 'got no answer in time',
  'untrusted-certificate': 'met a certificate that is not trusted',
  'wrong-host-certificate': 'met a certificate of another host',
  'expired-certificate': 'met a certificate out of its time',
  tls: 'could not set up TLS',
  'proxy-setting': 'was not made, since HTTPS_PROXY names no HTTP proxy',
  'proxy-authentication': 'was asked for a password by the proxy',
  'proxy-refused': 'was turned away by the proxy',
  'invalid-answer': 'got an answer that is not HTTP',
  cancelled: 'was broken off when the run was cancelled',
  'body-changed': 'was broken off because its file had changed',
  other: 'failed without an answer',
};

/** How an attempt ended, in words of our own, to stand after "call 3" or "attempt 1". */
export function describeEnd(end: AttemptEnd): string {
  return 'answer' in end ? `answered ${end.answer.status}` : WITHOUT_ANSWER[end.error.kind];
}
