import { isAscii, isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AsciiText,
  afterLineEnd,
  type BlockText,
  CR,
  endOfLine,
  LF,
  QUOTATION_MARK,
  WideText,
} from './block-text.ts';
import { BrokenQuotingError, ContentFault } from './content-fault.ts';
import { type CsvRecord, ScannedRecord } from './csv-record.ts';
import type { parseRecords } from './quoted-records.ts';
import { findQuotingFault, tidyQuotes, withoutFormula } from './quoting.ts';
import { BLOCK_BYTES } from './raw-file.ts';
import { RecordScanner } from './record-scanner.ts';
import { assertText, assertUtf8 } from './text/text-faults.ts';
import type { TextSource } from './text/text-source.ts';

/** Maximum size of a record, in bytes: one open quotation mark must not swallow the file. */
const MAX_RECORD_BYTES = 1024 * 1024;

/** Whole records of a file, and the bytes that they were read from. */
export interface RecordBlock {
  readonly records: readonly CsvRecord[];
  /** UTF-8. Valid until the next block is requested. */
  readonly bytes: Buffer;
  /** Position of `bytes[0]` in the source's UTF-8 text, a BOM not counted. */
  readonly offset: number;
}

/** Maximum number of plain lines between two quoted ones that csv-parse reads with them: a call of it takes as long as a few lines. */
const PLAIN_LINES_IN_BATCH = 4;

/** How the records of a source are read. */
export interface ReadingOptions {
  /** One character. */
  readonly delimiter: string;
  /** Physical line of the first record, from 1; lines above it are skipped. */
  readonly firstLine: number;
  /** Stops the reading with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads all records of a source, block by block. Records whose quotation marks are as RFC 4180 has them are
 * scanned here; the rest is left to csv-parse. Line ends are CRLF, LF and a lone CR. Yields to the event loop
 * between blocks.
 * @throws {ContentFault} after yielding the records before the fault.
 */
export async function* readBlocks(
  source: TextSource,
  { delimiter, firstLine, signal }: ReadingOptions,
): AsyncGenerator<RecordBlock, void, void> {
  const reader = new RecordReader(source.encoding, delimiter, firstLine);
  const buffer = Buffer.allocUnsafe(MAX_RECORD_BYTES + 4 * BLOCK_BYTES);
  let pending = 0;
  let offset = 0;
  for (let ended = false; !ended; ) {
    const count = source.read(buffer, pending);
    ended = count === 0;
    const bytes = buffer.subarray(0, pending + count);
    if (reader.parse === undefined && bytes.includes(QUOTATION_MARK))
      reader.parse = (await import('./quoted-records.ts')).parseRecords;
    let consumed = 0;
    for (const batch of reader.read(bytes, ended)) {
      consumed = batch.consumed;
      yield { records: batch.records, bytes, offset };
      if (batch.fault !== undefined) throw batch.fault;
    }
    pending = bytes.length - consumed;
    offset += consumed;
    buffer.copyWithin(0, consumed, consumed + pending);
    if (pending > MAX_RECORD_BYTES) reader.failOnLargeRecord(buffer.subarray(0, pending));
    signal?.throwIfAborted();
    await nextTurn();
  }
}

/** Some of the records of one block. */
interface Batch {
  readonly records: readonly CsvRecord[];
  /** Number of bytes that are no longer needed. */
  readonly consumed: number;
  /** Why reading stops after these records. */
  readonly fault?: ContentFault;
}

/** Few enough that records die young, before the garbage collector promotes them. The first batch is unlimited: the header is judged by the records below it. */
const RECORDS_IN_BATCH = 256;

class RecordReader {
  /** Reads records with unusual quotation marks; set as soon as a block has a mark. */
  parse: typeof parseRecords | undefined;
  readonly #encoding: string;
  readonly #delimiter: string;
  readonly #firstLine: number;
  readonly #scanner: RecordScanner;
  /** Physical line at which the next record starts. */
  #line = 1;
  #block: BlockText = new AsciiText(Buffer.alloc(0));
  /** For the codes of text beyond ASCII; reused for all blocks. */
  #room = new ArrayBuffer(0);
  #records: CsvRecord[] = [];
  #limit = Number.POSITIVE_INFINITY;
  /** Where the next record starts in the text of the block, and in its bytes. */
  #position = 0;
  #start = 0;

