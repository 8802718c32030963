/** Progress of an upload; counts, never content. */
export interface Tally {
  /** Accepted calls, and total calls as far as known; a 413 increases the total. */
  readonly callsDone: number;
  readonly calls: number;
  /** Accepted records, and total records to send, in this run. */
  readonly recordsDone: number;
  readonly records: number;
}

/** An event during an upload, for the log. Contains only our own words and numbers. */
export type UploadEvent =
  | { readonly kind: 'started'; readonly tally: Tally }
  | { readonly kind: 'call-accepted'; readonly index: number; readonly tally: Tally }
  | {
      readonly kind: 'waiting';
      readonly index: number;
      /** Result of the attempt; follows "call 3": `got status 503`, `got no response in time`. */
      readonly happened: string;
      readonly delayMs: number;
      /** Number of the next attempt, and the maximum. */
      readonly nextAttempt: number;
      readonly maxAttempts: number;
    }
  | { readonly kind: 'token-renewed'; readonly index: number }
  | {
      readonly kind: 'split';
      readonly index: number;
      /** Records of the call that was too large, and the new maximum per call. */
      readonly records: number;
      readonly limit: number;
    };
