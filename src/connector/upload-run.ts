import type { PlannedCall, UploadPlan } from '../csv/upload-plan.ts';
import type { ActionError } from '../errors.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { CallQueue, type QueuedCall, type StartingCall } from './call-queue.ts';
import { describeCall, endedByInternalError, NEVER_STARTED } from './call-results.ts';
import { FileWatch } from './changed-files.ts';
import type { Remark } from './checkpoint/belief.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { intersect, type RecordRange, size } from './checkpoint/record-ranges.ts';
import { type CallContext, type CallEnd, sendCall, tokenOrFailure } from './send-call.ts';
import { recordsOf } from './splitting.ts';
import { explainEnd, explainStop, FILE_CHANGED } from './stop-reasons.ts';
import type { Tally } from './upload-events.ts';
import type { CallResult, UploadResult } from './upload-result.ts';
import type { UploadSettings } from './upload-settings.ts';

/** One upload: workers take calls, the checkpoint records each before and after, and the first failure stops the rest. */
export class UploadRun {
  readonly #plan: UploadPlan;
  readonly #checkpoint: Checkpoint;
  readonly #settings: UploadSettings;
  readonly #context: CallContext;
  readonly #queue: CallQueue;
  readonly #files: FileWatch;
  readonly #results: CallResult[] = [];
  readonly #records: number;
  readonly #remarks: Remark[];
  readonly #stopping = new AbortController();
  #inFlight = 0;
  #callsDone = 0;
  #uploaded = 0;
  #acceptedByPages = 0;
  /** This run has written the checkpoint. */
  #isNoted = false;
  #taking: Promise<unknown> = Promise.resolve();
  #failure: ActionError | undefined;

  constructor(
    plan: UploadPlan,
    calls: readonly PlannedCall[],
    checkpoint: Checkpoint,
    settings: UploadSettings,
    context: Omit<CallContext, 'stopped'>,
  ) {
    this.#plan = plan;
    this.#checkpoint = checkpoint;
    this.#settings = settings;
    this.#context = { ...context, stopped: this.#stopping.signal };
    this.#queue = new CallQueue(calls);
    this.#files = new FileWatch(plan.files);
    this.#records = calls.reduce((sum, call) => sum + call.records, 0);
    this.#remarks = [...checkpoint.remarks];
  }

