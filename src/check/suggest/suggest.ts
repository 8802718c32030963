import type { SourceFile } from '../../csv/source-files.ts';
import type { CheckResult } from '../check-result.ts';
import type { CheckSettings } from '../check-settings.ts';
import { comparableName, isNameOfField, isScenarioColumnName, looseName } from '../columns/column-names.ts';
import { readHeader } from '../columns/header.ts';
import { relationOf } from '../dates/date-format.ts';
import { RULES, type RuleName } from '../rules.ts';
import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';
import type { ColumnProfile } from './columns/column-profile.ts';
import { type Draft, delimiterInput, dialectOf, draftSuggestion, type NoDraft } from './draft.ts';
import * as notes from './notes.ts';
import { placeholderName } from './placeholder-name.ts';
import { findShownNames, type ShownName } from './shown-names.ts';
import { SUGGESTED_INPUTS, type SuggestedInputName, type Suggestion } from './suggestion.ts';
import { TimeLimit, TimeOver } from './time-limit.ts';

/** Inputs by name, with the values that the check is run with. */
export type ChangedInputs = ReadonlyMap<SuggestedInputName, string>;

/** What a suggestion is worked out from. */
export interface SuggestionContext {
  readonly files: readonly SourceFile[];
  readonly settings: CheckSettings;
  /** The check that failed. */
  readonly check: CheckResult;
  /** The inputs as they are given. */
  readonly given: (name: SuggestedInputName | 'time-zone') => string;
  /** The settings with inputs changed; undefined where the changed inputs cannot be used. */
  readonly settingsWith: (changed: ChangedInputs) => CheckSettings | undefined;
  /** Checks all files, every record of them. */
  readonly recheck: (settings: CheckSettings) => Promise<CheckResult>;
  /** The run is cancelled. */
  readonly signal: AbortSignal;
  /** Only where no one but the owner of the file reads it: names are shown in full. */
  readonly showsAllNames?: boolean;
  /** Time in which it is worked out, in milliseconds. */
  readonly limitMs?: number;
}

/** Rules that a file breaks by its form: other inputs may read it. */
const FORM_RULES: ReadonlySet<RuleName> = new Set([
  'missing-header',
  'missing-column',
  'duplicate-column',
  'no-scenario',
  'unreadable-encoding',
  'wrong-encoding',
  'broken-quoting',
  'row-too-long',
  'missing-value',
  'invalid-date',
  'invalid-user',
  'unknown-scenario',
]);

/**
 * Time in which a suggestion is worked out, in milliseconds. Not counted are the check with it, and the reading of the
 * file that finds which names of columns may be shown.
 */
const MAX_MS = 2_000;

/**
 * Works out the inputs with which a file would pass, and checks the file with them.
 * @returns undefined where nothing helps and nothing is to be decided.
 * @throws the reason of the signal.
 */
export async function suggestInputs(context: SuggestionContext): Promise<Suggestion | undefined> {
  const { check, files } = context;
  const failed = check.findings.telling.find(
    ({ severity, rule }) => severity === 'error' && FORM_RULES.has(rule),
  );
  const file = failed === undefined ? undefined : files[failed.file];
  if (file === undefined) return undefined;
  const draft = await draftInTime(file, context);
  if (draft === undefined) return onlyNotes([notes.TOO_SLOW], check);
  return 'reason' in draft ? withoutDraft(draft, check) : new Proposal(context, draft).make();
}

/** @returns undefined when the time is over. */
async function draftInTime(
  file: SourceFile,
  { settings, signal, limitMs = MAX_MS }: SuggestionContext,
): Promise<Draft | NoDraft | undefined> {
  try {
    return await draftSuggestion(file, settings, new TimeLimit(limitMs, signal));
  } catch (error) {
    if (!(error instanceof TimeOver)) throw error;
    return undefined;
  }
}

const REASONS: Readonly<Record<NoDraft['reason'], string | undefined>> = {
  'no-encoding': notes.NO_ENCODING,
  'no-header': notes.NO_HEADER,
  'not-a-table': undefined,
};

