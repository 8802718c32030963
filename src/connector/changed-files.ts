import { identifyFile } from '../csv/raw-file.ts';
import type { PlannedFile } from '../csv/upload-plan.ts';
import { type FileVersion, isSameVersion, versionOfPath } from '../files/file-version.ts';

/**
 * Detects files that changed after the check, by their size, time and identity. If only these differ, for example
 * because a file was touched or copied over itself, the file is read again and compared by its hash.
 */
export class FileWatch {
  readonly #files: readonly PlannedFile[];
  readonly #known: FileVersion[];

  constructor(files: readonly PlannedFile[]) {
    this.#files = files;
    this.#known = files.map(({ version }) => version);
  }

  /** The first file that has changed since the check. */
  async findChanged(signal: AbortSignal): Promise<PlannedFile | undefined> {
    for (const [index, file] of this.#files.entries()) {
      if (await this.isChanged(index, signal)) return file;
    }
    return undefined;
  }

  /** @param index Position in the plan's files. @param signal Aborts the reading; the file then counts as unchanged. */
  async isChanged(index: number, signal: AbortSignal): Promise<boolean> {
    const { path, name, sha256 } = this.#files[index]!;
    try {
      const version = versionOfPath(path);
      if (isSameVersion(version, this.#known[index]!)) return false;
      if ((await identifyFile(path, name, signal)).sha256 !== sha256) return true;
      this.#known[index] = version;
      return false;
    } catch {
      // A file that is gone or can no longer be read counts as changed.
      return !signal.aborted;
    }
  }
}
