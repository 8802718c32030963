/** A record that was scanned. */
export interface ScannedRecord {
  /** The values, unescaped. */
  readonly cells: string[];
  /** Position after the record's line end. */
  readonly end: number;
  /** Physical lines that the record covers. */
  readonly lines: number;
}

const QUOTATION_MARK = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads one record by RFC 4180: a value either has no quotation marks, or is entirely enclosed in them, with each mark in
 * it doubled. One pass over the characters; line ends are CRLF, LF and a lone CR.
 * @param text Complete lines.
 * @param from Start of the record.
 * @param delimiter One character.
 * @returns undefined if quotation marks are used in any other way, or one is still open at the end of the text.
 */
export function scanRecord(text: string, from: number, delimiter: string): ScannedRecord | undefined {
  if (delimiter.length !== 1) return undefined;
  const separator = delimiter.charCodeAt(0);
  const cells: string[] = [];
  let lines = 1;
  for (let at = from; ; at += 1) {
    if (at < text.length && text.charCodeAt(at) === QUOTATION_MARK) {
      const value = scanQuoted(text, at);
      if (value === undefined) return undefined;
      cells.push(value.cell);
      lines += value.lineEnds;
      at = value.end;
    } else {
      const end = endOfPlain(text, at, separator);
      if (end === undefined) return undefined;
      cells.push(text.slice(at, end));
      at = end;
    }
    if (at === text.length) return { cells, end: at, lines };
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) return { cells, end: afterLineEnd(text, at), lines };
    // There is text after the closing mark.
    if (code !== separator) return undefined;
  }
}

interface QuotedValue {
  readonly cell: string;
  /** Position after the closing mark. */
  readonly end: number;
  readonly lineEnds: number;
}

/** @param opening Position of the opening mark. */
function scanQuoted(text: string, opening: number): QuotedValue | undefined {
  let hasDoubled = false;
  let lineEnds = 0;
  for (let at = opening + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTATION_MARK) {
      if (at + 1 === text.length || text.charCodeAt(at + 1) !== QUOTATION_MARK) {
        const cell = text.slice(opening + 1, at);
        return { cell: hasDoubled ? cell.replaceAll('""', '"') : cell, end: at + 1, lineEnds };
      }
      hasDoubled = true;
      at += 1;
    } else if (code === LF || code === CR) {
      lineEnds += 1;
      at = afterLineEnd(text, at) - 1;
    }
  }
  return undefined;
}

/** @returns The end of the value; undefined if it contains a quotation mark. */
function endOfPlain(text: string, from: number, separator: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === separator || code === LF || code === CR) return at;
    if (code === QUOTATION_MARK) return undefined;
  }
  return text.length;
}

function afterLineEnd(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : at + 1;
}
