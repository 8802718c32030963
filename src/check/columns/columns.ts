import { distance } from 'fastest-levenshtein';
import { quoted } from '../../text/printable.ts';
import type { RuleName } from '../rules.ts';
import { type Field, SCENARIO_NAMES, SCENARIOS, type Scenario, type ScenarioName } from '../scenarios.ts';
import { columnLabel, comparableName, headerContext, MAX_COLUMN_NAME } from './column-label.ts';

/** What the inputs say of columns and scenarios. Names are compared without regard to case. */
export interface ColumnSettings {
  readonly scenario: ScenarioName | 'auto';
  /** `auto`, or the name of the scenario column. */
  readonly scenarioColumn: string;
  /** The customer's own values of the scenario column; usual values are understood besides. */
  readonly scenarioValues: readonly { readonly scenario: ScenarioName; readonly value: string }[];
  /** The customer's own column names, by field name or alias. */
  readonly columns: readonly { readonly field: string; readonly column: string }[];
}

/** Usual names of the scenario column (Microsoft Learn; a widely copied sample says `Scenario`). */
export const USUAL_SCENARIO_COLUMNS: readonly string[] = ['HRScenario', 'Scenario'];

/** Something wrong with the header, or with it for one scenario. */
export interface HeaderProblem {
  readonly rule: RuleName;
  readonly column: string | null;
  readonly message: string;
}

/** A field and the columns of the file that fill it. */
export interface BoundField {
  readonly field: Field;
  /** Positions in the header from 0, none when no column fills the field. The first is the one for the mapping sheet. */
  readonly columns: readonly number[];
}

/** One scenario as this file's columns provide for it. */
export interface BoundScenario {
  readonly scenario: Scenario;
  readonly fields: readonly BoundField[];
  /** What the file's header lacks for records of this scenario. */
  readonly problems: readonly HeaderProblem[];
}

/** The columns of one file and what they mean. */
export interface FileColumns {
  /** Names in the order of the file, without blanks around them and without empty ones at the end. */
  readonly names: readonly string[];
  /** What may be shown of them (law 1). */
  readonly labels: readonly string[];
  /** Position of the scenario column, -1 without one. */
  readonly scenarioColumn: number;
  /** The scenario of all records when there is no scenario column. */
  readonly onlyScenario: ScenarioName | undefined;
  /** Other scenarios that the columns fit just as well and whose checks are the same. */
  readonly equallyLikely: readonly ScenarioName[];
  readonly bound: ReadonlyMap<ScenarioName, BoundScenario>;
  /** Positions of columns that no scenario knows. */
  readonly unknown: readonly number[];
}

/** A mistyped letter in five still points to a name. */
const LETTERS_PER_MISTAKE = 5;

/** ` Did you mean …?` for a column that no scenario knows: a field that the file lacks and that is a few letters away. */
export function mistypedField(name: string, { names, onlyScenario }: FileColumns): string {
  if (name.length > MAX_COLUMN_NAME) return '';
  const present = new Set(names.map(comparableName));
  const near = (onlyScenario === undefined ? SCENARIO_NAMES : [onlyScenario])
    .flatMap((scenario) => SCENARIOS[scenario].fields)
    .filter((field) => ![field.name, ...field.aliases].some((known) => present.has(comparableName(known))))
    .flatMap((field) => [field.name, ...field.aliases])
    .find(
      (field) =>
        distance(comparableName(name), comparableName(field)) <=
        Math.max(2, Math.floor(field.length / LETTERS_PER_MISTAKE)),
    );
  return near === undefined ? '' : ` Did you mean \`${near}\`?`;
}

/** Whether a header cell is a name that an admin, Microsoft's pages or the inputs give a column; used to find the delimiter. */
export function isKnownColumn(settings: ColumnSettings): (cell: string) => boolean {
  const names = new Set(
    [
      ...SCENARIO_NAMES.flatMap((name) => SCENARIOS[name].fields).flatMap((field) => [
        field.name,
        ...field.aliases,
      ]),
      ...USUAL_SCENARIO_COLUMNS,
      ...namesFromInputs(settings),
    ].map(comparableName),
  );
  return (cell) => names.has(comparableName(cell));
}

function namesFromInputs(settings: ColumnSettings): string[] {
  const column = settings.scenarioColumn === 'auto' ? [] : [settings.scenarioColumn];
  return [...settings.columns.map(({ column }) => column), ...column];
}

/**
 * Reads a header.
 * @returns The columns, and what is wrong with them whatever the records hold. With `missing-header` or
 *   `too-many-columns` there are no columns to speak of.
 */
