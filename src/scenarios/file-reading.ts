import type { CallPlanner } from '../csv/call-planner.ts';
import { BrokenQuotingError, ContentFault } from '../csv/content-fault.ts';
import { delimiterName, detectDialect } from '../csv/delimiter.ts';
import { type BlockView, readRecords } from '../csv/record-reader.ts';
import type { SourceFile } from '../csv/source-files.ts';
import { openTextSource, type TextSource } from '../csv/text-source.ts';
import type { CheckSettings } from './check-settings.ts';
import { type FileColumns, isKnownColumn } from './columns.ts';
import type { RecordKey } from './duplicates.ts';
import { FileCheck, StopReading } from './file-check.ts';
import type { FindingSink } from './finding-log.ts';
import type { RejectedRows } from './rejected-rows.ts';
import type { RuleName } from './rules.ts';
import type { ScenarioName } from './scenarios.ts';

/** Asked for every record that is valid otherwise. */
export interface DuplicateWatch {
  /** @param number The record's number over all files, from 0, invalid ones counted. @returns Whether it is to be left out as doubled. */
  isDuplicate(key: RecordKey, file: number, line: number, number: number): boolean;
}

/** One file to read, and where it stands among the others. */
export interface FileToCheck {
  readonly file: SourceFile;
  /** Position among the files, from 0. */
  readonly index: number;
  /** Number of the file's first record over all files. */
  readonly firstNumber: number;
}

/** Who hears of what is read; the same reading serves the check, the settling of suspects and the plan. */
export interface Listeners {
  readonly findings: FindingSink;
  readonly duplicates: DuplicateWatch;
  readonly planner?: CallPlanner;
  readonly rejected?: RejectedRows;
}

/** What one reading of a file has found. */
export interface FileReading {
  bytes: number;
  sha256: string;
  records: number;
  invalidRecords: number;
  /** Something is wrong with the file as a whole: nothing may be uploaded, whatever `invalid-rows` says. */
  isStopped: boolean;
  readonly scenarios: Map<ScenarioName, number>;
  columns: FileColumns | undefined;
  encoding: string;
  delimiter: string;
}

/** Bytes in which the header is looked for to find the delimiter. */
const DIALECT_BYTES = 64 * 1024;

/**
 * Reads one file and checks every record.
 * @throws {ActionError} when the file cannot be read; faults of its content are findings.
 */
export async function readAndCheck(
  target: FileToCheck,
  settings: CheckSettings,
  listeners: Listeners,
  signal?: AbortSignal,
): Promise<FileReading> {
  const { file, index } = target;
  const reading: FileReading = {
    bytes: 0,
    sha256: '',
    records: 0,
    invalidRecords: 0,
    isStopped: false,
    scenarios: new Map(),
    columns: undefined,
    encoding: '',
    delimiter: '',
  };
  let source: TextSource | undefined;
  try {
    const start = peekText(file, settings.encoding);
    const dialect = detectDialect(start, settings.delimiter, isKnownColumn(settings.columns));
    source = openTextSource(file.path, file.name, settings.encoding);
    const view: BlockView = { bytes: Buffer.alloc(0), offset: 0 };
    const check = new FileCheck({ ...target, settings, listeners, reading, source, view, dialect });
    reading.encoding = source.encoding;
    reading.delimiter = delimiterName(dialect.delimiter);
    await readRecords(source, dialect.delimiter, view, check, signal);
    Object.assign(reading, source.finish());
    check.finish();
  } catch (error) {
    if (!(error instanceof StopReading)) reportUnreadable(error, index, listeners.findings);
    reading.isStopped = true;
  } finally {
    source?.close();
  }
  return reading;
}

function reportUnreadable(error: unknown, file: number, findings: FindingSink): void {
  if (!(error instanceof ContentFault)) throw error;
  const rule: RuleName = error instanceof BrokenQuotingError ? 'broken-quoting' : 'unreadable-encoding';
  findings.add({ rule, severity: 'error', file, line: error.line, column: null, message: error.explanation });
}

/** The first bytes of the text, read apart so that the reading itself starts at the beginning. */
function peekText(file: SourceFile, encoding: string): string {
  const source = openTextSource(file.path, file.name, encoding);
  try {
    const buffer = Buffer.alloc(1024 * 1024);
    return buffer.toString('utf8', 0, Math.min(source.read(buffer, 0), DIALECT_BYTES));
  } finally {
    source.close();
  }
}
