/** The time is over. */
export class TimeOver extends Error {
  override readonly name = 'TimeOver';
}

/** Ends work that takes too long. A timer would not do: most of the work is synchronous. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #end: number;

  /** @param ms From now. @param signal The run is cancelled. */
  constructor(ms: number, signal: AbortSignal) {
    this.#end = performance.now() + ms;
    this.signal = signal;
  }

  /** @throws {TimeOver} @throws the reason of the signal. */
  check(): void {
    this.signal.throwIfAborted();
    if (performance.now() > this.#end) throw new TimeOver();
  }
}
