import type { UploadDelimiter } from '../csv/quoting.ts';
import type { UploadPlan } from '../csv/upload-plan.ts';
import type { FindingSummary } from './findings.ts';
import type { ScenarioName } from './scenarios.ts';
import type { SentNumbers } from './sent-numbers.ts';

/** Name of the file in which rewritten records wait for their upload; it is of no use afterwards. */
export const RECORDS_FILE = 'records.csv';

/** What an admin types into the portal's File mapping page for one scenario. Names are shown under law 1. */
export interface MappingSheet {
  readonly scenario: ScenarioName;
  /** Every field of the scenario that a column fills, in the portal's order. */
  readonly fields: readonly {
    /** The field as the portal's page names it. */
    readonly field: string;
    /** The column's name as it is sent. */
    readonly column: string;
  }[];
  /** The scenario column's name and the value that marks this scenario; undefined when the file has no such column. */
  readonly scenarioColumn?: { readonly name: string; readonly value: string };
}

/** What was found out about one input file. */
export interface CheckedFile {
  /** Path for people, relative to the workspace. Text from outside. */
  readonly name: string;
  /** Size and SHA-256 (lower-case hex) of the file as it lies on disk. */
  readonly bytes: number;
  readonly sha256: string;
  /** Every record was read; else the numbers are those up to where the reading stopped. */
  readonly isComplete: boolean;
  readonly records: number;
  readonly invalidRecords: number;
  /** Records by scenario, valid or not; records of no known scenario are in none. */
  readonly scenarios: ReadonlyMap<ScenarioName, number>;
  /** Of these, the records that are not valid. */
  readonly invalidByScenario: ReadonlyMap<ScenarioName, number>;
  /** Scenarios that the columns fit as well as the one taken, with the same checks; the input `scenario` decides. */
  readonly equallyLikely: readonly ScenarioName[];
  /** How the file was read, in words for the log: `UTF-8, semicolon`. */
  readonly format: string;
}

/** The outcome of checking all input files. */
export interface CheckResult {
  readonly files: readonly CheckedFile[];
  /** One sheet for each scenario met, for all files: a connector has one mapping. */
  readonly mapping: readonly MappingSheet[];
  /** The file format of the connector, which is chosen when it is created. */
  readonly uploadDelimiter: UploadDelimiter;
  readonly findings: FindingSummary;
  readonly records: number;
  readonly validRecords: number;
  readonly invalidRecords: number;
  readonly numbers: SentNumbers;
  /** The calls to make; undefined when an error stops the run. An empty plan (no records) is a normal night with `allow-empty`. */
  readonly plan: UploadPlan | undefined;
  /** JSON file of every finding. */
  readonly findingsPath: string;
  /** CSV of the rows that were left out; only with `invalid-rows: skip`, and only when there are any. */
  readonly invalidRowsPath: string | undefined;
}
