import { ActionError } from '../../errors.ts';
import { formatReason, readStateFile, writeStateFile } from '../../files/state-file.ts';
import { intersect, normalize, type RecordRanges, size, subtract } from './record-ranges.ts';

/** A run of the workflow that has uploaded a part of the content. */
export interface UploadingRun {
  /** `GITHUB_RUN_ID`; empty outside GitHub. A re-run keeps it. */
  readonly id: string;
  /** `GITHUB_RUN_ATTEMPT`; empty outside GitHub. */
  readonly attempt: string;
  /** URL of the run; null outside GitHub. */
  readonly url: string | null;
}

/** A run, and the records that were accepted in it. */
export interface AcceptedByRun extends UploadingRun {
  readonly accepted: RecordRanges;
}

/** The file, version 2. Adjacent ranges are merged, so its size does not grow with the number of calls. */
export interface CheckpointFile {
  readonly version: 2;
  /** A note for people who open the file. */
  readonly about: string;
  readonly contentSha256: string;
  readonly jobId: string;
  readonly cloud: string;
  readonly tenantId: string;
  /** SHA-256 of the ingestion URL, authority and resource; not the URL itself, because its query may contain a key. */
  readonly address: string;
  readonly records: number;
  readonly state: 'unfinished' | 'complete';
  /** The run that wrote the file. */
  readonly runId: string;
  readonly runAttempt: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  readonly accepted: RecordRanges;
  /** The accepted records by run. */
  readonly runs: readonly AcceptedByRun[];
  readonly inDoubt: RecordRanges;
  /** A subset of the accepted ones. */
  readonly maybeTwice: RecordRanges;
}

/**
 * Reads the checkpoint of an earlier run.
 * @throws {ActionError} when it exists but cannot be read.
 */
export async function readCheckpoint(path: string): Promise<CheckpointFile | 'none' | 'damaged'> {
  try {
    const text = await readStateFile(path);
    return text === undefined ? 'none' : parseCheckpoint(text);
  } catch (error) {
    throw unusable('read', error);
  }
}

/** Every field is checked: the file comes from a cache, and other people may have changed it. */
function parseCheckpoint(text: string): CheckpointFile | 'damaged' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  if (typeof value !== 'object' || value === null) return 'damaged';
  const file = value as Record<keyof CheckpointFile, unknown>;
  const strings = [file.contentSha256, file.jobId, file.cloud, file.tenantId, file.address];
  const isSound =
    file.version === 2 &&
    strings.every((text) => typeof text === 'string') &&
    isRun({ id: file.runId, attempt: file.runAttempt, url: null }) &&
    (file.state === 'unfinished' || file.state === 'complete') &&
    isCount(file.records) &&
    isTime(file.savedAt) &&
    areRanges(file.accepted, file.records) &&
    areRanges(file.inDoubt, file.records) &&
    intersect(file.accepted, file.inDoubt).length === 0 &&
    areRanges(file.maybeTwice, file.records) &&
    subtract(file.maybeTwice, file.accepted).length === 0 &&
    areRuns(file.runs, file.accepted, file.records) &&
    (file.state === 'complete') === (size(file.accepted) === file.records);
  return isSound ? (file as unknown as CheckpointFile) : 'damaged';
}

function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areRanges(value: unknown, records: number): value is RecordRanges {
  if (!Array.isArray(value)) return false;
  const isWellFormed = value.every(
    (range) => Array.isArray(range) && range.length === 2 && range.every((n) => isCount(n) && n <= records),
  );
  return isWellFormed && JSON.stringify(normalize(value)) === JSON.stringify(value);
}

/** The URL of a run on GitHub or GitHub Enterprise. It is shown, so no other text is allowed. */
const RUN_URL =
  /^https?:\/\/[\w.-]{1,200}(?::\d{1,5})?\/[\w.-]{1,100}\/[\w.-]{1,100}\/actions\/runs\/\d{1,20}$/;

/** A number on GitHub; compatible servers may differ. */
const RUN_ID = /^[\w.-]{0,40}$/;

function isRun(value: unknown): value is UploadingRun {
  if (typeof value !== 'object' || value === null) return false;
  const { id, attempt, url } = value as Record<keyof UploadingRun, unknown>;
  const areIds = [id, attempt].every((text) => typeof text === 'string' && RUN_ID.test(text));
  return areIds && (url === null || (typeof url === 'string' && RUN_URL.test(url)));
}

/** The run for the file; values of another form are omitted. */
export function recordableRun({ id, attempt, url }: UploadingRun): UploadingRun {
  return {
    id: RUN_ID.test(id) ? id : '',
    attempt: RUN_ID.test(attempt) ? attempt : '',
    url: url !== null && RUN_URL.test(url) ? url : null,
  };
}

/** The gaps between accepted records are the calls in flight of a stopped run, at most 64, and their parts after a 413. */
const MAX_HOLES_OF_RUN = 128;

/** No record is accepted by two runs, and a run of this action leaves few gaps. */
function areRuns(value: unknown, accepted: RecordRanges, records: number): boolean {
  if (!Array.isArray(value) || accepted.length > 1 + MAX_HOLES_OF_RUN * value.length) return false;
  const isSound = (run: unknown): run is AcceptedByRun => {
    const ranges = (run as Partial<AcceptedByRun> | null)?.accepted;
    return isRun(run) && areRanges(ranges, records) && ranges.length > 0;
  };
  if (!value.every(isSound)) return false;
  const all = value.flatMap((run) => run.accepted);
  const union = normalize(all);
  return size(all) === size(union) && JSON.stringify(union) === JSON.stringify(accepted);
}

/**
 * Writes the checkpoint atomically.
 * @throws {ActionError} when it cannot be written.
 */
export async function writeCheckpoint(path: string, content: CheckpointFile): Promise<void> {
  try {
    await writeStateFile(path, `${JSON.stringify(content)}\n`);
  } catch (error) {
    throw unusable('written', error);
  }
}

function unusable(action: 'read' | 'written', error: unknown): ActionError {
  return new ActionError(
    {
      code: 'checkpoint-not-usable',
      what: `The file in \`checkpoint-path\` cannot be ${action}${formatReason(error)}.`,
      means:
        'Each call is recorded in the checkpoint before it starts; otherwise a later run would send records twice.',
      fix: [
        'Set `checkpoint-path` to a file in a folder where the runner can write, on a disk with free space.',
        'Or remove `checkpoint-path`: an interrupted upload then starts from the beginning.',
      ],
    },
    { cause: error },
  );
}
