import type { UploadDelimiter } from '../csv/quoting.ts';
import type { ColumnSettings } from './columns/file-columns.ts';
import type { ValueSettings } from './record-check.ts';
import type { RuleSettings } from './rules.ts';

/** Everything that decides how files are checked. */
export interface CheckSettings {
  readonly columns: ColumnSettings;
  readonly values: ValueSettings;
  /** `auto`, or the character. */
  readonly delimiter: string;
  /** Physical line of the header, from 1. */
  readonly headerLine: number | 'auto';
  /** Whether to ignore a row below the header, by its trimmed first cell; undefined to ignore no rows. */
  readonly isIgnoredRow: ((firstCell: string) => boolean) | undefined;
  /** The file format of the connector. */
  readonly uploadDelimiter: UploadDelimiter;
  /** `auto`, or a WHATWG label. */
  readonly encoding: string;
  readonly unmappedColumns: 'send' | 'drop';
  readonly invalidRows: 'fail' | 'skip';
  /** Severities that differ from the table's. */
  readonly rules: RuleSettings;
  /** Bounds for the number of valid records in all files together. */
  readonly minRecords: number | undefined;
  readonly maxRecords: number | undefined;
  readonly allowEmpty: boolean;
  readonly recordsPerCall: number;
  /** The connector is in a US Government cloud. */
  readonly isUsGovernment: boolean;
}
