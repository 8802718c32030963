import { delimiterName } from '../../csv/delimiter.ts';
import { type Dialect, findKnownHeader, type HeaderClues, otherDelimiter } from '../../csv/dialect.ts';
import type { CheckSettings } from '../check-settings.ts';

/** A header without a known name, and what is needed to explain it. */
export interface UnknownHeaderLine {
  readonly cells: readonly string[];
  readonly line: number;
  /** The line, unchanged. */
  readonly raw: string;
  /** The first bytes of the file as text. */
  readonly start: string;
  readonly dialect: Dialect;
}

/** Says what may be wrong with a header that has no known column name, and what to set; nothing of the file is in it. */
export async function explainMissingHeader(
  header: UnknownHeaderLine,
  settings: CheckSettings,
  clues: HeaderClues,
): Promise<{ readonly seen: string; readonly hint: string }> {
  const which = header.line === 1 ? 'The first line' : `Line ${header.line}, which is read as the header,`;
  const hint =
    quotedLineHint(header, clues) ??
    delimiterHint(header, clues) ??
    (await lineHint(header, settings, clues)) ??
    '';
  return { seen: `${which} contains no known column name.`, hint };
}

function quotedLineHint({ cells, raw }: UnknownHeaderLine, clues: HeaderClues): string | undefined {
  const isOneCell = cells.length === 1 && raw.trimStart().startsWith('"');
  if (!isOneCell || otherDelimiter(cells[0]!, '', clues) === undefined) return undefined;
  return 'Each entire line is enclosed in quotation marks, so it is a single value. Change the export to quote values, not lines (it may have been exported twice).';
}

function delimiterHint({ raw, dialect }: UnknownHeaderLine, clues: HeaderClues): string | undefined {
  const other = otherDelimiter(raw, dialect.delimiter, clues);
  if (other === undefined) return undefined;
  const name = delimiterName(other);
  const value = name.startsWith('U+') ? `the character ${name}` : `\`${name}\``;
  return `It has known names if the delimiter is ${value}: set \`delimiter\` to that, or to \`auto\` to detect common delimiters.`;
}

async function lineHint(
  { line, start }: UnknownHeaderLine,
  { delimiter }: CheckSettings,
  clues: HeaderClues,
): Promise<string | undefined> {
  const found = await findKnownHeader(start, delimiter, clues);
  if (found === undefined || found === line) return undefined;
  return `Line ${found} has known column names: if it is the header, set \`header-line: ${found}\`.`;
}
