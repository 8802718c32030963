import { SCENARIO_NAMES, type ScenarioName } from '../check/scenarios.ts';
import type { UnusualNumber } from '../check/sent-numbers.ts';
import type { HistoryBounds } from '../inputs/history-inputs.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import type { RecordedUpload, UploadNumbers } from './recorded-upload.ts';

/** With more uploads, the median would adapt too slowly to a permanent change. */
const MAX_UPLOADS_IN_MEDIAN = 7;
/** Comparing starts with the third upload. */
const MIN_EARLIER_UPLOADS = 2;
/** Small numbers vary by chance: five leavers after twelve are not a drop. */
const MIN_MEDIAN = 20;

const DAY_MS = 86_400_000;

/**
 * The unusual numbers of the current run.
 * @param earlier Comparable uploads, oldest first.
 * @param now Milliseconds since 1970.
 */
export function findUnusualNumbers(
  earlier: readonly RecordedUpload[],
  current: UploadNumbers,
  bounds: HistoryBounds,
  now: number,
): UnusualNumber[] {
  return [
    ...SCENARIO_NAMES.flatMap((scenario) => unusualCount(scenario, earlier, current, bounds)),
    ...unchangedContent(earlier.at(-1), current, bounds, now),
  ];
}

function unusualCount(
  scenario: ScenarioName,
  earlier: readonly RecordedUpload[],
  current: UploadNumbers,
  { maxDropPercent, maxRisePercent }: HistoryBounds,
): UnusualNumber[] {
  const counts = usualCounts(scenario, earlier, current);
  const usual = median(counts);
  if (usual === null || counts.length < MIN_EARLIER_UPLOADS || usual < MIN_MEDIAN) return [];
  const records = current.scenarios[scenario] ?? 0;
  const seen = `The scenario ${scenario} has ${formatCount(records, 'record')}; the median of its last ${counts.length} uploads is ${formatNumber(Math.round(usual))}.`;
  if (records * 100 < usual * (100 - maxDropPercent)) {
    const message = `${seen} \`max-drop-percent\` is ${maxDropPercent}.`;
    return [{ rule: 'fewer-records-than-usual', message }];
  }
  if (records * 100 > usual * (100 + maxRisePercent)) {
    const message = `${seen} \`max-rise-percent\` is ${maxRisePercent}.`;
    return [{ rule: 'more-records-than-usual', message }];
  }
  return [];
}

/** The counts of a scenario to compare the current run with; empty if there are too few. */
function usualCounts(
  scenario: ScenarioName,
  earlier: readonly RecordedUpload[],
  current: UploadNumbers,
): number[] {
  const has = ({ scenarios }: Pick<UploadNumbers, 'scenarios'>): boolean => scenario in scenarios;
  const isEmpty = ({ scenarios }: RecordedUpload): boolean => Object.keys(scenarios).length === 0;
  const recent = has(current)
    ? earlier.filter((upload) => has(upload) || isEmpty(upload)).slice(-MAX_UPLOADS_IN_MEDIAN)
    : earlier.slice(-MAX_UPLOADS_IN_MEDIAN);
  // A missing scenario is unusual only if it has never been missing before.
  const isExpected = has(current) || recent.every((upload) => has(upload) || isEmpty(upload));
  return isExpected ? recent.map(({ scenarios }) => scenarios[scenario] ?? 0) : [];
}

function unchangedContent(
  last: RecordedUpload | undefined,
  { content, records }: UploadNumbers,
  { maxUnchangedDays }: HistoryBounds,
  now: number,
): UnusualNumber[] {
  if (last === undefined || content === null || last.content !== content) return [];
  if (now - Date.parse(last.unchangedSince) < maxUnchangedDays * DAY_MS) return [];
  const since = last.unchangedSince.slice(0, 10);
  const message = `The ${formatCount(records, 'record')} are the same as in every upload since ${since}; \`max-unchanged-days\` is ${maxUnchangedDays}.`;
  return [{ rule: 'content-unchanged', message }];
}

/** The current run compared with the uploads before it. */
export interface Comparison {
  /** The last upload before this run; null if there is none. */
  readonly last: Pick<RecordedUpload, 'at' | 'records' | 'isPartial'> | null;
  /** Median records of at most 7 last uploads; null if there are none. */
  readonly median: number | null;
  /** Records of the last uploads before this run, oldest first. */
  readonly recent: readonly number[];
}

/** Uploads in the chart of the summary, including this run. */
const MAX_UPLOADS_DRAWN = 14;

/** @param earlier Comparable uploads, oldest first. */
export function compareWithEarlier(earlier: readonly RecordedUpload[]): Comparison {
  const records = earlier.map((upload) => upload.records);
  return {
    last: earlier.at(-1) ?? null,
    median: median(records.slice(-MAX_UPLOADS_IN_MEDIAN)),
    recent: records.slice(1 - MAX_UPLOADS_DRAWN),
  };
}

function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