  constructor(encoding: string, delimiter: string, firstLine: number) {
    this.#encoding = encoding;
    this.#delimiter = delimiter;
    this.#firstLine = firstLine;
    this.#scanner = new RecordScanner(delimiter);
  }

  /** Reads the whole records of a block, batch by batch. */
  *read(bytes: Buffer, isLast: boolean): Generator<Batch, void, void> {
    const lines = bytes.subarray(0, isLast ? bytes.length : endOfLastLine(bytes));
    if (lines.length === 0) return;
    try {
      for (const consumed of this.#readLines(lines, isLast)) yield { records: this.#takeRecords(), consumed };
    } catch (error) {
      if (!(error instanceof ContentFault)) throw error;
      yield { records: this.#takeRecords(), consumed: 0, fault: error };
    }
  }

  #takeRecords(): readonly CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    this.#limit = RECORDS_IN_BATCH;
    this.#scanner.startBatch();
    return records;
  }

  /** Yields the number of bytes that are no longer needed: after each batch, and at the end. */
  *#readLines(lines: Buffer, isLast: boolean): Generator<number, void, void> {
    this.#block = this.#decode(lines);
    this.#position = 0;
    this.#start = 0;
    this.#skipLines();
    for (let hasMore = true; hasMore; ) {
      hasMore = this.#readBatch(isLast);
      yield this.#start;
    }
  }

  #decode(lines: Buffer): BlockText {
    if (isAscii(lines)) return new AsciiText(lines);
    if (!isUtf8(lines)) assertUtf8(lines, this.#line);
    const text = lines.toString('utf8');
    assertText(text, this.#line, this.#encoding);
    if (this.#room.byteLength < text.length * 2) this.#room = new ArrayBuffer(lines.length * 2);
    return new WideText(text, this.#room);
  }

  /** Skips the lines above the first record, split only at line ends. */
  #skipLines(): void {
    const { codes } = this.#block;
    while (this.#line < this.#firstLine && this.#position < codes.length) {
      this.#advance(endOfLine(codes, this.#position), 1);
    }
  }

  /** @returns Whether there are more complete records in the block. */
  #readBatch(isLast: boolean): boolean {
    const { length } = this.#block.codes;
    while (this.#position < length) {
      if (this.#records.length >= this.#limit) return true;
      if (!this.#scan() && !this.#readQuoted(isLast)) return false;
    }
    return false;
  }

  /** Moves to the next record. @returns The end of the last one in the bytes. */
  #advance(position: number, lines: number): number {
    this.#start += this.#block.byteLength(this.#position, position);
    this.#position = position;
    this.#line += lines;
    return this.#start;
  }

  /** Reads one record whose quotation marks, if any, are as RFC 4180 has them. @returns false for any other. */
  #scan(): boolean {
    const scanner = this.#scanner;
    const next = scanner.scan(this.#block.codes, this.#position);
    if (next === -1) return false;
    const start = this.#start;
    const line = this.#line;
    const end = this.#advance(next, scanner.lines);
    const record = new ScannedRecord(this.#block, scanner, line, start, end);
    this.#add(scanner.hasFormula ? asText(record) : record);
    return true;
  }

  #add(record: CsvRecord): void {
    if (record.end - record.start > MAX_RECORD_BYTES) throw new BrokenQuotingError(record.line, LARGE_RECORD);
    this.#records.push(record);
  }

  /**
   * Reads a run of records that starts with one that contains a quotation mark. A well-formed record has an even number
   * of them, so it ends at the first line end where the number is even; csv-parse rejects records that are not well-formed.
   * @returns false if its first record continues after this block.
   */
  #readQuoted(isLast: boolean): boolean {
    const extents = this.#quotedExtents(isLast);
    const last = extents.at(-1);
    if (last === undefined) return false;
    const records = this.#parseQuoted(this.#position, last.end, extents);
    for (const [i, { end, lines }] of extents.entries()) {
      if (i === records.length) this.#failOnQuoting(this.#block.text.slice(this.#position, end));
      const start = this.#start;
      const line = this.#line;
      this.#add({ ...records[i]!, line, start, end: this.#advance(end, lines) });
    }
    return true;
  }

  /** The next records, as long as quoted ones follow each other closely. */
  #quotedExtents(isLast: boolean): Extent[] {
    const extents: Extent[] = [];
    let plain = 0;
    for (let from = this.#position; from < this.#block.codes.length && plain < PLAIN_LINES_IN_BATCH; ) {
      const extent = this.#extentOfRecord(from, isLast);
      if (extent === undefined) break;
      extents.push(extent);
      plain = extent.quotes === 0 ? plain + 1 : 0;
      from = extent.end;
    }
    return extents;
  }