export function readHeader(
  cells: readonly string[],
  settings: ColumnSettings,
): { columns?: FileColumns; problems: HeaderProblem[] } {
  const context = headerContext(cells, namesFromInputs(settings));
  if (!context.hasKnownField)
    return { problems: [problem('missing-header', null, missingHeader(cells.length))] };
  const names = withoutEmptyEnd(cells.map((cell) => cell.trim()));
  if (names.length > MAX_COLUMNS) {
    return { problems: [problem('too-many-columns', null, `The header has ${names.length} columns.`)] };
  }
  const labelContext = { ...context, hasKnownField: !holdsRecord(cells) };
  const labels = names.map((name, i) => columnLabel(name, i + 1, labelContext));
  const header = new Header(names, labels);
  const bound = new Map(
    SCENARIO_NAMES.map((name) => [name, bindScenario(SCENARIOS[name], header, settings)]),
  );
  const scenarioColumn = findScenarioColumn(header, settings);
  const known = new Set(
    [...bound.values()].flatMap(({ fields }) => fields.flatMap(({ columns }) => columns)),
  );
  const choice =
    scenarioColumn.position === -1 || settings.scenario !== 'auto'
      ? chooseScenario(bound, settings)
      : undefined;
  return {
    columns: {
      names,
      labels,
      scenarioColumn: settings.scenario === 'auto' ? scenarioColumn.position : -1,
      onlyScenario: choice?.scenario,
      equallyLikely: choice?.equallyLikely ?? [],
      bound,
      unknown: names.flatMap((_, i) => (known.has(i) || i === scenarioColumn.position ? [] : [i])),
    },
    problems: [...scenarioColumn.problems, ...(choice?.problems ?? [])],
  };
}

const MAX_COLUMNS = 1000;

/**
 * Whether the first line holds a person besides names of columns, as it does when the line end between header and
 * first record is lost: then a cell of plain letters may be somebody's name. A user (also as `CONTOSO\\name`), a date
 * or a number tells.
 */
function holdsRecord(cells: readonly string[]): boolean {
  return cells.some((cell) => /[@＠\\]|\p{Nd}{4}/u.test(cell));
}

function missingHeader(cells: number): string {
  const hint = cells === 1 ? ' It has a single cell: perhaps the delimiter is another one.' : '';
  return `The first line holds no known column name.${hint}`;
}

function withoutEmptyEnd(names: string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

function problem(rule: RuleName, column: string | null, message: string): HeaderProblem {
  return { rule, column, message };
}

/** Finds columns by name. */
class Header {
  readonly labels: readonly string[];
  readonly #positions = new Map<string, number[]>();

  constructor(names: readonly string[], labels: readonly string[]) {
    this.labels = labels;
    for (const [i, name] of names.entries()) {
      const key = comparableName(name);
      this.#positions.set(key, [...(this.#positions.get(key) ?? []), i]);
    }
  }

  find(name: string): readonly number[] {
    return this.#positions.get(comparableName(name)) ?? [];
  }
}

/** Columns with one name. Those that are not sent (`unmapped-columns: drop`) do no harm. */
export function findDuplicateColumns(columns: FileColumns, dropsUnknown: boolean): HeaderProblem[] {
  const seen = new Map<string, number>();
  const dropped = new Set(dropsUnknown ? columns.unknown : []);
  return columns.names.flatMap((name, i) => {
    const key = comparableName(name);
    if (key === '' || dropped.has(i)) return [];
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, i);
      return [];
    }
    const label = columns.labels[i]!;
    return [problem('duplicate-column', label, `Column ${i + 1} has the same name as column ${first + 1}.`)];
  });
}

function findScenarioColumn(
  header: Header,
  settings: ColumnSettings,
): { position: number; problems: HeaderProblem[] } {
  if (settings.scenarioColumn !== 'auto') {
    const [position = -1] = header.find(settings.scenarioColumn);
    const missing = `The input \`scenario-column\` names the column ${quoted(settings.scenarioColumn)}, which the file does not have.`;
    return {
      position,
      problems:
        position === -1
          ? [problem('missing-column', columnFromInputLabel(settings.scenarioColumn), missing)]
          : [],
    };
  }
  const position = USUAL_SCENARIO_COLUMNS.flatMap((name) => header.find(name))[0] ?? -1;
  return { position, problems: [] };
}

function bindScenario(scenario: Scenario, header: Header, settings: ColumnSettings): BoundScenario {
  const bindings = scenario.fields.map((field) => bindField(field, scenario, header, settings));
  return {
    scenario,
    fields: bindings.map(({ bound }) => bound),
    problems: bindings.flatMap(({ problems }) => problems),
  };
}

