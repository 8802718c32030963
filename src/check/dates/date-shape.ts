import { printable } from '../../text/printable.ts';

/**
 * The shape of a date that cannot be read (`99/99/9999` for `31/03/2026`), so that its owner sees what is wrong
 * without the log telling the date. Undefined for what does not look like a date: its shape might say too much.
 */
export function dateShape(cell: string): string | undefined {
  // Cells can be long; nothing above this length could be shown.
  if (cell.length > LONGEST_SHAPE * 2) return undefined;
  const shape = cell.replace(/\p{Nd}/gu, '9').replace(/\p{L}/gu, 'A');
  const digits = shape.replace(/[^9]/g, '').length;
  const isShown = shape.length <= LONGEST_SHAPE && digits >= FEWEST_DIGITS && /^[9A/.:+ -]+$/.test(shape);
  // By `printable` because a shape such as `9999::99` is text from outside as well.
  return isShown ? printable(shape) : undefined;
}

const LONGEST_SHAPE = 35;
const FEWEST_DIGITS = 4;
