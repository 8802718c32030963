import type { CsvRecord } from '../../csv/csv-record.ts';
import type { SentValues } from '../../csv/line-writer.ts';
import { toCsvLine } from '../../csv/quoting.ts';
import type { RecordBlock } from '../../csv/record-reader.ts';
import type { SourceFile } from '../../csv/source-files.ts';
import type { TextSource } from '../../csv/text/text-source.ts';
import type { CheckSettings } from '../check-settings.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import { findDuplicateColumns } from '../columns/header.ts';
import { mistypedField } from '../columns/mistyped-field.ts';
import { FileDates } from '../dates/file-dates.ts';
import { KeyText } from '../duplicates.ts';
import type { Message, Severity } from '../findings.ts';
import { type CheckedValues, compileChecks, trimmedValue, type ValueCheck } from '../record-check.ts';
import { RewrittenCells } from '../rewritten-cells.ts';
import { compileRoutine } from '../routine-check.ts';
import { RULES, type RuleName } from '../rules.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../scenarios.ts';
import type { FileFindings } from './file-findings.ts';
import { withoutMarks } from './file-marks.ts';
import type { FileReading, RunOutlets } from './file-reading.ts';
import { RoutineRecords } from './routine-records.ts';
import { isBlankRow, type RowKind, RowKinds } from './row-kinds.ts';
import { RowWidths } from './row-width.ts';

/** What the check of a file's records needs. */
export interface RecordsContext {
  readonly file: SourceFile;
  readonly header: { readonly record: CsvRecord; readonly block: RecordBlock };
  /** The first rows below the header, which decide how the width of all rows is judged. */
  readonly following: readonly CsvRecord[];
  readonly columns: FileColumns;
  readonly source: TextSource;
  readonly delimiter: string;
  readonly settings: CheckSettings;
  readonly outlets: RunOutlets;
  readonly reading: FileReading;
  readonly findings: FileFindings;
}

