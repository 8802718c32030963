import { createHash } from 'node:crypto';
import type { UploadPlan } from '../../csv/upload-plan.ts';
import { type Remark, weigh } from './belief.ts';
import {
  type AcceptedByRun,
  readCheckpoint,
  recordableRun,
  type UploadingRun,
  writeCheckpoint,
} from './checkpoint-file.ts';
import {
  add,
  intersect,
  NO_RECORDS,
  type RecordRange,
  type RecordRanges,
  size,
  subtract,
} from './record-ranges.ts';

/** Where the progress of an upload is stored, and what it applies to in addition to the content and the job. */
export interface CheckpointSettings {
  /** Absolute path of the file. */
  readonly path: string;
  readonly cloud: string;
  readonly tenantId: string;
  readonly address: UploadAddress;
  /** This run. */
  readonly run: UploadingRun;
}

/** Target of the records, and resource of the token. */
export interface UploadAddress {
  /** The webhook, without its `jobid`. */
  readonly ingestionUrl: string;
  readonly authorityHost: string;
  readonly resource: string;
}

/** The progress of earlier runs and of this one. Nothing is written before `save`. */
export interface Checkpoint {
  /** Records of this content that were accepted in earlier runs. */
  readonly acceptedBefore: RecordRanges;
  /** The same, by run. */
  readonly runsBefore: readonly AcceptedByRun[];
  /** Records that earlier runs had started to send without seeing the result. */
  readonly inDoubtBefore: RecordRanges;
  /** Accepted records that an earlier attempt may have stored too; saved so that this is still known after a run is killed. */
  readonly maybeTwiceBefore: RecordRanges;
  readonly remarks: readonly Remark[];
  /** Marks records as in doubt. Call `save` before the call starts. */
  noteStarted(records: RecordRange): void;
  /** @param inDoubt Whether an earlier attempt of this run may have stored them too; doubts of earlier runs are known here. */
  noteAccepted(records: RecordRange, inDoubt: boolean): void;
  /** The records were certainly not stored by this run; a doubt from an earlier run stays. */
  noteNotStored(records: RecordRange): void;
  /**
   * Writes the file atomically: after a crash it is either the old or the new one.
   * @throws {ActionError} when it cannot be written.
   */
  save(): Promise<void>;
}

const ABOUT =
  'Progress of an HR upload. Confidential: the hash of a very small file can be guessed. Keep it between runs and do not edit it.';

/** Replaces the checkpoint without `checkpoint-path`. */
export function noCheckpoint(): Checkpoint {
  return {
    acceptedBefore: NO_RECORDS,
    runsBefore: [],
    inDoubtBefore: NO_RECORDS,
    maybeTwiceBefore: NO_RECORDS,
    remarks: [],
    noteStarted() {},
    noteAccepted() {},
    noteNotStored() {},
    async save() {},
  };
}

/**
 * Reads the checkpoint of an earlier run and decides whether this run resumes from it.
 * @param now Milliseconds since 1970.
 * @throws {ActionError} when the path cannot be a file or the file cannot be read.
 */
export async function openCheckpoint(
  settings: CheckpointSettings,
  plan: UploadPlan,
  jobId: string,
  now: () => number,
): Promise<Checkpoint> {
  const run = recordableRun(settings.run);
  const tie = {
    contentSha256: plan.contentSha256,
    jobId,
    cloud: settings.cloud,
    tenantId: settings.tenantId,
    address: hashOf(settings.address),
    records: plan.records,
  };
  const found = await readCheckpoint(settings.path);
  const { resume, remarks } = weigh(found, tie, { id: run.id, attempt: run.attempt, now: now() });
  const acceptedBefore = resume?.accepted ?? NO_RECORDS;
  const inDoubtBefore = resume?.inDoubt ?? NO_RECORDS;
  let acceptedNow = NO_RECORDS;
  let inDoubt = inDoubtBefore;
  let maybeTwice = resume?.maybeTwice ?? NO_RECORDS;
  return {
    acceptedBefore,
    runsBefore: resume?.runs ?? [],
    inDoubtBefore,
    maybeTwiceBefore: maybeTwice,
    remarks,
    noteStarted: (records) => {
      inDoubt = add(inDoubt, [records]);
    },
    noteAccepted: (records, twice) => {
      acceptedNow = add(acceptedNow, [records]);
      maybeTwice = add(maybeTwice, twice ? [records] : intersect(inDoubtBefore, [records]));
      inDoubt = subtract(inDoubt, [records]);
    },
    noteNotStored: (records) => {
      inDoubt = add(subtract(inDoubt, [records]), intersect(inDoubtBefore, [records]));
    },
    save: () => {
      const accepted = add(acceptedBefore, acceptedNow);
      return writeCheckpoint(settings.path, {
        version: 2,
        about: ABOUT,
        ...tie,
        state: size(accepted) === plan.records ? 'complete' : 'unfinished',
        runId: run.id,
        runAttempt: run.attempt,
        savedAt: new Date(now()).toISOString(),
        accepted,
        runs: withRun(resume?.runs ?? [], run, acceptedNow),
        inDoubt,
        maybeTwice,
      });
    },
  };
}

/** The runs, including the records accepted in this one. A second step of the same attempt is the same run. */
function withRun(
  before: readonly AcceptedByRun[],
  { id, attempt, url }: UploadingRun,
  accepted: RecordRanges,
): readonly AcceptedByRun[] {
  const isThis = (run: UploadingRun): boolean => run.id === id && run.attempt === attempt;
  const others = before.filter((run) => !isThis(run));
  const all = before.filter(isThis).reduce((sum, run) => add(sum, run.accepted), accepted);
  return all.length === 0 ? others : [...others, { id, attempt, url, accepted: all }];
}

/** URLs are normalized for the comparison: host in lower case, no default port. */
function hashOf({ ingestionUrl, authorityHost, resource }: UploadAddress): string {
  const place = [new URL(ingestionUrl).href, new URL(`https://${authorityHost}`).host, resource];
  return createHash('sha256').update(JSON.stringify(place)).digest('hex');
}
