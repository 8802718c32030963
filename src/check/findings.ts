import type { RuleName, Severity } from './rules.ts';

export type { Severity };

/** A sentence; a function if it depends on records that were not read yet. */
export type Message = string | (() => string);

/** One problem in one place. */
export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  /** Position in `CheckResult.files`. */
  readonly file: number;
  /** Physical line of the file, from 1; a record's line is its first. */
  readonly line: number;
  /** Label of the column under law 1 (`column 3` if the name must not be shown); null if the finding concerns the row or the file. */
  readonly column: string | null;
  /** One sentence, with the fix if it differs from the rule's own. Never contains a cell. */
  readonly message: string;
}

/** The findings of a run that are kept in memory; the findings file contains all of them. */
export interface FindingSummary {
  readonly errors: number;
  readonly warnings: number;
  /** The total count of every rule with findings, errors before warnings, then the most frequent first. */
  readonly counts: readonly {
    readonly rule: RuleName;
    readonly severity: Severity;
    readonly count: number;
  }[];
  /** The first findings by file and line: at most 50 errors, then at most 50 warnings. */
  readonly first: readonly Finding[];
  /** At most 9 errors and 9 warnings, chosen to cover as many rules as possible: no rule appears twice before every rule appeared once. */
  readonly telling: readonly Finding[];
}