/** Checks the records below the header of one file, and passes each to the plan or to the rejected rows. */
export class FileRecords {
  readonly #context: RecordsContext;
  readonly #columns: FileColumns;
  readonly #width: number;
  readonly #kinds: RowKinds;
  readonly #widths: RowWidths;
  readonly #routine: RoutineRecords;
  readonly #checks = new Map<ScenarioName, ValueCheck>();
  readonly #record: CheckedValues = {
    key: { scenario: 0, user: new KeyText(), seconds: 0, ticks: 0 },
    rewritten: new RewrittenCells(),
  };
  readonly #saidOnce = new Set<RuleName>();
  readonly #dates: FileDates;
  readonly #sent: SentValues;
  readonly #rewritesAll: boolean;
  /** No record was read since the header or a repeated header. */
  #isBelowHeader = true;
  #line = 0;
  #isValid = true;

  /** Reports problems with the columns, and starts the file in the plan. */
  constructor(context: RecordsContext) {
    const { columns, settings, source, delimiter, header } = context;
    this.#context = context;
    this.#columns = columns;
    this.#width = columns.names.length;
    this.#dates = new FileDates(settings.values.dateFormat);
    const headerCells = header.record.cells;
    const { scenarioValues } = context.outlets;
    this.#kinds = new RowKinds({ columns, headerCells, isIgnored: settings.isIgnoredRow, scenarioValues });
    let isBelowHeader = true;
    const firstRows = context.following
      .map(({ cells }) => cells)
      .filter((cells) => {
        const kind = this.#kinds.kindOf(cells, isBelowHeader);
        isBelowHeader = kind === 'repeated-header' || (isBelowHeader && kind !== undefined);
        return kind === undefined;
      });
    this.#widths = new RowWidths(this.#width, headerCells, firstRows);
    this.#routine = new RoutineRecords(columns, this.#kinds, this.#widths, (scenario) =>
      compileRoutine(columns.bound.get(scenario)!, settings.values, this.#dates),
    );
    const drops = settings.unmappedColumns === 'drop';
    context.findings.addAll(findDuplicateColumns(columns, drops), header.record.line);
    if (columns.onlyScenario !== undefined) this.#compile(columns.onlyScenario);
    this.#warnAboutColumns(drops);
    const kept = [...columns.names.keys()].filter((i) => !drops || !columns.unknown.includes(i));
    this.#sent = { columns: kept, replaced: this.#record.rewritten };
    this.#rewritesAll =
      !source.isVerbatim || delimiter !== settings.uploadDelimiter || kept.length < columns.names.length;
    this.#startFile(kept);
  }

  #warnAboutColumns(drops: boolean): void {
    const { names, labels, unknown } = this.#columns;
    const { source, settings, header } = this.#context;
    const warn = (rule: RuleName, column: string | null, message: string): void => {
      this.#context.findings.add(rule, column, message, header.record.line);
    };
    if (source.looksLikeUtf8) {
      const message = 'The first rows are valid UTF-8, which text in another encoding almost never is.';
      warn('looks-like-utf-8', null, message);
    }
    for (const i of drops ? [] : unknown) {
      const hint = mistypedField(names[i]!, this.#columns);
      warn('unknown-column', labels[i]!, `This column belongs to no scenario.${hint}`);
    }
    for (const [i, name] of names.entries()) {
      const isSent = !drops || !unknown.includes(i);
      if (settings.isUsGovernment && isSent && /\s/.test(name)) {
        warn('space-in-column-name', labels[i]!, 'The name of this column contains a space.');
      }
    }
  }

  /** Passes the header to the plan as sent, and to the rejected rows as in the file. */
  #startFile(kept: readonly number[]): void {
    const { file, source, header, outlets, settings } = this.#context;
    const { names } = this.#columns;
    const { cells, start, end, isStandard } = header.record;
    const isUnchanged =
      !this.#rewritesAll &&
      isStandard &&
      cells.length === this.#width &&
      cells.every((cell, i) => cell === names[i]);
    const sent = kept.map((i) => names[i]!);
    const raw = Buffer.from(header.block.bytes.subarray(start, end));
    const lineEnd = /(?:\r\n|\n|\r)$/.exec(raw.toString('latin1'))?.[0] ?? '\n';
    outlets.planner?.startFile({
      path: file.path,
      name: file.name,
      header: isUnchanged ? raw : Buffer.from(toCsvLine(sent, settings.uploadDelimiter) + lineEnd),
      headerPosition: isUnchanged ? source.startOffset + header.block.offset + start : undefined,
      lineEnd,
      startOffset: source.startOffset,
    });
    outlets.rejected?.startFile(raw);
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
      const record = records[i]!;
      const scenario = this.#isBelowHeader ? undefined : this.#routine.scenarioOf(record, this.#record);
      if (scenario !== undefined) {
        this.#takeRoutine(record, scenario, block);
        continue;
      }
      const kind = this.#kinds.kindOf(record.cells, this.#isBelowHeader);
      if (kind === undefined) this.#take(withoutMarks(record), block);
      else this.#ignore(kind, record);
    }
    this.#context.outlets.planner?.endBlock();
  }

  /** Counts a row that is not a record, and reports it if it could be a mistake. */
  #ignore(kind: RowKind, { cells, line }: CsvRecord): void {
    const { reading, findings } = this.#context;
    reading.leftOut[kind] += 1;
    if (kind === 'repeated-header') {
      this.#isBelowHeader = true;
      findings.add(kind, null, 'The row repeats the header; it is ignored.', line);
    } else if (kind === 'second-header') {
      findings.add(kind, null, 'The row has labels, but no user or date; it is ignored.', line);
    } else if (kind === 'blank' && cells.some((cell) => cell.includes('\0'))) {
      findings.add('unreadable-encoding', null, ZERO_BYTES, line);
    }
  }

  /** Takes a record without findings. */
  #takeRoutine(record: CsvRecord, scenario: ScenarioName, block: RecordBlock): void {
    this.#start(record);
    addOne(this.#context.reading.scenarios, scenario);
    if (!this.#record.key.user.isEmpty) this.#checkDuplicate();
    this.#pass(record, scenario, block, this.#rewritesAll || !this.#record.rewritten.isEmpty);
  }

  #take(record: CsvRecord, block: RecordBlock): void {
    const { cells, isStandard } = record;
    this.#start(record);
    this.#record.rewritten.clear();
    const hasOtherWidth = cells.length !== this.#width;
    const scenario = this.#checkValues(cells, !this.#checkWidth(cells));
    const isRewritten = this.#rewritesAll || hasOtherWidth || !isStandard || !this.#record.rewritten.isEmpty;
    this.#pass(record, scenario, block, isRewritten);
  }

  #start({ line }: CsvRecord): void {
    this.#context.reading.records += 1;
    this.#isBelowHeader = false;
    this.#line = line;
    this.#isValid = true;
  }

  /** Passes a checked record to the plan or to the rejected rows. */
  #pass(
    record: CsvRecord,
    scenario: ScenarioName | undefined,
    block: RecordBlock,
    isRewritten: boolean,
  ): void {
    const { reading, outlets } = this.#context;
    if (!this.#isValid) {
      reading.invalidRecords += 1;
      if (scenario !== undefined) addOne(reading.invalidByScenario, scenario);
      outlets.rejected?.add(block.bytes.subarray(record.start, record.end));
    } else if (isRewritten) {
      outlets.planner?.addRewritten(record, this.#sent);
    } else {
      outlets.planner?.addVerbatim(block, record.start, record.end);
    }
  }

  /** @param isTooLong It is unknown which value belongs to which column. */
  #checkValues(cells: readonly string[], isTooLong: boolean): ScenarioName | undefined {
    const scenario = this.#scenarioOf(cells);
    if (scenario === undefined) return undefined;
    addOne(this.#context.reading.scenarios, scenario);
    const check = this.#checks.get(scenario) ?? this.#compile(scenario);
    if (isTooLong) return scenario;
    check(cells, this.#record, this);
    if (this.#isValid && !this.#record.key.user.isEmpty) this.#checkDuplicate();
    return scenario;
  }

  #checkDuplicate(): void {
    const { outlets, findings } = this.#context;
    const first = outlets.seen?.add(this.#record.key, this.#line);
    if (first === undefined) return;
    const where = `line ${first.line}${findings.otherFile(first.file)}`;
    this.report('duplicate-record', -1, `The same event of the same user is in ${where}.`);
  }

  /** @returns false if it is unknown which value belongs to which column. */
  #checkWidth(cells: readonly string[]): boolean {
    const width = this.#widths.judge(cells);
    if (width === 'same' || width === 'empty-end') return true;
    if (width === 'short') {
      const message = `The row has ${cells.length} of ${this.#width} values; the missing ones are sent as empty.`;
      this.report('row-too-short', -1, message);
      return true;
    }
    const counts = `The row has ${cells.length} values, but the header has ${this.#width} columns.`;
    this.report('row-too-long', -1, width === 'long' ? `${counts} ${this.#surplusHint(cells)}` : OTHER_END);
    // Earlier rows were judged on the assumption that all are alike, and some are already in the plan.
    if (width === 'other-end') this.#context.findings.isStopped = true;
    return false;
  }

  #surplusHint(cells: readonly string[]): string {
    return isBlankRow(cells.slice(this.#width))
      ? 'The last ones are empty, so a delimiter inside an earlier value has shifted the values after it.'
      : 'A delimiter inside a value is not quoted.';
  }

  #scenarioOf(cells: readonly string[]): ScenarioName | undefined {
    const { scenarioColumn, onlyScenario } = this.#columns;
    if (scenarioColumn === -1) {
      if (onlyScenario !== undefined) this.#routine.learn(onlyScenario, '');
      return onlyScenario;
    }
    const { scenarioValues } = this.#context.outlets;
    const value = trimmedValue(cells, scenarioColumn, this.#record, this);
    if (value === '') {
      this.report('missing-value', scenarioColumn, 'The scenario of the row is missing.');
      return undefined;
    }
    const found = scenarioValues.read(value);
    if (found === undefined) {
      const fix = `Map the value with a line of \`scenario-values\` to one of: ${SCENARIO_NAMES.join(', ')}.`;
      this.report('unknown-scenario', scenarioColumn, { seen: 'The value is not a known scenario.', fix });
      return undefined;
    }
    if (found.sent !== value) this.#record.rewritten.set(scenarioColumn, found.sent);
    else if (value === cells[scenarioColumn]) this.#routine.learn(found.scenario, value);
    return found.scenario;
  }

  /** See `RecordFaults`. */
  report(rule: RuleName, column: number, message: Message, own?: Severity): void {
    const { findings } = this.#context;
    const isError = findings.severityOf(rule, own) === 'error';
    // An error is reported for every row, since every such row is invalid.
    const isOnce = RULES[rule].isOncePerFile === true && !isError;
    if (isOnce && this.#saidOnce.has(rule)) return;
    this.#saidOnce.add(rule);
    if (isError) this.#isValid = false;
    const text = isOnce ? reportedOnce(message) : message;
    findings.add(rule, column === -1 ? null : this.#columns.labels[column]!, text, this.#line, own);
  }
}

function reportedOnce(message: Message): Message {
  const once = (seen: string): string => `${seen} This is reported once for the file.`;
  return typeof message === 'string' ? once(message) : { ...message, seen: once(message.seen) };
}

function addOne(counts: Map<ScenarioName, number>, scenario: ScenarioName): void {
  counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
}

const OTHER_END =
  'All earlier rows end in the same empty cells, but this one does not: a delimiter inside a value is not quoted, in this row or an earlier one. Nothing in the file can be sent.';
const ZERO_BYTES =
  'The row consists of zero bytes: the file was not written completely. Make sure that the step that writes it finishes, and check its disk.';
