import { isBlank } from '../record-check.ts';

/** A row without any value is no record: Excel leaves such rows at the end. */
export function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) if (!isBlank(cell)) return false;
  return true;
}
