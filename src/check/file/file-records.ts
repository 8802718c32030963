import { toCsvLine } from '../../csv/quoting.ts';
import type { CsvRecord, RecordBlock } from '../../csv/record-reader.ts';
import type { SourceFile } from '../../csv/source-files.ts';
import type { TextSource } from '../../csv/text-source.ts';
import type { CheckSettings } from '../check-settings.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import { findDuplicateColumns } from '../columns/header.ts';
import { mistypedField } from '../columns/mistyped-field.ts';
import { scenarioByValue } from '../columns/scenario-column.ts';
import { FileDates } from '../dates/file-dates.ts';
import { severityOf } from '../finding-log.ts';
import type { Message } from '../findings.ts';
import { type CheckedValues, compileChecks, isBlank, type ValueCheck } from '../record-check.ts';
import type { RuleName } from '../rules.ts';
import type { ScenarioName } from '../scenarios.ts';
import type { FileFindings } from './file-findings.ts';
import type { FileReading, RunOutlets } from './file-reading.ts';
import { isBlankRow } from './rows.ts';

/** What the check of a file's records works with. */
export interface RecordsContext {
  readonly file: SourceFile;
  readonly header: { readonly record: CsvRecord; readonly block: RecordBlock };
  readonly columns: FileColumns;
  readonly source: TextSource;
  readonly delimiter: string;
  readonly settings: CheckSettings;
  readonly outlets: RunOutlets;
  readonly reading: FileReading;
  readonly findings: FileFindings;
}

const MAX_SPELLINGS = 100;
const ONCE_PER_FILE: ReadonlySet<RuleName> = new Set(['date-without-offset', 'date-without-time']);

