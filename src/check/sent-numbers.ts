import type { RuleName } from './rules.ts';
import type { ScenarioName } from './scenarios.ts';

/** What a run sends, in numbers; if the check found errors, what it would send without them. */
export interface SentNumbers {
  readonly records: number;
  /** Records by scenario. A file with only a header has 0 records of its scenario; a run without a header has no scenario. */
  readonly scenarios: ReadonlyMap<ScenarioName, number>;
  /** `UploadPlan.contentSha256`: equal for equal content. Undefined if no calls are prepared. */
  readonly contentSha256: string | undefined;
}

/** A number that differs from what earlier uploads suggest. */
export interface UnusualNumber {
  readonly rule: Extract<
    RuleName,
    'fewer-records-than-usual' | 'more-records-than-usual' | 'content-unchanged'
  >;
  readonly message: string;
}

/** Compares a run with earlier uploads. */
export type FindUnusual = (numbers: SentNumbers) => readonly UnusualNumber[];
