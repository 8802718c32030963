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
  /** Milliseconds for the attempt, including connecting and the response. */
  readonly timeoutMs: number;
  /** Aborts the attempt. */
  readonly signal: AbortSignal;
}

/**
 * The webhook's URL for a job. The parameter's name is `jobid`, as in Microsoft's script; an existing query of the URL
 * is kept.
 */
export function callUrl(ingestionUrl: string, jobId: string): string {
  const url = new URL(ingestionUrl);
  const parameter = `jobid=${encodeURIComponent(jobId)}`;
  url.search = url.search === '' ? parameter : `${url.search}&${parameter}`;
  return url.href;
}

/** Sends one call once. A network failure is a result, not an exception. */
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

/** The result of an attempt in our own words; follows "call 3" or "attempt 1". */
export function describeEnd(end: AttemptEnd): string {
  return 'answer' in end ? `got status ${end.answer.status}` : end.error.row.happened;
}
