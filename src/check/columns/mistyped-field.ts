import { distance } from 'fastest-levenshtein';
import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';
import { MAX_COLUMN_NAME } from './column-label.ts';
import { comparableName, looseName } from './column-names.ts';
import type { FileColumns } from './file-columns.ts';

/** One wrong letter in five still counts as a typo. */
const LETTERS_PER_MISTAKE = 5;

/** ` Did you mean …?` for an unknown column: a field that is missing in the file and differs by a few letters. */
export function mistypedField(name: string, { names, onlyScenario }: FileColumns): string {
  if (name.length > MAX_COLUMN_NAME) return '';
  const present = new Set(names.map(looseName));
  const near = (onlyScenario === undefined ? SCENARIO_NAMES : [onlyScenario])
    .flatMap((scenario) => SCENARIOS[scenario].fields)
    .filter((field) => ![field.name, ...field.aliases].some((known) => present.has(looseName(known))))
    .flatMap((field) => [field.name, ...field.aliases])
    .find(
      (field) =>
        distance(comparableName(name), comparableName(field)) <=
        Math.max(2, Math.floor(field.length / LETTERS_PER_MISTAKE)),
    );
  return near === undefined ? '' : ` Did you mean \`${near}\`?`;
}
