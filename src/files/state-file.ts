import { readFile, stat } from 'node:fs/promises';
import { errorCode } from './file-error.ts';
import { makeFolderOf, writePrivateFile } from './private-file.ts';

/** Maximum size of a file that passes state from one run to the next. A larger file was not written by this action. */
const MAX_STATE_BYTES = 1024 * 1024;

/**
 * Reads a file that an earlier run wrote.
 * @returns Its text, empty if the file is too large; undefined if there is no file.
 * @throws the error of the file system; `ENOTFILE` for a device or a pipe, which has no end.
 */
export async function readStateFile(path: string): Promise<string | undefined> {
  try {
    const status = await stat(path);
    // A directory fails below, with its own error code.
    if (!status.isFile() && !status.isDirectory()) throw NOT_A_FILE;
    return status.size > MAX_STATE_BYTES ? '' : await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes such a file atomically, readable only by its owner, and creates its folder.
 * @throws the error of the file system.
 */
export async function writeStateFile(path: string, text: string): Promise<void> {
  await makeFolderOf(path);
  await writePrivateFile(path, text);
}

const NOT_A_FILE = Object.assign(new Error('neither a file nor a directory'), { code: 'ENOTFILE' });

const REASONS: Readonly<Record<string, string>> = {
  ENOTFILE: 'it is a device or a pipe',
  ELOOP: 'its symbolic links form a loop',
  EISDIR: 'it is a directory',
  ENOENT: 'its folder cannot be created',
  ENOTDIR: 'a part of the path is a file, not a directory',
  // Of the temporary file next to it.
  EEXIST: 'another run is writing it at the same time',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is exceeded',
  ENAMETOOLONG: 'the name is too long',
};

/** Why a file cannot be read or written, to follow `cannot be written`: `: the disk is full`. Empty if unknown. */
export function formatReason(error: unknown): string {
  const reason = REASONS[errorCode(error)];
  return reason === undefined ? '' : `: ${reason}`;
}
