import type { ColumnSettings } from './columns/file-columns.ts';
import type { Severity } from './findings.ts';
import type { ValueSettings } from './record-check.ts';
import type { RuleName } from './rules.ts';

/** Everything that decides how files are checked. */
export interface CheckSettings {
  readonly columns: ColumnSettings;
  readonly values: ValueSettings;
  /** `auto`, or the character. */
  readonly delimiter: string;
  /** `auto`, or a WHATWG label. */
  readonly encoding: string;
  readonly unmappedColumns: 'send' | 'drop';
  readonly invalidRows: 'fail' | 'skip';
  /** Severities that differ from the table's. */
  readonly rules: ReadonlyMap<RuleName, Severity | 'off'>;
  /** Bounds of the number of valid records over all files. */
  readonly minRecords: number | undefined;
  readonly maxRecords: number | undefined;
  readonly allowEmpty: boolean;
  readonly recordsPerCall: number;
  /** The connector is in a US Government cloud. */
  readonly isUsGovernment: boolean;
}
