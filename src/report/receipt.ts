import { isAbsolute, relative, sep } from 'node:path';
import type { CallResult, UploadResult } from '../connector/upload-result.ts';
import type { PlannedFile } from '../csv/upload-plan.ts';
import { writePrivateFile } from '../files/private-file.ts';
import { printable } from '../text/printable.ts';
import { MIN_HASHED_RECORDS, type RunStatus } from '../vocabulary.ts';

import { countRecords, type RunReport } from './run-report.ts';

/** Version of the receipt's format, which changes when the meaning of a key changes; see `schema/receipt.schema.json`. */
export const RECEIPT_VERSION = 1;

/** A file of the input. */
export interface ReceiptFile {
  /** Relative to its base, with `/`. */
  readonly path: string;
  readonly base: FileBase;
  readonly bytes: number;
  readonly sha256: string;
  readonly records: number;
  readonly invalidRecords: number;
  readonly scenarios: Readonly<Record<string, number>>;
}

/** What the path is relative to: the workspace, RUNNER_TEMP, or nothing. */
export type FileBase = 'workspace' | 'runner-temp' | 'absolute';

/**
 * The outcome of a call. `refused`: no attempt can have stored the records; `unknown`: an attempt may have stored them
 * although no response confirmed it; `not-sent`: no attempt was made in this run.
 */
export type ReceiptOutcome = 'accepted' | 'refused' | 'unknown' | 'not-sent';

/** Consecutive records of one file, counted from 1 among the records of that file that were to be sent. */
export interface ReceiptRange {
  readonly file: string;
  readonly firstRecord: number;
  readonly records: number;
}

/** A call, sent or not. */
export interface ReceiptCall extends ReceiptRange {
  readonly index: number;
  readonly sha256: string | null;
  readonly outcome: ReceiptOutcome;
  readonly startedAt: string | null;
  readonly attempts: number;
  readonly status: number | null;
  readonly durationMs: number;
  readonly requestId: string | null;
  readonly clientRequestId: string;
}

/**
 * What was sent with which result, for an auditor who compares it with `RecordsSaved`. The keys are a public contract. It
 * is confidential, because the content of a very small file can be guessed from its hash.
 */
export interface Receipt {
  readonly version: typeof RECEIPT_VERSION;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly action: { readonly version: string };
  readonly run: RunReport['run'];
  readonly connector: {
    readonly cloud: string | null;
    readonly tenantId: string | null;
    readonly clientId: string | null;
    readonly jobId: string | null;
    readonly ingestionUrl: string | null;
  };
  readonly signIn: 'certificate' | 'federated' | 'secret' | null;
  readonly files: readonly ReceiptFile[];
  readonly calls: readonly ReceiptCall[];
  readonly ambiguousCalls: readonly number[];
  readonly resumed: {
    readonly records: number;
    /** The runs that had uploaded them, according to the checkpoint. */
    readonly runs: readonly {
      readonly id: string | null;
      readonly url: string | null;
      readonly records: number;
    }[];
    /** Records whose upload by an earlier run was in doubt and which this run sent again; omitted if there are none. */
    readonly resentInDoubt?: number;
    /** Part of `records` that may be stored twice, because an earlier attempt may have arrived too; omitted if there are none. */
    readonly maybeTwice?: readonly ReceiptRange[];
  };
  readonly totals: {
    readonly records: number | null;
    readonly valid: number | null;
    readonly invalid: number | null;
    /** Records of this content, in this run and those that it resumed. */
    readonly uploaded: number;
    /** Records in this run: the sum over all receipts equals the sum of `RecordsSaved`. */
    readonly sent: number;
  };
  /** The last upload before this run; only with `history-path`. */
  readonly comparison?: {
    /** Start of its run; null, like the others, if there is nothing to compare with yet. */
    readonly since: string | null;
    readonly records: number | null;
    /** Median records of at most 7 last uploads before this run. */
    readonly median: number | null;
  };
  /** Why each call of `ambiguousCalls` is in doubt; omitted if there are none. */
  readonly ambiguous?: readonly { readonly call: number; readonly because: string }[];
  /** Remarks about the checkpoint and split calls; omitted if there are none. */
  readonly remarks?: readonly string[];
}

/** The receipt of a run, complete or not. Unknown values are null. */
export function buildReceipt(report: RunReport): Receipt {
  const { check, upload, connector } = report;
  const counts = countRecords(report);
  const isCounted = check?.files.every(({ isComplete }) => isComplete) ?? false;
  const planned = (check?.plan?.files ?? []).map((file) => ({
    name: placeOf(file.name, report.runnerTemp).path,
    records: file.records,
  }));
  const place = placeIn(planned);
  const calls = upload?.calls ?? [];
  return {
    version: RECEIPT_VERSION,
    status: report.status,
    startedAt: report.startedAt.toISOString(),
    finishedAt: report.finishedAt.toISOString(),
    action: { version: report.version },
    run: workflowRun(report.run),
    connector: {
      cloud: connector.cloud ?? null,
      tenantId: connector.tenantId ?? null,
      clientId: connector.clientId ?? null,
      jobId: connector.jobId ?? null,
      ingestionUrl: connector.ingestionUrl ?? null,
    },
    signIn: report.signIn ?? null,
    files: (check?.files ?? []).map((file) => ({
      ...placeOf(file.name, report.runnerTemp),
      bytes: file.bytes,
      sha256: file.sha256,
      records: file.records,
      invalidRecords: file.invalidRecords,
      scenarios: Object.fromEntries(file.scenarios),
    })),
    calls: calls.map((call) => receiptCall(call, place)),
    ambiguousCalls: calls.filter((call) => call.ambiguous).map((call) => call.index),
    resumed: resumed(upload, planned),
    totals: {
      records: isCounted ? counts.records : null,
      valid: isCounted ? counts.valid : null,
      invalid: isCounted ? counts.invalid : null,
      uploaded: counts.uploaded,
      sent: upload?.uploaded ?? 0,
    },
    ...earlierUpload(report),
    ...doubts(upload),
  };
}

