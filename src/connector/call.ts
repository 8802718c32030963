import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { PlannedCall } from '../csv/upload-plan.ts';
import type { HttpBody } from '../http/client.ts';
import { BodyChangedError } from '../http/network-failures.ts';

/** The body of one attempt, and whether it was sent. */
export interface CallBody extends HttpBody {
  /** Value of the request's `content-type` header. */
  readonly contentType: string;
  /** Whether the last byte was written to the connection: only then can the call have taken effect. */
  releasedWhole(): boolean;
}

/** Up to this many bytes of records are read and sent in one write. */
const SMALL_CALL_BYTES = 1024 * 1024;
/** Larger calls are read and sent in pieces of this size. */
const CHUNK_BYTES = 256 * 1024;

/** The file name in the multipart part. Fixed: the user's own could name a person. */
const PART_FILE_NAME = 'hr-records.csv';

/**
 * The multipart body of one call: one part named `file` with a file name, as Microsoft's upload script sends it.
 * It reads the records again from the disk, and sends the end of the body only after their SHA-256 was compared with
 * that of the check: what is accepted is exactly what was checked.
 *
 * Its `chunks()` throws {@link BodyChangedError} when the file is gone, shorter or different.
 * @param header The prepared header line of the call's file.
 */
export function createCallBody(call: PlannedCall, header: Buffer): CallBody {
  // 128 random bits do not occur in the file by chance; the length is constant.
  const boundary = `----hr-records-${randomBytes(16).toString('hex')}`;
  const opening = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\n` +
        `Content-Disposition: form-data; name="file"; filename="${PART_FILE_NAME}"\r\n` +
        'Content-Type: text/csv\r\n\r\n',
    ),
    header,
  ]);
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`);
  const recordBytes = call.end - call.start;
  let released = false;
  function* chunks(): Generator<Buffer> {
    released = false;
    if (recordBytes <= SMALL_CALL_BYTES) {
      const whole = Buffer.concat([opening, readCallBytes(call), closing]);
      released = true;
      yield whole;
      return;
    }
    yield opening;
    yield* callChunks(call);
    released = true;
    yield closing;
  }
  return {
    byteLength: opening.byteLength + recordBytes + closing.byteLength,
    contentType: `multipart/form-data; boundary=${boundary}`,
    chunks,
    releasedWhole: () => released,
  };
}

/**
 * The bytes of a call's records, without the header. Read synchronously, as everything here: for pieces of this size,
 * the thread pool takes ten times as long as the read.
 * @throws {BodyChangedError} when they have changed since the check.
 */
export function readCallBytes(call: PlannedCall): Buffer {
  return withFile(call, (file) => {
    const bytes = readExactly(file, call.start, call.end);
    if (createHash('sha256').update(bytes).digest('hex') !== call.sha256) throw changed();
    return bytes;
  });
}

/**
 * The same bytes in pieces; the last piece is sent only after the hash of all pieces was compared.
 * @throws {BodyChangedError} when they have changed since the check.
 */
export function* callChunks(call: PlannedCall): Generator<Buffer> {
  const hash = createHash('sha256');
  for (let from = call.start; from < call.end; from += CHUNK_BYTES) {
    const to = Math.min(from + CHUNK_BYTES, call.end);
    // A new buffer each time: the connection may still be writing the previous one.
    const chunk = withFile(call, (file) => readExactly(file, from, to));
    hash.update(chunk);
    if (to === call.end && hash.digest('hex') !== call.sha256) throw changed();
    yield chunk;
  }
}

/** Opened for each piece, so that an aborted request leaves no file open. */
function withFile<T>(call: PlannedCall, use: (file: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(call.bytesPath, 'r');
    return use(file);
  } catch (error) {
    throw error instanceof BodyChangedError ? error : changed(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readExactly(file: number, from: number, to: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(to - from);
  let filled = 0;
  while (filled < buffer.byteLength) {
    const bytesRead = readSync(file, buffer, filled, buffer.byteLength - filled, from + filled);
    if (bytesRead === 0) throw changed();
    filled += bytesRead;
  }
  return buffer;
}

function changed(cause?: unknown): BodyChangedError {
  return new BodyChangedError('the records are no longer those that were checked', { cause });
}
