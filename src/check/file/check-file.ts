import { BrokenQuotingError, ContentFault, WrongEncodingError } from '../../csv/content-fault.ts';
import type { CsvRecord } from '../../csv/csv-record.ts';
import { delimiterName } from '../../csv/delimiter.ts';
import { type Dialect, detectDialect, type HeaderClues } from '../../csv/dialect.ts';
import { identifyFile } from '../../csv/raw-file.ts';
import { type RecordBlock, readBlocks } from '../../csv/record-reader.ts';
import type { SourceFile } from '../../csv/source-files.ts';
import { openTextSource, readTextStart, type TextSource } from '../../csv/text/text-source.ts';
import type { CheckSettings } from '../check-settings.ts';
import { knownNames, looseName } from '../columns/column-names.ts';
import { hasKnownField, readHeader } from '../columns/header.ts';
import { describeNeeds } from '../columns/seen-columns.ts';
import type { RuleName } from '../rules.ts';
import { hasUser } from '../users.ts';
import { FileFindings } from './file-findings.ts';
import type { FileReading, RunOutlets } from './file-reading.ts';
import { FileRecords } from './file-records.ts';
import { describeOtherFormat } from './other-formats.ts';
import { isBlankRow } from './row-kinds.ts';

/**
 * Checks every record of one file.
 * @param index Position of the file among the files of the run.
 * @throws {ActionError} if the file cannot be read; problems in its content are findings.
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
    leftOut: { blank: 0, mark: 0, 'repeated-header': 0, 'second-header': 0, ignored: 0 },
    headerLine: 1,
    isComplete: false,
    isStopped: false,
    scenarios: new Map(),
    invalidByScenario: new Map(),
    columns: undefined,
    encoding: '',
    delimiter: '',
  };
  const findings = new FileFindings(outlets.findings, settings.rules, index);
  const check = new FileCheck({ file, settings, outlets, reading, findings, signal });
  try {
    reading.isComplete = await check.run();
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error;
    findings.add(ruleOf(error), null, { seen: error.explanation, fix: error.fix }, error.line);
  }
  reading.isStopped = findings.isStopped;
  if (!reading.isComplete) Object.assign(reading, await identifyFile(file.path, file.name, signal));
  return reading;
}

function ruleOf(fault: ContentFault): RuleName {
  if (fault instanceof BrokenQuotingError) return 'broken-quoting';
  return fault instanceof WrongEncodingError ? 'wrong-encoding' : 'unreadable-encoding';
}

interface FileContext {
  readonly file: SourceFile;
  readonly settings: CheckSettings;
  readonly outlets: RunOutlets;
  readonly reading: FileReading;
  readonly findings: FileFindings;
  readonly signal: AbortSignal | undefined;
}

/** Checks one file: its first bytes, its header, its records. */
class FileCheck {
  readonly #context: FileContext;
  readonly #clues: HeaderClues;

  constructor(context: FileContext) {
    this.#context = context;
    const known = knownNames(context.settings.columns);
    this.#clues = { isKnownColumn: (cell) => known.has(looseName(cell)), hasUser };
  }

