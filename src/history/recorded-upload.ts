import type { ScenarioName } from '../check/scenarios.ts';

/** Where an upload came from and went to. Uploads of different places are not compared. */
export interface UploadPlace {
  /** Cloud and job ID; empty where no job ID is given, as `validate` allows. */
  readonly connector: string;
  /** Repository and path of the workflow file. */
  readonly workflow: string;
  /** `GITHUB_JOB`: the key of the job in the workflow file. */
  readonly job: string;
}

/** One upload, as the history file keeps it: counts, never a cell. */
export interface RecordedUpload extends UploadPlace {
  /** When the run started; ISO 8601, UTC. */
  readonly at: string;
  /** `GITHUB_RUN_ID`; empty outside GitHub. */
  readonly runId: string;
  /** A part of the records was not accepted. The counts are those of the whole export all the same. */
  readonly isPartial: boolean;
  readonly records: number;
  readonly scenarios: Readonly<Partial<Record<ScenarioName, number>>>;
  /** Salted hash of the records as sent; null for so few records that they can be guessed from it. */
  readonly content: string | null;
  /** When the first upload started of those that had this content without another in between. */
  readonly unchangedSince: string;
}

/** What is compared of the current run. */
export type UploadNumbers = Pick<RecordedUpload, 'records' | 'scenarios' | 'content' | 'runId'>;

/**
 * The earlier uploads that the current run can be compared with, oldest first: those of the same connector, workflow
 * and job that share a scenario with it. Where no scenario is known, the export was empty: that is 0 of any scenario.
 */
export function comparableUploads(
  uploads: readonly RecordedUpload[],
  place: UploadPlace,
  current: Pick<UploadNumbers, 'scenarios'>,
): RecordedUpload[] {
  const ofJob = uploads.filter(({ workflow, job }) => workflow === place.workflow && job === place.job);
  const connectors = new Set(ofJob.map(({ connector }) => connector));
  const isSameConnector = ({ connector }: RecordedUpload): boolean =>
    place.connector === '' ? connectors.size === 1 : connector === place.connector;
  return ofJob.filter((upload) => isSameConnector(upload) && sharesScenario(upload, current));
}

function sharesScenario(
  one: Pick<RecordedUpload, 'scenarios'>,
  other: Pick<RecordedUpload, 'scenarios'>,
): boolean {
  const [names, otherNames] = [Object.keys(one.scenarios), Object.keys(other.scenarios)];
  return names.length === 0 || otherNames.length === 0 || names.some((name) => otherNames.includes(name));
}

/**
 * The current run goes on with, or repeats, this upload: the same content after a partial upload, or in a re-run of the
 * same workflow run.
 */
export function isSameUpload(upload: RecordedUpload, current: UploadNumbers): boolean {
  const isRepeat = upload.isPartial || (upload.runId !== '' && upload.runId === current.runId);
  return isRepeat && hasSameContent(upload, current);
}

/** Without hashes the counts decide. */
function hasSameContent(upload: RecordedUpload, current: UploadNumbers): boolean {
  const key = ({ content, records, scenarios }: Omit<UploadNumbers, 'runId'>): string =>
    JSON.stringify([content, records, Object.entries(scenarios).sort()]);
  return key(upload) === key(current);
}

/** The uploads before the current one: without the one that it repeats or goes on with. */
export function earlierUploads(
  comparable: readonly RecordedUpload[],
  current: UploadNumbers,
): readonly RecordedUpload[] {
  const last = comparable.at(-1);
  return last !== undefined && isSameUpload(last, current) ? comparable.slice(0, -1) : comparable;
}
