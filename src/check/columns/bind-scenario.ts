import { quoted } from '../../text/printable.ts';
import type { Field, Scenario } from '../scenarios.ts';
import { comparableName } from './column-names.ts';
import {
  type BoundField,
  type BoundScenario,
  type ColumnSettings,
  type HeaderProblem,
  headerProblem,
} from './file-columns.ts';
import { columnFromInputLabel, type NamedColumns } from './named-columns.ts';

/** Finds the columns of a file for the fields of a scenario, and what is missing. */
export function bindScenario(
  scenario: Scenario,
  header: NamedColumns,
  settings: ColumnSettings,
): BoundScenario {
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
  header: NamedColumns,
  settings: ColumnSettings,
): { bound: BoundField; problems: HeaderProblem[] } {
  const mapped = columnFromInput(field, settings);
  // Aliases first: they are specific to this scenario, while several scenarios share the name.
  const names = mapped === undefined ? [...field.aliases, field.name] : [mapped];
  const columns = header.find(...names);
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
  header: NamedColumns,
  columns: readonly number[],
  mapped: string | undefined,
): HeaderProblem[] {
  if (columns.length === 0 && mapped !== undefined) {
    const message = `The input \`columns\` maps ${field.name} to a column named ${quoted(mapped)}, which the file does not have.`;
    return [headerProblem('missing-column', columnFromInputLabel(mapped), message)];
  }
  if (columns.length === 0 && field.required) {
    const names = [field.name, ...field.aliases].join(' or ');
    return [
      headerProblem(
        'missing-column',
        field.name,
        `The scenario ${scenario.name} requires the column ${names}.`,
      ),
    ];
  }
  const names = new Set(columns.map((column) => comparableName(header.labels[column]!)));
  if (names.size > 1 && field.required) {
    const labels = columns.map((column) => header.labels[column]).join(' and ');
    const message = {
      seen: `The columns ${labels} match the same field.`,
      fix: `Choose one with the input \`columns\`, for example \`${field.name}: ${header.labels[columns[0]!]}\`.`,
    };
    return [headerProblem('duplicate-column', header.labels[columns[1]!]!, message)];
  }
  return [];
}
