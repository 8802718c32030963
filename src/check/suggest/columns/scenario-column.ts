import type { ScenarioName } from '../../scenarios.ts';
import type { ColumnProfile } from './column-profile.ts';
import { scenarioOfValue } from './scenario-words.ts';

/** A column that says which scenario a record is of. */
export interface ScenarioColumn {
  readonly column: ColumnProfile;
  /** By record; undefined for a value that is not known. */
  readonly scenarios: readonly (ScenarioName | undefined)[];
  /** The values that stand for scenarios, as the input `scenario-values` takes them. */
  readonly values: readonly { readonly scenario: ScenarioName; readonly value: string }[];
}

/** More values are no kinds of events. */
const MAX_VALUES = 12;
const MIN_KNOWN = 0.8;

/**
 * The column whose values nearly all stand for scenarios; undefined for none.
 * @param known Position of the column that has the name of one; -1 for none.
 */
export function findScenarioColumn(
  profiles: readonly ColumnProfile[],
  known: number,
): ScenarioColumn | undefined {
  for (const column of known === -1 ? profiles : profiles.filter(({ position }) => position === known)) {
    if (column.kind !== 'text' || column.filled < MIN_KNOWN) continue;
    const distinct = new Set(
      column.values.filter((value) => value !== '').map((value) => value.toLowerCase()),
    );
    if (distinct.size === 0 || distinct.size > MAX_VALUES) continue;
    const found = column.values.map(scenarioOfValue);
    if (found.filter((entry) => entry !== undefined).length < column.values.length * MIN_KNOWN) continue;
    const values = [
      ...new Map(
        found.flatMap((entry) => (entry === undefined ? [] : [[entry.value, entry] as const])),
      ).values(),
    ];
    return { column, scenarios: found.map((entry) => entry?.scenario), values };
  }
  return undefined;
}
