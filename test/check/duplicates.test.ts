import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyText, type RecordKey, type RecordPlace, SeenRecords } from '../../src/check/duplicates.ts';
import { checkOnce } from './check-run.ts';

/** A key with its user as text. */
type TextKey = Omit<RecordKey, 'user'> & { readonly user: string };

function add(seen: SeenRecords, key: TextKey, line: number): RecordPlace | undefined {
  return seen.add({ ...key, user: new KeyText().setText(key.user) }, line);
}

const key: fc.Arbitrary<TextKey> = fc.record({
  scenario: fc.integer({ min: 0, max: 4 }),
  user: fc.oneof(fc.constantFrom('a', 'b', 'ab', 'ba', ''), fc.string({ maxLength: 6 })),
  seconds: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: -62_135_596_800, max: 253_402_300_799 })),
  ticks: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 9_999_999 })),
});

const textOf = ({ scenario, seconds, ticks, user }: TextKey): string =>
  `${scenario}|${seconds}|${ticks}|${user}`;

describe('SeenRecords', () => {
  it('names the first record of each event, as a plain map does', () => {
    fc.assert(
      fc.property(fc.array(fc.array(key, { maxLength: 40 }), { maxLength: 4 }), (files) => {
        const seen = new SeenRecords();
        const first = new Map<string, RecordPlace>();
        for (const [file, keys] of files.entries()) {
          seen.startFile();
          for (const [line, one] of keys.entries()) {
            expect(add(seen, one, line)).toEqual(first.get(textOf(one)));
            if (!first.has(textOf(one))) first.set(textOf(one), { file, line });
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('finds them across many chunks', () => {
    const seen = new SeenRecords();
    const keyOf = (i: number): TextKey => ({
      scenario: i % 5,
      user: `u${i}@contoso.com`,
      seconds: i,
      ticks: 0,
    });
    seen.startFile();
    for (let i = 0; i < 200_000; i += 1) expect(add(seen, keyOf(i), i)).toBeUndefined();
    seen.startFile();
    for (const i of [0, 3, 16_383, 16_384, 77_777, 199_999]) {
      expect(add(seen, keyOf(i), 1)).toEqual({ file: 0, line: i });
    }
  });

  it('distinguishes keys that differ in one number or one letter', () => {
    const seen = new SeenRecords();
    seen.startFile();
    const one: TextKey = { scenario: 0, user: 'ana@contoso.com', seconds: 0, ticks: 0 };
    const keys = [
      one,
      ...[1, 2, 3, 4].map((scenario) => ({ ...one, scenario })),
      ...Array.from({ length: 37 }, (_, bit) => ({ ...one, seconds: 2 ** bit })),
      ...Array.from({ length: 35 }, (_, bit) => ({ ...one, seconds: -(2 ** bit) })),
      ...Array.from({ length: 24 }, (_, bit) => ({ ...one, ticks: 2 ** bit })),
      ...['', 'ana@contoso.co', 'ana@contoso.comm', 'naa@contoso.com', 'ana@contoso.com\0'].map((user) => ({
        ...one,
        user,
      })),
      ...[511, 512, 513, 1024].flatMap((length) =>
        ['x', 'y'].map((end) => ({ ...one, user: 'x'.repeat(length) + end })),
      ),
    ];
    expect(keys.flatMap((each, line) => add(seen, each, line) ?? [])).toEqual([]);
    expect(keys.map((each) => add(seen, each, 0)?.line)).toEqual([...keys.keys()]);
  });
});

it('the check finds the same duplicates as a plain set', async () => {
  const record = fc.tuple(
    fc.constantFrom('ana', 'Ana', 'ben', 'cleo', 'dora'),
    fc.integer({ min: 0, max: 5 }),
    fc.boolean(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 24 }),
      async (records, cut) => {
        const rows = records.map(
          ([user, hour, isEast]) =>
            `${user}@contoso.com,2026-01-15T${isEast ? `1${hour}:00:00+01:00` : `0${hour}:00:00Z`}\n`,
        );
        const keys = records.map(
          ([user, hour, isEast]) => `${user.toLowerCase()} ${isEast ? 9 + hour : hour}`,
        );
        const doubled = keys.filter((one, i) => keys.indexOf(one) < i).length;
        const header = 'EmailAddress,EffectiveDate\n';
        const files = {
          'a.csv': header + rows.slice(0, cut).join(''),
          'b.csv': header + rows.slice(cut).join(''),
        };
        await checkOnce(
          files,
          { 'csv-path': '*.csv', 'invalid-rows': 'skip', 'allow-empty': 'true' },
          (result) => {
            expect(result.findings.errors).toBe(doubled);
            expect(result.plan!.records).toBe(records.length - doubled);
          },
        );
      },
    ),
    { numRuns: 80 },
  );
});
