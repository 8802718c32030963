import { BrokenQuotingError, ContentFault } from '../csv/content-fault.ts';
import { delimiterName, detectDialect } from '../csv/delimiter.ts';
import { BLOCK_BYTES, identifyFile } from '../csv/raw-file.ts';
import { type BlockView, readRecords } from '../csv/record-reader.ts';
import type { SourceFile } from '../csv/source-files.ts';
import { openTextSource, type TextSource } from '../csv/text-source.ts';
import type { CheckSettings } from './check-settings.ts';
import { isKnownColumn } from './columns/columns.ts';
import { FileCheck, type FileReading, type FileToCheck, type Listeners, StopReading } from './file-check.ts';
import type { FindingSink } from './finding-log.ts';
import type { RuleName } from './rules.ts';

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
    blankRows: 0,
    isStopped: false,
    isComplete: false,
    scenarios: new Map(),
    columns: undefined,
    encoding: '',
    delimiter: '',
  };
  let source: TextSource | undefined;
  try {
    const start = peekText(file, settings.encoding);
    const other = describeOtherFormat(start);
    if (other !== undefined) {
      listeners.findings.add({
        rule: 'missing-header',
        severity: 'error',
        file: index,
        line: 1,
        column: null,
        message: other,
      });
      throw new StopReading();
    }
    const dialect = await detectDialect(start, settings.delimiter, isKnownColumn(settings.columns));
    source = openTextSource(file.path, file.name, settings.encoding);
    const view: BlockView = { bytes: Buffer.alloc(0), offset: 0 };
    const check = new FileCheck({ ...target, settings, listeners, reading, source, view, dialect });
    reading.encoding = source.encoding;
    reading.delimiter = delimiterName(dialect.delimiter);
    await readRecords(source, dialect.delimiter, view, check, signal);
    Object.assign(reading, source.finish(), { isComplete: true });
    check.finish();
  } catch (error) {
    if (!(error instanceof StopReading)) reportUnreadable(error, index, listeners.findings);
    reading.isStopped = true;
    Object.assign(reading, identifyFile(file.path, file.name));
  } finally {
    source?.close();
  }
  return reading;
}

/** Texts that are saved as .csv by mistake, by how they begin. */
const OTHER_FORMATS: readonly { readonly start: RegExp; readonly explanation: string }[] = [
  {
    start: /^\s*<(?:!doctype|html|\?xml|head|body)\b/i,
    explanation:
      'This is a web page or XML, not a CSV file: perhaps the HR system answered with its sign-in page or an error.',
  },
  {
    start: /^\s*(?:\[\s*)?\{\s*"[^"]*"\s*:/,
    explanation: 'This is JSON, not a CSV file. Let the export write CSV, or convert it in a step before.',
  },
];

function describeOtherFormat(start: string): string | undefined {
  return OTHER_FORMATS.find((format) => format.start.test(start))?.explanation;
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
    // A source makes up to three bytes of one.
    const buffer = Buffer.allocUnsafe(3 * BLOCK_BYTES);
    return buffer.toString('utf8', 0, source.read(buffer, 0));
  } finally {
    source.close();
  }
}
