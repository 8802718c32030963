import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../csv/source-files.ts';
import { temporaryFileError } from '../files/spool-file.ts';
import { checkFiles } from './check.ts';
import type { CheckSettings } from './check-settings.ts';

/**
 * Collects the users of all records in a first pass of the check, so that both find the same ones. The findings of this
 * pass are discarded.
 * @param folder A folder used only by this run. The files of this pass are removed from it.
 * @returns Each user once, regardless of case, in the spelling found first.
 * @throws {ActionError} if a file cannot be read.
 */
export async function collectUsers(
  files: readonly SourceFile[],
  settings: CheckSettings,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const users = new Map<string, string>();
  const userLookup = {
    properties: [],
    isComplete: false,
    match: (user: string) => {
      const key = user.toLowerCase();
      if (!users.has(key)) users.set(key, user);
      return undefined;
    },
  };
  const values = { ...settings.values, userLookup };
  const scratch = join(folder, 'first-reading');
  try {
    await mkdir(scratch, { mode: 0o700 }).catch((error: unknown) => {
      throw temporaryFileError(error);
    });
    await checkFiles(files, { ...settings, values, invalidRows: 'fail' }, scratch, { signal });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return [...users.values()];
}
