import fc from 'fast-check';

/** Random tables and random ways to write them, for property tests. */

export interface Style {
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly quoting: 'all' | 'needed';
  readonly endsWithLineEnd: boolean;
}

export const style: fc.Arbitrary<Style> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|', '~', '§'),
  lineEnd: fc.constantFrom('\r\n', '\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252'),
  quoting: fc.constantFrom('all', 'needed'),
  endsWithLineEnd: fc.boolean(),
});

/** Any well-formed text, and difficult parts for readers. */
const unit = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'a',
      'B',
      ' ',
      '"',
      '""',
      ',',
      ';',
      '\n',
      '\r',
      '\r\n',
      '\t',
      '|',
      'é',
      '§',
      "'",
      '=',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 3 })
      .filter((text) => text.isWellFormed() && !/[\0\ufeff]|[\u0080-\u0084\u0086-\u009f]|\p{Co}/u.test(text)),
  },
  { weight: 1, arbitrary: fc.constantFrom('😀', 'e\u0301', '\u2028', '中', '\u0085', '\u000b', '\u000c') },
);
export const cell: fc.Arbitrary<string> = fc
  .array(unit, { maxLength: 8 })
  .map((units) => units.join(''))
  // Texts that a spreadsheet wrote as formulas are read as their text.
  .filter((text) => !/^=".*"$/s.test(text));

/** Letters in windows-1252. */
export const plainCell: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'é', 'ß', ' ', '"', ',', ';', '\n', '\r', '\r\n', '§', '|', '~', '\t'), {
    maxLength: 8,
  })
  .map((units) => units.join(''));

/** Rows of one width; no row is a single empty cell, which CSV cannot distinguish from a blank line. */
export function table(cells: fc.Arbitrary<string>): fc.Arbitrary<string[][]> {
  return fc
    .integer({ min: 1, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
    );
}

/** Writes a table as text. */
export function asText(
  rows: readonly (readonly string[])[],
  { delimiter, lineEnd, quoting, endsWithLineEnd }: Style,
): string {
  const written = (value: string, isAlone: boolean): string => {
    const needsQuotes = quoting === 'all' || isAlone || /["\r\n]/.test(value) || value.includes(delimiter);
    return needsQuotes ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const lines = rows.map((row) => row.map((value) => written(value, row.length === 1)).join(delimiter));
  return lines.join(lineEnd) + (endsWithLineEnd ? lineEnd : '');
}

/** Writes text as bytes. */
export function asBytes(text: string, encoding: Style['encoding']): Buffer {
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(encoding === 'utf-8' ? text : `\ufeff${text}`);
}
