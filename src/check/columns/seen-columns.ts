import { quoted } from '../../text/printable.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../scenarios.ts';
import type { BoundScenario } from './file-columns.ts';

/** More names would hide what matters. */
const MAX_SHOWN = 20;

/** The columns of a header in a sentence. @param labels Under law 1: `column 3` if the name must not be shown. */
export function describeSeen(labels: readonly string[]): string {
  const shown = labels.map((label, i) => (label === `column ${i + 1}` ? label : quoted(label)));
  const names = shown.slice(0, MAX_SHOWN);
  const left = shown.length - names.length;
  return `Columns seen: ${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`;
}

/** The missing fields of each scenario, the fewest first. */
export function describeMissing(bound: ReadonlyMap<ScenarioName, BoundScenario>): string {
  const missing = [...bound.values()].map(({ scenario, fields }) => ({
    name: scenario.name,
    fields: fields.flatMap(({ field, columns }) =>
      field.required && columns.length === 0 ? [field.name] : [],
    ),
  }));
  return sentence(
    'Missing',
    missing.toSorted((a, b) => a.fields.length - b.fields.length),
  );
}

/** The required fields of each scenario. */
export function describeNeeds(): string {
  return sentence(
    'Required',
    SCENARIO_NAMES.map((name) => ({
      name,
      fields: SCENARIOS[name].fields.flatMap((field) => (field.required ? [field.name] : [])),
    })),
  );
}

/** Groups scenarios with the same fields. */
function sentence(
  word: string,
  scenarios: readonly { readonly name: ScenarioName; readonly fields: readonly string[] }[],
): string {
  const groups = Map.groupBy(scenarios, ({ fields }) => fields.join(', ') || 'nothing');
  const parts = [...groups].map(([fields, of]) => `${of.map(({ name }) => name).join(', ')}: ${fields}`);
  return `${word}, by scenario: ${parts.join('; ')}.`;
}
