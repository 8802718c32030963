import type { CallPlanner } from '../../csv/call-planner.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import type { ScenarioValues } from '../columns/scenario-values.ts';
import type { SeenRecords } from '../duplicates.ts';
import type { FindingLog } from '../finding-log.ts';
import type { ScenarioName } from '../scenarios.ts';
import type { RejectedRows } from './rejected-rows.ts';
import type { RowKind } from './row-kinds.ts';

/** What the checks of all files of a run write to. */
export interface RunOutlets {
  readonly findings: FindingLog;
  /** Undefined if no calls are prepared. */
  readonly planner: CallPlanner | undefined;
  /** Undefined if duplicates are not checked. */
  readonly seen: SeenRecords | undefined;
  readonly scenarioValues: ScenarioValues;
  /** Only with `invalid-rows: skip`. */
  readonly rejected: RejectedRows | undefined;
}

/** What the check found out about one file. */
export interface FileReading {
  bytes: number;
  sha256: string;
  records: number;
  invalidRecords: number;
  /** Rows below the header that are not records, by kind. */
  readonly leftOut: Record<RowKind, number>;
  /** Physical line of the header. */
  headerLine: number;
  /** Every record was read; otherwise the numbers cover only what was read. */
  isComplete: boolean;
  /** An error concerns the file as a whole: nothing may be uploaded, regardless of `invalid-rows`. */
  isStopped: boolean;
  readonly scenarios: Map<ScenarioName, number>;
  readonly invalidByScenario: Map<ScenarioName, number>;
  columns: FileColumns | undefined;
  encoding: string;
  delimiter: string;
}
