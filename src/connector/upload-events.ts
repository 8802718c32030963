/** How far an upload is; counts, never content. */
export interface Tally {
  /** Calls accepted, and calls known to be needed in all; a 413 raises the second. */
  readonly callsDone: number;
  readonly calls: number;
  /** Records accepted in this run, and records to send in this run. */
  readonly recordsDone: number;
  readonly records: number;
}

/** What happens during an upload, for whoever watches. Holds our own words and numbers only. */
export type UploadEvent =
  | { readonly kind: 'started'; readonly tally: Tally }
  | { readonly kind: 'call-accepted'; readonly index: number; readonly tally: Tally }
  | {
      readonly kind: 'waiting';
      readonly index: number;
      /** What the attempt brought, to stand after "call 3": `answered 503`, `got no answer in time`. */
      readonly happened: string;
      readonly delayMs: number;
      /** Number of the attempt that follows, and how many there may be. */
      readonly nextAttempt: number;
      readonly maxAttempts: number;
    }
  | { readonly kind: 'token-renewed'; readonly index: number }
  | {
      readonly kind: 'split';
      readonly index: number;
      /** Records of the call that was too large, and of the largest that are sent from now on. */
      readonly records: number;
      readonly limit: number;
    };
