import { printable } from '../../../text/printable.ts';

/**
 * The shape of a date that cannot be read (`99/99/9999` for `31/03/2026`), which shows what is wrong without showing
 * the date in the log. Undefined if the cell does not look like a date: its shape might reveal too much.
 */
export function dateShape(cell: string): string | undefined {
  // Cells can be long, and a longer one is never shown.
  if (cell.length > MAX_SHAPE_LENGTH * 2) return undefined;
  const shape = cell.replace(/\p{Nd}/gu, '9').replace(/\p{L}/gu, 'A');
  const digits = shape.replace(/[^9]/g, '').length;
  const isShown = shape.length <= MAX_SHAPE_LENGTH && digits >= MIN_DIGITS && /^[9A/.:+ -]+$/.test(shape);
  // `printable`, because a shape such as `9999::99` is text from outside too.
  return isShown ? printable(shape) : undefined;
}

const MAX_SHAPE_LENGTH = 35;
const MIN_DIGITS = 4;
