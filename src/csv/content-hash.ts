import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../files/file-error.ts';
import { BLOCK_BYTES, unreadableFile } from './raw-file.ts';

/** A file to read again. */
interface NamedFile {
  readonly path: string;
  /** For messages. */
  readonly name: string;
}

/** A file whose bytes were read to the end. */
interface HashedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The SHA-256 of everything that is sent. Most uploads send one file as it is: while that is so, nothing is hashed here,
 * and the hash of the file is used at the end.
 */
export class ContentHash {
  /** Undefined while all that is sent are the first bytes of one file. */
  #hash: Hash | undefined;
  #file: NamedFile | undefined;
  #length = 0;

  /** Adds bytes that are sent as they are in a file. @param position Where they are in it. */
  addFromFile(file: NamedFile, position: number, bytes: Buffer): void {
    if (this.#length === 0) this.#file = file;
    if (this.#hash === undefined && file.path === this.#file?.path && position === this.#length) {
      this.#length += bytes.length;
    } else {
      this.add(bytes);
    }
  }

  /** @throws {ActionError} when the file of the bytes so far can no longer be read. */
  add(bytes: Buffer): void {
    this.#hash ??= this.#hashSoFar();
    this.#hash.update(bytes);
  }

  /** @returns In hex. */
  digest(files: readonly HashedFile[]): string {
    const whole = files.find(({ path, bytes }) => path === this.#file?.path && bytes === this.#length);
    if (this.#hash === undefined && whole !== undefined) return whole.sha256;
    return (this.#hash ?? this.#hashSoFar()).digest('hex');
  }

  /** Reads the bytes again that were not hashed. If the file has changed since, the upload detects it. */
  #hashSoFar(): Hash {
    const hash = createHash('sha256');
    if (this.#file !== undefined) {
      for (const piece of readAgain(this.#file, 0, this.#length)) hash.update(piece);
    }
    return hash;
  }
}

/**
 * Reads a range of a file in pieces, each valid until the next one. It ends early if the file has become shorter.
 * @throws {ActionError} when the file can no longer be read.
 */
export function* readAgain(file: NamedFile, start: number, end: number): Generator<Buffer, void, void> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file.path, 'r');
    const piece = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, end - start));
    for (let at = start; at < end; ) {
      const count = readSync(descriptor, piece, 0, Math.min(piece.length, end - at), at);
      if (count === 0) return;
      yield piece.subarray(0, count);
      at += count;
    }
  } catch (error) {
    throw unreadableFile(file.name, errorCode(error), error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
