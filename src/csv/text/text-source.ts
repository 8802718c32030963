import { isAscii, isUtf8 } from 'node:buffer';
import { BLOCK_BYTES, type FileIdentity, RawFile } from '../raw-file.ts';
import { LineCounter } from './line-counter.ts';
import { findNonText } from './not-text.ts';
import { notInEncoding } from './text-faults.ts';

/** A file as a stream of UTF-8, regardless of its encoding. */
export interface TextSource {
  /** The encoding of the file, for messages: `UTF-8`, `UTF-16LE`, `windows-1252`. */
  readonly encoding: string;
  /** The UTF-8 bytes are those of the file, so a range of them is a range of the file. */
  readonly isVerbatim: boolean;
  /** Bytes of the file before the first one that `read` returns: the length of a BOM if the file is verbatim. */
  readonly startOffset: number;
  /** Another encoding is configured, but the first rows are valid UTF-8 with non-ASCII letters. */
  readonly looksLikeUtf8: boolean;
  /**
   * Reads the next bytes into `target` at `position`.
   * @returns Number of bytes, 0 at the end. At least `BLOCK_BYTES * 3` bytes of room are needed.
   * @throws {UnreadableTextError}
   */
  read(target: Buffer, position: number): number;
  /** Size and SHA-256 of all bytes of the file, known at its end, and its version when it was opened. */
  finish(): FileIdentity;
  close(): void;
}

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
 * Opens a file and finds out how it is encoded: by a byte order mark, which takes precedence, or else by `encoding`.
 * @param encoding `auto` (UTF-8), or a WHATWG label.
 * @throws {UnreadableTextError} for a workbook or archive.
 * @throws {ActionError} if the file cannot be opened or read.
 */
export function openTextSource(path: string, name: string, encoding: string): TextSource {
  const file = new RawFile(path, name);
  try {
    const start = file.peek();
    const mark = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, i) => start[i] === byte));
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

/** The first characters of a file, to recognize its form before it is read. @throws as `openTextSource` does. */
export function readTextStart(path: string, name: string, encoding: string): string {
  const source = openTextSource(path, name, encoding);
  try {
    // Decoding turns one byte into up to three.
    const buffer = Buffer.allocUnsafe(3 * BLOCK_BYTES);
    return buffer.toString('utf8', 0, source.read(buffer, 0));
  } finally {
    source.close();
  }
}

/** Whether the complete lines of the bytes are valid UTF-8 and contain non-ASCII letters. */
function hasUtf8Letters(start: Buffer): boolean {
  const lines = start.subarray(0, start.lastIndexOf(0x0a) + 1);
  return !isAscii(lines) && isUtf8(lines);
}

/** UTF-8: the bytes of the file, unchanged. The record reader checks that they are valid, line by line. */
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

const SUBSTITUTE = '\u001a';
const NEXT_LINE = '\u0085';

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}

const MULTI_BYTE: ReadonlySet<string> = new Set([
  'gbk',
  'gb18030',
  'big5',
  'euc-jp',
  'euc-kr',
  'iso-2022-jp',
  'shift_jis',
]);

/** Any other encoding, decoded strictly and encoded as UTF-8. */
class DecodedSource implements TextSource {
  readonly encoding: string;
  readonly isVerbatim = false;
  readonly looksLikeUtf8: boolean;
  readonly startOffset = 0;
  readonly #file: RawFile;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  readonly #lines = new LineCounter();
  /** UTF-16, in which a character has more than one byte. */
  readonly #isWide: boolean;
  /** In these encodings, such as `euc-kr`, the decoder returns U+0085 for the first byte of an unknown pair. */
  readonly #isMultiByte: boolean;
  #ended = false;

  constructor(file: RawFile, encoding: string, looksLikeUtf8: boolean) {
    this.looksLikeUtf8 = looksLikeUtf8;
    this.#file = file;
    this.encoding = encoding.startsWith('utf') ? encoding.toUpperCase() : encoding;
    this.#isWide = encoding.startsWith('utf-16');
    this.#isMultiByte = MULTI_BYTE.has(encoding);
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  read(target: Buffer, position: number): number {
    while (!this.#ended) {
      const count = this.#file.read(this.#block, 0, BLOCK_BYTES);
      this.#ended = count === 0;
      const bytes = this.#block.subarray(0, count);
      const text = this.#decode(bytes);
      this.#assertNoSubstitute(text, bytes);
      if (text.length > 0) {
        this.#lines.add(text);
        return target.write(text, position, 'utf8');
      }
    }
    return 0;
  }

  #decode(bytes: Buffer): string {
    try {
      // Always as a stream: otherwise Node.js below 24.13 decodes windows-1252 as if it were Latin-1.
      return this.#decoder.decode(bytes, { stream: bytes.length > 0 });
    } catch {
      throw notInEncoding(this.#lineOfError(bytes), this.encoding);
    }
  }

  /** The decoder returns U+001A for characters of a legacy encoding that Unicode does not have; as a byte in the file, it is the end-of-file mark. */
  #assertNoSubstitute(text: string, bytes: Buffer): void {
    if (this.#isWide) return;
    const isOwn =
      !text.includes(SUBSTITUTE) ||
      countOf(SUBSTITUTE, text) <= countOf(SUBSTITUTE, bytes.toString('latin1'));
    const at = Math.max(
      isOwn ? -1 : text.indexOf(SUBSTITUTE),
      this.#isMultiByte ? text.indexOf(NEXT_LINE) : -1,
    );
    if (at === -1) return;
    this.#lines.add(text.slice(0, at));
    throw notInEncoding(this.#lines.line, this.encoding);
  }

  /** Decodes the failed block again, byte by byte, to count the lines before the bad bytes. */
  #lineOfError(bytes: Buffer): number {
    const decoder = this.#decoderBefore(bytes.length);
    try {
      for (let at = 0; at < bytes.length; at += 1) {
        this.#lines.add(decoder.decode(bytes.subarray(at, at + 1), { stream: true }));
      }
    } catch {
      // Reached the invalid bytes.
    }
    return this.#lines.line;
  }

  /** A decoder that has read everything before the last `length` bytes, since a character may start before them. */
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
