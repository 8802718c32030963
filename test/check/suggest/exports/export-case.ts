import type { Inputs } from '../../check-run.ts';

/** One export as a system writes it, made up from the system's documentation. */
export interface ExportCase {
  /** The system, and what is special about the file. */
  readonly name: string;
  readonly content: string | Uint8Array;
  /** The inputs of the first run. */
  readonly inputs?: Inputs;
  /** Inputs that only people know; they are named in the first run and set in the second. */
  readonly decided?: Inputs;
  /** What the second run sends of each record: the user and the instants of its scenario's dates, `.000Z` left off. */
  readonly sent?: readonly string[];
  /** What the suggestion names because it cannot be known. */
  readonly named?: RegExp;
  /** A name that may not be shown is in the suggestion; the second run has it filled in. */
  readonly hasPlaceholder?: true;
}

/** Lines with CRLF behind each. */
export const crlf = (...rows: readonly string[]): string => rows.map((row) => `${row}\r\n`).join('');

/** Lines with LF behind each. */
export const lf = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

/** A leaver as `ExportCase.sent` has one; dates alone are the start of the day in UTC. */
export const leaver = (user: string, ...dates: readonly string[]): string =>
  [`${user}@contoso.com`, ...dates.map((date) => (date.includes('T') ? date : `${date}T00:00:00`))].join(' ');
