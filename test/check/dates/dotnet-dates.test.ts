import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { patternDateReader } from '../../../src/check/dates/pattern-dates.ts';
import { instantOf } from './instant.ts';

/**
 * Compared with the results of .NET 10 (`DateTimeOffset.ParseExact`, invariant culture, AssumeUniversal) for 39 patterns
 * and 72 texts. The connector reads dates by .NET, and patterns are written in its letters.
 */
const ROWS = readFileSync(join(import.meta.dirname, 'dotnet-dates.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [pattern: string, text: string, answer: string]);

const DIGITS =
  'a run of f or F reads one to nine digits: systems omit trailing zeros, or write more than .NET keeps';
const OFFSETS = 'K and zzz read every offset that iso reads: PostgreSQL writes +01, BigQuery UTC';

/** Values that are accepted beyond .NET, on purpose; each is the instant that `iso` reads. */
const WIDER: readonly (readonly [pattern: string, texts: readonly string[], reason: string])[] = [
  ['yyyy-MM-dd HH:mm:ss.f', ['.123', '.1234567', '.12345678'], DIGITS],
  ['yyyy-MM-dd HH:mm:ss.fff', ['.0', '.1', '.1234567', '.12345678'], DIGITS],
  ['yyyy-MM-dd HH:mm:ss.fffffff', ['.0', '.1', '.123', '.12345678'], DIGITS],
  ['yyyy-MM-dd HH:mm:ss.FFFFFFF', ['.12345678'], DIGITS],
  ['yyyy-MM-ddTHH:mm:ss.fffffffZ', ['.12Z'], DIGITS],
  ['yyyy-MM-dd HH:mm:ss zzz', [' UTC'], OFFSETS],
  ['yyyy-MM-ddTHH:mm:sszzz', ['+01', 'Z'], OFFSETS],
  ['yyyy-MM-ddTHH:mm:ssK', ['+01'], OFFSETS],
  ['yyyy-MM-ddTHH:mm:ss.FFFFFFFK', ['+01'], OFFSETS],
];

it('reads what .NET reads, as the same instant, and rejects what it rejects, except for a short list', () => {
  expect(ROWS).toHaveLength(39 * 72);
  const differences = ROWS.flatMap(([pattern, text, answer]) => {
    const ours = instantOf(text, patternDateReader(pattern, undefined));
    return ours === (answer === '-' ? '-' : instantOf(answer)) ? [] : [`${pattern} reads ${text}: ${ours}`];
  });
  const expected = WIDER.flatMap(([pattern, endings]) =>
    endings.map((ending) => {
      const text = `2026-11-02${pattern.includes('T') ? 'T' : ' '}09:05:07${ending}`;
      return `${pattern} reads ${text}: ${instantOf(text)}`;
    }),
  );
  expect(differences.sort()).toEqual(expected.sort());
});
