import { readFile, stat } from 'node:fs/promises';
import { errorCode } from './file-error.ts';

/** Why a small file could not be read. `not-regular`: a device or a pipe, which has no end. */
export type FileProblem = 'missing' | 'directory' | 'not-regular' | 'too-large' | 'unreadable';

/**
 * Reads a file from an input that is expected to be small. Links are followed.
 * @param maxBytes Larger files are not read.
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<Buffer | FileProblem> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return 'directory';
    if (!status.isFile()) return 'not-regular';
    if (status.size > maxBytes) return 'too-large';
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === '') throw error;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  }
}
