import { normalName } from '../../text/white-space.ts';
import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';
import type { ColumnSettings } from './file-columns.ts';

/** Usual names of the scenario column (Microsoft Learn; a widely copied sample has `Scenario`). */
export const USUAL_SCENARIO_COLUMNS: readonly string[] = ['HRScenario', 'Scenario'];

/** The fields' usual names and aliases. */
const FIELD_NAMES: readonly string[] = SCENARIO_NAMES.flatMap((name) => SCENARIOS[name].fields).flatMap(
  (field) => [field.name, ...field.aliases],
);

/** A column name normalized for comparison: in normal form and lower case. */
export function comparableName(name: string): string {
  return normalName(name).toLowerCase();
}

/** A column name normalized further, without spaces, `_` and `-`, which people use inconsistently. */
export function looseName(name: string): string {
  return comparableName(name).replace(/[ _-]/g, '');
}

const LOOSE_FIELD_NAMES: ReadonlySet<string> = new Set(FIELD_NAMES.map(looseName));
const LOOSE_SCENARIO_COLUMNS: ReadonlySet<string> = new Set(USUAL_SCENARIO_COLUMNS.map(looseName));

/** Whether a name is the usual name or an alias of a field. */
export function isFieldName(name: string): boolean {
  return LOOSE_FIELD_NAMES.has(looseName(name));
}

/** Whether a name is the usual name or an alias of one field. */
export function isNameOfField(name: string, field: string): boolean {
  return SCENARIO_NAMES.flatMap((scenario) => SCENARIOS[scenario].fields).some(
    (one) =>
      one.name === field && [one.name, ...one.aliases].some((own) => looseName(own) === looseName(name)),
  );
}

/** Whether a name is a usual name of the scenario column. */
export function isScenarioColumnName(name: string): boolean {
  return LOOSE_SCENARIO_COLUMNS.has(looseName(name));
}

/** The column names in the inputs `columns` and `scenario-column`. */
export function namesFromInputs(settings: ColumnSettings): string[] {
  const column = settings.scenarioColumn === 'auto' ? [] : [settings.scenarioColumn];
  return [...settings.columns.map(({ column }) => column), ...column];
}

/** All known column names: of fields, of the scenario column and from inputs, normalized by `looseName`. */
export function knownNames(settings: ColumnSettings): ReadonlySet<string> {
  const given = namesFromInputs(settings).map(looseName);
  return new Set([...LOOSE_FIELD_NAMES, ...LOOSE_SCENARIO_COLUMNS, ...given]);
}

/** Names without the trailing empty ones that a spreadsheet may leave. */
export function withoutEmptyEnd(names: readonly string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}
