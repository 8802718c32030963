import { isAscii, isUtf8 } from 'node:buffer';
import { UnreadableTextError } from './content-fault.ts';
import { BLOCK_BYTES, type FileIdentity, RawFile } from './raw-file.ts';

/** A file as a stream of UTF-8, whatever its encoding. */
export interface TextSource {
  /** How the text was encoded, for people: `UTF-8`, `UTF-16LE`, `windows-1252`. */
  readonly encoding: string;
  /** The UTF-8 bytes are those of the file, so that a range of them is a range of the file. */
  readonly isVerbatim: boolean;
  /** Bytes of the file before the first one that `read` gives: the length of a BOM where the file is verbatim. */
  readonly startOffset: number;
  /** Another encoding was asked for, and the first rows are valid UTF-8 with letters that only UTF-8 would make. */
  readonly looksLikeUtf8: boolean;
  /**
   * Reads on into `target` from `position`.
   * @returns Number of bytes, 0 at the end. At least `BLOCK_BYTES * 3` bytes of room are needed.
   * @throws {UnreadableTextError}
   */
  read(target: Buffer, position: number): number;
  /** Size and SHA-256 of all bytes of the file, known at its end, and its version when it was opened. */
  finish(): FileIdentity;
  close(): void;
}

/** First bytes in which a zero says that this is no text. Further on it may stand in a value. */
const SNIFFED_BYTES = 4096;

/** Signatures of files that are no text, and what to say of them. */
const NOT_TEXT: readonly { readonly signature: readonly number[]; readonly explanation: string }[] = [
  {
    signature: [0x50, 0x4b, 0x03, 0x04],
    explanation:
      'This is an Excel workbook or another ZIP archive, not a CSV file, whatever its name says. Open it in Excel and save it as "CSV UTF-8 (Comma delimited)".',
  },
  {
    signature: [0xd0, 0xcf, 0x11, 0xe0],
    explanation:
      'This is an old Excel workbook (.xls), not a CSV file, whatever its name says. Open it in Excel and save it as "CSV UTF-8 (Comma delimited)".',
  },
  { signature: [0x1f, 0x8b], explanation: 'This is a gzip archive. Unpack it in an earlier step.' },
  { signature: [0x25, 0x50, 0x44, 0x46], explanation: 'This is a PDF document, not a CSV file.' },
];

const BYTE_ORDER_MARKS: readonly { readonly mark: readonly number[]; readonly encoding: string }[] = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

