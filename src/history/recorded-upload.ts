import type { ScenarioName } from '../check/scenarios.ts';

/** Source and target of an upload. Uploads with different sources or targets are not compared. */
export interface UploadPlace {
  /** Cloud and job ID; empty without a job ID, which `validate` allows. */
  readonly connector: string;
  /** Repository and path of the workflow file. */
  readonly workflow: string;
  /** `GITHUB_JOB`: the key of the job in the workflow file. */
  readonly job: string;
}

/** One upload in the history file: counts, never a cell. */
export interface RecordedUpload extends UploadPlace {
  /** When the run started; ISO 8601, UTC. */
  readonly at: string;
  /** `GITHUB_RUN_ID`; empty outside GitHub. */
  readonly runId: string;
  /** Some records were not accepted. The counts are still those of the whole export. */
  readonly isPartial: boolean;
  readonly records: number;
  readonly scenarios: Readonly<Partial<Record<ScenarioName, number>>>;
  /** Salted hash of the records as sent; null for so few records that they can be guessed from it. */
  readonly content: string | null;
  /** Start of the first of the consecutive uploads with this content. */
  readonly unchangedSince: string;
}

/** The numbers of the current run that are compared. */
export type UploadNumbers = Pick<RecordedUpload, 'records' | 'scenarios' | 'content' | 'runId'>;

/**
 * The earlier uploads that the current run is compared with, oldest first: those of the same connector, workflow and job
 * that share a scenario with it. An export without a scenario was empty, which counts as 0 of any scenario.
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
 * Whether the current run resumes or repeats this upload: the same content after a partial upload, or in a re-run of
 * the same workflow run.
 */
export function isSameUpload(upload: RecordedUpload, current: UploadNumbers): boolean {
  const isRepeat = upload.isPartial || (upload.runId !== '' && upload.runId === current.runId);
  return isRepeat && hasSameContent(upload, current);
}

/** Without hashes, the counts are compared. */
function hasSameContent(upload: RecordedUpload, current: UploadNumbers): boolean {
  const key = ({ content, records, scenarios }: Omit<UploadNumbers, 'runId'>): string =>
    JSON.stringify([content, records, Object.entries(scenarios).sort()]);
  return key(upload) === key(current);
}

/** The uploads before the current one, without the one that it repeats or resumes. */
export function earlierUploads(
  comparable: readonly RecordedUpload[],
  current: UploadNumbers,
): readonly RecordedUpload[] {
  const last = comparable.at(-1);
  return last !== undefined && isSameUpload(last, current) ? comparable.slice(0, -1) : comparable;
}
