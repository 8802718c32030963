/** The characters that `delimiter: auto` tries, in order of preference, and their names in inputs and messages. */
export const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
};

/** What the first lines of a file say of its form. */
export interface Dialect {
  readonly delimiter: string;
  /** Excel's `sep=` line stands first; it is no header and is not sent. */
  readonly hasSeparatorLine: boolean;
}

/** Delimiters behind it are empty cells, as a spreadsheet adds them when it saves the file again. */
const SEPARATOR_LINE = /^"?sep=(.)"?\1*(?:\r\n|\n|\r|$)/i;

/**
 * Finds the delimiter in the first line that is not blank: the one under which most of its cells are known column
 * names, then the one that makes most cells.
 * @param start The first bytes of the file as text, a BOM not included.
 * @param delimiter `auto` or the character to use.
 * @param isKnown Whether a cell is a column name that we know.
 */
export async function detectDialect(
  start: string,
  delimiter: string,
  isKnown: (cell: string) => boolean,
): Promise<Dialect> {
  const separator = SEPARATOR_LINE.exec(start);
  const hasSeparatorLine = separator !== null;
  if (delimiter !== 'auto') return { delimiter, hasSeparatorLine };
  if (separator) return { delimiter: separator[1]!, hasSeparatorLine };
  const candidates: { candidate: string; known: number; cells: number }[] = [];
  for (const candidate of Object.values(DELIMITERS)) {
    const cells = await firstRecord(start, candidate);
    candidates.push({ candidate, known: cells.filter(isKnown).length, cells: cells.length });
  }
  const [best] = candidates.sort((a, b) => b.known - a.known || b.cells - a.cells);
  return { delimiter: best!.candidate, hasSeparatorLine };
}

/** The cells of the first record that is not blank; none where the text cannot be read with this delimiter. */
async function firstRecord(start: string, delimiter: string): Promise<string[]> {
  const text = start.trimStart();
  const line = text.slice(0, text.search(/[\r\n]|$/));
  if (!line.includes('"')) return line.split(delimiter);
  const { parseRecords } = await import('./quoted-records.ts');
  // Not quoted as this delimiter needs it is one more reason against it. A fault of the file itself is found later.
  return parseRecords(text, delimiter, 1)?.[0] ?? [];
}

/** The name of a delimiter in messages; an unusual one is named by its code, since it may be anything. */
export function delimiterName(delimiter: string): string {
  const known = Object.entries(DELIMITERS).find(([, character]) => character === delimiter);
  return known?.[0] ?? `U+${delimiter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
