import type { PlannedCall } from '../csv/upload-plan.ts';
import type { ActionError } from '../errors.ts';

/**
 * How a call ended. `failed`: every attempt failed, or the run was cancelled in between; `refused`: the service said
 * no; `not-sent`: no attempt was made in this run.
 */
export type CallOutcome = 'accepted' | 'refused' | 'failed' | 'not-sent';

/** One call as it went; what the receipt, the summary and the log say about it. */
export interface CallResult {
  readonly call: PlannedCall;
  /**
   * Number for people, the log and the receipt: from 1, in the order in which calls started, then those that never
   * did. It follows the order of the records, but for calls that a 413 cut while others were in flight.
   */
  readonly index: number;
  readonly outcome: CallOutcome;
  /** When the first attempt started; null when there was none. */
  readonly startedAt: Date | null;
  /** Attempts that were started. */
  readonly attempts: number;
  /** Status of the last answer; null when none arrived. */
  readonly status: number | null;
  /** Milliseconds from the start of the first attempt to the end of the last, waiting included. */
  readonly durationMs: number;
  /** The service's request ID of the last answer if it looks like one. */
  readonly requestId: string | null;
  /** What all attempts sent as `client-request-id`, for a support case; empty when there was none. */
  readonly clientRequestId: string;
  /**
   * At least one attempt, of this run or of the one whose checkpoint it goes on from, may have stored the records
   * although no answer said so: they may be there twice, or be there though the call failed or was not sent.
   */
  readonly ambiguous: boolean;
  /** Why it was ambiguous, in our own words; empty when it was not. */
  readonly ambiguousBecause: string;
}

/** What came of an upload, complete or not. */
export interface UploadResult {
  /** In order of `call.firstRecord`; calls made smaller after a 413 stand as those that were really sent. */
  readonly calls: readonly CallResult[];
  /** Records accepted in this run. */
  readonly uploaded: number;
  /** Records of this content that earlier runs had uploaded (checkpoint). */
  readonly resumed: number;
  /** The runs that had uploaded them, as far as the checkpoint knows; an ID is empty outside GitHub. */
  readonly resumedRuns: readonly {
    readonly id: string;
    readonly attempt: string;
    readonly url: string | null;
    readonly records: number;
  }[];
  /** Of these, records whose first upload was in doubt and which were sent again. */
  readonly resentInDoubt: number;
  /**
   * Records, in ranges `[from, to)` from 0, that earlier runs of this upload had accepted although an attempt before
   * may have stored them too. A remark names them as well.
   */
  readonly maybeTwiceBefore: readonly (readonly [from: number, to: number])[];
  /** The run was cancelled. */
  readonly cancelled: boolean;
  /** Why the upload stopped before its end; undefined when everything was accepted. */
  readonly failure: ActionError | undefined;
  /** One sentence each: what the checkpoint was worth, calls that a 413 made smaller, answers of a proxy. Warnings and notes for people, without text from outside. */
  readonly remarks: readonly { readonly severity: 'warning' | 'notice'; readonly text: string }[];
}