function earlierUpload({ comparison }: RunReport): Pick<Receipt, 'comparison'> {
  if (comparison === undefined) return {};
  const { last, median } = comparison;
  return { comparison: { since: last?.at ?? null, records: last?.records ?? null, median } };
}

/** Values from the runner and GitHub, made printable because they are untrusted. */
function workflowRun(run: RunReport['run']): RunReport['run'] {
  const shown = (text: string | null): string | null => (text === null ? null : printable(text));
  return {
    id: shown(run.id),
    attempt: run.attempt,
    url: shown(run.url),
    repository: shown(run.repository),
    workflow: shown(run.workflow),
    event: shown(run.event),
    actor: shown(run.actor),
    sha: shown(run.sha),
  };
}

/** @param name Relative to the workspace, or absolute for a file outside it. */
function placeOf(name: string, runnerTemp: string): Pick<ReceiptFile, 'path' | 'base'> {
  if (!isAbsolute(name)) return { path: printable(name), base: 'workspace' };
  const below = relative(runnerTemp, name).split(sep).join('/');
  const isBelow = below !== '' && !below.startsWith('../') && !isAbsolute(below);
  return isBelow
    ? { path: printable(below), base: 'runner-temp' }
    : { path: printable(name), base: 'absolute' };
}

/** What earlier runs had uploaded of the same content. */
function resumed(upload: UploadResult | undefined, files: readonly NamedFile[]): Receipt['resumed'] {
  const twice = (upload?.maybeTwiceBefore ?? []).flatMap(([from, to]) => rangesIn(files, from, to));
  return {
    records: upload?.resumed ?? 0,
    runs: resumedRuns(upload?.resumedRuns ?? []),
    ...(upload !== undefined && upload.resentInDoubt > 0 ? { resentInDoubt: upload.resentInDoubt } : {}),
    ...(twice.length > 0 ? { maybeTwice: twice } : {}),
  };
}

/** Merges the attempts of a run, which have the same ID and URL. */
export function resumedRuns(runs: UploadResult['resumedRuns']): Receipt['resumed']['runs'] {
  const byId = new Map<string, { id: string | null; url: string | null; records: number }>();
  for (const { id, url, records } of runs) {
    const before = byId.get(id);
    byId.set(id, { id: id === '' ? null : id, url, records: records + (before?.records ?? 0) });
  }
  return [...byId.values()];
}

/** A file and the number of its records that were to be sent. */
type NamedFile = Pick<PlannedFile, 'name' | 'records'>;

/** The records `[from, to)`, counted from 0 over all files, as ranges within each file. */
function rangesIn(files: readonly NamedFile[], from: number, to: number): ReceiptRange[] {
  const ranges: ReceiptRange[] = [];
  let before = 0;
  for (const file of files) {
    const first = Math.max(from, before);
    const end = Math.min(to, before + file.records);
    if (first < end) {
      ranges.push({ file: printable(file.name), firstRecord: first - before + 1, records: end - first });
    }
    before += file.records;
  }
  return ranges;
}

/** The optional keys. */
function doubts(upload: UploadResult | undefined): Pick<Receipt, 'ambiguous' | 'remarks'> {
  const ambiguous = (upload?.calls ?? [])
    .filter((call) => call.ambiguous)
    .map((call) => ({ call: call.index, because: printable(call.ambiguousBecause) }));
  const remarks = (upload?.remarks ?? []).map((remark) => printable(remark.text));
  return {
    ...(ambiguous.length > 0 ? { ambiguous } : {}),
    ...(remarks.length > 0 ? { remarks } : {}),
  };
}

/** Finds the records of a call in their own file. */
type Place = (result: CallResult) => ReceiptRange;

/** Position of a call's records in their own file. The plan counts from 0 over all files, the receipt from 1. */
export function placeIn(files: readonly NamedFile[]): Place {
  const recordsBefore: number[] = [];
  let before = 0;
  for (const file of files) {
    recordsBefore.push(before);
    before += file.records;
  }
  return ({ call }) => ({
    file: printable(files[call.file]?.name ?? ''),
    firstRecord: call.firstRecord - (recordsBefore[call.file] ?? 0) + 1,
    records: call.records,
  });
}

function receiptCall(result: CallResult, place: Place): ReceiptCall {
  return {
    index: result.index,
    ...place(result),
    sha256: result.call.records < MIN_HASHED_RECORDS ? null : result.call.sha256,
    outcome: outcomeOf(result),
    startedAt: result.startedAt?.toISOString() ?? null,
    attempts: result.attempts,
    status: result.status,
    durationMs: Math.round(result.durationMs),
    requestId: result.requestId === null ? null : printable(result.requestId),
    clientRequestId: result.clientRequestId,
  };
}

function outcomeOf({ outcome, attempts, ambiguous }: CallResult): ReceiptOutcome {
  if (outcome === 'accepted') return 'accepted';
  if (attempts === 0) return 'not-sent';
  return ambiguous ? 'unknown' : 'refused';
}

/** Writes the receipt. @throws the error of the file system. */
export async function writeReceipt(path: string, receipt: Receipt): Promise<void> {
  await writePrivateFile(path, `${JSON.stringify(receipt, null, 2)}\n`);
}