function withoutDraft({ reason }: NoDraft, check: CheckResult): Suggestion | undefined {
  const note = REASONS[reason];
  return note === undefined ? undefined : onlyNotes([note], check);
}

function onlyNotes(lines: readonly string[], { findings: { errors } }: CheckResult): Suggestion {
  return { inputs: [], errorsBefore: errors, errorsAfter: errors, isDecided: false, notes: lines };
}

/** A draft on its way to a suggestion that was tried. */
class Proposal {
  readonly #context: SuggestionContext;
  readonly #draft: Draft;

  constructor(context: SuggestionContext, draft: Draft) {
    this.#context = context;
    this.#draft = draft;
  }

  async make(): Promise<Suggestion | undefined> {
    const { check, settings, settingsWith, signal, showsAllNames } = this.#context;
    const { file, reading, header, profiles } = this.#draft;
    const unnamed = this.#unnamedColumns();
    if (unnamed.length > 0) return onlyNotes(unnamed, check);
    const all = settingsWith(this.#changes(() => ''));
    if (all === undefined) return undefined;
    const shown: ShownName =
      showsAllNames === true
        ? (i) => profiles[i]?.name
        : await findShownNames({ file, reading, cells: header }, settings, all, signal);
    const real = await this.#withLayout(this.#changes(shown));
    const trial = await this.#try(real);
    const isBetter = trial !== undefined && real.size > 0 && doesBetter(trial, check);
    const questions = this.#notes(shown, isBetter);
    const { errors } = check.findings;
    if (!isBetter)
      return questions.length === 0
        ? undefined
        : { inputs: [], errorsBefore: errors, errorsAfter: errors, isDecided: false, notes: questions };
    const pasted = this.#withPlaceholders(real, shown);
    const hasPlaceholder = [...pasted].some(([name, value]) => value !== real.get(name));
    return {
      inputs: SUGGESTED_INPUTS.flatMap((name) => {
        const value = pasted.get(name);
        return value === undefined ? [] : [{ name, value }];
      }),
      errorsBefore: errors,
      errorsAfter: trial.findings.errors,
      isDecided: this.#assumptions().size === 0 && this.#draft.dates?.kind !== 'either',
      notes: [
        ...questions,
        ...(hasPlaceholder ? [notes.REPLACE_PLACEHOLDERS] : []),
        ...(areDatesReversed(trial) ? [notes.REVERSED_DATES] : []),
      ],
    };
  }

  /** Columns that would be mapped if they had a name of their own. */
  #unnamedColumns(): string[] {
    const { chosen, header } = this.#draft;
    const required = chosen.fields.filter(({ isRequired }) => isRequired).map(({ column }) => column);
    return [...new Set(required)].flatMap(({ name, position }) => {
      const isAmbiguous = header.filter((cell) => comparableName(cell) === comparableName(name)).length > 1;
      return name === '' || isAmbiguous ? [notes.formatUnnamed(position + 1, name !== '')] : [];
    });
  }

  /** Checks everything. Where only people can decide, one of the possible answers stands for all. */
  async #try(changes: ChangedInputs): Promise<CheckResult | undefined> {
    const { dates } = this.#draft;
    const assumed = new Map(changes);
    const assumptions = this.#assumptions();
    const columns = linesOf(changes.get('columns') ?? this.#context.given('columns')).filter(
      (line) => !assumptions.has(line.split(':')[0]!.trim()),
    );
    for (const [field, name] of assumptions) columns.push(`${field}: ${name}`);
    if (columns.length > 0) assumed.set('columns', columns.join('\n'));
    if (dates?.kind === 'either')
      assumed.set('date-format', this.#formsOfAllFiles(dates.dayFirst).join('\n'));
    const settings = assumed.size === 0 ? undefined : this.#context.settingsWith(assumed);
    return settings === undefined ? undefined : this.#context.recheck(settings);
  }

