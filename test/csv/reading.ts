import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { BrokenQuotingError } from '../../src/csv/content-fault.ts';
import { CSV_PARSE_OPTIONS } from '../../src/csv/quoted-records.ts';
import { readBlocks } from '../../src/csv/record-reader.ts';
import { openTextSource, type TextSource } from '../../src/csv/text/text-source.ts';

/** A record from the reader, with the bytes of its range. */
export interface ReadRecord {
  readonly cells: readonly string[];
  readonly line: number;
  readonly bytes: Buffer;
  /** Position of the first byte in the source's text. */
  readonly offset: number;
}

/** Reads a file on disk to its end. */
export async function readFile(path: string, delimiter: string, encoding = 'auto'): Promise<ReadRecord[]> {
  const source = openTextSource(path, path, encoding);
  try {
    const records = await readAll(source, delimiter);
    if (source.finish().bytes !== readFileSync(path).length) throw new Error('not the whole file was read');
    return records;
  } finally {
    source.close();
  }
}

/** Text in memory in blocks of a few bytes, so that every byte is once the last of a block. */
export function sourceOf(text: string, pieceBytes: number): TextSource {
  const bytes = Buffer.from(text);
  let at = 0;
  return {
    encoding: 'UTF-8',
    isVerbatim: true,
    looksLikeUtf8: false,
    startOffset: 0,
    read(target, position) {
      const count = bytes.copy(target, position, at, at + pieceBytes);
      at += count;
      return count;
    },
    finish: () => ({
      bytes: bytes.length,
      sha256: '',
      version: { device: 0n, inode: 0n, bytes: BigInt(bytes.length), modifiedNs: 0n },
    }),
    close: () => {},
  };
}

export async function readAll(source: TextSource, delimiter: string): Promise<ReadRecord[]> {
  const all: ReadRecord[] = [];
  for await (const { records, bytes, offset } of readBlocks(source, { delimiter, firstLine: 1 })) {
    for (const { cells, line, start, end } of records) {
      all.push({ cells, line, bytes: Buffer.from(bytes.subarray(start, end)), offset: offset + start });
    }
  }
  return all;
}

/** The same only by csv-parse, without the fast path; undefined if it rejects the text. */
export function readByCsvParse(
  text: string,
  delimiter: string,
  options: { readonly trim?: boolean } = {},
): string[][] | undefined {
  try {
    return parse(text, { ...CSV_PARSE_OPTIONS, ...options, delimiter }) as string[][];
  } catch {
    return undefined;
  }
}

/** The cells of a text; undefined if the reader rejects its quoting. */
export async function cellsOf(
  source: TextSource,
  delimiter: string,
): Promise<(readonly string[])[] | undefined> {
  try {
    return (await readAll(source, delimiter)).map(({ cells }) => cells);
  } catch (error) {
    if (error instanceof BrokenQuotingError) return undefined;
    throw error;
  }
}

/** The physical line on which each record starts, counted character by character. */
export function linesOfRecords(records: readonly ReadRecord[]): number[] {
  let line = 1;
  return records.map(({ bytes }) => {
    const first = line;
    line += bytes.toString().match(/\r\n|\r|\n/g)?.length ?? 0;
    return first;
  });
}
