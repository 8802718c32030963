import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutCall, evenRanges } from '../../src/connector/splitting.ts';
import type { PlannedCall } from '../../src/csv/upload-plan.ts';
import { BodyChangedError } from '../../src/http/network-failures.ts';
import { freshPath, planOf, sha256 } from './material.ts';

function callOf(lines: readonly string[], offset = 7): PlannedCall {
  const path = freshPath();
  const bytes = Buffer.from(lines.join(''));
  writeFileSync(path, Buffer.concat([Buffer.alloc(offset, 'x'), bytes, Buffer.from('more')]));
  const range = { start: offset, end: offset + bytes.byteLength };
  return {
    file: 0,
    firstRecord: 100,
    records: lines.length,
    bytesPath: path,
    ...range,
    sha256: sha256(bytes),
  };
}

const bytesOf = (call: PlannedCall): string =>
  readFileSync(call.bytesPath).subarray(call.start, call.end).toString();

const cell = fc.oneof(
  fc.constantFrom('a', 'é', '日本', "O'Brien", '', '"q, ""x"" \r\n y"', '"\n"', '"\r"', '""'),
  fc.string({ maxLength: 5 }).map((text) => `"${text.replaceAll('"', '""')}"`),
);
const line = fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => ['x', ...cells].join(','));

describe('splitting a call', () => {
  it('returns exactly the bytes of the requested records', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('\r\n', '\n', '\r'),
        fc.boolean(),
        fc.nat(),
        fc.nat(),
        (records, lineEnd, endsWithLineEnd, a, b) => {
          const lines = records.map((text, i) =>
            i < records.length - 1 || endsWithLineEnd ? text + lineEnd : text,
          );
          const call = callOf(lines);
          const from = Math.min(a % lines.length, b % lines.length);
          const to = Math.max(a % lines.length, b % lines.length) + 1;
          const slice = cutCall(call, [[100 + from, 100 + to]])[0]!;
          const expected = lines.slice(from, to).join('');
          expect(bytesOf(slice)).toBe(expected);
          expect(slice).toMatchObject({ firstRecord: 100 + from, records: to - from });
          expect(slice.sha256).toBe(sha256(Buffer.from(expected)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('halves calls down to single records, without gap or overlap', () => {
    const call = planOf(11, 11).calls[0]!;
    for (const limit of [6, 4, 3, 2, 1]) {
      const parts = cutCall(call, evenRanges(call, limit));
      expect(parts.map(bytesOf).join('')).toBe(bytesOf(call));
      expect(Math.max(...parts.map(({ records }) => records))).toBeLessThanOrEqual(limit);
      expect(parts.reduce((sum, { records }) => sum + records, 0)).toBe(11);
    }
  });

  it('refuses a file that changed after the check', () => {
    const call = callOf(['a,b\n', 'c,d\n']);
    writeFileSync(call.bytesPath, 'xxxxxxxa,b\nc,D\n');
    expect(() => cutCall(call, [[100, 101]])).toThrow(BodyChangedError);
  });

  it('refuses a count that differs from the check', () => {
    const call = { ...callOf(['a,b\n', 'c,d\n']), records: 3 };
    expect(() => cutCall(call, [[100, 101]])).toThrow('3 records');
  });
});

it('divides a call into as few ranges as the limit allows', () => {
  const call = callOf(Array.from({ length: 10 }, () => 'a\n'));
  const sizes = (limit: number): number[] => evenRanges(call, limit).map(([from, to]) => to - from);
  expect([sizes(4), sizes(5), sizes(10), sizes(1).length]).toEqual([[4, 3, 3], [5, 5], [10], 10]);
});

it('refuses to cut a call whose number of records is not the planned one', () => {
  const call = { ...callOf(['a\n', 'b\n']), records: 3 };
  expect(() => cutCall(call, [[100, 103]])).toThrow(
    expect.objectContaining({ code: 'internal-error', fix: [expect.stringContaining('Open an issue')] }),
  );
});
