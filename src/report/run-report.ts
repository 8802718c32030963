import type { CheckResult } from '../check/check-result.ts';
import type { Suggestion } from '../check/suggest/suggestion.ts';
import type { CloudName } from '../clouds.ts';
import type { UploadResult } from '../connector/upload-result.ts';
import type { SignInMethod } from '../entra/token.ts';
import type { ActionError } from '../errors.ts';
import type { Comparison } from '../history/usual-numbers.ts';
import type { Mode, RunStatus, Visibility, Warning } from '../vocabulary.ts';
import type { UsersReport } from './user-numbers.ts';

/** Everything that is known at the end of a run, even if it failed at its first step. */
export interface RunReport {
  /** Version of this action. */
  readonly version: string;
  /** URL of the documentation of this version; see `doc-links.ts`. */
  readonly docsUrl: string;
  readonly mode: Mode;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** The workflow run; null if unknown (outside GitHub). */
  readonly run: {
    readonly id: string | null;
    readonly attempt: number | null;
    readonly url: string | null;
    /** `owner/name`. */
    readonly repository: string | null;
    /** The workflow's name. */
    readonly workflow: string | null;
    /** The event, such as `schedule`. */
    readonly event: string | null;
    /** The account that started it. */
    readonly actor: string | null;
    /** The commit that it ran on. */
    readonly sha: string | null;
  };
  /** RUNNER_TEMP: paths in the receipt are relative to it for files in it. */
  readonly runnerTemp: string;
  /** URLs of committed files on GitHub, by their name in messages. */
  readonly committedUrls: Readonly<Record<string, string>>;
  /** The input `checkpoint-path` is set. */
  readonly hasCheckpoint: boolean;
  /** The valid inputs about the connector: an invalid one may contain a secret by mistake. */
  readonly connector: {
    readonly cloud?: CloudName;
    readonly tenantId?: string;
    readonly clientId?: string;
    readonly jobId?: string;
    readonly ingestionUrl?: string;
  };
  /** How the action signed in; undefined without a token. */
  readonly signIn?: SignInMethod;
  /** The sign-in method for people, such as the kind of federation. */
  readonly signInWay?: string;
  /** When the certificate that signed in expires. */
  readonly certificateEnd?: Date;
  /** Visibility of the repository; undefined if the guard did not run. */
  readonly visibility?: Visibility;
  /** Only with `resolve-users`. */
  readonly users?: UsersReport;
  readonly check?: CheckResult;
  /** After a check that failed on the form of a file. */
  readonly suggestion?: Suggestion;
  /** With `history-path`, once the files were checked. */
  readonly comparison?: Comparison;
  readonly upload?: UploadResult;
  /** Why the run failed; undefined if it succeeded. */
  readonly failure?: ActionError;
  readonly warnings: readonly Warning[];
  /** Absolute paths of the files that were written. */
  readonly outputs: {
    readonly receiptPath?: string;
    readonly findingsPath?: string;
    readonly invalidRowsPath?: string;
    readonly summaryPath?: string;
  };
}

/** The numbers in outputs, receipt, summary and log; if a file was not read to its end, those up to that point. */
export interface RecordCounts {
  readonly records: number;
  readonly valid: number;
  readonly invalid: number;
  /** Records of this content that the connector accepted, including those of resumed runs. */
  readonly uploaded: number;
  /** Records of calls without a decisive response: they may or may not have arrived. */
  readonly inDoubt: number;
  /** Records to send that the connector did not accept, including those in doubt. */
  readonly notAccepted: number;
  /** Calls accepted in this run. */
  readonly acceptedCalls: number;
}

/** Adds up the records and calls of a run. */
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
