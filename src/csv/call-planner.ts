import { createHash, type Hash } from 'node:crypto';
import { SpoolFile } from '../files/spool-file.ts';
import { ContentHash, readAgain } from './content-hash.ts';
import type { CsvRecord } from './csv-record.ts';
import { LineWriter, type SentValues } from './line-writer.ts';
import type { UploadDelimiter } from './quoting.ts';
import type { FileIdentity } from './raw-file.ts';
import type { RecordBlock } from './record-reader.ts';
import type { PlannedCall, PlannedFile, UploadPlan } from './upload-plan.ts';

/** What the planner needs before the first record of a file. */
export interface FileToPlan {
  readonly path: string;
  readonly name: string;
  /** Position in the file of the first byte of its text (after a BOM). */
  readonly startOffset: number;
  /** The prepared header line with its line end. */
  readonly header: Buffer;
  /** Where this header is in the file; undefined if it is not sent as in the file. */
  readonly headerPosition: number | undefined;
  /** Appended to rewritten records. */
  readonly lineEnd: string;
}

/** Rewritten records are collected up to about this many bytes before they are hashed and written. */
const WRITTEN_PIECE = 64 * 1024;

/**
 * Creates the plan of calls while the check reads: groups records into calls, with the byte range and the SHA-256 of
 * each. A call whose records are adjacent in the file and sent unchanged is a range of the file. Any other call (with a
 * padded row, a rewritten date, a skipped row between its records) is written entirely to a spool file, so that every
 * call is one range and the size of the plan does not depend on irregularities in the file.
 */
export class CallPlanner {
  readonly #recordsPerCall: number;
  readonly #writer: LineWriter;
  readonly #spool: SpoolFile;
  readonly #files: PlannedFile[] = [];
  readonly #calls: PlannedCall[] = [];
  readonly #content = new ContentHash();
  #planned = 0;

  #file: FileToPlan | undefined;
  #recordsOfFile = 0;

  /** The current call: its records so far, its hash, and its range in the file's text or in the spool file. */
  #records = 0;
  #hash: Hash = createHash('sha256');
  #isSpooled = false;
  #start = 0;
  #end = 0;

  /** What is not hashed yet: a range of a block, or lines in the writer. Never both. */
  #pendingBlock: RecordBlock | undefined;
  #pendingFrom = 0;
  #pendingTo = 0;

  /**
   * @param delimiter The file format of the connector.
   * @param spoolPath File for rewritten records; created with the first one, readable only by its owner.
   */
  constructor(recordsPerCall: number, delimiter: UploadDelimiter, spoolPath: string) {
    this.#writer = new LineWriter(delimiter);
    this.#recordsPerCall = recordsPerCall;
    this.#spool = new SpoolFile(spoolPath);
  }

  startFile(file: FileToPlan): void {
    this.#file = file;
    this.#recordsOfFile = 0;
    if (file.headerPosition === undefined) this.#content.add(file.header);
    else this.#content.addFromFile(file, file.headerPosition, file.header);
  }

  /** Adds a record that is sent with its bytes in the file: from `start` to `end` of its block. */
  addVerbatim(block: RecordBlock, start: number, end: number): void {
    const position = block.offset + start;
    if (this.#records === 0) this.#startCall(false, position);
    if (!this.#isSpooled && position !== this.#end) this.#moveToSpool();
    if (this.#writer.length > 0 || this.#pendingBlock !== block || this.#pendingTo !== start) {
      this.#flush();
      this.#pendingBlock = block;
      this.#pendingFrom = start;
    }
    this.#pendingTo = end;
    if (!this.#isSpooled) this.#end = block.offset + end;
    this.#countRecord();
  }

  /** Adds a record that is not sent with its bytes in the file. */
  addRewritten(record: CsvRecord, sent: SentValues): void {
    if (this.#records === 0) this.#startCall(true, this.#spool.size);
    else if (!this.#isSpooled) this.#moveToSpool();
    if (this.#pendingTo !== this.#pendingFrom) this.#flush();
    this.#writer.write(record, sent, this.#file!.lineEnd);
    if (this.#writer.length > WRITTEN_PIECE) this.#flush();
    this.#countRecord();
  }

  /** Must be called after the records of a block, before its bytes are overwritten. */
  endBlock(): void {
    this.#flush();
  }

  /** Must be called after the last block of a file. */
  finishFile({ bytes, sha256, version }: FileIdentity): void {
    if (this.#records > 0) this.#finishCall();
    const { path, name, header } = this.#file!;
    this.#files.push({ path, name, header, bytes, sha256, version, records: this.#recordsOfFile });
  }

  /** Completes the plan. */
  finish(): UploadPlan {
    this.#spool.close();
    return {
      files: this.#files,
      calls: this.#calls,
      records: this.#planned,
      contentSha256: this.#content.digest(this.#files),
    };
  }

  #startCall(isSpooled: boolean, position: number): void {
    this.#hash = createHash('sha256');
    this.#isSpooled = isSpooled;
    this.#start = position;
    this.#end = position;
  }

  #countRecord(): void {
    this.#records += 1;
    if (this.#records === this.#recordsPerCall) this.#finishCall();
  }

  #finishCall(): void {
    this.#flush();
    const offset = this.#isSpooled ? 0 : this.#file!.startOffset;
    this.#calls.push({
      file: this.#files.length,
      firstRecord: this.#planned,
      records: this.#records,
      bytesPath: this.#isSpooled ? this.#spool.path : this.#file!.path,
      start: this.#start + offset,
      end: (this.#isSpooled ? this.#spool.size : this.#end) + offset,
      sha256: this.#hash.digest('hex'),
    });
    this.#planned += this.#records;
    this.#recordsOfFile += this.#records;
    this.#records = 0;
  }

  /** Hashes, and for a spooled call writes, what is pending. */
  #flush(): void {
    if (this.#writer.length > 0) {
      const bytes = this.#writer.take();
      this.#content.add(bytes);
      this.#addToCall(bytes);
    } else if (this.#pendingTo > this.#pendingFrom) {
      const bytes = this.#pendingBlock!.bytes.subarray(this.#pendingFrom, this.#pendingTo);
      const position = this.#file!.startOffset + this.#pendingBlock!.offset + this.#pendingFrom;
      this.#content.addFromFile(this.#file!, position, bytes);
      this.#addToCall(bytes);
    }
    this.#pendingFrom = 0;
    this.#pendingTo = 0;
  }

  #addToCall(bytes: Buffer): void {
    this.#hash.update(bytes);
    if (this.#isSpooled) this.#spool.write(bytes);
  }

  /** Copies the records of a call that is no longer a range of the file. If the file has changed since they were hashed, the upload detects it. */
  #moveToSpool(): void {
    this.#flush();
    const { startOffset } = this.#file!;
    const start = this.#spool.size;
    for (const piece of readAgain(this.#file!, this.#start + startOffset, this.#end + startOffset))
      this.#spool.write(piece);
    this.#isSpooled = true;
    this.#start = start;
  }
}
