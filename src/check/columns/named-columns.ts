import { printable } from '../../text/printable.ts';
import { comparableName, MAX_COLUMN_NAME } from './column-label.ts';

/** Finds columns by name. */
export class NamedColumns {
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

/** A column that an input names and the file does not have. It may be a secret, so it is shown as it is or not at all. */
export function columnFromInputLabel(name: string): string | null {
  return name.length <= MAX_COLUMN_NAME && printable(name) === name && !name.includes('`') ? name : null;
}
