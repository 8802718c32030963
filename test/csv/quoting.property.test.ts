import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findQuotingFault, tidyQuotes, toCsvLine } from '../../src/csv/quoting.ts';
import { readByCsvParse } from './reading.ts';

/** A record whose line ends are all inside quotation marks. */
const RECORD = fc
  .array(fc.constantFrom('a', ',', ';', '"', '""', ' ', '\t', '\n', '=', '="', '\ufeff', '\u001a'), {
    maxLength: 14,
  })
  .map((units) => units.join(''));

it('finds a fault only in records that cannot be tidied; csv-parse reads tidied records', () => {
  fc.assert(
    fc.property(RECORD, fc.constantFrom(',', ';', '\t', ' ', '='), (record, delimiter) => {
      const tidy = tidyQuotes(record, delimiter);
      if (delimiter !== '=')
        expect(findQuotingFault(record, delimiter) === undefined).toBe(tidy !== undefined);
      if (tidy !== undefined) expect(readByCsvParse(tidy, delimiter)).toBeDefined();
      // Well-formed records are unchanged, except for spaces that csv-parse reads as part of a value.
      if (tidy !== undefined && tidy !== record) expect(tidyQuotes(tidy, delimiter)).toBe(tidy);
    }),
    { numRuns: 5000 },
  );
});

it('writes what csv-parse reads, for each connector', () => {
  const cell = fc.array(fc.constantFrom('a', ',', '|', '\t', '"', '\n', '\r', ' ', '='), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 2, maxLength: 5 }),
      fc.constantFrom(',', '\t', '|'),
      (cells, sign) => {
        const values = cells.map((units) => units.join(''));
        expect(readByCsvParse(toCsvLine(values, sign), sign)).toEqual([values]);
      },
    ),
    { numRuns: 2000 },
  );
});
