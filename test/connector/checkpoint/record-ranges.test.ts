import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  intersect,
  normalize,
  type RecordRanges,
  size,
  subtract,
} from '../../../src/connector/checkpoint/record-ranges.ts';

const someRanges = fc
  .array(fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const))
  .map(normalize);

function members(ranges: RecordRanges): Set<number> {
  return new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)));
}

describe('record ranges behave as sets of numbers', () => {
  it.each([
    ['add', add, (a: Set<number>, b: Set<number>) => new Set([...a, ...b])],
    ['subtract', subtract, (a: Set<number>, b: Set<number>) => new Set([...a].filter((n) => !b.has(n)))],
    ['intersect', intersect, (a: Set<number>, b: Set<number>) => new Set([...a].filter((n) => b.has(n)))],
  ] as const)('%s', (_name, ours, sets) => {
    fc.assert(
      fc.property(someRanges, someRanges, (a, b) => {
        const result = ours(a, b);
        expect(members(result)).toEqual(sets(members(a), members(b)));
        expect(result).toEqual(normalize(result));
        expect(size(result)).toBe(members(result).size);
      }),
    );
  });

  it('merges adjacent ranges, so that a long upload stays one range', () => {
    let ranges: RecordRanges = [];
    for (let n = 0; n < 1000; n++) ranges = add(ranges, [[n * 499, (n + 1) * 499]]);
    expect(ranges).toEqual([[0, 499_000]]);
  });
});
