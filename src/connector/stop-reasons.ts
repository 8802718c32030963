import { ActionError } from '../errors.ts';
import { BodyChangedError } from '../http/network-failures.ts';
import { formatNumber } from '../text/numbers.ts';

/** Progress of an upload, in records. */
export interface Progress {
  /** Accepted in this run. */
  readonly uploaded: number;
  /** Accepted in earlier runs (checkpoint). */
  readonly resumed: number;
  /** Of the whole content. */
  readonly records: number;
  readonly hasCheckpoint: boolean;
}

/** The failure for an error: an `ActionError`, a file that changed, or an internal error. */
export function explainStop(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  if (error instanceof BodyChangedError) return FILE_CHANGED;
  return new ActionError(
    {
      code: 'internal-error',
      what: `The upload stopped because of an internal error (${error instanceof Error ? error.constructor.name : typeof error}).`,
      fix: ['Open an issue with the version of this action and of the runner.'],
    },
    { cause: error },
  );
}

/** A file changed after the check. {@link explainEnd} adds how much had been sent. */
export const FILE_CHANGED = new ActionError({
  code: 'file-changed',
  what: 'The file changed between the check and the upload.',
  fix: ['Let the step that writes the file finish before this one starts, then run the job again.'],
});

/** The failure of an upload, with its progress where that matters. @param failure undefined if cancelled. */
export function explainEnd(failure: ActionError | undefined, progress: Progress): ActionError {
  if (failure === undefined) return cancelled(progress);
  return failure.code === 'file-changed' ? fileChanged(failure, progress) : failure;
}

function fileChanged(cause: ActionError, { uploaded, resumed, records }: Progress): ActionError {
  const done = uploaded + resumed;
  const what =
    done === 0
      ? 'The file changed between the check and the upload. No record was accepted.'
      : `The file changed between the check and the upload, after ${formatNumber(done)} of its ${formatNumber(records)} records were accepted.`;
  return new ActionError(
    {
      code: 'file-changed',
      what,
      means: 'Only checked records have been sent: no call started after the change was detected.',
      fix: [
        ...cause.fix,
        ...(done === 0
          ? []
          : ['The next run sends the whole changed file, so the connector gets these records twice.']),
      ],
    },
    { cause },
  );
}

function cancelled({ uploaded, resumed, records, hasCheckpoint }: Progress): ActionError {
  return new ActionError({
    code: 'cancelled',
    what: `The run was cancelled after ${formatNumber(uploaded + resumed)} of ${formatNumber(records)} records.`,
    fix: [
      hasCheckpoint
        ? 'Run the job again with the same content: it resumes where this run stopped.'
        : 'Run the job again: it starts from the beginning. With `checkpoint-path` it would resume where this run stopped.',
    ],
  });
}
