import type { RuleName, Severity } from './rules.ts';

export type { Severity };

/** What was seen, and how to fix it in this case; a function if the fix depends on records that were not read yet. */
export interface Explained {
  readonly seen: string;
  /** Empty if there is only the rule's own advice. */
  readonly fix: string | (() => string);
}

/** What was seen, in one sentence; with its own advice if the rule's does not apply. */
export type Message = string | Explained;

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
  /** What was seen, in one sentence. Never contains a cell. */
  readonly message: string;
  /** How to fix it, if it differs from the rule's own advice. */
  readonly fix?: string | undefined;
}

/** Findings of one rule and column with the same message. */
export interface AlikeFindings {
  readonly count: number;
  /** The first one by file and line. */
  readonly first: Finding;
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
  /** Groups of at least 20 findings with the same message, errors before warnings, then the most frequent first. */
  readonly alike: readonly AlikeFindings[];
  /** The first other findings by file and line: at most 50 errors, then at most 50 warnings. */
  readonly first: readonly Finding[];
  /** At most 9 errors and 9 warnings, chosen to cover as many rules as possible: no rule appears twice before every rule appeared once. */
  readonly telling: readonly Finding[];
}
