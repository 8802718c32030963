import type { FindUnusual, SentNumbers } from '../check/sent-numbers.ts';
import type { ActionError } from '../errors.ts';
import type { Warning } from '../vocabulary.ts';
import type { Comparison } from './usual-numbers.ts';

/** The comparison of this run with earlier uploads. Nothing is written before `remember`. */
export interface History {
  readonly warnings: readonly Warning[];
  readonly findUnusual: FindUnusual;
  /** @returns undefined without `history-path`. */
  compare(numbers: SentNumbers): Comparison | undefined;
  /**
   * Adds an upload to the file, unless no record was uploaded.
   * @param upload Undefined if there were no records to upload.
   * @returns Warnings: a successful upload does not fail because of its history.
   */
  remember(numbers: SentNumbers, upload: UploadedRecords | undefined): Promise<readonly Warning[]>;
}

/** The result of an upload; see `UploadResult`. */
export interface UploadedRecords {
  /** Records accepted in this run. */
  readonly uploaded: number;
  /** Records of this content that earlier runs had uploaded. */
  readonly resumed: number;
  readonly failure: ActionError | undefined;
}

/** The workflow run for the history. */
export interface HistorySurroundings {
  readonly startedAt: Date;
  readonly environment: NodeJS.ProcessEnv;
  readonly context: {
    readonly repository: string | undefined;
    readonly workflowPath: string;
    readonly runId: string | null;
  };
}
