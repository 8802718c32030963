import { createHmac, randomBytes } from 'node:crypto';
import { SCENARIO_NAMES } from '../check/scenarios.ts';
import { readStateFile, writeStateFile } from '../files/state-file.ts';
import type { RecordedUpload } from './recorded-upload.ts';

/** The file, version 1. */
export interface HistoryFile {
  readonly version: 1;
  /** A note for people who open the file. */
  readonly about: string;
  /** Prevents comparing the hashes with those of other files. */
  readonly salt: string;
  /** In the order in which they were written. */
  readonly uploads: readonly RecordedUpload[];
}

const ABOUT =
  'Record counts of earlier HR uploads, which later runs compare with. Confidential. Keep it between runs and do not edit it.';

const MAX_UPLOADS = 60;

/** An empty history. */
export function newHistory(): HistoryFile {
  return { version: 1, about: ABOUT, salt: randomBytes(16).toString('hex'), uploads: [] };
}

/** The salted hash by which the history identifies content. */
export function saltedHash({ salt }: HistoryFile, contentSha256: string): string {
  return createHmac('sha256', salt).update(contentSha256).digest('hex');
}

/** @throws the error of the file system, except for a file that does not exist. */
export async function readHistory(path: string): Promise<HistoryFile | 'none' | 'damaged'> {
  const text = await readStateFile(path);
  return text === undefined ? 'none' : parseHistory(text);
}

/** Every field is checked: the file comes from a cache, and its numbers are shown. */
function parseHistory(text: string): HistoryFile | 'damaged' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  if (!isObject(value) || value.version !== 1) return 'damaged';
  const { salt, uploads } = value;
  const isSound =
    isMatch(salt, /^[0-9a-f]{32}$/) &&
    Array.isArray(uploads) &&
    uploads.length <= MAX_UPLOADS &&
    uploads.every(isUpload);
  return isSound ? { version: 1, about: ABOUT, salt, uploads } : 'damaged';
}

function isUpload(value: unknown): value is RecordedUpload {
  if (!isObject(value)) return false;
  const { connector, workflow, job, runId, at, unchangedSince, isPartial, records, scenarios, content } =
    value;
  return (
    [connector, workflow, job, runId].every((text) => typeof text === 'string') &&
    isTime(at) &&
    isTime(unchangedSince) &&
    typeof isPartial === 'boolean' &&
    isCount(records) &&
    isObject(scenarios) &&
    Object.entries(scenarios).every(
      ([name, count]) => SCENARIO_NAMES.some((known) => known === name) && isCount(count),
    ) &&
    (content === null || isMatch(content, /^[0-9a-f]{64}$/))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMatch(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: unknown): value is string {
  return isMatch(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) && !Number.isNaN(Date.parse(value));
}

/**
 * Writes the file atomically, readable only by its owner.
 * @throws the error of the file system.
 */
export async function writeHistory(path: string, history: HistoryFile): Promise<void> {
  const uploads = withinLimit(history.uploads);
  await writeStateFile(path, `${JSON.stringify({ ...history, uploads })}\n`);
}

/** Removes the oldest upload of the job with the most uploads, so that an hourly job does not displace a weekly one. */
function withinLimit(uploads: readonly RecordedUpload[]): readonly RecordedUpload[] {
  if (uploads.length <= MAX_UPLOADS) return uploads;
  const byJob = Object.groupBy(uploads, ({ connector, workflow, job }) =>
    JSON.stringify([connector, workflow, job]),
  );
  const [largest] = Object.values(byJob).toSorted((a, b) => b!.length - a!.length);
  const oldest = largest![0];
  return withinLimit(uploads.filter((upload) => upload !== oldest));
}
