import { isAscii, isUtf8 } from 'node:buffer';
import { statSync } from 'node:fs';
import { ContentFault } from '../../csv/content-fault.ts';
import { BLOCK_BYTES, RawFile } from '../../csv/raw-file.ts';
import { readBlocks } from '../../csv/record-reader.ts';
import type { SourceFile } from '../../csv/source-files.ts';
import { openTextSource, readTextStart } from '../../csv/text/text-source.ts';
import type { TimeLimit } from './time-limit.ts';

/** Records that are looked at; what more of them would show, the check of the whole file shows. */
export const MAX_SAMPLE_RECORDS = 2_000;
/** Bytes in which lines of a foreign encoding are looked for. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;
const MAX_LINES = 1_000;

/** The bytes of a file that tell its encoding. */
export interface EncodingEvidence {
  readonly hasByteOrderMark: boolean;
  /** The lines with bytes beyond ASCII, joined; of a file with zero bytes its start. */
  readonly lines: Buffer;
  readonly isUtf8: boolean;
}

/** Reads lines with bytes beyond ASCII, as many as tell. */
export function readEncodingEvidence({ path, name }: SourceFile, limit: TimeLimit): EncodingEvidence {
  const file = new RawFile(path, name);
  try {
    const start = file.peek();
    if (start.includes(0)) return { hasByteOrderMark: hasMark(start), lines: start, isUtf8: false };
    const lines: Buffer[] = [];
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let isWhole = false;
    while (!isWhole && lines.length < MAX_LINES && file.position < MAX_SEARCHED_BYTES) {
      limit.check();
      const count = file.read(block, 0, block.length);
      isWhole = count === 0;
      const bytes = Buffer.concat([rest, block.subarray(0, count)]);
      const end = isWhole || rest.length > BLOCK_BYTES ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
      lines.push(...foreignLines(bytes.subarray(0, end)).slice(0, MAX_LINES - lines.length));
      rest = Buffer.from(bytes.subarray(end));
    }
    const joined = Buffer.concat(lines);
    return { hasByteOrderMark: hasMark(start), lines: joined, isUtf8: isUtf8(joined) };
  } finally {
    file.close();
  }
}

const LINE_FEED = 0x0a;

function hasMark(start: Buffer): boolean {
  const text = start.toString('latin1', 0, 3);
  return text === '\xef\xbb\xbf' || text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff');
}

function foreignLines(bytes: Buffer): Buffer[] {
  if (isAscii(bytes)) return [];
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length && lines.length < MAX_LINES; ) {
    const found = bytes.indexOf(LINE_FEED, at);
    const end = found === -1 ? bytes.length : found + 1;
    const line = bytes.subarray(at, end);
    if (!isAscii(line)) lines.push(Buffer.from(line));
    at = end;
  }
  return lines;
}

/** The text of the first bytes of a file; undefined where it cannot be read in this encoding. */
export function readStart({ path, name }: SourceFile, encoding: string): string | undefined {
  return unlessFaulty(() => readTextStart(path, name, encoding));
}

function unlessFaulty<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ContentFault) return undefined;
    throw error;
  }
}

/** Bytes at the end of a file in which totals are looked for. */
const END_BYTES = 8 * 1024;

/** The last lines of a file; none for UTF-16, whose bytes cannot be cut anywhere. */
export function readLastLines({ path, name }: SourceFile, encoding: string): readonly string[] {
  if (encoding.startsWith('utf-16')) return [];
  const { size } = statSync(path);
  const file = new RawFile(path, name);
  try {
    const end = Buffer.alloc(Math.min(size, END_BYTES));
    file.readAgain(end, size - end.length, end.length);
    const text = new TextDecoder(encoding === 'auto' ? 'utf-8' : encoding).decode(end, { stream: true });
    return text.split(/\r\n|\n|\r/).slice(1);
  } finally {
    file.close();
  }
}

/** How a file is read. */
export interface Reading {
  readonly encoding: string;
  readonly delimiter: string;
  readonly headerLine: number;
}

/** Rows of a file from its header on; those before a fault where it has one. */
export async function readRows(
  { path, name }: SourceFile,
  { encoding, delimiter, headerLine }: Reading,
  take: (cells: readonly string[]) => 'more' | 'enough',
  signal?: AbortSignal,
): Promise<void> {
  const source = openTextSource(path, name, encoding);
  try {
    for await (const { records } of readBlocks(source, { delimiter, firstLine: headerLine, signal })) {
      for (const { cells } of records) if (take(cells) === 'enough') return;
    }
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error;
  } finally {
    source.close();
  }
}

/** The first rows of a file from its header on. */
export async function readSample(
  file: SourceFile,
  reading: Reading,
  limit: TimeLimit,
): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  const take = (cells: readonly string[]): 'more' | 'enough' => {
    limit.check();
    return rows.push(cells) > MAX_SAMPLE_RECORDS ? 'enough' : 'more';
  };
  await readRows(file, reading, take, limit.signal);
  return rows;
}