  /** @returns undefined for a record that continues after this block. */
  #extentOfRecord(from: number, isLast: boolean): Extent | undefined {
    const { codes, text } = this.#block;
    let quotes = 0;
    let lines = 1;
    for (let at = from; at < codes.length; at += 1) {
      const code = codes[at];
      if (code === QUOTATION_MARK) quotes += 1;
      if (code !== LF && code !== CR) continue;
      const end = afterLineEnd(codes, at);
      if (quotes % 2 === 0) return { end, lines, quotes };
      if (end - from > MAX_RECORD_BYTES) this.#failOnQuoting(text.slice(from, end));
      lines += 1;
      at = end - 1;
    }
    if (quotes % 2 === 0) return { end: codes.length, lines, quotes };
    if (isLast) this.#failOnQuoting(text.slice(from));
    return undefined;
  }

  #parseQuoted(from: number, to: number, extents: readonly Extent[]): ParsedRecord[] {
    const text = this.#block.text.slice(from, to);
    const records = this.parse?.(text, this.#delimiter);
    if (records?.length === extents.length) return records.map((cells) => withoutFormulas(cells, true));
    return this.#parseTidied(from, extents);
  }

  /** The same for quoting that does not follow RFC 4180. @returns The records before the first one with broken quoting. */
  #parseTidied(from: number, extents: readonly Extent[]): ParsedRecord[] {
    let start = from;
    const texts = extents.map(({ end }) => {
      const text = this.#block.text.slice(start, end);
      start = end;
      return { text, tidy: tidyQuotes(text, this.#delimiter) };
    });
    const broken = texts.findIndex(({ tidy }) => tidy === undefined);
    const whole = broken === -1 ? texts : texts.slice(0, broken);
    const tidied = whole.map(({ tidy }) => tidy).join('');
    const records = whole.length === 0 ? [] : this.parse?.(tidied, this.#delimiter);
    if (records?.length !== whole.length) throw new Error('csv-parse rejects tidied records');
    const parsed = records.map((cells, i) => withoutFormulas(cells, texts[i]!.text === texts[i]!.tidy));
    return parsed;
  }

  #failOnQuoting(record: string): never {
    const fault = findQuotingFault(record, this.#delimiter);
    throw new BrokenQuotingError(this.#line + (fault?.line ?? 0), fault?.explanation ?? LARGE_RECORD);
  }

  /** Stops reading, because the record that starts at `bytes[0]` is too large. */
  failOnLargeRecord(bytes: Buffer): never {
    if (!isUtf8(bytes.subarray(0, endOfLastLine(bytes))))
      assertUtf8(bytes.subarray(0, endOfLastLine(bytes)), this.#line);
    const record = bytes.toString('utf8');
    if (record.includes('"')) this.#failOnQuoting(record);
    throw new BrokenQuotingError(this.#line, LARGE_RECORD);
  }
}

const LARGE_RECORD =
  'The record that starts here is larger than 1 MiB: a quotation mark is not closed, or this is not a CSV file.';

interface ParsedRecord {
  readonly cells: readonly string[];
  readonly isStandard: boolean;
}

/** A record with formulas, as the texts in them. */
function asText({ cells, line, start, end }: CsvRecord): CsvRecord {
  return { ...withoutFormulas(cells, true), line, start, end };
}

function withoutFormulas(cells: readonly string[], isStandard: boolean): ParsedRecord {
  if (!cells.some((cell) => cell.startsWith('="'))) return { cells, isStandard };
  return { cells: cells.map(withoutFormula), isStandard: false };
}

interface Extent {
  /** Position after the record's line end. */
  readonly end: number;
  readonly lines: number;
  readonly quotes: number;
}

/** Length of the part that ends with a line end. A CR as the last byte may be half of a CRLF, so it stays for the next block. */
function endOfLastLine(bytes: Buffer): number {
  const lineFeed = bytes.lastIndexOf(0x0a) + 1;
  if (lineFeed > 0) return lineFeed;
  return bytes.subarray(0, -1).lastIndexOf(0x0d) + 1;
}
