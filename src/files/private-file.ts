import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './file-error.ts';

/** The file beside `path` in which its next content is written. */
export function temporaryPath(path: string): string {
  return `${path}.tmp`;
}

/**
 * Writes a file whole and atomically, readable only by its owner: after a crash there is the old content or the new.
 * The folder must exist.
 * @throws the error of the file system.
 */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    // A killed run may have left one; only a new file gets the mode that we ask for.
    await rm(temporary, { force: true });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await renamePatiently(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Creates the folder of a file, and those above it, where they do not exist. One by one: the recursive `mkdir` of
 * Node.js never returns for a folder that the system will not create, such as one below `/proc`.
 * @throws the error of the file system.
 */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  if (folder === path || existsSync(folder)) return;
  await makeFolderOf(folder);
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have been faster.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

const MAX_RENAME_ATTEMPTS = 5;
const RENAME_WAIT_MS = 50;

/** On Windows a virus scanner or indexer may have the old file open for a moment. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const mayPass = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error));
      if (!mayPass || attempt === MAX_RENAME_ATTEMPTS) throw error;
      await sleep(RENAME_WAIT_MS * attempt);
    }
  }
}

/** Makes the rename survive a loss of power where the system can do that; Windows cannot. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch {
    // Some network file systems refuse it. The content is safe then; only the name may be the old one.
  } finally {
    await directory.close();
  }
}
