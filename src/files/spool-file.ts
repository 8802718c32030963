import { closeSync, openSync, writeSync } from 'node:fs';
import { ActionError } from '../errors.ts';
import { errorCode } from './file-error.ts';

/** Bytes are collected up to this many before they are written. */
const BUFFER_BYTES = 256 * 1024;

/** A new file with personal data: created with the first byte, readable only by its owner, append-only. */
export class SpoolFile {
  readonly path: string;
  /** Bytes so far, including those not yet on disk. */
  size = 0;
  #descriptor: number | undefined;
  /** Allocated at the first byte: most runs have nothing to write. */
  #buffer: Buffer | undefined;
  #buffered = 0;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * @param bytes Copied or written before this returns.
   * @throws {ActionError} if the file cannot be written.
   */
  write(bytes: Buffer): void {
    this.#buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    if (this.#buffered + bytes.length > BUFFER_BYTES) this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      this.#writeNow(bytes);
    } else {
      bytes.copy(this.#buffer, this.#buffered);
      this.#buffered += bytes.length;
    }
    this.size += bytes.length;
  }

  /** Writes all bytes so far to the file. */
  #flush(): void {
    if (this.#buffered === 0) return;
    this.#writeNow(this.#buffer!.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  #writeNow(bytes: Buffer): void {
    try {
      this.#descriptor ??= openSync(this.path, 'wx', 0o600);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      throw temporaryFileError(error);
    }
  }

  close(): void {
    this.#flush();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** The error for a file in RUNNER_TEMP that cannot be written. */
export function temporaryFileError(error: unknown): ActionError {
  const code = errorCode(error);
  return new ActionError(
    {
      code: 'temporary-file-not-written',
      what: `A file in the runner's temporary folder could not be written (${code || 'unknown error'}).`,
      fix:
        code === 'ENOSPC'
          ? ['Free space on the disk of the runner: rewritten records need as much space as the file itself.']
          : ["Check that the runner's account has permission to write to the folder in RUNNER_TEMP."],
    },
    { cause: error },
  );
}
