import { SpoolFile } from '../../files/spool-file.ts';

/**
 * The rows that are left out with `invalid-rows: skip`, unchanged, each file's behind its header. A header that is
 * the same as the one before is not repeated, so that parts of one export make one CSV file.
 */
export class RejectedRows {
  readonly path: string;
  readonly #file: SpoolFile;
  #header: Buffer = Buffer.alloc(0);
  #written: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.path = path;
    this.#file = new SpoolFile(path);
  }

  /** @param header The header line as it stands in the file. */
  startFile(header: Buffer): void {
    this.#header = withLineEnd(header);
  }

  add(row: Buffer): void {
    if (!this.#header.equals(this.#written)) {
      this.#file.write(this.#header);
      this.#written = this.#header;
    }
    this.#file.write(withLineEnd(row));
  }

  /** @returns The file's path, or undefined when no row was left out. */
  finish(): string | undefined {
    this.#file.close();
    return this.#file.size > 0 ? this.path : undefined;
  }
}

/** The last row of a file may have no line end. */
function withLineEnd(line: Buffer): Buffer {
  const last = line.at(-1);
  return last === 0x0a || last === 0x0d ? line : Buffer.concat([line, Buffer.from('\n')]);
}
