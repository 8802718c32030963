import { type CsvRecord, ScannedRecord } from '../../csv/csv-record.ts';
import { CodeText } from '../../text/character-codes.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import type { CheckedValues } from '../record-check.ts';
import type { RoutineCheck } from '../routine-check.ts';
import type { ScenarioName } from '../scenarios.ts';
import { endsInMark } from './file-marks.ts';
import type { RowKinds } from './row-kinds.ts';
import type { RowWidths } from './row-width.ts';

/** A scenario whose records can be recognized. */
interface RoutineScenario {
  readonly scenario: ScenarioName;
  readonly check: RoutineCheck;
  /** The value of the scenario column, which is sent unchanged; empty if there is no such column. */
  readonly value: CodeText;
}

/**
 * Recognizes records that certainly have no findings, as nearly all records of most files are, almost without creating
 * strings. All others are checked as if this did not exist.
 */
export class RoutineRecords {
  readonly #scenarioColumn: number;
  readonly #kinds: RowKinds;
  readonly #widths: RowWidths;
  readonly #compile: (scenario: ScenarioName) => RoutineCheck | undefined;
  readonly #scenarios: RoutineScenario[] = [];

  constructor(
    { scenarioColumn }: FileColumns,
    kinds: RowKinds,
    widths: RowWidths,
    compile: (scenario: ScenarioName) => RoutineCheck | undefined,
  ) {
    this.#scenarioColumn = scenarioColumn;
    this.#kinds = kinds;
    this.#widths = widths;
    this.#compile = compile;
  }

  /**
   * Recognizes later records of a scenario, of which one value is sent for all.
   * @param value Of the scenario column, where it is sent unchanged; empty if there is no such column.
   */
  learn(scenario: ScenarioName, value: string): void {
    if (this.#scenarios.some((one) => one.scenario === scenario)) return;
    const check = this.#compile(scenario);
    if (check === undefined) return;
    this.#scenarios.push({ scenario, check, value: new CodeText().setText(value) });
  }

  /**
   * @param record Not one directly below the header.
   * @param checked Filled if the record is routine.
   * @returns The scenario of a routine record; undefined if the record has to be checked entirely.
   */
  scenarioOf(record: CsvRecord, checked: CheckedValues): ScenarioName | undefined {
    if (!(record instanceof ScannedRecord) || !this.#widths.isSame(record.count)) return undefined;
    if (!this.#kinds.isRecordFor(record.codes, record.startOf(0), record.endOf(0))) return undefined;
    if (endsInMark(record)) return undefined;
    const found = this.#find(record);
    return found?.check(record, checked) === true ? found.scenario : undefined;
  }

  #find(record: ScannedRecord): RoutineScenario | undefined {
    const column = this.#scenarioColumn;
    if (column === -1) return this.#scenarios[0];
    const from = record.startOf(column);
    const to = record.endOf(column);
    for (const one of this.#scenarios) if (one.value.equals(record.codes, from, to)) return one;
    return undefined;
  }
}
