import { randomUUID } from 'node:crypto';
import type { PlannedCall } from '../csv/upload-plan.ts';
import type { TokenSource } from '../entra/token.ts';
import { ActionError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { explainNetworkError } from '../http/network-failures.ts';
import { explainAnswer, looksLikePage } from './answers/connector-errors.ts';
import { requestIdOf } from './answers/request-id.ts';
import { MAX_CALL_BYTES } from './answers/server-text.ts';
import { attemptCall, describeEnd } from './attempt.ts';
import { readCallBytes } from './call.ts';
import { type AttemptEnd, delayBefore, judge, type Verdict } from './retry-policy.ts';
import type { UploadEvent } from './upload-events.ts';

/** Shared by all calls of a run. */
export interface CallContext {
  readonly http: HttpClient;
  /** Provides one token for all calls, and renews it once for all calls whose token was refused. */
  readonly tokens: TokenSource;
  readonly url: string;
  readonly maxAttempts: number;
  readonly callTimeoutMs: number;
  readonly report: (event: UploadEvent) => void;
  /** Aborts when the run is cancelled: no further attempts, and waits end. */
  readonly cancelled: AbortSignal;
  /** Aborts when another call has stopped the upload: waiting calls are not repeated. */
  readonly stopped: AbortSignal;
  /** Aborts when the grace period of calls in flight is over. */
  readonly breakOff: AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The result of one call. `not-sent`: no attempt was made, because there was no token. `too-large`: refused with 413 and has more than one record; none was stored. */
export interface CallEnd {
  readonly outcome: 'accepted' | 'refused' | 'failed' | 'not-sent' | 'too-large';
  /** Start of the first attempt, in milliseconds since 1970; null without an attempt. */
  readonly startedAt: number | null;
  readonly attempts: number;
  readonly status: number | null;
  readonly durationMs: number;
  readonly requestId: string | null;
  readonly clientRequestId: string;
  /** One clause for each attempt that may have stored the records although no answer said so. */
  readonly doubts: readonly string[];
  /** The accepting response was a web page, which the service itself never sends. */
  readonly acceptedByPage: boolean;
  /** The failure, unless the call was accepted, is too large, or the run was cancelled. */
  readonly failure: ActionError | undefined;
}

/** The state of a call between its attempts. */
interface CallState {
  readonly call: PlannedCall;
  readonly index: number;
  startedAt: number | null;
  /** One GUID for all attempts at a call, so that a support case finds all of them. */
  readonly clientRequestId: string;
  attempts: number;
  renewed: boolean;
  status: number | null;
  requestId: string | null;
  page: boolean;
  readonly doubts: string[];
}

/**
 * Sends one call, as often as the retry policy says. After a 401 it is repeated once with a new token, which counts as
 * an attempt but not against the limit.
 * @param header The prepared header line of the call's file.
 * @param index Number of the call in messages.
 * @throws only internal errors; a failed delivery is a result.
 */
export async function sendCall(
  call: PlannedCall,
  header: Buffer,
  index: number,
  context: CallContext,
): Promise<CallEnd> {
  const state: CallState = {
    call,
    index,
    startedAt: null,
    clientRequestId: randomUUID(),
    attempts: 0,
    renewed: false,
    status: null,
    requestId: null,
    page: false,
    doubts: [],
  };
  const signIn = await tokenOrFailure(context);
  if ('failure' in signIn) return finish(state, context, 'not-sent', signIn.failure);
  let token = signIn.token;
  for (;;) {
    const end = await attempt(state, header, token, context);
    const verdict = judge(end, context.now());
    if (verdict.inDoubt) state.doubts.push(`attempt ${state.attempts} ${describeEnd(end)}`);
    if (verdict.next === 'accept') return finish(state, context, 'accepted');
    if (context.cancelled.aborted && verdict.next !== 'give-up') return finish(state, context, 'failed');
    if (verdict.next === 'split' && call.records > 1) return finish(state, context, 'too-large');
    if (verdict.next === 'renew-token' && !state.renewed) {
      state.renewed = true;
      context.report({ kind: 'token-renewed', index });
      const renewal = await tokenOrFailure(context, token);
      if ('failure' in renewal) return finish(state, context, 'failed', renewal.failure);
      token = renewal.token;
      continue;
    }
    if (!(await waitToRepeat(state, end, verdict, context)))
      return giveUp(state, header, end, verdict, context);
  }
}

async function attempt(
  state: CallState,
  header: Buffer,
  token: string,
  context: CallContext,
): Promise<AttemptEnd> {
  state.attempts += 1;
  state.startedAt ??= context.now();
  const end = await attemptCall(context.http, {
    url: context.url,
    call: state.call,
    header,
    token,
    clientRequestId: state.clientRequestId,
    timeoutMs: context.callTimeoutMs,
    signal: context.breakOff,
  });
  const answer = 'answer' in end ? end.answer : undefined;
  state.status = answer?.status ?? null;
  state.page = answer !== undefined && looksLikePage(answer);
  state.requestId =
    answer === undefined
      ? null
      : requestIdOf(answer.headers, state.clientRequestId, { call: state.call, header });
  return end;
}

/** Waits before the next attempt; false if there is none. */
async function waitToRepeat(
  state: CallState,
  end: AttemptEnd,
  verdict: Verdict,
  context: CallContext,
): Promise<boolean> {
  const limit = Math.min(verdict.atMost, context.maxAttempts);
  // The attempt that was refused with 401 is not counted.
  const counted = state.attempts - (state.renewed ? 1 : 0);
  if (verdict.next !== 'repeat' || counted >= limit || context.stopped.aborted) return false;
  const delayMs = delayBefore(counted, verdict, context.random());
  context.report({
    kind: 'waiting',
    index: state.index,
    happened: describeEnd(end),
    delayMs,
    nextAttempt: counted + 1,
    maxAttempts: limit,
  });
  const interrupted = AbortSignal.any([context.cancelled, context.stopped]);
  await context.sleep(delayMs, interrupted);
  return !interrupted.aborted;
}

function giveUp(
  state: CallState,
  header: Buffer,
  end: AttemptEnd,
  verdict: Verdict,
  context: CallContext,
): CallEnd {
  // A call that was being repeated when the run was cancelled failed only because of that.
  if (context.cancelled.aborted && (verdict.next === 'repeat' || isBrokenOff(end))) {
    return finish(state, context, 'failed');
  }
  if ('error' in end) {
    return finish(state, context, 'failed', explainNetworkError(end.error));
  }
  const failure = explainAnswer(end.answer, {
    call: state.call,
    index: state.index,
    attempts: state.attempts,
    host: new URL(context.url).host,
    // If the file is gone or changed, the server's text cannot be compared with its cells: then nothing is shown.
    sentBytes: sentBytes(state.call, header),
  });
  return finish(state, context, verdict.next === 'repeat' ? 'failed' : 'refused', failure);
}

/** The header and records that the server may quote; undefined if they cannot be read, or are too large to search. */
function sentBytes(call: PlannedCall, header: Buffer): Buffer | undefined {
  if (call.end - call.start > MAX_CALL_BYTES) return undefined;
  try {
    return Buffer.concat([header, readCallBytes(call)]);
  } catch {
    return undefined;
  }
}

function isBrokenOff(end: AttemptEnd): boolean {
  return 'error' in end && end.error.kind === 'cancelled';
}

function finish(
  state: CallState,
  context: CallContext,
  outcome: CallEnd['outcome'],
  failure?: ActionError,
): CallEnd {
  return {
    outcome,
    startedAt: state.startedAt,
    attempts: state.attempts,
    status: state.status,
    durationMs: state.startedAt === null ? 0 : Math.round(context.now() - state.startedAt),
    requestId: state.requestId,
    clientRequestId: state.attempts === 0 ? '' : state.clientRequestId,
    doubts: state.doubts,
    acceptedByPage: outcome === 'accepted' && state.page,
    failure,
  };
}

/** A sign-in that fails because the run was cancelled does not count as a failure. */
export async function tokenOrFailure(
  { tokens, cancelled }: CallContext,
  refused?: string,
): Promise<{ readonly token: string } | { readonly failure: ActionError | undefined }> {
  try {
    const { value } = await tokens.getToken({
      signal: cancelled,
      ...(refused === undefined ? {} : { refused }),
    });
    return { token: value };
  } catch (error) {
    if (cancelled.aborted) return { failure: undefined };
    if (error instanceof ActionError) return { failure: error };
    throw error;
  }
}
