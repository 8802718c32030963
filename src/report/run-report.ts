import type { CheckResult } from '../check/check-result.ts';
import type { Suggestion } from '../check/suggest/suggestion.ts';
import type { CloudName } from '../clouds.ts';
import type { UploadResult } from '../connector/upload-result.ts';
import type { SignInMethod } from '../entra/token.ts';
import type { ActionError } from '../errors.ts';
import type { Comparison } from '../history/usual-numbers.ts';
import type { Mode, RunStatus, Visibility, Warning } from '../vocabulary.ts';
import type { UsersReport } from './user-numbers.ts';

/** Everything that is known at the end of a run, whether it came to its end or failed at its first step. */
export interface RunReport {
  /** Version of this action. */
  readonly version: string;
  /** Address of the documentation of this version; see `doc-links.ts`. */
  readonly docsUrl: string;
  readonly mode: Mode;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** The workflow run; null where it is not known (outside GitHub). */
  readonly run: {
    readonly id: string | null;
    readonly attempt: number | null;
    readonly url: string | null;
    /** `owner/name`. */
    readonly repository: string | null;
    /** The workflow's name. */
    readonly workflow: string | null;
    /** What started it, such as `schedule`. */
    readonly event: string | null;
    /** The account that started it. */
    readonly actor: string | null;
    /** The commit that it ran on. */
    readonly sha: string | null;
  };
  /** The folder in RUNNER_TEMP: files below it are named from there in the receipt. */
  readonly runnerTemp: string;
  /** Where files that are committed can be read on GitHub, by their name for people. */
  readonly committedUrls: Readonly<Record<string, string>>;
  /** The input `checkpoint-path` is set. */
  readonly hasCheckpoint: boolean;
  /** As far as the inputs gave it, and only what was found to be valid: an input may hold a secret by mistake. */
  readonly connector: {
    readonly cloud?: CloudName;
    readonly tenantId?: string;
    readonly clientId?: string;
    readonly jobId?: string;
    readonly ingestionUrl?: string;
  };
  /** How the action signed in, once it had a token. */
  readonly signIn?: SignInMethod;
  /** The same for people, such as the kind of federation. */
  readonly signInWay?: string;
  /** When the certificate that signed in ends. */
  readonly certificateEnd?: Date;
  /** Who can read the repository, if the guard looked. */
  readonly visibility?: Visibility;
  /** With `resolve-users`, once the users were looked up. */
  readonly users?: UsersReport;
  readonly check?: CheckResult;
  /** After a check that failed on the form of a file. */
  readonly suggestion?: Suggestion;
  /** With `history-path`, once the files were checked. */
  readonly comparison?: Comparison;
  readonly upload?: UploadResult;
  /** Why the run failed; undefined when it did not. */
  readonly failure?: ActionError;
  readonly warnings: readonly Warning[];
  /** Files that were written, by absolute path. */
  readonly outputs: {
    readonly receiptPath?: string;
    readonly findingsPath?: string;
    readonly invalidRowsPath?: string;
    readonly summaryPath?: string;
  };
}

/** The numbers that outputs, receipt, summary and log agree on; where a file was not read to its end, those up to there. */
export interface RecordCounts {
  readonly records: number;
  readonly valid: number;
  readonly invalid: number;
  /** Records of this content that the connector accepted, those of earlier runs that were resumed included. */
  readonly uploaded: number;
  /** Records of calls that no answer settled: they may or may not have arrived. */
  readonly inDoubt: number;
  /** Records that were to be sent and for which the connector gave no acceptance, those in doubt included. */
  readonly notAccepted: number;
  /** Calls that were accepted in this run. */
  readonly acceptedCalls: number;
}

/** Adds up what a run did. */
export function countRecords(report: Pick<RunReport, 'check' | 'upload'>): RecordCounts {
  const { check, upload } = report;
  const calls = upload?.calls ?? [];
  const sum = (chosen: typeof calls): number => chosen.reduce((total, call) => total + call.call.records, 0);
  const uploaded = (upload?.uploaded ?? 0) + (upload?.resumed ?? 0);
  return {
    records: check?.records ?? 0,
    valid: check?.validRecords ?? 0,
    invalid: check?.invalidRecords ?? 0,
    uploaded,
    inDoubt: sum(calls.filter((call) => call.ambiguous && call.outcome !== 'accepted')),
    notAccepted: upload === undefined ? 0 : Math.max(0, (check?.plan?.records ?? uploaded) - uploaded),
    acceptedCalls: calls.filter((call) => call.outcome === 'accepted').length,
  };
}
