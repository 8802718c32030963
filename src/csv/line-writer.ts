import { type CharacterCodes, CodeText } from '../text/character-codes.ts';
import { CR, LF, QUOTATION_MARK } from './block-text.ts';
import { type CsvRecord, ScannedRecord } from './csv-record.ts';
import { toCsvLine, type UploadDelimiter } from './quoting.ts';

/** Which values of a record are sent. */
export interface SentValues {
  /** Positions of the columns, in the order in which they are sent. */
  readonly columns: readonly number[];
  /** The value to send instead of the one in the file, or undefined. */
  readonly replaced: { get(column: number): string | undefined };
}

const FIRST_BYTES = 128 * 1024;
/** Longest UTF-8 of one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** Writes records as CSV lines in UTF-8. Nearly all are copied character by character, without creating strings. */
export class LineWriter {
  readonly #delimiter: UploadDelimiter;
  readonly #separator: number;
  /** Only characters up to it can require quotation marks. */
  readonly #highest: number;
  readonly #replacement = new CodeText();
  #bytes = Buffer.alloc(0);
  #length = 0;

  constructor(delimiter: UploadDelimiter) {
    this.#delimiter = delimiter;
    this.#separator = delimiter.charCodeAt(0);
    this.#highest = Math.max(this.#separator, QUOTATION_MARK);
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** Missing values are written as empty ones. */
  write(record: CsvRecord, sent: SentValues, lineEnd: string): void {
    if (!(record instanceof ScannedRecord) || !this.#copyRecord(record, sent)) {
      const cells = sent.columns.map((column) => sent.replaced.get(column) ?? record.cells[column] ?? '');
      this.#addText(toCsvLine(cells, this.#delimiter));
    }
    this.#addText(lineEnd);
  }

  /** @returns All bytes so far, which the next record overwrites. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #addText(text: string): void {
    this.#makeRoom(text.length * MAX_BYTES_PER_UNIT);
    this.#length += this.#bytes.write(text, this.#length);
  }

  #makeRoom(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * (this.#length + length)));
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
  }

  /** @returns false if a value may need quotation marks, or has a character beyond 16 bits; nothing is written then. */
  #copyRecord(record: ScannedRecord, { columns, replaced }: SentValues): boolean {
    const start = this.#length;
    for (let i = 0; i < columns.length; i += 1) {
      if (i > 0) this.#addSeparator();
      if (this.#copyValue(record, columns[i]!, replaced)) continue;
      this.#length = start;
      return false;
    }
    return true;
  }

  #addSeparator(): void {
    this.#makeRoom(1);
    this.#bytes[this.#length] = this.#separator;
    this.#length += 1;
  }

  #copyValue(record: ScannedRecord, column: number, replaced: SentValues['replaced']): boolean {
    const text = replaced.get(column);
    if (text !== undefined) return this.#copy(this.#replacement.setText(text).codes, 0, text.length);
    // A short row: the value is missing.
    if (column >= record.count) return true;
    return this.#copy(record.codes, record.startOf(column), record.endOf(column));
  }

  #copy(codes: CharacterCodes, from: number, to: number): boolean {
    if (from === to) return true;
    if (isBlank(codes[from]!) || isBlank(codes[to - 1]!)) return false;
    this.#makeRoom((to - from) * MAX_BYTES_PER_UNIT);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = from; i < to; i += 1) {
      const code = codes[i]!;
      if (code <= this.#highest && this.#needsQuotes(code)) return false;
      if (code < 0x80) {
        bytes[at] = code;
      } else if (code < 0x800) {
        bytes[at] = 0xc0 | (code >> 6);
        bytes[at + 1] = 0x80 | (code & 0x3f);
        at += 1;
      } else {
        // Two units for one character.
        if (isSurrogate(code)) return false;
        bytes[at] = 0xe0 | (code >> 12);
        bytes[at + 1] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at + 2] = 0x80 | (code & 0x3f);
        at += 2;
      }
      at += 1;
    }
    this.#length = at;
    return true;
  }

  #needsQuotes(code: number): boolean {
    return code === this.#separator || code === QUOTATION_MARK || code === LF || code === CR;
  }
}

function isBlank(code: number): boolean {
  return code <= 0x20 || (code > 0x7e && /\s/.test(String.fromCharCode(code)));
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