  /** @returns Whether every record was read. */
  async run(): Promise<boolean> {
    const { file, settings, reading, findings, outlets } = this.#context;
    const start = readTextStart(file.path, file.name, settings.encoding);
    const other = describeOtherFormat(start);
    if (other !== undefined) {
      findings.add('missing-header', null, other, 1);
      return false;
    }
    const dialect = await detectDialect(start, settings, this.#clues);
    const source = openTextSource(file.path, file.name, settings.encoding);
    try {
      reading.encoding = source.encoding;
      reading.delimiter = delimiterName(dialect.delimiter);
      const isWhole = await this.#readAll(source, dialect, start);
      if (!isWhole) return false;
      const identity = source.finish();
      reading.bytes = identity.bytes;
      reading.sha256 = identity.sha256;
      if (reading.columns !== undefined) outlets.planner?.finishFile(identity);
      return true;
    } finally {
      source.close();
    }
  }

  /** @returns Whether the header could be used, so that every record was read. */
  async #readAll(source: TextSource, dialect: Dialect, start: string): Promise<boolean> {
    const { reading, settings, findings, signal } = this.#context;
    const options = { delimiter: dialect.delimiter, firstLine: dialect.headerLine, signal };
    const blocks = readBlocks(source, options);
    let records: FileRecords | undefined;
    for await (const block of blocks) {
      let at = 0;
      if (records === undefined) {
        at = block.records.findIndex(({ cells }) => !isBlankRow(cells));
        const header = block.records[at];
        if (header === undefined) continue;
        reading.headerLine = header.line;
        if (!hasKnownField(header.cells, settings.columns)) {
          await this.#reportMissingHeader(block, at, blocks, { start, dialect });
          return false;
        }
        records = this.#openRecords(block, at, source, dialect);
        if (records === undefined) return false;
        at += 1;
      }
      records.takeAll(block, at);
    }
    if (reading.records === 0 && !settings.allowEmpty) {
      const what = records === undefined ? 'The file is empty.' : 'The file has a header but no records.';
      findings.add('empty-file', null, what, reading.headerLine);
    }
    return true;
  }

  /** Continues reading only to find out what the columns contain. */
  async #reportMissingHeader(
    block: RecordBlock,
    at: number,
    blocks: AsyncGenerator<RecordBlock>,
    { start, dialect }: { start: string; dialect: Dialect },
  ): Promise<void> {
    // Imported lazily: most headers can be used.
    const { explainMissingHeader } = await import('./missing-header.ts');
    const { UnknownHeader } = await import('../columns/unknown-header.ts');
    const { settings, findings } = this.#context;
    const { cells, line, start: from, end } = block.records[at]!;
    const raw = block.bytes.toString('utf8', from, end);
    const header = { cells, line, raw, start, dialect };
    const { seen, hint } = await explainMissingHeader(header, settings, this.#clues);
    const columns = new UnknownHeader(cells);
    const observe = ({ records }: RecordBlock, first: number): void => {
      for (const record of records.slice(first)) if (!isBlankRow(record.cells)) columns.observe(record.cells);
    };
    observe(block, at + 1);
    try {
      while (!columns.isSettled) {
        const next = await blocks.next();
        if (next.done === true) break;
        observe(next.value, 0);
      }
      const fix = [hint, columns.advice()].filter((part) => part !== '').join(' ');
      const described = `${seen} ${columns.describe()} ${describeNeeds()}`;
      findings.add('missing-header', null, { seen: described, fix }, line);
    } catch (error) {
      if (!(error instanceof ContentFault)) throw error;
      findings.add('missing-header', null, { seen: `${seen} ${describeNeeds()}`, fix: hint }, line);
    }
  }

  /** @returns undefined for a header that cannot be used. */
  #openRecords(
    block: RecordBlock,
    at: number,
    source: TextSource,
    dialect: Dialect,
  ): FileRecords | undefined {
    const { file, settings, outlets, reading, findings } = this.#context;
    const header = block.records[at]!;
    const following = block.records.slice(at + 1);
    const next = following.find(({ cells }) => !isBlankRow(cells));
    const { columns, problems } = readHeader(header.cells, next?.cells, settings.columns);
    findings.addAll(problems, header.line);
    if (columns === undefined) return undefined;
    this.#reportLinesAbove(dialect, header);
    reading.columns = columns;
    return new FileRecords({
      file,
      header: { record: header, block },
      following,
      columns,
      source,
      delimiter: dialect.delimiter,
      settings,
      outlets,
      reading,
      findings,
    });
  }

  #reportLinesAbove({ firstLineAbove }: Dialect, { line }: CsvRecord): void {
    if (firstLineAbove === undefined) return;
    const message = `Line ${line} is the header; the lines above it are ignored. Set \`header-line: ${line}\` to confirm.`;
    this.#context.findings.add('lines-above-header', null, message, firstLineAbove);
  }
}
