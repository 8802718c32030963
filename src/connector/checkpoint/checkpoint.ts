import type { UploadPlan } from '../../csv/upload-plan.ts';
import { formatNumber } from '../../text/numbers.ts';

import { type CheckpointFile, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import {
  add,
  intersect,
  NO_RECORDS,
  type RecordRange,
  type RecordRanges,
  size,
  subtract,
} from './record-ranges.ts';

/** Where the memory of an upload lies, and to what it is tied besides the content and the job. */
export interface CheckpointSettings {
  /** Absolute path of the file. */
  readonly path: string;
  readonly cloud: string;
  readonly tenantId: string;
  /** `GITHUB_RUN_ID`; empty outside of GitHub. A re-run keeps it, another run has another one. */
  readonly runId: string;
  /** `GITHUB_RUN_ATTEMPT`, noted for people. */
  readonly runAttempt: string;
}

/** Something to say of the checkpoint; see `UploadResult.remarks`. */
export interface Remark {
  readonly severity: 'warning' | 'notice';
  readonly text: string;
}

/** What an earlier run left, and what this one notes. Nothing reaches the disk before `save`. */
export interface Checkpoint {
  /** Records of this content that earlier runs know to be accepted. */
  readonly acceptedBefore: RecordRanges;
  /** Records that earlier runs had begun to send and of whose end they knew nothing. */
  readonly inDoubtBefore: RecordRanges;
  /** Accepted records that an attempt before may have stored too; kept so that a run which was killed cannot take this knowledge with it. */
  readonly maybeTwiceBefore: RecordRanges;
  /** This run has already uploaded everything: nothing is to be sent. */
  readonly alreadyComplete: boolean;
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

/** An unfinished upload is taken up again for 14 days, as Microsoft's own script does; older progress says too little of what the connector still holds. */
const MAX_AGE_DAYS = 14;

/** A checkpoint that remembers nothing: without `checkpoint-path`. */
export function noCheckpoint(): Checkpoint {
  return {
    acceptedBefore: NO_RECORDS,
    inDoubtBefore: NO_RECORDS,
    maybeTwiceBefore: NO_RECORDS,
    alreadyComplete: false,
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
  const tie = {
    contentSha256: plan.contentSha256,
    jobId,
    cloud: settings.cloud,
    tenantId: settings.tenantId,
    records: plan.records,
  };
  const found = await readCheckpoint(settings.path);
  const { resume, alreadyComplete, remarks } = weigh(found, tie, settings.runId, now());
  const inDoubtBefore = resume?.inDoubt ?? NO_RECORDS;
  let accepted = resume?.accepted ?? NO_RECORDS;
  let inDoubt = inDoubtBefore;
  let maybeTwice = resume?.maybeTwice ?? NO_RECORDS;
  return {
    acceptedBefore: accepted,
    inDoubtBefore,
    maybeTwiceBefore: maybeTwice,
    alreadyComplete,
    remarks,
    noteStarted: (records) => {
      inDoubt = add(inDoubt, [records]);
    },
    noteAccepted: (records, twice) => {
      accepted = add(accepted, [records]);
      maybeTwice = add(maybeTwice, twice ? [records] : intersect(inDoubtBefore, [records]));
      inDoubt = subtract(inDoubt, [records]);
    },
    noteNotStored: (records) => {
      inDoubt = add(subtract(inDoubt, [records]), intersect(inDoubtBefore, [records]));
    },
    save: () =>
      writeCheckpoint(settings.path, {
        version: 1,
        about: ABOUT,
        ...tie,
        state: size(accepted) === plan.records ? 'complete' : 'unfinished',
        runId: settings.runId,
        runAttempt: settings.runAttempt,
        savedAt: new Date(now()).toISOString(),
        accepted,
        inDoubt,
        maybeTwice,
      }),
  };
}

type Tie = Pick<CheckpointFile, 'contentSha256' | 'jobId' | 'cloud' | 'tenantId' | 'records'>;

/** What the file that was found means for this run. */
function weigh(
  found: CheckpointFile | 'none' | 'damaged',
  tie: Tie,
  runId: string,
  now: number,
): { resume?: CheckpointFile; alreadyComplete: boolean; remarks: Remark[] } {
  const anew = (text?: string) => ({
    alreadyComplete: false,
    remarks: text === undefined ? [] : [{ severity: 'warning' as const, text }],
  });
  if (found === 'none') return anew();
  if (found === 'damaged' || (found.contentSha256 === tie.contentSha256 && found.records !== tie.records)) {
    return anew(
      'The file in `checkpoint-path` is damaged, or no checkpoint of this version of the action: all records are sent from the start, also those that an earlier run may have uploaded.',
    );
  }
  if (!isSameConnector(found, tie)) {
    return anew(
      'The file in `checkpoint-path` belongs to another connector (job ID, cloud or tenant): all records are sent from the start, and the file is replaced. Give every connector its own file.',
    );
  }
  if (found.state === 'complete') {
    const sameRun = runId !== '' && found.runId === runId;
    if (found.contentSha256 !== tie.contentSha256 || !sameRun) return anew();
    const text = `An earlier attempt of this run has already uploaded these ${formatNumber(tie.records)} records: nothing was sent again.`;
    return {
      resume: found,
      alreadyComplete: true,
      remarks: [{ severity: 'notice', text }, ...remarkOnTwice(found)],
    };
  }
  return weighUnfinished(found, tie, now, anew);
}

/** IDs are GUIDs or domains: their letter case is a matter of spelling. */
function isSameConnector(one: Tie, other: Tie): boolean {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return same(one.jobId, other.jobId) && same(one.tenantId, other.tenantId) && one.cloud === other.cloud;
}

function weighUnfinished<T>(
  found: CheckpointFile,
  tie: Tie,
  now: number,
  anew: (text: string) => T,
): T | { resume: CheckpointFile; alreadyComplete: boolean; remarks: Remark[] } {
  const accepted = size(found.accepted);
  const inDoubt = size(found.inDoubt);
  const progress =
    `${formatNumber(accepted)} of its ${formatNumber(found.records)} records were accepted` +
    (inDoubt > 0 ? `, ${formatNumber(inDoubt)} are in doubt` : '');
  if (found.contentSha256 !== tie.contentSha256) {
    return anew(
      `The last upload to this connector did not finish (${progress}), and the content has changed since: everything is sent from the start, so up to ${formatNumber(accepted + inDoubt)} records go a second time.`,
    );
  }
  const ageDays = (now - Date.parse(found.savedAt)) / 86_400_000;
  if (ageDays > MAX_AGE_DAYS) {
    return anew(
      `The unfinished upload of this content (${progress}) is more than ${MAX_AGE_DAYS} days old: everything is sent from the start, so up to ${formatNumber(accepted + inDoubt)} records go a second time.`,
    );
  }
  const remarks: Remark[] = [
    {
      severity: 'notice',
      text: `Going on where an earlier run stopped at ${found.savedAt}: ${formatNumber(accepted)} of ${formatNumber(found.records)} records were accepted then and are not sent again.`,
    },
  ];
  if (inDoubt > 0) {
    remarks.push({
      severity: 'warning',
      text: `${formatNumber(inDoubt)} records were on their way when that run ended. Whether they arrived cannot be known, so they are to be sent again; the connector may then have them twice.`,
    });
  }
  return { resume: found, alreadyComplete: false, remarks: [...remarks, ...remarkOnTwice(found)] };
}

const MAX_RANGES_SHOWN = 10;

/** Names what earlier runs had to send twice, since a run that was killed could not say it itself. */
function remarkOnTwice({ maybeTwice }: CheckpointFile): Remark[] {
  if (maybeTwice.length === 0) return [];
  const ranges = maybeTwice
    .slice(0, MAX_RANGES_SHOWN)
    .map(([from, to]) => `${formatNumber(from + 1)} to ${formatNumber(to)}`)
    .join(', ');
  const more = maybeTwice.length > MAX_RANGES_SHOWN ? ' and more' : '';
  const text = `Earlier runs of this upload had to send ${formatNumber(size(maybeTwice))} records again after an attempt without an answer; the connector may have them twice: records ${ranges}${more}.`;
  return [{ severity: 'warning', text }];
}
