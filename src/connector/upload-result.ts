import type { PlannedCall } from '../csv/upload-plan.ts';
import type { ActionError } from '../errors.ts';

/**
 * The result of a call. `failed`: every attempt failed, or the run was cancelled in between; `refused`: the service
 * refused it; `not-sent`: no attempt was made in this run.
 */
export type CallOutcome = 'accepted' | 'refused' | 'failed' | 'not-sent';

/** The result of one call for the receipt, the summary and the log. */
export interface CallResult {
  readonly call: PlannedCall;
  /**
   * Number in the log, summary and receipt: from 1, in the order in which calls started, then those that never
   * did. It follows the order of the records, except for calls that were split after a 413 while others were in flight.
   */
  readonly index: number;
  readonly outcome: CallOutcome;
  /** Start of the first attempt; null without an attempt. */
  readonly startedAt: Date | null;
  /** Attempts that were started. */
  readonly attempts: number;
  /** Status of the last response; null without a response. */
  readonly status: number | null;
  /** Milliseconds from the start of the first attempt to the end of the last, including waits. */
  readonly durationMs: number;
  /** The service's request ID in the last response, if it has the form of one. */
  readonly requestId: string | null;
  /** The `client-request-id` of all attempts, for a support case; empty without an attempt. */
  readonly clientRequestId: string;
  /**
   * At least one attempt, of this run or of the one that it resumes, may have stored the records although no response
   * confirmed it: they may be stored twice, or be stored although the call failed or was not sent.
   */
  readonly ambiguous: boolean;
  /** Why it is ambiguous, in our own words; otherwise empty. */
  readonly ambiguousBecause: string;
}

/** The result of an upload, complete or not. */
export interface UploadResult {
  /** In order of `call.firstRecord`; calls that were split after a 413 are listed by their parts. */
  readonly calls: readonly CallResult[];
  /** Records accepted in this run. */
  readonly uploaded: number;
  /** Records of this content that earlier runs had uploaded (checkpoint). */
  readonly resumed: number;
  /** The runs that had uploaded them, according to the checkpoint; an ID is empty outside GitHub. */
  readonly resumedRuns: readonly {
    readonly id: string;
    readonly attempt: string;
    readonly url: string | null;
    readonly records: number;
  }[];
  /** Records whose upload by an earlier run was in doubt and which were sent again. */
  readonly resentInDoubt: number;
  /**
   * Records, in ranges `[from, to)` from 0, that were accepted in earlier runs of this upload although an earlier attempt
   * may have stored them too. A remark names them as well.
   */
  readonly maybeTwiceBefore: readonly (readonly [from: number, to: number])[];
  /** The run was cancelled. */
  readonly cancelled: boolean;
  /** Why the upload stopped early; undefined if everything was accepted. */
  readonly failure: ActionError | undefined;
  /** Remarks about the checkpoint, split calls and responses of a proxy, without untrusted text. */
  readonly remarks: readonly { readonly severity: 'warning' | 'notice'; readonly text: string }[];
}
