import type { SentNumbers } from '../check/sent-numbers.ts';
import { ActionError } from '../errors.ts';
import { errorCode } from '../files/file-error.ts';
import { formatReason } from '../files/state-file.ts';
import { type Attempt, retry } from '../http/retry.ts';
import type { Settings } from '../inputs/settings.ts';
import { MIN_HASHED_RECORDS, type Warning } from '../vocabulary.ts';
import type { History, HistorySurroundings, UploadedRecords } from './history.ts';
import { type HistoryFile, newHistory, readHistory, saltedHash, writeHistory } from './history-file.ts';
import {
  comparableUploads,
  earlierUploads,
  isSameUpload,
  type UploadNumbers,
  type UploadPlace,
} from './recorded-upload.ts';
import { compareWithEarlier, findUnusualNumbers } from './usual-numbers.ts';

/**
 * Reads the file of `history-path`.
 * @throws {ActionError} when the file exists but cannot be read; other content is a warning.
 */
export async function openRecordedHistory(settings: Settings, run: HistorySurroundings): Promise<History> {
  const { path, bounds } = settings.history;
  const found = await readOrExplain(path);
  const file = typeof found === 'string' ? newHistory() : found;
  const place = placeOf(settings, run);
  const earlier = (numbers: UploadNumbers) =>
    earlierUploads(comparableUploads(file.uploads, place, numbers), numbers);
  const described = (numbers: SentNumbers): UploadNumbers => describe(numbers, file, run);
  return {
    warnings: found === 'damaged' ? [DAMAGED] : [],
    findUnusual: (numbers) => {
      const current = described(numbers);
      return findUnusualNumbers(earlier(current), current, bounds, run.startedAt.getTime());
    },
    compare: (numbers) => compareWithEarlier(earlier(described(numbers))),
    remember: async (numbers, upload = NOTHING_TO_UPLOAD) => {
      const isPartial = upload.failure !== undefined;
      if (isPartial && upload.uploaded + upload.resumed === 0) return [];
      const write = async (): Promise<void> => {
        // Read again, because another job may have written to it.
        const now = await readHistory(path);
        const latest = typeof now === 'string' ? file : now;
        await writeHistory(path, withUpload(latest, place, describe(numbers, latest, run), upload, run));
      };
      return retry(() => attemptWrite(write), { maxAttempts: MAX_WRITE_ATTEMPTS, backoff: WRITE_BACKOFF });
    },
  };
}

const MAX_WRITE_ATTEMPTS = 6;
const WRITE_BACKOFF = { firstMs: 20, factor: 2, maxMs: 500 };

/** Concurrent jobs can remove each other's temporary file. */
async function attemptWrite(write: () => Promise<void>): Promise<Attempt<readonly Warning[]>> {
  try {
    await write();
    return { result: [], isTransient: false };
  } catch (error) {
    return { result: [notWritten(error)], isTransient: ['EEXIST', 'ENOENT'].includes(errorCode(error)) };
  }
}

const NOTHING_TO_UPLOAD: UploadedRecords = { uploaded: 0, resumed: 0, failure: undefined };

function placeOf({ connector }: Settings, { environment, context }: HistorySurroundings): UploadPlace {
  const { cloud, jobId } = connector;
  return {
    connector: jobId === '' ? '' : `${cloud} ${jobId.toLowerCase()}`,
    workflow: `${context.repository?.toLowerCase() ?? ''} ${context.workflowPath}`,
    job: environment.GITHUB_JOB ?? '',
  };
}

function describe(
  { records, scenarios, contentSha256 }: SentNumbers,
  file: HistoryFile,
  { context }: HistorySurroundings,
): UploadNumbers {
  return {
    runId: context.runId ?? '',
    records,
    scenarios: Object.fromEntries(scenarios),
    content:
      contentSha256 === undefined || records < MIN_HASHED_RECORDS ? null : saltedHash(file, contentSha256),
  };
}

/** The file with the upload added; a resumed upload replaces its earlier part. */
function withUpload(
  file: HistoryFile,
  place: UploadPlace,
  numbers: UploadNumbers,
  upload: UploadedRecords,
  { startedAt }: HistorySurroundings,
): HistoryFile {
  const last = comparableUploads(file.uploads, place, numbers).at(-1);
  const at = startedAt.toISOString();
  const isUnchanged = last !== undefined && last.content !== null && last.content === numbers.content;
  const isResumed = last !== undefined && upload.resumed > 0 && isSameUpload(last, numbers);
  const added = {
    at,
    ...place,
    ...numbers,
    isPartial: upload.failure !== undefined,
    unchangedSince: isUnchanged ? last.unchangedSince : at,
  };
  const others = isResumed ? file.uploads.filter((one) => one !== last) : file.uploads;
  return { ...file, uploads: [...others, added] };
}

async function readOrExplain(path: string): ReturnType<typeof readHistory> {
  try {
    return await readHistory(path);
  } catch (error) {
    throw new ActionError(
      {
        code: 'history-not-usable',
        what: `The file in \`history-path\` cannot be read${formatReason(error)}.`,
        means: 'The record counts cannot be compared with earlier uploads.',
        fix: [
          'Set `history-path` to a file in a folder that the runner can read and write.',
          'Or remove `history-path`: the upload then runs without a comparison.',
        ],
      },
      { cause: error },
    );
  }
}

const DAMAGED: Warning = {
  title: 'History not readable',
  lines: [
    'The file in `history-path` is damaged, or was written by another version of the action. The counts are not compared, and the next upload starts a new history.',
    'Check what else writes to this file. Concurrent jobs need separate files.',
  ],
};

function notWritten(error: unknown): Warning {
  return {
    title: 'History not written',
    lines: [
      `The file in \`history-path\` cannot be written${formatReason(error)}. This upload will be missing from later comparisons.`,
      'Set `history-path` to a file in a folder where the runner can write, on a disk with free space. Concurrent jobs need separate files.',
    ],
  };
}
