import { SpoolFile } from '../../files/spool-file.ts';

/**
 * Writes the rows that `invalid-rows: skip` skips, unchanged, after the header of their file. A header equal to the
 * previous one is not repeated, so that the parts of one export become one CSV file.
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

  /** @param header The header line, unchanged. */
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

  /** @returns The file's path, or undefined if no row was skipped. */
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
