import { BrokenQuotingError, ContentFault } from '../../csv/content-fault.ts';
import { type Dialect, delimiterName, detectDialect } from '../../csv/delimiter.ts';
import { BLOCK_BYTES, identifyFile } from '../../csv/raw-file.ts';
import { type CsvRecord, type RecordBlock, readBlocks } from '../../csv/record-reader.ts';
import type { SourceFile } from '../../csv/source-files.ts';
import { openTextSource, type TextSource } from '../../csv/text-source.ts';
import type { CheckSettings } from '../check-settings.ts';
import { isKnownColumn, readHeader } from '../columns/header.ts';
import type { RuleName } from '../rules.ts';
import { FileFindings } from './file-findings.ts';
import type { FileReading, RunOutlets } from './file-reading.ts';
import { FileRecords } from './file-records.ts';
import { describeOtherFormat } from './other-formats.ts';
import { isBlankRow } from './rows.ts';

/**
 * Reads one file, once, and checks every record of it.
 * @param index Position of the file among the files of the run.
 * @throws {ActionError} when the file cannot be read; faults of its content are findings.
 */
export async function checkFile(
  file: SourceFile,
  index: number,
  settings: CheckSettings,
  outlets: RunOutlets,
  signal?: AbortSignal,
): Promise<FileReading> {
  const reading: FileReading = {
    bytes: 0,
    sha256: '',
    records: 0,
    invalidRecords: 0,
    blankRows: 0,
    isComplete: false,
    isStopped: false,
    scenarios: new Map(),
    invalidByScenario: new Map(),
    columns: undefined,
    encoding: '',
    delimiter: '',
  };
  const findings = new FileFindings(outlets.findings, settings.rules, index);
  const check = new FileCheck(file, settings, outlets, reading, findings, signal);
  try {
    reading.isComplete = await check.run();
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error;
    findings.add(ruleOf(error), null, error.explanation, error.line);
  }
  reading.isStopped = findings.isStopped;
  if (!reading.isComplete) Object.assign(reading, await identifyFile(file.path, file.name, signal));
  return reading;
}

function ruleOf(fault: ContentFault): RuleName {
  return fault instanceof BrokenQuotingError ? 'broken-quoting' : 'unreadable-encoding';
}

/** The way through one file: its first bytes, its header, its records. */
class FileCheck {
  readonly #file: SourceFile;
  readonly #settings: CheckSettings;
  readonly #outlets: RunOutlets;
  readonly #reading: FileReading;
  readonly #findings: FileFindings;
  readonly #signal: AbortSignal | undefined;

  constructor(
    file: SourceFile,
    settings: CheckSettings,
    outlets: RunOutlets,
    reading: FileReading,
    findings: FileFindings,
    signal: AbortSignal | undefined,
  ) {
    this.#file = file;
    this.#settings = settings;
    this.#outlets = outlets;
    this.#reading = reading;
    this.#findings = findings;
    this.#signal = signal;
  }

  /** @returns Whether every record was read. */
  async run(): Promise<boolean> {
    const { path, name } = this.#file;
    const start = peekText(this.#file, this.#settings.encoding);
    const other = describeOtherFormat(start);
    if (other !== undefined) {
      this.#findings.add('missing-header', null, other, 1);
      return false;
    }
    const isKnown = isKnownColumn(this.#settings.columns);
    const dialect = await detectDialect(start, this.#settings.delimiter, isKnown);
    const source = openTextSource(path, name, this.#settings.encoding);
    try {
      this.#reading.encoding = source.encoding;
      this.#reading.delimiter = delimiterName(dialect.delimiter);
      const isWhole = await this.#readAll(source, dialect);
      if (!isWhole) return false;
      const identity = source.finish();
      this.#reading.bytes = identity.bytes;
      this.#reading.sha256 = identity.sha256;
      if (this.#reading.columns !== undefined) this.#outlets.planner.finishFile(identity);
      return true;
    } finally {
      source.close();
    }
  }

  /** @returns Whether the header could be used, so that every record was read. */
  async #readAll(source: TextSource, dialect: Dialect): Promise<boolean> {
    let records: FileRecords | undefined;
    let headerLine = 1;
    for await (const block of readBlocks(source, dialect.delimiter, this.#signal)) {
      let at = 0;
      if (records === undefined) {
        at = this.#findHeader(block, dialect);
        const header = block.records[at];
        if (header === undefined) continue;
        headerLine = header.line;
        records = this.#openRecords(header, block, source, dialect);
        if (records === undefined) return false;
        at += 1;
      }
      records.takeAll(block, at);
    }
    if (this.#reading.records === 0 && !this.#settings.allowEmpty) {
      const what = records === undefined ? 'The file is empty.' : 'The file has a header and no records.';
      this.#findings.add('empty-file', null, what, headerLine);
    }
    return true;
  }

  /** @returns Position of the header among the block's records. */
  #findHeader(block: RecordBlock, dialect: Dialect): number {
    const at = block.records.findIndex(
      ({ cells, line }) => !isBlankRow(cells) && !(dialect.hasSeparatorLine && line === 1),
    );
    const blank = block.records
      .slice(0, at === -1 ? undefined : at)
      .filter(({ line }) => !(dialect.hasSeparatorLine && line === 1));
    this.#reading.blankRows += blank.length;
    return at === -1 ? block.records.length : at;
  }

  /** @returns undefined for a header that cannot be used. */
  #openRecords(
    header: CsvRecord,
    block: RecordBlock,
    source: TextSource,
    dialect: Dialect,
  ): FileRecords | undefined {
    const { columns, problems } = readHeader(header.cells, this.#settings.columns);
    this.#findings.addAll(problems, header.line);
    if (columns === undefined) return undefined;
    this.#reading.columns = columns;
    return new FileRecords({
      file: this.#file,
      header: { record: header, block },
      columns,
      source,
      delimiter: dialect.delimiter,
      settings: this.#settings,
      outlets: this.#outlets,
      reading: this.#reading,
      findings: this.#findings,
    });
  }
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
