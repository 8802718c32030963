import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfKey, KeyHashes, keyText, type RecordKey, RecordNumbers } from '../../src/check/duplicates.ts';
import { checkOnce } from './check-run.ts';

const key: fc.Arbitrary<RecordKey> = fc.record({
  scenario: fc.integer({ min: 0, max: 4 }),
  user: fc.oneof(fc.constantFrom('a', 'b', 'ab', 'ba', ''), fc.string({ maxLength: 6 })),
  seconds: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: -62_135_596_800, max: 253_402_300_799 })),
  ticks: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 9_999_999 })),
});

/** Keys that occur more than once, by a plain set. */
function naiveRepeated(keys: readonly RecordKey[]): Set<string> {
  const seen = new Set<string>();
  return new Set(keys.map(keyText).filter((text) => seen.size === seen.add(text).size));
}

function repeatedHashes(keys: readonly RecordKey[]): number[] {
  const hashes = new KeyHashes();
  for (const one of keys) hashes.add(one);
  return Array.from(hashes.takeRepeated());
}

describe('KeyHashes', () => {
  it('finds the hashes that come twice, and with them every key that does', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const found = repeatedHashes(keys);
        const hashes = keys.map(hashOfKey);
        const twice = hashes.filter((hash, i) => hashes.indexOf(hash) < i);
        expect(found).toEqual([...new Set(twice)].sort((a, b) => a - b));
        const repeated = naiveRepeated(keys);
        for (const one of keys) if (repeated.has(keyText(one))) expect(found).toContain(hashOfKey(one));
      }),
      { numRuns: 1000 },
    );
  });

  it('finds them over many pieces of memory', () => {
    const keys = Array.from({ length: 400_000 }, (_, i) => ({
      scenario: i % 5,
      user: `u${i}@contoso.com`,
      seconds: i,
      ticks: 0,
    }));
    const again = [3, 77_777, 399_999].map((i) => keys[i]!);
    expect(repeatedHashes([...keys, ...again, ...again])).toEqual(again.map(hashOfKey).sort((a, b) => a - b));
  });

  it('is empty after it was asked', () => {
    const hashes = new KeyHashes();
    const one: RecordKey = { scenario: 0, user: 'a', seconds: 0, ticks: 0 };
    hashes.add(one);
    expect(hashes.takeRepeated()).toHaveLength(0);
    hashes.add(one);
    expect(hashes.takeRepeated()).toHaveLength(0);
  });
});

it('remembers record numbers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200_000 }), { maxLength: 50 }), (numbers) => {
      const set = new RecordNumbers();
      for (const number of numbers) set.add(number);
      expect(set.size).toBe(numbers.length);
      for (const number of numbers) expect(set.has(number)).toBe(true);
      for (const other of [7, 100_000, 300_000]) expect(set.has(other)).toBe(numbers.includes(other));
    }),
  );
});

it('two records whose keys share a hash are not doubled', async () => {
  // Scenario and seconds meet in one word of the hash, so that these two differ in both and share it.
  const key = { user: 'ana@contoso.com', ticks: 0 };
  const first: RecordKey = { ...key, scenario: 1, seconds: Date.parse('2026-01-15T12:00:00Z') / 1000 };
  const second: RecordKey = { ...key, scenario: 2, seconds: Date.parse('2026-01-15T12:00:03Z') / 1000 };
  expect(hashOfKey(first)).toBe(hashOfKey(second));
  expect(keyText(first)).not.toBe(keyText(second));
  const csv = `HRScenario,EmailAddress,EffectiveDate
Job level change,ana@contoso.com,2026-01-15T12:00:00Z
Performance review,ana@contoso.com,2026-01-15T12:00:03Z
`;
  await checkOnce({ 'hr.csv': csv }, {}, ({ findings, plan }) => {
    expect(findings.errors).toBe(0);
    expect(plan!.records).toBe(2);
  });
  await checkOnce(
    { 'hr.csv': `${csv}Performance review,ANA@contoso.com,2026-01-15T12:00:03Z\n` },
    {},
    ({ findings }) => {
      expect(findings.first).toMatchObject([{ rule: 'duplicate-record', line: 4 }]);
      expect(findings.first[0]!.message).toContain('line 3');
    },
  );
});

it('the check finds the doubled records that a plain set finds', async () => {
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
