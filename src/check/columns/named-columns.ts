import { asGiven } from '../../text/printable.ts';
import { MAX_COLUMN_NAME } from './column-label.ts';
import { comparableName, looseName } from './column-names.ts';

/** Finds columns by name. */
export class NamedColumns {
  readonly labels: readonly string[];
  readonly #positions: ReadonlyMap<string, readonly number[]>;
  readonly #loosePositions: ReadonlyMap<string, readonly number[]>;

  constructor(names: readonly string[], labels: readonly string[]) {
    this.labels = labels;
    this.#positions = Map.groupBy(names.keys(), (i) => comparableName(names[i]!));
    this.#loosePositions = Map.groupBy(names.keys(), (i) => looseName(names[i]!));
  }

  /** Columns with one of the names; if there are none, columns that differ only by spaces, `_` or `-`. */
  find(...names: readonly string[]): readonly number[] {
    const same = names.flatMap((name) => this.#positions.get(comparableName(name)) ?? []);
    if (same.length > 0) return same;
    const alike = names.flatMap((name) => this.#loosePositions.get(looseName(name)) ?? []);
    return [...new Set(alike)];
  }
}

/** A column that is in an input but not in the file. It may be a secret, so it is shown unchanged or not at all. */
export function columnFromInputLabel(name: string): string | null {
  return name.length <= MAX_COLUMN_NAME && asGiven(name) === name ? name : null;
}