/** Checks the records of one file behind its header, and passes each on: to the plan, or to the rows that are left out. */
export class FileRecords {
  readonly #context: RecordsContext;
  readonly #columns: FileColumns;
  readonly #width: number;
  readonly #scenarioByValue: ReadonlyMap<string, ScenarioName>;
  /** The values as they were met, so that most records need no folding of case. */
  readonly #scenarioBySpelling = new Map<string, ScenarioName>();
  readonly #checks = new Map<ScenarioName, ValueCheck>();
  readonly #record: CheckedValues = {
    key: { scenario: 0, user: '', seconds: 0, ticks: 0 },
    rewritten: new Map(),
  };
  readonly #saidOnce = new Set<RuleName>();
  readonly #dates: FileDates;
  /** Positions of the columns that are sent; undefined for all. */
  readonly #kept: readonly number[] | undefined;
  readonly #rewritesAll: boolean;
  #line = 0;
  #isValid = true;

  /** Reports what is wrong with the columns, and opens the file in the plan. */
  constructor(context: RecordsContext) {
    const { columns, settings, source, delimiter, header } = context;
    this.#context = context;
    this.#columns = columns;
    this.#width = columns.names.length;
    this.#scenarioByValue = scenarioByValue(settings.columns);
    this.#dates = new FileDates(settings.values.dateFormat);
    const drops = settings.unmappedColumns === 'drop';
    context.findings.addAll(findDuplicateColumns(columns, drops), header.record.line);
    if (columns.onlyScenario !== undefined) this.#compile(columns.onlyScenario);
    this.#warnOfColumns(drops);
    const kept = [...columns.names.keys()].filter((i) => !drops || !columns.unknown.includes(i));
    this.#kept = kept.length < columns.names.length ? kept : undefined;
    this.#rewritesAll = !source.isVerbatim || delimiter !== ',' || this.#kept !== undefined;
    this.#startFile(kept);
  }

  #warnOfColumns(drops: boolean): void {
    const { names, labels, unknown } = this.#columns;
    const { source, settings, header } = this.#context;
    const warn = (rule: RuleName, column: string | null, message: string): void => {
      this.#context.findings.add(rule, column, message, header.record.line);
    };
    if (source.looksLikeUtf8) {
      const message = 'The first rows are valid UTF-8, which text in another encoding hardly ever is.';
      warn('looks-like-utf-8', null, message);
    }
    for (const i of drops ? [] : unknown) {
      const hint = mistypedField(names[i]!, this.#columns);
      warn('unknown-column', labels[i]!, `No scenario knows this column.${hint}`);
    }
    for (const [i, name] of names.entries()) {
      const isSent = !drops || !unknown.includes(i);
      if (settings.isUsGovernment && isSent && /\s/.test(name)) {
        warn('space-in-column-name', labels[i]!, 'The name of this column contains a space.');
      }
    }
  }

  /** Tells the plan the header as it is sent, and the rows that are left out the one of the file. */
  #startFile(kept: readonly number[]): void {
    const { file, source, header, outlets } = this.#context;
    const { names } = this.#columns;
    const { cells, start, end } = header.record;
    const isAsItCame =
      !this.#rewritesAll && cells.length === this.#width && cells.every((cell, i) => cell === names[i]);
    const raw = Buffer.from(header.block.bytes.subarray(start, end));
    const lineEnd = /(?:\r\n|\n|\r)$/.exec(raw.toString('latin1'))?.[0] ?? '\n';
    outlets.planner.startFile({
      path: file.path,
      name: file.name,
      header: isAsItCame ? raw : Buffer.from(toCsvLine(kept.map((i) => names[i]!)) + lineEnd),
      lineEnd,
      startOffset: source.startOffset,
    });
    outlets.rejected?.startFile(raw);
    outlets.seen?.startFile();
  }

  #compile(scenario: ScenarioName): ValueCheck {
    const bound = this.#columns.bound.get(scenario)!;
    this.#context.findings.addAll(bound.problems, this.#context.header.record.line);
    const check = compileChecks(bound, this.#context.settings.values, this.#dates);
    this.#checks.set(scenario, check);
    return check;
  }

  /** Checks the records of a block from position `from` on. */
  takeAll(block: RecordBlock, from: number): void {
    const { records } = block;
    for (let i = from; i < records.length; i += 1) {
      if (isBlankRow(records[i]!.cells)) this.#context.reading.blankRows += 1;
      else this.#take(records[i]!, block);
    }
    this.#context.outlets.planner.endBlock();
  }

  #take({ cells, line, start, end }: CsvRecord, block: RecordBlock): void {
    const { reading, outlets } = this.#context;
    reading.records += 1;
    this.#line = line;
    this.#isValid = true;
    if (this.#record.rewritten.size > 0) this.#record.rewritten.clear();
    const hasOtherWidth = cells.length !== this.#width;
    const scenario = this.#checkValues(cells, hasOtherWidth && this.#checkWidth(cells));
    if (!this.#isValid) {
      reading.invalidRecords += 1;
      if (scenario !== undefined) addOne(reading.invalidByScenario, scenario);
      outlets.rejected?.add(block.bytes.subarray(start, end));
    } else if (this.#rewritesAll || hasOtherWidth || this.#record.rewritten.size > 0) {
      outlets.planner.addRewritten(this.#cellsToSend(cells));
    } else {
      outlets.planner.addVerbatim(block, start, end);
    }
  }

  /** @param isTooLong It is not known which value belongs to which column. */
  #checkValues(cells: readonly string[], isTooLong: boolean): ScenarioName | undefined {
    const scenario = this.#scenarioOf(cells);
    if (scenario === undefined) return undefined;
    addOne(this.#context.reading.scenarios, scenario);
    const check = this.#checks.get(scenario) ?? this.#compile(scenario);
    if (isTooLong) return scenario;
    check(cells, this.#record, this);
    if (this.#isValid && this.#record.key.user !== '') this.#checkDuplicate();
    return scenario;
  }

  #checkDuplicate(): void {
    const { outlets, findings } = this.#context;
    const first = outlets.seen?.add(this.#record.key, this.#line);
    if (first === undefined) return;
    const where = `line ${first.line}${findings.otherFile(first.file)}`;
    this.report('duplicate-record', -1, `The same event of the same user is in ${where}.`);
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
    const { scenarioColumn, onlyScenario } = this.#columns;
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
    } else if (this.#scenarioBySpelling.size < MAX_SPELLINGS) {
      this.#scenarioBySpelling.set(value, scenario);
    }
    return scenario;
  }

  #cellsToSend(cells: readonly string[]): string[] {
    const { rewritten } = this.#record;
    const positions = this.#kept ?? this.#columns.names.keys();
    return Array.from(positions, (i) => rewritten.get(i) ?? cells[i] ?? '');
  }

  /** See `RecordFaults`. */
  report(rule: RuleName, column: number, message: Message): void {
    const isError = severityOf(rule, this.#context.settings.rules) === 'error';
    // An error is said of every row, since every such row is invalid.
    const isOnce = ONCE_PER_FILE.has(rule) && !isError;
    if (isOnce && this.#saidOnce.has(rule)) return;
    this.#saidOnce.add(rule);
    if (isError) this.#isValid = false;
    const text = isOnce ? `${message} This is said once for the file.` : message;
    this.#context.findings.add(rule, column === -1 ? null : this.#columns.labels[column]!, text, this.#line);
  }
}

function addOne(counts: Map<ScenarioName, number>, scenario: ScenarioName): void {
  counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
}
