import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CallPlanner } from '../csv/call-planner.ts';
import type { SourceFile } from '../csv/source-files.ts';
import type { UploadPlan } from '../csv/upload-plan.ts';
import { ActionError } from '../errors.ts';
import { quoted } from '../text/printable.ts';
import { type CheckedFile, type CheckResult, type MappingSheet, RECORDS_FILE } from './check-result.ts';
import type { CheckSettings } from './check-settings.ts';
import { hashOfKey, KeyHashes, keyText, RecordNumbers, SUSPECTS_PER_READING } from './duplicates.ts';
import type { DuplicateWatch, FileReading, Listeners } from './file-check.ts';
import { readAndCheck } from './file-reading.ts';
import { FindingLog, type FindingSink, MUTED, severityOf } from './finding-log.ts';
import { RejectedRows } from './rejected-rows.ts';
import type { RuleName } from './rules.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';

const INVALID_ROWS_FILE = 'invalid-rows.csv';
const FINDINGS_FILE = 'findings.json';

/** HR signals that may trigger a policy per UTC day (Microsoft Learn, limits of insider risk management). */
const DAILY_LIMIT = 15_000;

/**
 * Checks all files, every record of them, and plans the calls. Nothing is printed and nobody is contacted.
 * @param folder A folder of this run alone, for the findings, the rows left out and rewritten records.
 * @throws {ActionError} when a file cannot be read, or changes while it is read.
 */
export async function checkFiles(
  files: readonly SourceFile[],
  settings: CheckSettings,
  folder: string,
  signal?: AbortSignal,
): Promise<CheckResult> {
  return new Check(files, settings, folder, signal).run();
}

/** One run of the check: a reading, and further ones only if records seem to be doubled. */
class Check {
  readonly #files: readonly SourceFile[];
  readonly #settings: CheckSettings;
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;
  readonly #log: FindingLog;
  readonly #duplicateSeverity;
  #isStopped = false;

