import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ActionError, type ErrorCode } from '../errors.ts';
import { errorCode } from '../files/file-error.ts';
import { type FileVersion, versionOfDescriptor } from '../files/file-version.ts';
import { quoted } from '../text/printable.ts';

/** Bytes that are read at once. Larger blocks are not faster and use more memory. */
export const BLOCK_BYTES = 256 * 1024;

/** Enough for a header and some rows. */
const PEEK_BYTES = 64 * 1024;

/** The bytes of a file in order, hashed as they are read. */
export class RawFile {
  readonly #descriptor: number;
  readonly #name: string;
  /** Taken before the first byte is read, so that it differs if the file changes later. */
  readonly #version: FileVersion;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  #isOpen = true;

  constructor(path: string, name: string) {
    this.#name = name;
    this.#descriptor = explained(name, () => openSync(path, 'r'));
    const status = explained(name, () => fstatSync(this.#descriptor));
    if (!status.isFile()) {
      this.close();
      throw unreadableFile(name, status.isDirectory() ? 'EISDIR' : 'ENOTFILE');
    }
    this.#version = explained(name, () => versionOfDescriptor(this.#descriptor));
  }

  /** The first bytes, without advancing. */
  peek(): Buffer {
    const start = Buffer.alloc(PEEK_BYTES);
    return start.subarray(0, this.readAgain(start, 0, start.length));
  }

  read(target: Buffer, position: number, length: number): number {
    const count = explained(this.#name, () =>
      readSync(this.#descriptor, target, position, length, this.#bytes),
    );
    this.#hash.update(target.subarray(position, position + count));
    this.#bytes += count;
    return count;
  }

  /** Reads from any offset, without advancing. */
  readAgain(target: Buffer, offset: number, length: number): number {
    return explained(this.#name, () => readSync(this.#descriptor, target, 0, length, offset));
  }

  /** Number of bytes read so far. */
  get position(): number {
    return this.#bytes;
  }

  finish(): FileIdentity {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex'), version: this.#version };
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}

/** Size and SHA-256 (lower-case hex) of a file, and its version when it was opened. */
export interface FileIdentity {
  readonly bytes: number;
  readonly sha256: string;
  readonly version: FileVersion;
}

/**
 * Identifies a file whose records were not read to the end. Yields to the event loop between blocks.
 * @param name For messages.
 * @param signal Stops with the signal's reason.
 * @throws {ActionError} if it cannot be read.
 */
export async function identifyFile(path: string, name: string, signal?: AbortSignal): Promise<FileIdentity> {
  const file = new RawFile(path, name);
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    while (file.read(block, 0, block.length) > 0) {
      signal?.throwIfAborted();
      await nextTurn();
    }
    return file.finish();
  } finally {
    file.close();
  }
}

function explained<T>(name: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw unreadableFile(name, errorCode(error), error);
  }
}

/** Why a file cannot be read, by the system's error code. */
const FILE_PROBLEMS: Readonly<Record<string, { code: ErrorCode; what: string; fix: string }>> = {
  ENOENT: {
    code: 'csv-file-not-found',
    what: 'does not exist',
    fix: 'Check the path and the step that creates the file. The path is relative to the workspace; a committed file requires actions/checkout first. If runs without a file are normal, set `allow-empty: true`.',
  },
  EISDIR: {
    code: 'csv-path-is-directory',
    what: 'is a directory',
    fix: 'Use the path of a file, or a pattern such as `exports/*.csv`.',
  },
  ENOTFILE: {
    code: 'csv-file-not-regular',
    what: 'is not a regular file',
    fix: 'Write the export to a regular file first; it is read more than once.',
  },
  EACCES: {
    code: 'csv-file-not-permitted',
    what: 'cannot be read: permission was denied',
    fix: "Give the runner's account permission to read the file.",
  },
  EPERM: {
    code: 'csv-file-not-permitted',
    what: 'cannot be read: permission was denied',
    fix: "Give the runner's account permission to read the file.",
  },
  EBUSY: {
    code: 'csv-file-busy',
    what: 'is in use by another program',
    fix: 'Make sure that the step that writes the file finishes first.',
  },
};

/** @returns The error for a file that cannot be read, by the system's error `code`. */
export function unreadableFile(name: string, code: string, cause?: unknown): ActionError {
  const problem = FILE_PROBLEMS[code] ?? {
    code: 'csv-file-unreadable' as const,
    what: `could not be read (${code || 'unknown error'})`,
    fix: 'Check the disk and the file system of the runner.',
  };
  return new ActionError(
    { code: problem.code, what: `The file ${quoted(name)} ${problem.what}.`, fix: [problem.fix] },
    { cause },
  );
}