function bindField(
  field: Field,
  scenario: Scenario,
  header: Header,
  settings: ColumnSettings,
): { bound: BoundField; problems: HeaderProblem[] } {
  const mapped = columnFromInput(field, settings);
  // An alias first: it says more of this scenario than the name that several scenarios share.
  const names = mapped === undefined ? [...field.aliases, field.name] : [mapped];
  const columns = names.flatMap((name) => header.find(name));
  return { bound: { field, columns }, problems: bindingProblems(field, scenario, header, columns, mapped) };
}

function columnFromInput(field: Field, settings: ColumnSettings): string | undefined {
  const wanted = [...field.aliases, field.name].map(comparableName);
  return wanted
    .map((name) => settings.columns.find((entry) => comparableName(entry.field) === name)?.column)
    .find((column) => column !== undefined);
}

function bindingProblems(
  field: Field,
  scenario: Scenario,
  header: Header,
  columns: readonly number[],
  mapped: string | undefined,
): HeaderProblem[] {
  if (columns.length === 0 && mapped !== undefined) {
    const message = `The input \`columns\` maps ${field.name} to a column named ${quoted(mapped)}, which the file does not have.`;
    return [problem('missing-column', columnFromInputLabel(mapped), message)];
  }
  if (columns.length === 0 && field.required) {
    const names = [field.name, ...field.aliases].join(' or ');
    return [
      problem('missing-column', field.name, `The scenario ${scenario.name} needs the column ${names}.`),
    ];
  }
  const names = new Set(columns.map((column) => comparableName(header.labels[column]!)));
  if (names.size > 1 && field.required) {
    const labels = columns.map((column) => header.labels[column]).join(' and ');
    const message = `The columns ${labels} stand for the same field. Choose one with the input \`columns\`, for example \`${field.name}: ${header.labels[columns[0]!]}\`.`;
    return [problem('duplicate-column', header.labels[columns[1]!]!, message)];
  }
  return [];
}

/** A column that an input names and the file does not have; a text that is no name stays out of sight. */
function columnFromInputLabel(name: string): string | null {
  return name.length <= MAX_COLUMN_NAME ? name : null;
}

interface ScenarioChoice {
  readonly scenario?: ScenarioName;
  readonly equallyLikely: readonly ScenarioName[];
  readonly problems: HeaderProblem[];
}

/** Without a scenario column: the scenario of the input, else the one with most fields in the header. */
function chooseScenario(
  bound: ReadonlyMap<ScenarioName, BoundScenario>,
  settings: ColumnSettings,
): ScenarioChoice {
  if (settings.scenario !== 'auto') return { scenario: settings.scenario, equallyLikely: [], problems: [] };
  const scored = [...bound.values()].map((entry) => ({ entry, score: filledFields(entry) }));
  const best = Math.max(...scored.map(({ score }) => score));
  const winners = scored.filter(({ score }) => score === best).map(({ entry }) => entry);
  const complete = winners.filter(({ problems }) => problems.length === 0);
  const candidates = complete.length > 0 ? complete : winners;
  const [first] = candidates;
  const haveSameChecks = candidates.every((entry) => checksOf(entry) === checksOf(first!));
  if (best > 1 && haveSameChecks) {
    const [chosen, ...others] = candidates.map(({ scenario }) => scenario.name);
    return { scenario: chosen!, equallyLikely: others, problems: [] };
  }
  const names =
    best > 1 ? candidates.map(({ scenario }) => scenario.name).join(', ') : SCENARIO_NAMES.join(', ');
  const message = `The columns do not tell which HR scenario this is. Set the input \`scenario\` to one of: ${names}.`;
  return { equallyLikely: [], problems: [problem('no-scenario', null, message)] };
}

function filledFields(entry: BoundScenario): number {
  return entry.fields.filter(({ columns }) => columns.length > 0).length;
}

/** What the check would do with the file under a scenario, as a text to compare. */
function checksOf(entry: BoundScenario): string {
  const filled = entry.fields.filter(({ columns, field }) => columns.length > 0 || field.required);
  return JSON.stringify(
    filled.map(({ field, columns }) => [field.kind, field.required, field.maximumLength, columns]),
  );
}

/** The scenario that each value of the scenario column stands for; keys are in lower case. */
export function scenarioByValue(settings: ColumnSettings): ReadonlyMap<string, ScenarioName> {
  return new Map([
    ...SCENARIO_NAMES.map((name) => [SCENARIOS[name].value.toLowerCase(), name] as const),
    ...settings.scenarioValues.map(({ scenario, value }) => [value.toLowerCase(), scenario] as const),
  ]);
}