  async deliver(): Promise<void> {
    if (this.#queue.size === 0 || !(await this.#isReady())) return;
    this.#context.report({ kind: 'started', tally: this.#tally() });
    const workers = Math.min(Math.max(1, this.#settings.concurrentCalls), this.#queue.size);
    await Promise.all(Array.from({ length: workers }, () => this.#work()));
    if (this.#isNoted) await this.#saveEnd();
    await this.#remarkOnFiles();
    this.#remarkOnAnswers();
  }

  /** Gets a token before the checkpoint marks any record as in doubt. */
  async #isReady(): Promise<boolean> {
    if (this.#isStopped) return false;
    if ((await this.#files.findChanged(this.#context.cancelled)) !== undefined) this.stop(FILE_CHANGED);
    if (this.#isStopped) return false;
    const signIn = await tokenOrFailure(this.#context);
    if ('failure' in signIn && signIn.failure !== undefined) this.stop(signIn.failure);
    return 'token' in signIn;
  }

  /** Only the first reason counts; later ones are its consequences. */
  stop(failure: ActionError): void {
    this.#failure ??= failure;
    this.#stopping.abort();
  }

  get #isStopped(): boolean {
    return this.#failure !== undefined || this.#context.cancelled.aborted;
  }

  async #work(): Promise<void> {
    for (
      let starting = await this.#takeInTurn();
      starting !== undefined;
      starting = await this.#takeInTurn()
    ) {
      const { call, index } = starting;
      const header = this.#plan.files[call.file]!.header;
      const end = await sendCall(call, header, index, this.#context).catch((error: unknown) =>
        endedByInternalError(explainStop(error)),
      );
      this.#settle(starting, end);
    }
  }

  /** Workers take calls one after another, so that calls start in order and the checkpoint is written once for each. */
  #takeInTurn(): Promise<StartingCall | undefined> {
    const taken = this.#taking.then(async () => {
      const next = await this.#take();
      // No later call writes the checkpoint, and calls in flight may take long: finished calls must not stay in doubt
      // until then. If that fails, `#saveEnd` tries again and reports it.
      if (next === undefined && this.#inFlight > 0) {
        await this.#checkpoint.save().catch(() => undefined);
      }
      return next;
    });
    this.#taking = taken;
    return taken;
  }

  /** A call in flight may still be refused as too large; the worker that sent it then takes its parts. */
  async #take(): Promise<StartingCall | undefined> {
    if (this.#isStopped) return undefined;
    try {
      const queued = this.#queue.take();
      if (queued === undefined) return undefined;
      // Counted while it is saved, so that the total of calls in the log does not change meanwhile.
      this.#inFlight += 1;
      let starts = false;
      try {
        starts = await this.#mayStart(queued);
      } finally {
        if (!starts) {
          this.#inFlight -= 1;
          this.#queue.putBack(queued);
        }
      }
      if (!starts) return undefined;
      return this.#queue.number(queued);
    } catch (error) {
      this.stop(explainStop(error));
      return undefined;
    }
  }

  /** Whether the file is unchanged; if so, the checkpoint records the call before it starts. */
  async #mayStart({ call, doubts }: QueuedCall): Promise<boolean> {
    if (await this.#files.isChanged(call.file, this.#context.cancelled)) this.stop(FILE_CHANGED);
    if (this.#isStopped) return false;
    const records = recordsOf(call);
    this.#checkpoint.noteStarted(records);
    try {
      await this.#checkpoint.save();
      this.#isNoted = true;
    } catch (error) {
      this.stop(explainStop(error));
    }
    if (this.#isStopped) this.#noteNotStored(records, doubts);
    return !this.#isStopped;
  }

  #noteNotStored(records: RecordRange, doubts: readonly string[]): void {
    if (doubts.length === 0) this.#checkpoint.noteNotStored(records);
  }

  #settle(starting: StartingCall, end: CallEnd): void {
    this.#inFlight -= 1;
    const { call, index } = starting;
    const doubts = [...starting.doubts, ...end.doubts];
    if (end.outcome === 'too-large') {
      this.#noteNotStored(recordsOf(call), doubts);
      this.#queue.halve({ call, index, doubts });
      const { limit } = this.#queue;
      this.#context.report({ kind: 'split', index, records: call.records, limit });
      return;
    }
    this.#results.push(this.#describe(starting, { ...end, outcome: end.outcome }));
    if (end.outcome === 'accepted') {
      this.#uploaded += call.records;
      this.#callsDone += 1;
      if (end.acceptedByPage) this.#acceptedByPages += 1;
      this.#checkpoint.noteAccepted(recordsOf(call), doubts.length > 0);
      this.#context.report({ kind: 'call-accepted', index, tally: this.#tally() });
    } else {
      this.#noteNotStored(recordsOf(call), doubts);
    }
    if (end.failure !== undefined) this.stop(end.failure);
  }

  #describe(starting: StartingCall, end: CallEnd & { outcome: CallResult['outcome'] }): CallResult {
    return describeCall(starting, end, this.#inDoubtBefore(starting.call));
  }

  /** Records of a call that an earlier run had started to send without seeing the result. */
  #inDoubtBefore(call: PlannedCall): number {
    return size(intersect([recordsOf(call)], this.#checkpoint.inDoubtBefore));
  }

  /** The last write to the checkpoint. If it fails, the last calls in flight stay in doubt there. */
  async #saveEnd(): Promise<void> {
    try {
      await this.#checkpoint.save();
    } catch {
      this.#remarks.push({
        severity: 'warning',
        text: 'The checkpoint could not be written at the end, so the last calls in flight are still in doubt there: a later run of the same content would send them again and name them.',
      });
    }
  }

  /** A file that changed after everything was accepted is only a warning: a failed run would be repeated and send everything twice. */
  async #remarkOnFiles(): Promise<void> {
    if (this.#isStopped) return;
    if ((await this.#files.findChanged(this.#context.cancelled)) === undefined) return;
    this.#remarks.push({
      severity: 'warning',
      text: 'The file changed after the check. All checked records were uploaded; the changes were not. The next run uploads the file as it is then.',
    });
  }

  #remarkOnAnswers(): void {
    if (this.#acceptedByPages > 0) {
      this.#remarks.push({
        severity: 'warning',
        text: `${formatCount(this.#acceptedByPages, 'call')} counted as accepted although the response was a web page, which the service does not send. A proxy or firewall may have responded instead: compare \`RecordsSaved\` in the log of the connector.`,
      });
    }
    const { limit } = this.#queue;
    if (limit < Number.POSITIVE_INFINITY) {
      this.#remarks.push({
        severity: 'notice',
        text: `The service refused larger calls as too large (413); at most ${formatNumber(limit)} records were sent in one call. Set \`records-per-call: ${limit}\` to avoid the refused attempts.`,
      });
    }
  }

  #tally(): Tally {
    const calls = this.#results.length + this.#inFlight + this.#queue.size;
    return { callsDone: this.#callsDone, calls, recordsDone: this.#uploaded, records: this.#records };
  }

  /** Call once, at the end: it numbers the calls that never started. */
  result(): UploadResult {
    const unsent = this.#queue
      .drain()
      .map((queued) => this.#describe(this.#queue.number(queued), NEVER_STARTED));
    const calls = [...this.#results, ...unsent].sort((a, b) => a.call.firstRecord - b.call.firstRecord);
    const isComplete = calls.every(({ outcome }) => outcome === 'accepted') && this.#failure === undefined;
    const { acceptedBefore, runsBefore, maybeTwiceBefore } = this.#checkpoint;
    const progress = {
      uploaded: this.#uploaded,
      resumed: size(acceptedBefore),
      records: this.#plan.records,
      hasCheckpoint: this.#settings.checkpoint !== undefined,
    };
    return {
      calls,
      uploaded: progress.uploaded,
      resumed: progress.resumed,
      resumedRuns: runsBefore.map(({ id, attempt, url, accepted }) => ({
        id,
        attempt,
        url,
        records: size(accepted),
      })),
      resentInDoubt: calls
        .filter(({ attempts }) => attempts > 0)
        .reduce((sum, { call }) => sum + this.#inDoubtBefore(call), 0),
      maybeTwiceBefore,
      cancelled: this.#context.cancelled.aborted,
      failure: isComplete ? undefined : explainEnd(this.#failure, progress),
      remarks: this.#remarks,
    };
  }
}
