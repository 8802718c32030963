import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './file-error.ts';

/** The file next to `path` that its new content is written to. */
export function temporaryPath(path: string): string {
  return `${path}.tmp`;
}

/**
 * Writes a file atomically, readable only by its owner: after a crash, it has either the old or the new content.
 * The folder must exist.
 * @throws the error of the file system.
 */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    // A killed run may have left this file, and only a new file gets the requested mode.
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
 * Creates the folder of a file and its parents if they do not exist. One by one, because the recursive `mkdir` of Node.js
 * never returns for a folder that the system does not create, such as one below `/proc`.
 * @throws the error of the file system.
 */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  if (folder === path || existsSync(folder)) return;
  await makeFolderOf(folder);
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have created it in the meantime.
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

/** Makes the rename survive a power loss if the system supports that; Windows does not. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch {
    // Some network file systems reject it. The content is safe, but the rename may be lost.
  } finally {
    await directory.close();
  }
}
