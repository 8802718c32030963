import { join } from 'node:path';
import { CallPlanner } from '../csv/call-planner.ts';
import type { SourceFile } from '../csv/source-files.ts';
import type { UploadPlan } from '../csv/upload-plan.ts';
import { formatCount } from '../text/numbers.ts';
import { quoted } from '../text/printable.ts';
import { type CheckedFile, type CheckResult, type MappingSheet, RECORDS_FILE } from './check-result.ts';
import type { CheckSettings } from './check-settings.ts';
import type { FileColumns } from './columns/file-columns.ts';
import { mappingSheet, mergeMappings } from './columns/mapping.ts';
import { ScenarioValues } from './columns/scenario-values.ts';
import { SeenRecords } from './duplicates.ts';
import { checkFile } from './file/check-file.ts';
import type { FileReading, RunOutlets } from './file/file-reading.ts';
import { RejectedRows } from './file/rejected-rows.ts';
import type { RowKind } from './file/row-kinds.ts';
import { FindingLog } from './finding-log.ts';
import { type RuleName, severityOf } from './rules.ts';
import type { ScenarioName } from './scenarios.ts';
import type { FindUnusual, SentNumbers } from './sent-numbers.ts';

const INVALID_ROWS_FILE = 'invalid-rows.csv';
const FINDINGS_FILE = 'findings.json';

/** HR signals that may trigger a policy per UTC day (Microsoft Learn, limits of insider risk management). */
const DAILY_LIMIT = 15_000;

/** What a check is for. */
export interface CheckPurpose {
  /** Prepare the calls, and hash what they send: only where something is uploaded or compared with earlier uploads. */
  readonly preparesCalls?: boolean;
  /** Compares the numbers with earlier uploads. */
  readonly findUnusual?: FindUnusual;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks every record of all files. Prints nothing and makes no requests.
 * @param folder A folder used only by this run, for the findings, the skipped rows and rewritten records.
 * @throws {ActionError} if a file cannot be read.
 */
export async function checkFiles(
  files: readonly SourceFile[],
  settings: CheckSettings,
  folder: string,
  purpose: CheckPurpose = {},
): Promise<CheckResult> {
  return new Check(files, settings, folder, purpose).run();
}

/** One run of the check over all its files. */
class Check {
  readonly #files: readonly SourceFile[];
  readonly #settings: CheckSettings;
  readonly #folder: string;
  readonly #purpose: CheckPurpose;
  readonly #log: FindingLog;
  #isStopped = false;

  constructor(files: readonly SourceFile[], settings: CheckSettings, folder: string, purpose: CheckPurpose) {
    this.#files = files;
    this.#settings = settings;
    this.#folder = folder;
    this.#purpose = purpose;
    this.#log = new FindingLog(
      join(folder, FINDINGS_FILE),
      files.map(({ name }) => name),
    );
  }

