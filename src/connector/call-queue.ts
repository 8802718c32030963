import type { PlannedCall } from '../csv/upload-plan.ts';
import { cutCall, evenRanges } from './splitting.ts';

/** A waiting call, with the doubts about its records from the call that it was split from. */
export interface QueuedCall {
  readonly call: PlannedCall;
  /** Number in messages; assigned when the call starts, kept by the first part of a split call. */
  readonly index?: number;
  /** One clause for each attempt that may have stored the records without a response. */
  readonly doubts: readonly string[];
}

/** A call that starts. */
export interface StartingCall extends QueuedCall {
  readonly index: number;
}

/** The waiting calls in the order of their records, none larger than the service accepts. */
export class CallQueue {
  readonly #waiting: QueuedCall[];
  #nextIndex = 1;
  #limit = Number.POSITIVE_INFINITY;

  constructor(calls: readonly PlannedCall[]) {
    this.#waiting = calls.map((call) => ({ call, doubts: [] }));
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Maximum records per call, after calls that the service refused as too large. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * The next call, not larger than the limit. {@link number} assigns its number.
   * @throws {BodyChangedError} when a call has to be split and its file has changed since the check.
   */
  take(): QueuedCall | undefined {
    this.#cutFirstToLimit();
    return this.#waiting.shift();
  }

  /** Removes and returns all waiting calls. */
  drain(): QueuedCall[] {
    return this.#waiting.splice(0);
  }

  /** Assigns a number to a call that has none. */
  number(queued: QueuedCall): StartingCall {
    return { ...queued, index: queued.index ?? this.#nextIndex++ };
  }

  /** Puts a call back to the front of the queue. */
  putBack(queued: QueuedCall): void {
    const place = this.#waiting.findIndex(({ call }) => call.firstRecord > queued.call.firstRecord);
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, queued);
  }

  /** The service refused this call as too large: it and all others are sent in calls of at most half its size. */
  halve(queued: QueuedCall): void {
    this.#limit = Math.min(this.#limit, Math.ceil(queued.call.records / 2));
    this.putBack(queued);
  }

  #cutFirstToLimit(): void {
    const first = this.#waiting[0];
    if (first === undefined || first.call.records <= this.#limit) return;
    const { index, doubts } = first;
    const parts = cutCall(first.call, evenRanges(first.call, this.#limit)).map((call, i) =>
      i === 0 && index !== undefined ? { call, index, doubts } : { call, doubts },
    );
    this.#waiting.splice(0, 1, ...parts);
  }
}
