import type { CallPlanner } from '../csv/call-planner.ts';
import type { Dialect } from '../csv/delimiter.ts';
import { toCsvLine } from '../csv/quoting.ts';
import type { BlockView, RecordHandler } from '../csv/record-reader.ts';
import type { SourceFile } from '../csv/source-files.ts';
import type { TextSource } from '../csv/text-source.ts';
import type { CheckSettings } from './check-settings.ts';
import {
  type BoundScenario,
  type FileColumns,
  findDuplicateColumns,
  type HeaderProblem,
  mistypedField,
  readHeader,
  scenarioByValue,
} from './columns/columns.ts';
import type { RecordKey } from './duplicates.ts';
import { type FindingSink, severityOf } from './finding-log.ts';
import { type CheckedValues, compileChecks, isBlank, type ValueCheck } from './record-check.ts';
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
  /** Rows without any value, as Excel leaves them; they are no records. */
  blankRows: number;
  /** Every record was read; else the numbers are those up to where the reading stopped. */
  isComplete: boolean;
  /** Something is wrong with the file as a whole: nothing may be uploaded, whatever `invalid-rows` says. */
  isStopped: boolean;
  readonly scenarios: Map<ScenarioName, number>;
  columns: FileColumns | undefined;
  encoding: string;
  delimiter: string;
}

/** Thrown by the check when the rest of the file cannot be understood; the finding has been reported. */
export class StopReading extends Error {}

/** What a check of one file works with. */
export interface CheckContext extends FileToCheck {
  readonly settings: CheckSettings;
  readonly listeners: Listeners;
  readonly reading: FileReading;
  readonly source: TextSource;
  readonly view: BlockView;
  readonly dialect: Dialect;
}

const MOST_SPELLINGS = 100;