  /** Columns by field that answer the questions which of several columns is meant; scenarios may ask the same. */
  #assumptions(): ReadonlyMap<string, string> {
    const assumed = this.#draft.chosen.questions.flatMap((question): [string, string][] => {
      if (question.kind === 'users') return [['EmailAddress', question.columns[0]!.name]];
      if (question.kind !== 'dates') return [];
      return question.fields.map((field, i) => [field, question.columns[i]!.name]);
    });
    return new Map(assumed);
  }

  /** The delimiter and the header's line are set where they would not be found without. */
  async #withLayout(changes: Map<SuggestedInputName, string>): Promise<Map<SuggestedInputName, string>> {
    const { reading, start } = this.#draft;
    const settings = this.#context.settingsWith(changes);
    if (settings === undefined) return changes;
    const found = await dialectOf(start, settings);
    if (found.delimiter !== reading.delimiter) changes.set('delimiter', delimiterInput(reading.delimiter));
    if (found.headerLine !== reading.headerLine || found.firstLineAbove !== undefined)
      changes.set('header-line', String(reading.headerLine));
    return changes;
  }

  /** The inputs to change, with the real names of columns. Optional columns are among them where `shown` names them. */
  #changes(shown: ShownName): Map<SuggestedInputName, string> {
    const { encoding, ignoredRows, chosen, dates } = this.#draft;
    const { given, settings } = this.#context;
    const changes = new Map<SuggestedInputName, string>();
    const set = (name: SuggestedInputName, lines: readonly string[]): void => {
      if (lines.length > 0) changes.set(name, lines.join('\n'));
    };
    if (encoding !== undefined) changes.set('encoding', encoding);
    if (ignoredRows.length > 0) set('ignore-rows', [...linesOf(given('ignore-rows')), ...ignoredRows]);
    const columns = this.#columnLines(shown);
    if (columns !== undefined) set('columns', columns);
    if (dates?.kind === 'settled') set('date-format', this.#formsOfAllFiles(dates.forms));
    const { scenarioColumn } = chosen;
    if (scenarioColumn !== undefined) {
      const { name } = scenarioColumn.column;
      if (looseName(name) !== looseName(settings.columns.scenarioColumn) && !isScenarioColumnName(name))
        changes.set('scenario-column', name);
      set('scenario-values', this.#scenarioValues());
    }
    this.#setScenario(changes);
    return changes;
  }

  /** The scenario is set where it would not be found without. */
  #setScenario(changes: Map<SuggestedInputName, string>): void {
    const { chosen, header } = this.#draft;
    if (chosen.scenario === undefined || this.#context.settings.columns.scenario !== 'auto') return;
    const settings = this.#context.settingsWith(changes);
    if (settings === undefined) return;
    const { columns } = readHeader(header, undefined, settings.columns);
    const isFound = columns?.onlyScenario === chosen.scenario && columns.equallyLikely.length === 0;
    if (!isFound) changes.set('scenario', chosen.scenario);
  }

  /** The lines of `columns`; undefined where they stay as they are. */
  #columnLines(shown: ShownName): string[] | undefined {
    const { settings } = this.#context;
    const { chosen, header } = this.#draft;
    const bound = readHeader(header, undefined, settings.columns).columns?.bound;
    const isBound = (field: string, position: number): boolean =>
      SCENARIO_NAMES.some((name) =>
        bound?.get(name)?.fields.some((one) => one.field.name === field && one.columns[0] === position),
      );
    const added = chosen.fields.filter(
      ({ field, column, isRequired }) =>
        column.name !== '' &&
        !isBound(field, column.position) &&
        (isRequired || shown(column.position) !== undefined),
    );
    const isReplaced = (name: string): boolean => added.some(({ field }) => isNameOfField(name, field));
    const hasColumn = (name: string): boolean => header.some((cell) => looseName(cell) === looseName(name));
    const kept = settings.columns.columns.filter(
      ({ field, column }) => !isReplaced(field) && hasColumn(column),
    );
    if (added.length === 0 && kept.length === settings.columns.columns.length) return undefined;
    return [
      ...kept.map(({ field, column }) => `${field}: ${column}`),
      ...added.map(({ field, column }) => `${field}: ${column.name}`),
    ];
  }

  /** Other files may need the forms that are set already. */
  #formsOfAllFiles(forms: readonly string[]): readonly string[] {
    const { files, settings } = this.#context;
    if (files.length < 2) return forms;
    const before = settings.values.dateFormat.forms.filter(
      (form) => !forms.includes(form) && forms.every((other) => relationOf(form, other) !== 'other'),
    );
    return [...before, ...forms];
  }

  #scenarioValues(): string[] {
    const { given } = this.#context;
    const own = (this.#draft.chosen.scenarioColumn?.values ?? []).filter(
      ({ scenario, value }) => value !== scenario && value !== SCENARIOS[scenario].value,
    );
    const lines = own.map(({ scenario, value }) => `${scenario}: ${value}`);
    const before = linesOf(given('scenario-values'));
    const added = lines.filter((line) => !before.includes(line));
    return added.length === 0 ? [] : [...before, ...added];
  }

  /** The inputs as they are shown. */
  #withPlaceholders(real: ChangedInputs, shown: ShownName): ChangedInputs {
    const { chosen } = this.#draft;
    const pasted = new Map(real);
    const hidden = [
      ...chosen.fields.map(({ column }) => column),
      ...(chosen.scenarioColumn === undefined ? [] : [chosen.scenarioColumn.column]),
    ].filter(({ position }) => shown(position) === undefined);
    const hide = (name: string): string => {
      const column = hidden.find((one) => one.name === name);
      return column === undefined ? name : placeholderName(column.position + 1);
    };
    const columns = real.get('columns');
    if (columns !== undefined) {
      const lines = columns.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]);
      pasted.set('columns', lines.map(([field, name]) => `${field}: ${hide(name)}`).join('\n'));
    }
    const scenarioColumn = real.get('scenario-column');
    if (scenarioColumn !== undefined) pasted.set('scenario-column', hide(scenarioColumn));
    return pasted;
  }

  #notes(shown: ShownName, isBetter: boolean): string[] {
    const { chosen, dates, encoding, lacksOffset } = this.#draft;
    const { check, given } = this.#context;
    const nameOf = (column: ColumnProfile): string => {
      const name = shown(column.position);
      return name === undefined ? `column ${column.position + 1}` : `\`${name}\``;
    };
    const isHeaderWrong = check.findings.counts.some(
      ({ rule, severity }) => severity === 'error' && RULES[rule].scope === 'file',
    );
    const questions = new Set(chosen.questions.map((one) => notes.formatQuestion(one, nameOf)));
    return [
      ...(isHeaderWrong || isBetter ? questions : []),
      ...(dates?.kind === 'either' ? [notes.formatDayOrder(dates.dayFirst, dates.monthFirst)] : []),
      ...(dates?.kind === 'mixed' ? [notes.MIXED_ORDER] : []),
      ...(isBetter && lacksOffset && given('time-zone').trim() === '' ? [notes.NO_ZONE] : []),
      ...(isBetter && encoding !== undefined ? [notes.CHECK_ENCODING] : []),
      ...(isBetter ? this.#optionalColumns(shown) : []),
    ];
  }

  /** Columns whose names may not be shown and that no record needs. */
  #optionalColumns(shown: ShownName): string[] {
    return this.#draft.chosen.fields
      .filter(({ column, isRequired }) => !isRequired && shown(column.position) === undefined)
      .map(({ field, column }) => notes.formatOptional(field, column.position + 1));
  }
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function areDatesReversed({ findings, records }: CheckResult): boolean {
  const reversed = findings.counts.find(({ rule }) => rule === 'last-day-before-resignation')?.count ?? 0;
  return reversed * 2 > records;
}

/**
 * Whether one check does better than another: fewer errors, or a file is read that was refused as a whole and most of
 * its records are right.
 */
function doesBetter(trial: CheckResult, before: CheckResult): boolean {
  const refusals = ({ findings }: CheckResult): number =>
    findings.counts
      .filter(({ rule, severity }) => severity === 'error' && RULES[rule].scope === 'file')
      .reduce((sum, { count }) => sum + count, 0);
  const isRead = refusals(trial) < refusals(before) && trial.validRecords * 2 >= trial.records;
  return trial.findings.errors < before.findings.errors || (isRead && trial.validRecords > 0);
}
