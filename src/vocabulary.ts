/** What the run was asked to do; see the input `mode`. */
export type Mode = 'validate' | 'preflight' | 'upload';

/** The output `status`. */
export type RunStatus = 'validated' | 'ready' | 'uploaded' | 'partial' | 'failed';

/** Who can read the repository, and with it the log and the summary. */
export type Visibility = 'public' | 'internal' | 'private' | 'unknown';

/** Something that did not stop the run and that people should know: the title and lines of a warning annotation. */
export interface Warning {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the directory knows of the user of a record; `ambiguous`: several users have the value. */
export type UserMatch =
  | { readonly kind: 'found'; readonly userPrincipalName: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous' };

/** Fewer records have no hash: their content could be guessed from it. */
export const MIN_HASHED_RECORDS = 10;