  async run(): Promise<CheckResult> {
    const { findUnusual = () => [], signal } = this.#purpose;
    const { invalidRows, rules, columns } = this.#settings;
    const outlets: RunOutlets = {
      findings: this.#log,
      planner: this.#createPlanner(),
      seen: severityOf('duplicate-record', rules) === 'off' ? undefined : new SeenRecords(),
      scenarioValues: new ScenarioValues(columns),
      rejected: invalidRows === 'skip' ? new RejectedRows(join(this.#folder, INVALID_ROWS_FILE)) : undefined,
    };
    const readings: FileReading[] = [];
    for (const [index, file] of this.#files.entries()) {
      outlets.seen?.startFile();
      readings.push(await checkFile(file, index, this.#settings, outlets, signal));
    }
    const plan = outlets.planner?.finish();
    this.#checkNumbers(readings);
    const mapping = this.#mergeMappings(readings, outlets.scenarioValues);
    const numbers = this.#sentNumbers(readings, plan);
    // A file that was not read to the end has no numbers to compare.
    if (!readings.some(({ isStopped }) => isStopped)) this.#addUnusual(findUnusual(numbers));
    return this.#result(readings, { mapping, numbers }, plan, outlets.rejected?.finish());
  }

  #createPlanner(): CallPlanner | undefined {
    if (this.#purpose.preparesCalls !== true) return undefined;
    const { recordsPerCall, uploadDelimiter } = this.#settings;
    return new CallPlanner(recordsPerCall, uploadDelimiter, join(this.#folder, RECORDS_FILE));
  }

  /** @returns One mapping for all files. Each conflict between files is a finding. */
  #mergeMappings(readings: readonly FileReading[], scenarioValues: ScenarioValues): readonly MappingSheet[] {
    const { sheets, conflicts } = mergeMappings(
      readings.map(({ columns, scenarios }) =>
        columns === undefined
          ? []
          : scenariosOf(columns, scenarios).map((scenario) =>
              mappingSheet(scenario, columns, scenarioValues),
            ),
      ),
    );
    for (const { file, field, column, other } of conflicts) {
      const message = `For ${field}, this file has the column ${quoted(column)}, but ${this.#files[other.file]!.name} has ${quoted(other.column)}: a connector has one mapping.`;
      this.#add('mapping-differs', { file, line: readings[file]!.headerLine }, message, column);
    }
    return sheets;
  }

  /** Rules about the number of records over all files. */
  #checkNumbers(readings: readonly FileReading[]): void {
    const valid = sum(readings, ({ records, invalidRecords }) => records - invalidRecords);
    const profiles = sum(readings, ({ scenarios }) => scenarios.get('employee-profile') ?? 0);
    const events =
      sum(readings, ({ scenarios }) => sum([...scenarios.values()], (count) => count)) - profiles;
    const { minRecords, maxRecords, allowEmpty, invalidRows } = this.#settings;
    const isEmptyRun = allowEmpty && sum(readings, ({ records }) => records) === 0;
    const place = { file: 0, line: 1 };
    if (minRecords !== undefined && valid < minRecords && !isEmptyRun) {
      this.#add(
        'too-few-records',
        place,
        `There are ${valid} valid records; \`min-records\` is ${minRecords}.`,
      );
    } else if (
      invalidRows === 'skip' &&
      valid === 0 &&
      !isEmptyRun &&
      readings.some(({ records }) => records > 0)
    ) {
      this.#add('too-few-records', place, 'No valid records are left.');
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

  #addUnusual(unusual: ReturnType<FindUnusual>): void {
    for (const { rule, message } of unusual) this.#add(rule, { file: 0, line: 1 }, message);
  }

  #sentNumbers(readings: readonly FileReading[], plan: UploadPlan | undefined): SentNumbers {
    // Without `skip`, invalid records count too: they stop the upload, so no number without them is ever sent.
    const skips = this.#settings.invalidRows === 'skip';
    const given = this.#settings.columns.scenario;
    const scenarios = new Map<ScenarioName, number>(given === 'auto' ? [] : [[given, 0]]);
    const add = (scenario: ScenarioName, records: number): void => {
      scenarios.set(scenario, (scenarios.get(scenario) ?? 0) + records);
    };
    for (const reading of readings) {
      if (reading.columns?.onlyScenario !== undefined) add(reading.columns.onlyScenario, 0);
      for (const [scenario, records] of reading.scenarios)
        add(scenario, records - (skips ? (reading.invalidByScenario.get(scenario) ?? 0) : 0));
    }
    const records = sum(readings, (reading) => reading.records - (skips ? reading.invalidRecords : 0));
    return { records, scenarios, contentSha256: plan?.contentSha256 };
  }

  #add(
    rule: RuleName,
    place: { file: number; line: number },
    message: string,
    column: string | null = null,
  ): void {
    const severity = severityOf(rule, this.#settings.rules);
    if (severity !== 'off') this.#log.add({ rule, severity, ...place, column, message });
    // Skipping rows cannot fix it.
    if (severity === 'error') this.#isStopped = true;
  }

  #result(
    readings: readonly FileReading[],
    { mapping, numbers }: { readonly mapping: readonly MappingSheet[]; readonly numbers: SentNumbers },
    plan: UploadPlan | undefined,
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
      mapping,
      uploadDelimiter: this.#settings.uploadDelimiter,
      findings,
      records,
      validRecords: records - invalidRecords,
      invalidRecords,
      numbers,
      isAccepted: !isStopped,
      plan: isStopped ? undefined : plan,
      findingsPath: this.#log.path,
      invalidRowsPath,
    };
  }

  #checkedFile(reading: FileReading, { name }: SourceFile): CheckedFile {
    const { bytes, sha256, isComplete, records, invalidRecords, scenarios, invalidByScenario, columns } =
      reading;
    return {
      name,
      bytes,
      sha256,
      isComplete,
      records,
      invalidRecords,
      scenarios,
      invalidByScenario,
      equallyLikely: columns?.equallyLikely ?? [],
      format: describeFormat(reading),
    };
  }
}

/** The scenarios of a file's records; for a file without records, the scenario that its header implies. */
function scenariosOf(
  { onlyScenario }: FileColumns,
  scenarios: ReadonlyMap<ScenarioName, number>,
): ScenarioName[] {
  return scenarios.size > 0 || onlyScenario === undefined ? [...scenarios.keys()] : [onlyScenario];
}

/** Why rows were ignored, in words for the log. */
const LEFT_OUT: Readonly<Record<RowKind, string>> = {
  blank: 'blank',
  mark: 'not records',
  'repeated-header': 'repeated header',
  'second-header': 'second header',
  ignored: '`ignore-rows`',
};

/** `UTF-8, comma`, and the rows that were ignored. */
function describeFormat({ encoding, delimiter, leftOut }: FileReading): string {
  if (encoding === '') return '';
  const kinds = (Object.keys(LEFT_OUT) as RowKind[]).filter((kind) => leftOut[kind] > 0);
  const rows = kinds.map((kind) => `${formatCount(leftOut[kind], 'row')} ignored (${LEFT_OUT[kind]})`);
  return [encoding, delimiter, ...rows].join(', ');
}

function sum<T>(items: readonly T[], number: (item: T) => number): number {
  return items.reduce((total, item) => total + number(item), 0);
}
