/** Records `from` to `to - 1`, numbered from 0 over all records of a plan. */
export type RecordRange = readonly [from: number, to: number];

/**
 * A set of records as ranges in normal form: ascending, not empty, not adjacent. Immutable. Adjacent ranges are merged,
 * so that a set stays small however many calls it is made of.
 */
export type RecordRanges = readonly RecordRange[];

/** The empty set. */
export const NO_RECORDS: RecordRanges = [];

/** Converts ranges in any order, overlapping or empty, to normal form. */
export function normalize(ranges: readonly RecordRange[]): RecordRanges {
  const sorted = ranges.filter(([from, to]) => from < to).toSorted((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Records that are in `a` or in `b`. */
export function add(a: RecordRanges, b: readonly RecordRange[]): RecordRanges {
  return normalize([...a, ...b]);
}

/** Records of `a` that are not in `b`, in linear time. */
export function subtract(a: RecordRanges, b: RecordRanges): RecordRanges {
  const left: RecordRange[] = [];
  let at = 0;
  for (const [from, to] of a) {
    let next = from;
    while (at < b.length && b[at]![1] <= from) at += 1;
    for (let gap = at; gap < b.length && b[gap]![0] < to; gap++) {
      const [gapFrom, gapTo] = b[gap]!;
      if (gapFrom > next) left.push([next, gapFrom]);
      next = Math.max(next, gapTo);
    }
    if (next < to) left.push([next, to]);
  }
  return left;
}

/** Records that are in both. */
export function intersect(a: RecordRanges, b: RecordRanges): RecordRanges {
  return subtract(a, subtract(a, b));
}

/** Number of records. */
export function size(ranges: RecordRanges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}