/** Checks the records of one file as the reader gives them. */
export class FileCheck implements RecordHandler {
  readonly #context: CheckContext;
  readonly #scenarioByValue: ReadonlyMap<string, ScenarioName>;
  /** The values as they were met, so that most records need no folding of case. */
  readonly #scenarioBySpelling = new Map<string, ScenarioName>();
  readonly #checks = new Map<ScenarioName, ValueCheck>();
  readonly #record: CheckedValues = {
    key: { scenario: 0, user: '', seconds: 0, ticks: 0 },
    rewritten: new Map(),
  };
  readonly #saidOnce = new Set<RuleName>();
  #skipsSeparatorLine: boolean;
  #columns: FileColumns | undefined;
  #width = 0;
  #headerLine = 1;
  #number: number;
  /** Positions of the columns that are sent; undefined for all. */
  #kept: readonly number[] | undefined;
  #rewritesAll = false;
  #line = 0;
  #isValid = true;

  constructor(context: CheckContext) {
    this.#context = context;
    this.#number = context.firstNumber;
    this.#skipsSeparatorLine = context.dialect.hasSeparatorLine;
    this.#scenarioByValue = scenarioByValue(context.settings.columns);
  }

  onRecord(cells: string[], line: number, start: number, end: number): void {
    if (this.#skipsSeparatorLine) {
      this.#skipsSeparatorLine = false;
    } else if (isBlankRow(cells)) {
      this.#context.reading.blankRows += 1;
    } else {
      this.#line = line;
      if (this.#columns === undefined) this.#readHeader(cells, start, end);
      else this.#checkRecord(cells, start, end);
    }
  }

  onBlockEnd(): void {
    if (this.#columns !== undefined) this.#context.listeners.planner?.endBlock();
  }

  /** The whole file has been read. */
  finish(): void {
    if (this.#context.reading.records === 0 && !this.#context.settings.allowEmpty) {
      const what =
        this.#columns === undefined ? 'The file is empty.' : 'The file has a header and no records.';
      this.#reportFile('empty-file', null, what, this.#headerLine);
    }
    if (this.#columns !== undefined) {
      this.#context.listeners.planner?.finishFile({
        bytes: this.#context.reading.bytes,
        sha256: this.#context.reading.sha256,
      });
    }
  }

  #readHeader(cells: readonly string[], start: number, end: number): void {
    this.#headerLine = this.#line;
    const { columns, problems } = readHeader(cells, this.#context.settings.columns);
    this.#reportHeader(problems);
    if (columns === undefined) throw new StopReading();
    this.#columns = columns;
    this.#context.reading.columns = columns;
    this.#width = columns.names.length;
    const drops = this.#context.settings.unmappedColumns === 'drop';
    this.#reportHeader(findDuplicateColumns(columns, drops));
    if (columns.onlyScenario !== undefined) this.#compile(columns.onlyScenario);
    this.#warnOfColumns(columns, drops);
    this.#prepare(cells, start, end, columns, drops);
  }

  #reportHeader(problems: readonly HeaderProblem[]): void {
    for (const { rule, column, message } of problems)
      this.#reportFile(rule, column, message, this.#headerLine);
  }

  #warnOfColumns(columns: FileColumns, drops: boolean): void {
    if (this.#context.source.looksLikeUtf8) {
      const message = 'The first rows are valid UTF-8, which text in another encoding hardly ever is.';
      this.#reportFile('looks-like-utf-8', null, message, this.#headerLine);
    }
    const label = (i: number): string => columns.labels[i]!;
    const warn = (rule: RuleName, i: number, message: string): void =>
      this.#reportFile(rule, label(i), message, this.#headerLine);
    if (!drops)
      for (const i of columns.unknown)
        warn(
          'unknown-column',
          i,
          `No scenario knows this column.${mistypedField(columns.names[i]!, columns)}`,
        );
    for (const [i, name] of columns.names.entries()) {
      const isSent = !drops || !columns.unknown.includes(i);
      if (this.#context.settings.isUsGovernment && isSent && /\s/.test(name)) {
        warn('space-in-column-name', i, 'The name of this column contains a space.');
      }
    }
  }

  /** Decides how records are sent, and tells the planner the header. */
  #prepare(cells: readonly string[], start: number, end: number, columns: FileColumns, drops: boolean): void {
    const kept = columns.names.flatMap((_, i) => (drops && columns.unknown.includes(i) ? [] : [i]));
    if (kept.length < columns.names.length) this.#kept = kept;
    this.#rewritesAll =
      !this.#context.source.isVerbatim || this.#context.dialect.delimiter !== ',' || this.#kept !== undefined;
    const isAsItCame =
      !this.#rewritesAll &&
      cells.length === this.#width &&
      cells.every((cell, i) => cell === columns.names[i]);
    const raw = Buffer.from(this.#context.view.bytes.subarray(start, end));
    const lineEnd = /(?:\r\n|\n|\r)$/.exec(raw.toString('latin1'))?.[0] ?? '\n';
    const header = isAsItCame ? raw : Buffer.from(toCsvLine(kept.map((i) => columns.names[i]!)) + lineEnd);
    const { path, name } = this.#context.file;
    this.#context.listeners.planner?.startFile({
      path,
      name,
      header,
      lineEnd,
      startOffset: this.#context.source.startOffset,
      view: this.#context.view,
    });
    this.#context.listeners.rejected?.startFile(raw);
  }

  #compile(scenario: ScenarioName): ValueCheck {
    const bound = this.#columns!.bound.get(scenario)!;
    this.#reportHeader(bound.problems);
    const check = compileChecks(bound as BoundScenario, this.#context.settings.values);
    this.#checks.set(scenario, check);
    return check;
  }

  #checkRecord(cells: string[], start: number, end: number): void {
    const number = this.#number;
    this.#number += 1;
    this.#context.reading.records += 1;
    this.#isValid = true;
    if (this.#record.rewritten.size > 0) this.#record.rewritten.clear();
    const hasOtherWidth = cells.length !== this.#width;
    const isTooLong = hasOtherWidth && this.#checkWidth(cells);
    const scenario = this.#scenarioOf(cells);
    if (scenario !== undefined) {
      this.#context.reading.scenarios.set(scenario, (this.#context.reading.scenarios.get(scenario) ?? 0) + 1);
      const check = this.#checks.get(scenario) ?? this.#compile(scenario);
      if (!isTooLong) check(cells, this.#record, this);
      if (this.#isValid && this.#record.key.user !== '') {
        this.#isValid = !this.#context.listeners.duplicates.isDuplicate(
          this.#record.key,
          this.#context.index,
          this.#line,
          number,
        );
      }
    }
    if (!this.#isValid) {
      this.#context.reading.invalidRecords += 1;
      this.#context.listeners.rejected?.add(this.#context.view.bytes.subarray(start, end));
    } else if (this.#rewritesAll || hasOtherWidth || this.#record.rewritten.size > 0) {
      this.#context.listeners.planner?.addRewritten(this.#cellsToSend(cells));
    } else {
      this.#context.listeners.planner?.addVerbatim(start, end);
    }
  }

  /** @returns Whether values stand behind the last column, so that it is not known which belongs where. */
  #checkWidth(cells: readonly string[]): boolean {
    if (cells.length < this.#width) {
      const message = `The row has ${cells.length} of ${this.#width} values; the others are sent as empty.`;
      this.report('row-too-short', -1, message);
      return false;
    }
    if (isBlankRow(cells.slice(this.#width))) return false;
    this.report('row-too-long', -1, `The row has ${cells.length} values, the header ${this.#width} columns.`);
    return true;
  }

  #scenarioOf(cells: readonly string[]): ScenarioName | undefined {
    const { scenarioColumn, onlyScenario } = this.#columns!;
    if (scenarioColumn === -1) return onlyScenario;
    const value = cells[scenarioColumn] ?? '';
    const seen = this.#scenarioBySpelling.get(value);
    if (seen !== undefined) return seen;
    if (isBlank(value)) {
      this.report('missing-value', scenarioColumn, 'The row does not say which scenario it is for.');
      return undefined;
    }
    const scenario = this.#scenarioByValue.get(value.toLowerCase());
    if (scenario === undefined) {
      const known = [...new Set(this.#scenarioByValue.values())].join(', ');
      const message = `The value is no known scenario. Map it with \`scenario-values\` to one of: ${known}.`;
      this.report('unknown-scenario', scenarioColumn, message);
    } else if (this.#scenarioBySpelling.size < MOST_SPELLINGS) {
      this.#scenarioBySpelling.set(value, scenario);
    }
    return scenario;
  }

  #cellsToSend(cells: readonly string[]): string[] {
    const { rewritten } = this.#record;
    const positions = this.#kept ?? this.#columns!.names.keys();
    return Array.from(positions, (i) => rewritten.get(i) ?? cells[i] ?? '');
  }

  /** See `RecordFaults`. */
  report(rule: RuleName, column: number, message: string): void {
    const isError = severityOf(rule, this.#context.settings.rules) === 'error';
    // An error is said of every row, since every such row is invalid.
    const isOnce = rule === 'date-without-offset' && !isError;
    if (isOnce && this.#saidOnce.has(rule)) return;
    this.#saidOnce.add(rule);
    if (isError) this.#isValid = false;
    const text = isOnce ? `${message} This is said once for the file.` : message;
    this.#add(rule, column === -1 ? null : this.#columns!.labels[column]!, text, this.#line);
  }

  #reportFile(rule: RuleName, column: string | null, message: string, line: number): void {
    if (this.#add(rule, column, message, line) === 'error') this.#context.reading.isStopped = true;
  }

  #add(rule: RuleName, column: string | null, message: string, line: number) {
    const severity = severityOf(rule, this.#context.settings.rules);
    if (severity !== 'off')
      this.#context.listeners.findings.add({
        rule,
        severity,
        file: this.#context.index,
        line,
        column,
        message,
      });
    return severity;
  }
}

/** A row without any value is no record: Excel leaves such rows at the end. */
function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) if (!isBlank(cell)) return false;
  return true;
}
