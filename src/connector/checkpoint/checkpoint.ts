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

/** Where the progress of an upload is kept, and to what it is tied besides the content and the job. */
export interface CheckpointSettings {
  /** Absolute path of the file. */
  readonly path: string;
  readonly cloud: string;
  readonly tenantId: string;
  readonly address: UploadAddress;
  /** This run. */
  readonly run: UploadingRun;
}

/** Where the records go, and for what the token is. */
export interface UploadAddress {
  /** The webhook, without its `jobid`. */
  readonly ingestionUrl: string;
  readonly authorityHost: string;
  readonly resource: string;
}

/** What earlier runs left, and what this one notes. Nothing reaches the disk before `save`. */
export interface Checkpoint {
  /** Records of this content that earlier runs know to be accepted. */
  readonly acceptedBefore: RecordRanges;
  /** The same, by run. */
  readonly runsBefore: readonly AcceptedByRun[];
  /** Records that earlier runs had begun to send and whose end they did not see. */
  readonly inDoubtBefore: RecordRanges;
  /** Accepted records that an attempt before may have stored too; kept so that a run which is killed cannot take this knowledge with it. */
  readonly maybeTwiceBefore: RecordRanges;
  readonly remarks: readonly Remark[];
  /** Notes records as in doubt. Save it before the call starts. */
  noteStarted(records: RecordRange): void;
  /** @param inDoubt Whether an attempt before may have stored them too; what an earlier run left in doubt is known here. */
  noteAccepted(records: RecordRange, inDoubt: boolean): void;
  /** The records were certainly not stored by this run; a doubt from an earlier one stays. */
  noteNotStored(records: RecordRange): void;
  /**
   * Writes the file, whole and atomically: after a crash there is the old one or the new one.
   * @throws {ActionError} when it cannot be written.
   */
  save(): Promise<void>;
}

const ABOUT =
  'Progress of an HR upload. Confidential: the hash of a very small file can be guessed. Keep it between runs, do not edit it.';

/** A checkpoint that remembers nothing: without `checkpoint-path`. */
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
 * Reads what an earlier run left and decides what it is worth for this one.
 * @param now Milliseconds since 1970.
 * @throws {ActionError} when the path cannot hold a file or what is there cannot be read.
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

/** The runs with what this one got accepted. A second step of the same attempt is the same run. */
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

/** URLs and hosts are compared as they are used: without letter case of the host and with the default port. */
function hashOf({ ingestionUrl, authorityHost, resource }: UploadAddress): string {
  const place = [new URL(ingestionUrl).href, new URL(`https://${authorityHost}`).host, resource];
  return createHash('sha256').update(JSON.stringify(place)).digest('hex');
}
