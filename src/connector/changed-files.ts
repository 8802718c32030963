import { identifyFile } from '../csv/raw-file.ts';
import type { PlannedFile } from '../csv/upload-plan.ts';
import { type FileVersion, isSameVersion, versionOfPath } from '../files/file-version.ts';

/**
 * Tells whether files are still those that were checked, by their size, time and identity. A file that differs in
 * these alone, such as one that was touched or copied over itself, is read again and compared by its hash.
 */
export class FileWatch {
  readonly #files: readonly PlannedFile[];
  readonly #known: FileVersion[];

  constructor(files: readonly PlannedFile[]) {
    this.#files = files;
    this.#known = files.map(({ version }) => version);
  }

  /** The first file that is no longer the one that was checked. */
  async findChanged(signal: AbortSignal): Promise<PlannedFile | undefined> {
    for (const [index, file] of this.#files.entries()) {
      if (await this.isChanged(index, signal)) return file;
    }
    return undefined;
  }

  /** @param index Position in the plan's files. @param signal Breaks off the reading; the file then counts as unchanged. */
  async isChanged(index: number, signal: AbortSignal): Promise<boolean> {
    const { path, name, sha256 } = this.#files[index]!;
    try {
      const version = versionOfPath(path);
      if (isSameVersion(version, this.#known[index]!)) return false;
      if ((await identifyFile(path, name, signal)).sha256 !== sha256) return true;
      this.#known[index] = version;
      return false;
    } catch {
      // A file that is gone, or cannot be read any more, is not the one that was checked.
      return !signal.aborted;
    }
  }
}
