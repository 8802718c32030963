import type { UploadDelimiter } from '../csv/quoting.ts';
import type { UploadPlan } from '../csv/upload-plan.ts';
import type { FindingSummary } from './findings.ts';
import type { ScenarioName } from './scenarios.ts';
import type { SentNumbers } from './sent-numbers.ts';

/** Name of the file that stores rewritten records until their upload; it is not needed afterwards. */
export const RECORDS_FILE = 'records.csv';

/** What an admin types into the portal's File mapping page for one scenario. Names are shown under law 1. */
export interface MappingSheet {
  readonly scenario: ScenarioName;
  /** Every field of the scenario that has a column, in the portal's order. */
  readonly fields: readonly {
    /** The field as the portal's page names it. */
    readonly field: string;
    /** The column's name as sent. */
    readonly column: string;
  }[];
  /** The scenario column's name and the value that marks this scenario; undefined if the file has no such column. */
  readonly scenarioColumn?: { readonly name: string; readonly value: string };
}

/** What the check found out about one input file. */
export interface CheckedFile {
  /** Path for messages, relative to the workspace. Text from outside. */
  readonly name: string;
  /** Size and SHA-256 (lower-case hex) of the file on disk. */
  readonly bytes: number;
  readonly sha256: string;
  /** Every record was read; otherwise the numbers cover only what was read. */
  readonly isComplete: boolean;
  readonly records: number;
  readonly invalidRecords: number;
  /** Records by scenario, valid or not; records with an unknown scenario are not counted. */
  readonly scenarios: ReadonlyMap<ScenarioName, number>;
  /** Invalid records by scenario. */
  readonly invalidByScenario: ReadonlyMap<ScenarioName, number>;
  /** Scenarios that match the columns as well as the chosen one, with the same checks; the input `scenario` decides. */
  readonly equallyLikely: readonly ScenarioName[];
  /** How the file was read, in words for the log: `UTF-8, semicolon`. */
  readonly format: string;
}

/** The outcome of checking all input files. */
export interface CheckResult {
  readonly files: readonly CheckedFile[];
  /** One sheet per scenario found, for all files: a connector has one mapping. */
  readonly mapping: readonly MappingSheet[];
  /** The file format of the connector, which is chosen when it is created. */
  readonly uploadDelimiter: UploadDelimiter;
  readonly findings: FindingSummary;
  readonly records: number;
  readonly validRecords: number;
  readonly invalidRecords: number;
  readonly numbers: SentNumbers;
  /** No error stops the run. */
  readonly isAccepted: boolean;
  /** The calls to make; undefined if the check is not accepted or prepares no calls. An empty plan (no records) is a normal run with `allow-empty`. */
  readonly plan: UploadPlan | undefined;
  /** JSON file of every finding. */
  readonly findingsPath: string;
  /** CSV of the skipped rows; only with `invalid-rows: skip`, and only if there are any. */
  readonly invalidRowsPath: string | undefined;
}
