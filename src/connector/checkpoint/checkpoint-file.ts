import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ActionError } from '../../errors.ts';
import { errorCode } from '../../files/file-error.ts';
import { writePrivateFile } from '../../files/private-file.ts';
import { intersect, normalize, type RecordRanges, size, subtract } from './record-ranges.ts';

/** The file, version 1. Ranges merge, so its size does not grow with the number of calls. */
export interface CheckpointFile {
  readonly version: 1;
  /** Said to whoever opens the file. */
  readonly about: string;
  readonly contentSha256: string;
  readonly jobId: string;
  readonly cloud: string;
  readonly tenantId: string;
  readonly records: number;
  readonly state: 'unfinished' | 'complete';
  readonly runId: string;
  readonly runAttempt: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  readonly accepted: RecordRanges;
  readonly inDoubt: RecordRanges;
  /** Part of the accepted ones. */
  readonly maybeTwice: RecordRanges;
}

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * What an earlier run left.
 * @throws {ActionError} when there is something that cannot be read.
 */
export async function readCheckpoint(path: string): Promise<CheckpointFile | 'none' | 'damaged'> {
  try {
    const status = await stat(path);
    // A device or a pipe has no end, and would be replaced. A directory shows itself below, as an error of reading.
    if (!status.isFile() && !status.isDirectory()) throw unusable('read', NOT_A_FILE);
    if (status.size > MAX_FILE_BYTES) return 'damaged';
    return parseCheckpoint(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none';
    throw error instanceof ActionError ? error : unusable('read', error);
  }
}

/** Every field is checked: the file has been through caches and other people's hands. */
function parseCheckpoint(text: string): CheckpointFile | 'damaged' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  if (typeof value !== 'object' || value === null) return 'damaged';
  const file = value as Record<keyof CheckpointFile, unknown>;
  const strings = [file.contentSha256, file.jobId, file.cloud, file.tenantId, file.runId, file.runAttempt];
  const sound =
    file.version === 1 &&
    strings.every((text) => typeof text === 'string') &&
    (file.state === 'unfinished' || file.state === 'complete') &&
    isCount(file.records) &&
    typeof file.savedAt === 'string' &&
    /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z$/.test(file.savedAt) &&
    !Number.isNaN(Date.parse(file.savedAt)) &&
    areRanges(file.accepted, file.records) &&
    areRanges(file.inDoubt, file.records) &&
    intersect(file.accepted, file.inDoubt).length === 0 &&
    areRanges(file.maybeTwice, file.records) &&
    subtract(file.maybeTwice, file.accepted).length === 0 &&
    (file.state === 'complete') === (size(file.accepted) === file.records);
  return sound ? (file as unknown as CheckpointFile) : 'damaged';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areRanges(value: unknown, records: number): value is RecordRanges {
  if (!Array.isArray(value)) return false;
  const wellFormed = value.every(
    (range) => Array.isArray(range) && range.length === 2 && range.every((n) => isCount(n) && n <= records),
  );
  return wellFormed && JSON.stringify(normalize(value)) === JSON.stringify(value);
}

/**
 * Writes the checkpoint whole and atomically.
 * @throws {ActionError} when it cannot be written.
 */
export async function writeCheckpoint(path: string, content: CheckpointFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writePrivateFile(path, `${JSON.stringify(content)}\n`);
  } catch (error) {
    throw unusable('written', error);
  }
}

const NOT_A_FILE = Object.assign(new Error('neither a file nor a directory'), { code: 'ENOTFILE' });

const REASONS: Readonly<Record<string, string>> = {
  ENOTFILE: 'it is a device or a pipe',
  ELOOP: 'its links lead in a circle',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is a file, not a directory',
  // What Windows reports for the same.
  EEXIST: 'a part of the path is a file, not a directory',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
};

function unusable(action: 'read' | 'written', error: unknown): ActionError {
  const reason = REASONS[errorCode(error)];
  return new ActionError(
    {
      code: 'checkpoint-not-usable',
      what: `The file in \`checkpoint-path\` cannot be ${action}${reason === undefined ? '' : `: ${reason}`}.`,
      means:
        'No call is started that the checkpoint does not know of; otherwise a later run would send again what has arrived.',
      fix: [
        'Let `checkpoint-path` name a file, in a folder in which the runner may write, on a disk with space left.',
        'Or remove `checkpoint-path`: then an interrupted upload starts anew.',
      ],
    },
    { cause: error },
  );
}