/** The canonical name of a WHATWG encoding label, or undefined if there is no such label. */
export function encodingOfLabel(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/**
 * Opens a file and finds out how it is encoded: by a byte order mark, which wins, else as `encoding` says.
 * @param encoding `auto` (UTF-8), or a WHATWG label.
 * @throws {UnreadableTextError} for a workbook or archive.
 * @throws {ActionError} when the file cannot be opened or read.
 */
export function openTextSource(path: string, name: string, encoding: string): TextSource {
  const file = new RawFile(path, name);
  try {
    const start = file.peek();
    const mark = BYTE_ORDER_MARKS.find(({ mark }) => startsWith(start, mark));
    const found = mark?.encoding ?? encodingOfLabel(encoding === 'auto' ? 'utf-8' : encoding) ?? 'utf-8';
    const fault = mark === undefined ? findNonText(start, encoding, found) : undefined;
    if (fault !== undefined) throw fault;
    return found === 'utf-8'
      ? new VerbatimSource(file, mark?.mark.length ?? 0)
      : new DecodedSource(file, found, mark === undefined && hasUtf8Letters(start));
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Whether whole lines of the bytes hold letters beyond ASCII, and all of them as UTF-8 writes them. */
function hasUtf8Letters(start: Buffer): boolean {
  const lines = start.subarray(0, start.lastIndexOf(0x0a) + 1);
  return !isAscii(lines) && isUtf8(lines);
}

function startsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return bytes.length >= signature.length && signature.every((byte, i) => bytes[i] === byte);
}

function findNonText(start: Buffer, encoding: string, found: string): UnreadableTextError | undefined {
  const known = NOT_TEXT.find(({ signature }) => startsWith(start, signature));
  if (known) return new UnreadableTextError(1, known.explanation);
  const zeroAt = found.startsWith('utf-16') ? -1 : start.subarray(0, SNIFFED_BYTES).indexOf(0);
  if (zeroAt === -1) return undefined;
  const hint =
    encoding === 'auto' ? 'If it is UTF-16 without a byte order mark, set `encoding: utf-16le`.' : '';
  const lines = new LineCounter();
  lines.add(start.toString('latin1', 0, zeroAt));
  return new UnreadableTextError(
    lines.line,
    `The file holds zero bytes, which no CSV file in ${found} has. ${hint}`.trim(),
  );
}

/** UTF-8: the file's own bytes, checked to be valid by whoever cuts them at line ends (`validUtf8Lines`). */
class VerbatimSource implements TextSource {
  readonly encoding = 'UTF-8';
  readonly isVerbatim = true;
  readonly looksLikeUtf8 = false;
  readonly startOffset: number;
  readonly #file: RawFile;
  #left: number;

  constructor(file: RawFile, markLength: number) {
    this.#file = file;
    this.startOffset = markLength;
    this.#left = markLength;
  }

  read(target: Buffer, position: number): number {
    const count = this.#file.read(target, position, BLOCK_BYTES);
    if (this.#left === 0) return count;
    const skipped = this.#left;
    this.#left = 0;
    target.copyWithin(position, position + skipped, position + count);
    return count - skipped > 0 ? count - skipped : this.read(target, position);
  }

  finish() {
    return this.#file.finish();
  }

  close(): void {
    this.#file.close();
  }
}

/** Any other encoding, decoded strictly and written anew as UTF-8. */
class DecodedSource implements TextSource {
  readonly encoding: string;
  readonly isVerbatim = false;
  readonly looksLikeUtf8: boolean;
  readonly startOffset = 0;
  readonly #file: RawFile;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  readonly #lines = new LineCounter();
  #ended = false;

  constructor(file: RawFile, encoding: string, looksLikeUtf8: boolean) {
    this.looksLikeUtf8 = looksLikeUtf8;
    this.#file = file;
    this.encoding = encoding.startsWith('utf') ? encoding.toUpperCase() : encoding;
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  read(target: Buffer, position: number): number {
    while (!this.#ended) {
      const count = this.#file.read(this.#block, 0, BLOCK_BYTES);
      this.#ended = count === 0;
      const text = this.#decode(this.#block.subarray(0, count));
      if (text.length > 0) {
        this.#lines.add(text);
        return target.write(text, position, 'utf8');
      }
    }
    return 0;
  }

  #decode(bytes: Buffer): string {
    try {
      // Always as a stream: in one piece, Node.js below 24.13 decodes windows-1252 as if it were Latin-1.
      return this.#decoder.decode(bytes, { stream: bytes.length > 0 });
    } catch {
      throw new UnreadableTextError(this.#lineOfError(bytes), notInEncoding(this.encoding));
    }
  }

  /** Decodes the failed block again, byte by byte, to count the lines before the bad bytes. */
  #lineOfError(bytes: Buffer): number {
    const decoder = this.#decoderBefore(bytes.length);
    try {
      for (let at = 0; at < bytes.length; at += 1) {
        this.#lines.add(decoder.decode(bytes.subarray(at, at + 1), { stream: true }));
      }
    } catch {
      // The bad bytes are reached.
    }
    return this.#lines.line;
  }

  /** A decoder that has read everything before the last `length` bytes: a character may have begun there. */
  #decoderBefore(length: number): InstanceType<typeof TextDecoder> {
    const decoder = new TextDecoder(this.#decoder.encoding, { fatal: true });
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    const end = this.#file.position - length;
    for (let at = 0; at < end; at += block.length) {
      const count = this.#file.readAgain(block, at, Math.min(block.length, end - at));
      decoder.decode(block.subarray(0, count), { stream: true });
    }
    return decoder;
  }

  finish() {
    return this.#file.finish();
  }

  close(): void {
    this.#file.close();
  }
}

/**
 * Checks that whole lines are valid UTF-8.
 * @param firstLine Physical line number of the first byte.
 * @throws {UnreadableTextError} with the line of the first bad byte.
 */
export function assertUtf8(bytes: Buffer, firstLine: number): void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = firstLine;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = endOfLine(bytes, start);
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      throw new UnreadableTextError(line, notInEncoding('UTF-8'));
    }
    start = end;
  }
}

/** Behind the CRLF, LF or lone CR that ends the line at `start`, or the end of the bytes. */
function endOfLine(bytes: Buffer, start: number): number {
  const lineFeed = bytes.indexOf(0x0a, start);
  const end = lineFeed === -1 ? bytes.length : lineFeed + 1;
  const carriageReturn = bytes.subarray(start, end).indexOf(0x0d);
  return carriageReturn === -1 || start + carriageReturn === end - 2 ? end : start + carriageReturn + 1;
}

function notInEncoding(encoding: string): string {
  const hint =
    encoding === 'UTF-8'
      ? 'save it as UTF-8, or set `encoding: windows-1252` if it comes from Excel or a payroll system'
      : 'check the input `encoding`';
  return `The line holds bytes that are not valid ${encoding}: ${hint}.`;
}

/** Counts physical lines in text that comes in pieces: CRLF, LF and a lone CR end one. */
class LineCounter {
  /** The line on which the text so far ends, from 1. */
  line = 1;
  #endsInReturn = false;

  add(text: string): void {
    if (text === '') return;
    // The CR of this CRLF came last time, and was taken for a lone one.
    if (this.#endsInReturn && text.startsWith('\n')) this.line -= 1;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.line += 1;
    for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
      if (text[at + 1] !== '\n') this.line += 1;
    }
    this.#endsInReturn = text.endsWith('\r');
  }
}
