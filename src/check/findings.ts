import type { RuleName, Severity } from './rules.ts';

export type { Severity };

/** A sentence for people; a function where it depends on records that are still to come. */
export type Message = string | (() => string);

/** One thing that the check has to say of one place. */
export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  /** Position in `CheckResult.files`. */
  readonly file: number;
  /** Physical line of the file, from 1; a record's line is its first. */
  readonly line: number;
  /** Name of the column under law 1 (`column 3` where the name may not be shown); null when it is about the row or the file. */
  readonly column: string | null;
  /** One sentence for people, with the mend where it differs from the rule's own. Never holds a cell. */
  readonly message: string;
}

/** The findings of a run as far as they are kept in memory; all of them are in the findings file. */
export interface FindingSummary {
  readonly errors: number;
  readonly warnings: number;
  /** The true count of every rule that was met, errors before warnings, then the most frequent first. */
  readonly counts: readonly {
    readonly rule: RuleName;
    readonly severity: Severity;
    readonly count: number;
  }[];
  /** The first findings by file and line: at most 50 errors, then at most 50 warnings. */
  readonly first: readonly Finding[];
  /** At most 9 errors and 9 warnings, the most telling first: every rule that was met is there before one comes twice. */
  readonly telling: readonly Finding[];
}
