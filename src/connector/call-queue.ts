import type { PlannedCall } from '../csv/upload-plan.ts';
import { cutCall, evenRanges } from './splitting.ts';

/** A call that waits, with what befell its records before it became this call. */
export interface QueuedCall {
  readonly call: PlannedCall;
  /** Number for people; given when the call starts, kept by the first part of a call that is split. */
  readonly index?: number;
  /** One clause for each attempt that may have stored the records although no answer said so. */
  readonly doubts: readonly string[];
}

/** A call that starts. */
export interface StartingCall extends QueuedCall {
  readonly index: number;
}

/** The calls that wait, in the order of their records, none larger than the service takes. */
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

  /** Largest call that the service has not yet found too large, in records. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * The next call, not larger than the limit. It has no number before {@link number} gives it one.
   * @throws {BodyChangedError} when a call has to be cut and its file is no longer the one that was checked.
   */
  take(): QueuedCall | undefined {
    this.#cutFirstToLimit();
    return this.#waiting.shift();
  }

  /** All that still waits; the queue is empty then. */
  drain(): QueuedCall[] {
    return this.#waiting.splice(0);
  }

  /** Gives a call its number, unless it has one. */
  number(queued: QueuedCall): StartingCall {
    return { ...queued, index: queued.index ?? this.#nextIndex++ };
  }

  /** Back to where it came from: before everything that follows it in the file. */
  putBack(queued: QueuedCall): void {
    const place = this.#waiting.findIndex(({ call }) => call.firstRecord > queued.call.firstRecord);
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, queued);
  }

  /** The service found this call too large: it and all others go in calls of half its size at most. */
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
