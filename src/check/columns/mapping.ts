import type { MappingSheet } from '../check-result.ts';
import type { ScenarioName } from '../scenarios.ts';
import { comparableName } from './column-names.ts';
import type { FileColumns } from './file-columns.ts';
import type { ScenarioValues } from './scenario-values.ts';

/** The mapping sheet of one scenario in one file. */
export function mappingSheet(
  scenario: ScenarioName,
  { labels, bound, scenarioColumn }: FileColumns,
  scenarioValues: ScenarioValues,
): MappingSheet {
  const fields = bound
    .get(scenario)!
    .fields.flatMap(({ field, columns: [position] }) =>
      position === undefined ? [] : [{ field: field.name, column: labels[position]! }],
    );
  const column =
    scenarioColumn === -1
      ? {}
      : { scenarioColumn: { name: labels[scenarioColumn]!, value: scenarioValues.sentFor(scenario) } };
  return { scenario, fields, ...column };
}

/** A field with a different column than in an earlier file. */
export interface MappingConflict {
  /** Position among the files. */
  readonly file: number;
  /** The field, or the words for the scenario column in messages. */
  readonly field: string;
  readonly column: string;
  /** The earlier file and its column. */
  readonly other: { readonly file: number; readonly column: string };
}

/** Merges the sheets into one per scenario for all files, since a connector has one mapping, and lists the conflicts. */
export function mergeMappings(files: readonly (readonly MappingSheet[])[]): {
  sheets: MappingSheet[];
  conflicts: MappingConflict[];
} {
  const conflicts: MappingConflict[] = [];
  const merged = new Map<ScenarioName, Map<string, { file: number; column: string }>>();
  const sheets = new Map<ScenarioName, MappingSheet>();
  for (const [file, own] of files.entries()) {
    for (const sheet of own) {
      const columns = merged.get(sheet.scenario) ?? new Map();
      merged.set(sheet.scenario, columns);
      for (const { field, column } of entriesOf(sheet)) {
        const other = columns.get(field) ?? { file, column };
        columns.set(field, other);
        if (comparableName(other.column) !== comparableName(column))
          conflicts.push({ file, field, column, other });
      }
      sheets.set(sheet.scenario, joined(sheets.get(sheet.scenario), sheet));
    }
  }
  return { sheets: [...sheets.values()], conflicts };
}

const SCENARIO_COLUMN = 'the scenario column';

function entriesOf({ fields, scenarioColumn }: MappingSheet): readonly { field: string; column: string }[] {
  return scenarioColumn === undefined
    ? fields
    : [...fields, { field: SCENARIO_COLUMN, column: scenarioColumn.name }];
}

/** The sheet includes fields that only one of the files has. */
function joined(first: MappingSheet | undefined, second: MappingSheet): MappingSheet {
  if (first === undefined) return second;
  const known = new Set(first.fields.map(({ field }) => field));
  return {
    ...second,
    ...first,
    fields: [...first.fields, ...second.fields.filter(({ field }) => !known.has(field))],
  };
}
