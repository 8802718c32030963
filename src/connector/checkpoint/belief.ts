import { formatNumber } from '../../text/numbers.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { size } from './record-ranges.ts';

/** What a checkpoint applies to. */
export type Tie = Pick<
  CheckpointFile,
  'contentSha256' | 'jobId' | 'cloud' | 'tenantId' | 'address' | 'records'
>;

/** The run that reads a checkpoint. */
export interface ReadingRun {
  readonly id: string;
  readonly attempt: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A remark about the checkpoint; see `UploadResult.remarks`. */
export interface Remark {
  readonly severity: 'warning' | 'notice';
  readonly text: string;
}

/** How far this run trusts a checkpoint. */
export interface Belief {
  /** The checkpoint to resume from; undefined if everything is sent from the start. */
  readonly resume?: CheckpointFile;
  readonly remarks: readonly Remark[];
}

/** An unfinished upload is resumed for 14 days, as by Microsoft's own script; older progress says too little about what the connector still has. */
const MAX_AGE_DAYS = 14;
/** Clocks of runners differ by minutes, not by days. */
const MAX_AHEAD_DAYS = 1;
const DAY_MS = 86_400_000;

/**
 * Decides whether this run resumes from a checkpoint. A record that is skipped because of a wrong file never arrives, so
 * the file is trusted only if a run of this action can have written it, and every use of it is a warning.
 */
export function weigh(found: CheckpointFile | 'none' | 'damaged', tie: Tie, run: ReadingRun): Belief {
  if (found === 'none') return { remarks: [] };
  if (found === 'damaged' || (found.contentSha256 === tie.contentSha256 && found.records !== tie.records)) {
    return fromStart(
      'The file in `checkpoint-path` is damaged or was written by another version of this action: all records are sent from the start, including those that an earlier run may have uploaded.',
    );
  }
  if (!isSamePlace(found, tie)) {
    return fromStart(
      'The file in `checkpoint-path` belongs to another connector or address (job ID, tenant, cloud, ingestion URL, authority or resource): all records are sent from the start, and the file is replaced. Use a separate file for each connector.',
    );
  }
  const isSameContent = found.contentSha256 === tie.contentSha256;
  if (found.state === 'complete' && !(isSameContent && isSameRun(found, run))) return { remarks: [] };
  if (!isSameContent)
    return fromStart(`${unfinished(found)}, and the content has changed since: ${again(found)}`);
  const doubt = DOUBTS.find(({ applies }) => applies(found, run));
  if (doubt !== undefined) return fromStart(doubt.text(found));
  return { resume: found, remarks: remarksOn(found) };
}

/** Reasons not to trust a checkpoint of the same content. */
const DOUBTS: readonly {
  readonly applies: (found: CheckpointFile, run: ReadingRun) => boolean;
  readonly text: (found: CheckpointFile) => string;
}[] = [
  {
    applies: (found, { now }) => now - Date.parse(found.savedAt) > MAX_AGE_DAYS * DAY_MS,
    text: (found) => `${unfinished(found)} and is more than ${MAX_AGE_DAYS} days old: ${again(found)}`,
  },
  {
    applies: (found, { now }) => Date.parse(found.savedAt) - now > MAX_AHEAD_DAYS * DAY_MS,
    text: (found) =>
      `The file in \`checkpoint-path\` is not trusted, because its time is in the future (${found.savedAt}): ${again(found)} Check the clock of the runner, and who has write access to the file.`,
  },
  {
    applies: (found, run) => isSameRun(found, run) && Number(found.runAttempt) > Number(run.attempt),
    text: (found) =>
      `The file in \`checkpoint-path\` is not trusted, because it claims to be from a later attempt of this run: ${again(found)} Check who has write access to the file.`,
  },
];

function fromStart(text: string): Belief {
  return { remarks: [{ severity: 'warning', text }] };
}

function isSameRun(found: CheckpointFile, run: ReadingRun): boolean {
  return run.id !== '' && found.runId === run.id;
}

/** IDs are GUIDs or domains, which are case-insensitive. */
function isSamePlace(one: Tie, other: Tie): boolean {
  const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return (
    isSame(one.jobId, other.jobId) &&
    isSame(one.tenantId, other.tenantId) &&
    one.cloud === other.cloud &&
    one.address === other.address
  );
}

function unfinished(found: CheckpointFile): string {
  const inDoubt = size(found.inDoubt);
  const doubt = inDoubt > 0 ? `, ${formatNumber(inDoubt)} are in doubt` : '';
  return `The last upload to this connector did not finish (${formatNumber(size(found.accepted))} of its ${formatNumber(found.records)} records were accepted${doubt})`;
}

function again(found: CheckpointFile): string {
  const records = size(found.accepted) + size(found.inDoubt);
  return `everything is sent from the start, so up to ${formatNumber(records)} records are sent a second time.`;
}

function remarksOn(found: CheckpointFile): Remark[] {
  const inDoubt = size(found.inDoubt);
  const texts = [
    found.state === 'complete'
      ? `An earlier attempt of this run has already uploaded these ${formatNumber(found.records)} records: nothing was sent again. The only evidence is the file in \`checkpoint-path\`.`
      : `${formatNumber(size(found.accepted))} of ${formatNumber(found.records)} records were accepted in ${runsOf(found)} and are not sent again. The only evidence is the file in \`checkpoint-path\`, saved at ${found.savedAt}.`,
    ...(inDoubt > 0
      ? [
          `${formatNumber(inDoubt)} records were being sent when that run ended. It is not known whether they arrived, so they have to be sent again; the connector may then have them twice.`,
        ]
      : []),
    ...possiblyTwice(found),
  ];
  return texts.map((text) => ({ severity: 'warning', text }));
}

const MAX_NAMED = 10;

/** `run 1700000001 (attempt 2)`, for each run that uploaded a part. */
function runsOf({ runs }: CheckpointFile): string {
  if (runs.length === 0) return 'an earlier run';
  const names = runs.slice(-MAX_NAMED).map(({ id, attempt }) => {
    const name = id === '' ? 'a run outside GitHub' : `run ${id}`;
    return attempt === '' ? name : `${name} (attempt ${attempt})`;
  });
  const more = runs.length > MAX_NAMED ? `${runs.length - MAX_NAMED} earlier runs, ` : '';
  return more + names.join(', ');
}

/** Names the records that earlier runs had to send twice, since a run that was killed could not report them. */
function possiblyTwice({ maybeTwice }: CheckpointFile): string[] {
  if (maybeTwice.length === 0) return [];
  const ranges = maybeTwice
    .slice(0, MAX_NAMED)
    .map(([from, to]) => `${formatNumber(from + 1)} to ${formatNumber(to)}`)
    .join(', ');
  const more = maybeTwice.length > MAX_NAMED ? ' and more' : '';
  return [
    `Earlier runs of this upload had to send ${formatNumber(size(maybeTwice))} records again after an attempt without a response; the connector may have them twice: records ${ranges}${more}.`,
  ];
}