  constructor(
    files: readonly SourceFile[],
    settings: CheckSettings,
    folder: string,
    signal: AbortSignal | undefined,
  ) {
    this.#files = files;
    this.#settings = settings;
    this.#folder = folder;
    this.#signal = signal;
    this.#log = new FindingLog(
      join(folder, FINDINGS_FILE),
      files.map(({ name }) => name),
    );
    this.#duplicateSeverity = severityOf('duplicate-record', settings.rules);
  }

  async run(): Promise<CheckResult> {
    const hashes = new KeyHashes();
    const isWatching = this.#duplicateSeverity !== 'off';
    let { readings, plan, invalidRowsPath } = await this.#plan(this.#log, {
      isDuplicate: (key) => {
        if (isWatching) hashes.add(key);
        return false;
      },
    });
    const doubled = await this.#settleSuspects(hashes.takeRepeated(), readings);
    const leavesOut = doubled.numbers.size > 0 && this.#duplicateSeverity === 'error';
    if (leavesOut && this.#settings.invalidRows === 'skip') {
      const isDuplicate: DuplicateWatch['isDuplicate'] = (_key, _file, _line, number) =>
        doubled.numbers.has(number);
      const again = await this.#plan(MUTED, { isDuplicate });
      this.#assertUnchanged(readings, again.readings);
      ({ readings, plan, invalidRowsPath } = again);
    } else if (leavesOut) {
      for (const [file, count] of doubled.perFile.entries()) readings[file]!.invalidRecords += count;
    }
    this.#checkNumbers(readings);
    return this.#result(readings, plan, invalidRowsPath);
  }

  /** Reads all files once, from the first record to the last. */
  async #read(listeners: Listeners): Promise<FileReading[]> {
    const readings: FileReading[] = [];
    let firstNumber = 0;
    for (const [index, file] of this.#files.entries()) {
      const reading = await readAndCheck(
        { file, index, firstNumber },
        this.#settings,
        listeners,
        this.#signal,
      );
      firstNumber += reading.records;
      readings.push(reading);
    }
    return readings;
  }

  async #plan(findings: FindingSink, duplicates: DuplicateWatch) {
    const skips = this.#settings.invalidRows === 'skip';
    // Those of an earlier attempt, whose plan is thrown away.
    for (const name of [RECORDS_FILE, INVALID_ROWS_FILE]) rmSync(join(this.#folder, name), { force: true });
    const planner = new CallPlanner(this.#settings.recordsPerCall, join(this.#folder, RECORDS_FILE));
    const rejected = new RejectedRows(join(this.#folder, INVALID_ROWS_FILE));
    const listeners = { findings, duplicates, planner, ...(skips ? { rejected } : {}) };
    const readings = await this.#read(listeners);
    return { readings, plan: planner.finish(), invalidRowsPath: rejected.finish() };
  }

  /** Reads suspects again and compares their keys as they are; the later record of a pair is the doubled one. */
  async #settleSuspects(suspects: Float64Array, before: readonly FileReading[]) {
    const doubled = { numbers: new RecordNumbers(), perFile: this.#files.map(() => 0) };
    for (let from = 0; from < suspects.length; from += SUSPECTS_PER_READING) {
      const wanted = new Set(suspects.subarray(from, from + SUSPECTS_PER_READING));
      const seen = new Map<string, { file: number; line: number }>();
      const isDuplicate: DuplicateWatch['isDuplicate'] = (key, file, line, number) => {
        if (!wanted.has(hashOfKey(key))) return false;
        const text = keyText(key);
        const first = seen.get(text);
        if (first === undefined) {
          seen.set(text, { file, line });
          return false;
        }
        doubled.numbers.add(number);
        doubled.perFile[file]! += 1;
        this.#reportDuplicate(first, { file, line });
        return false;
      };
      this.#assertUnchanged(before, await this.#read({ findings: MUTED, duplicates: { isDuplicate } }));
    }
    return doubled;
  }

  #reportDuplicate(first: { file: number; line: number }, place: { file: number; line: number }): void {
    const where = first.file === place.file ? '' : ` of ${this.#files[first.file]!.name}`;
    const message = `The same event of the same user stands in line ${first.line}${where}.`;
    this.#add('duplicate-record', place, message);
  }

  #assertUnchanged(before: readonly FileReading[], after: readonly FileReading[]): void {
    const changed = before.findIndex(({ sha256 }, i) => sha256 !== after[i]!.sha256);
    if (changed === -1) return;
    throw new ActionError({
      code: 'file-changed',
      what: `The file ${quoted(this.#files[changed]!.name)} changed while it was checked.`,
      fix: ['Let the step that writes the file finish before this one starts, then run the job again.'],
    });
  }

  /** Rules about the number of records over all files. */
  #checkNumbers(readings: readonly FileReading[]): void {
    const valid = sum(readings, ({ records, invalidRecords }) => records - invalidRecords);
    const profiles = sum(readings, ({ scenarios }) => scenarios.get('employee-profile') ?? 0);
    const events =
      sum(readings, ({ scenarios }) => sum([...scenarios.values()], (count) => count)) - profiles;
    const { minRecords, maxRecords, allowEmpty, invalidRows } = this.#settings;
    const isEmptyNight = allowEmpty && sum(readings, ({ records }) => records) === 0;
    const place = { file: 0, line: 1 };
    if (minRecords !== undefined && valid < minRecords && !isEmptyNight) {
      this.#add(
        'too-few-records',
        place,
        `There are ${valid} valid records; \`min-records\` is ${minRecords}.`,
      );
    } else if (
      invalidRows === 'skip' &&
      valid === 0 &&
      !isEmptyNight &&
      readings.some(({ records }) => records > 0)
    ) {
      this.#add('too-few-records', place, 'No valid record is left.');
    }
    if (maxRecords !== undefined && valid > maxRecords) {
      this.#add(
        'too-many-records',
        place,
        `There are ${valid} valid records; \`max-records\` is ${maxRecords}.`,
      );
    }
    if (events > DAILY_LIMIT) {
      this.#add(
        'over-daily-limit',
        place,
        `There are ${events} event records; at most ${DAILY_LIMIT} a day are processed.`,
      );
    }
  }

  #add(rule: RuleName, place: { file: number; line: number }, message: string): void {
    const severity = severityOf(rule, this.#settings.rules);
    if (severity !== 'off') this.#log.add({ rule, severity, ...place, column: null, message });
    // Nothing that skipping rows could mend; doubled records are left out one by one.
    if (severity === 'error' && rule !== 'duplicate-record') this.#isStopped = true;
  }

  #result(
    readings: readonly FileReading[],
    plan: UploadPlan,
    invalidRowsPath: string | undefined,
  ): CheckResult {
    const findings = this.#log.finish();
    const records = sum(readings, (reading) => reading.records);
    const invalidRecords = sum(readings, (reading) => reading.invalidRecords);
    const skips = this.#settings.invalidRows === 'skip';
    const isStopped =
      this.#isStopped || readings.some((reading) => reading.isStopped) || (!skips && findings.errors > 0);
    return {
      files: readings.map((reading, i) => this.#checkedFile(reading, this.#files[i]!)),
      findings,
      records,
      validRecords: records - invalidRecords,
      invalidRecords,
      plan: isStopped ? undefined : plan,
      findingsPath: this.#log.path,
      invalidRowsPath,
    };
  }

  #checkedFile(reading: FileReading, { name }: SourceFile): CheckedFile {
    const { bytes, sha256, isComplete, records, invalidRecords, scenarios, columns } = reading;
    const found =
      scenarios.size > 0 || columns?.onlyScenario === undefined
        ? [...scenarios.keys()]
        : [columns.onlyScenario];
    return {
      name,
      bytes,
      sha256,
      isComplete,
      records,
      invalidRecords,
      scenarios,
      mapping: found.map((scenario) => this.#mappingSheet(scenario, reading)),
      equallyLikely: columns?.equallyLikely ?? [],
      format: describeFormat(reading),
    };
  }

  #mappingSheet(scenario: ScenarioName, { columns }: FileReading): MappingSheet {
    const { labels, bound, scenarioColumn } = columns!;
    const own = this.#settings.columns.scenarioValues.find((entry) => entry.scenario === scenario)?.value;
    const value = own ?? SCENARIOS[scenario].value;
    return {
      scenario,
      fields: bound
        .get(scenario)!
        .fields.flatMap(({ field, columns: positions }) =>
          positions.length === 0 ? [] : [{ field: field.name, column: labels[positions[0]!]! }],
        ),
      ...(scenarioColumn === -1 ? {} : { scenarioColumn: { name: labels[scenarioColumn]!, value } }),
    };
  }
}

/** `UTF-8, comma`, and what was left out of the reading. */
function describeFormat({ encoding, delimiter, blankRows }: FileReading): string {
  if (encoding === '') return '';
  const blank = blankRows === 0 ? '' : `, ${blankRows} blank ${blankRows === 1 ? 'row' : 'rows'} left out`;
  return `${encoding}, ${delimiter}${blank}`;
}

function sum<T>(items: readonly T[], number: (item: T) => number): number {
  return items.reduce((total, item) => total + number(item), 0);
}
