import type { PlannedCall, UploadPlan } from '../csv/upload-plan.ts';
import type { TokenSource } from '../entra/token.ts';
import type { ActionError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { REAL_CLOCK } from '../http/retry.ts';
import { callUrl } from './attempt.ts';
import { type Checkpoint, noCheckpoint, openCheckpoint } from './checkpoint/checkpoint.ts';
import { type RecordRanges, size, subtract } from './checkpoint/record-ranges.ts';
import { cutCall, recordsOf } from './splitting.ts';
import { explainStop } from './stop-reasons.ts';
import type { UploadEvent } from './upload-events.ts';
import type { UploadResult } from './upload-result.ts';
import { UploadRun } from './upload-run.ts';
import type { UploadSettings } from './upload-settings.ts';

/** Dependencies of an upload. The last three have defaults and are for tests. */
export interface UploadServices {
  readonly http: HttpClient;
  readonly tokenSource: TokenSource;
  readonly onProgress?: (event: UploadEvent) => void;
  /** Aborts when the run is cancelled. */
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** A number from 0 to below 1. */
  readonly random?: () => number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const CANCEL_GRACE_MS = 5_000;

/**
 * Uploads the planned calls. The checkpoint is read first: if nothing is left, no token is requested. Calls start in
 * order, at most `concurrentCalls` at a time. The first call that cannot be delivered stops the rest: calls in flight
 * finish, waiting calls are not repeated, no call starts. A checkpoint records every call before it starts; if it cannot
 * be written (for example because the disk is full), the upload stops in the same way, because with a stale checkpoint
 * the next run would silently send records twice.
 *
 * Never throws for a failed delivery: the result says of each record whether it was accepted, was not sent, or may have
 * been stored without a response.
 */
export async function uploadPlan(
  plan: UploadPlan,
  settings: UploadSettings,
  services: UploadServices,
): Promise<UploadResult> {
  const now = services.now ?? Date.now;
  let checkpoint: Checkpoint = noCheckpoint();
  let remaining: readonly PlannedCall[] = plan.calls;
  let failure: ActionError | undefined;
  try {
    if (settings.checkpoint !== undefined && plan.records > 0) {
      checkpoint = await openCheckpoint(settings.checkpoint, plan, settings.jobId, now);
      remaining = withoutAccepted(plan.calls, checkpoint.acceptedBefore);
    }
  } catch (error) {
    failure = explainStop(error);
  }
  const cancel = watchCancel(services.signal, settings.cancelGraceMs ?? CANCEL_GRACE_MS);
  const run = new UploadRun(plan, remaining, checkpoint, settings, {
    http: services.http,
    tokens: services.tokenSource,
    url: callUrl(settings.ingestionUrl, settings.jobId),
    maxAttempts: settings.maxAttempts,
    callTimeoutMs: settings.callTimeoutMs,
    report: services.onProgress ?? (() => undefined),
    cancelled: cancel.cancelled,
    breakOff: cancel.breakOff,
    now,
    random: services.random ?? Math.random,
    sleep: services.sleep ?? REAL_CLOCK.sleep,
  });
  try {
    if (failure === undefined) await run.deliver();
    else run.stop(failure);
    return run.result();
  } finally {
    cancel.release();
  }
}

/** Removes accepted records from the calls: an earlier run may have had calls of another size. */
function withoutAccepted(calls: readonly PlannedCall[], accepted: RecordRanges): PlannedCall[] {
  const left: PlannedCall[] = [];
  for (const call of calls) {
    const ranges = subtract([recordsOf(call)], accepted);
    if (size(ranges) === call.records) left.push(call);
    else if (ranges.length > 0) left.push(...cutCall(call, ranges));
  }
  return left;
}

/**
 * Derives two signals from one: cancelled now, and aborted when the grace period is over. If the run is cancelled
 * already, no call starts, and none has to be aborted.
 */
function watchCancel(signal: AbortSignal | undefined, graceMs: number) {
  const cancelled = signal ?? new AbortController().signal;
  const breaker = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => breaker.abort(), graceMs);
  };
  cancelled.addEventListener('abort', onAbort);
  return {
    cancelled,
    breakOff: breaker.signal,
    release: (): void => {
      clearTimeout(timer);
      cancelled.removeEventListener('abort', onAbort);
    },
  };
}
