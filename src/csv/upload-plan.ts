import type { FileVersion } from '../files/file-version.ts';

/**
 * What will be uploaded, as prepared by the check: for every call a byte range and its SHA-256, never the bytes
 * themselves. "Prepared" bytes are the content of a call's file part: UTF-8 without BOM, with the connector's delimiter,
 * one header line, no blank rows, rows padded to the header's width.
 */

/** One input file as prepared for upload. */
export interface PlannedFile {
  /** Absolute path of the user's file. */
  readonly path: string;
  /** Path for messages: relative to the workspace, with `/`. Text from outside. */
  readonly name: string;
  /** Size in bytes and SHA-256 (lower-case hex) of the file on disk. */
  readonly bytes: number;
  readonly sha256: string;
  /** The version of the file when the check opened it. */
  readonly version: FileVersion;
  /** The prepared header line with its line end, which precedes the records of every call. */
  readonly header: Buffer;
  /** Number of this file's records that will be sent. */
  readonly records: number;
}

/** One call: a header and a run of consecutive records of one file. */
export interface PlannedCall {
  /** Position in `UploadPlan.files`. */
  readonly file: number;
  /** Number of the call's first record among all records to be sent, over all files; the first is 0. */
  readonly firstRecord: number;
  readonly records: number;
  /** Absolute path of the file that contains the bytes: the user's own, or a spool file for records that were rewritten. */
  readonly bytesPath: string;
  /** Byte range of the records in `bytesPath`, the header not included; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** SHA-256 (lower-case hex) of the records' bytes, the header not included. */
  readonly sha256: string;
}

export interface UploadPlan {
  readonly files: readonly PlannedFile[];
  /** In order of `firstRecord`, without gaps. */
  readonly calls: readonly PlannedCall[];
  /** Number of records over all calls. */
  readonly records: number;
  /** SHA-256 (lower-case hex) of all prepared bytes, headers included: equal for equal content, regardless of how it is split into calls. */
  readonly contentSha256: string;
}
