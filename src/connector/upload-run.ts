import { setMaxListeners } from 'node:events';
import type { PlannedCall, UploadPlan } from '../csv/upload-plan.ts';
import { ActionError } from '../errors.ts';
import { BodyChangedError, explainNetworkError, NetworkError } from '../http/network-failures.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';

import type { Checkpoint, Remark } from './checkpoint/checkpoint.ts';
import { intersect, type RecordRange, size } from './checkpoint/record-ranges.ts';
import { type CallContext, type CallEnd, sendCall, tokenOrFailure } from './send-call.ts';
import { cutCall, evenRanges, recordsOf } from './splitting.ts';
import type { Tally } from './upload-events.ts';
import type { CallResult, UploadResult } from './upload-result.ts';
import type { UploadSettings } from './upload-settings.ts';

/** A call that waits, with what befell its records before it became this call. */
interface QueuedCall {
  readonly call: PlannedCall;
  /** Number for people; given when the call starts, kept by the first part of a call that is split. */
  readonly index?: number;
  readonly doubts: readonly string[];
}

/** The state of one upload: what waits, what has ended, and why it stopped. */
export class UploadRun {
  readonly #plan: UploadPlan;
  readonly #checkpoint: Checkpoint;
  readonly #settings: UploadSettings;
  readonly #context: CallContext;
  readonly #queue: QueuedCall[];
  readonly #results: CallResult[] = [];
  readonly #records: number;
  readonly #remarks: Remark[];
  #inFlight = 0;
  /** The checkpoint on the disk is of this run. */
  #isNoted = false;
  #callsDone = 0;
  #acceptedByPages = 0;
  #nextIndex = 1;
  #uploaded = 0;
  #resentInDoubt = 0;
  /** Largest call that the service has not yet found too large, in records. */
  #limit = Number.POSITIVE_INFINITY;
  #taking: Promise<unknown> = Promise.resolve();
  #failure: ActionError | undefined;
  readonly #stopping = new AbortController();

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
    // Every waiting call listens; Node.js would warn from the eleventh on.
    setMaxListeners(0, this.#stopping.signal);
    this.#context = { ...context, stopped: this.#stopping.signal };
    this.#queue = calls.map((call) => ({ call, doubts: [] }));
    this.#records = calls.reduce((sum, call) => sum + call.records, 0);
    this.#remarks = [...checkpoint.remarks];
  }

  async deliver(): Promise<void> {
    if (!(await this.#hasToken())) return;
    this.#context.report({ kind: 'started', tally: this.#tally() });
    const workers = Math.min(Math.max(1, this.#settings.concurrentCalls), this.#queue.length);
    await Promise.all(Array.from({ length: workers }, () => this.#work()));
    if (this.#isNoted) await this.#saveEnd();
    this.#remarkOnAnswers();
  }

  /** Before the checkpoint calls any record in doubt. An upload that has nothing left to send needs none. */
  async #hasToken(): Promise<boolean> {
    if (this.#queue.length === 0 || this.#stopped) return !this.#stopped;
    const signIn = await tokenOrFailure(this.#context);
    if ('failure' in signIn && signIn.failure !== undefined) this.stop(signIn.failure);
    return 'token' in signIn;
  }

  #remarkOnAnswers(): void {
    if (this.#acceptedByPages > 0) {
      this.#remarks.push({
        severity: 'warning',
        text: `${formatCount(this.#acceptedByPages, 'call')} counted as accepted although the answer was a web page, which the service does not write. A proxy or firewall may have answered in its place: compare \`RecordsSaved\` in the log of the connector.`,
      });
    }
    if (this.#limit < Number.POSITIVE_INFINITY) {
      this.#remarks.push({
        severity: 'notice',
        text: `The service refused larger calls as too large (413); at most ${formatNumber(this.#limit)} records went in one. Set \`records-per-call: ${this.#limit}\` to spare the refused attempts.`,
      });
    }
  }

  /** The first reason counts; those that follow come of it. */
  stop(failure: ActionError): void {
    this.#failure ??= failure;
    this.#stopping.abort();
  }

  get #stopped(): boolean {
    return this.#failure !== undefined || this.#context.cancelled.aborted;
  }

  async #work(): Promise<void> {
    for (;;) {
      const next = await this.#takeInTurn();
      if (next === undefined) return;
      const { queued, index } = next;
      const header = this.#plan.files[queued.call.file]!.header;
      const end = await sendCall(queued.call, header, index, this.#context).catch(
        (error: unknown): CallEnd => {
          // A defect of ours must not lose the account of what the other calls did.
          const failure = explainStop(error, this.#settings);
          return {
            ...NEVER_STARTED,
            outcome: 'failed',
            doubts: ['a defect of this action ended it'],
            failure,
          };
        },
      );
      this.#settle(queued, index, end);
    }
  }

  /** One worker after the other takes a call, so that calls start in order and the checkpoint is written once for each. */
  #takeInTurn(): Promise<{ queued: QueuedCall; index: number } | undefined> {
    const taken = this.#taking.then(async () => {
      const next = await this.#take();
      if (next === undefined && this.#isNoted && this.#inFlight > 0) await this.#noteEnded();
      return next;
    });
    this.#taking = taken;
    return taken;
  }

  async #take(): Promise<{ queued: QueuedCall; index: number } | undefined> {
    if (this.#stopped) return undefined;
    try {
      this.#cutToLimit();
      const queued = this.#queue.shift();
      // A call in flight may still come back too large; the worker that sent it takes its parts.
      if (queued === undefined) return undefined;
      if (!(await this.#noteStart(queued))) {
        this.#requeue(queued);
        return undefined;
      }
      this.#inFlight += 1;
      return { queued, index: queued.index ?? this.#nextIndex++ };
    } catch (error) {
      this.stop(explainStop(error, this.#settings));
      return undefined;
    }
  }

  /** No call follows that would write the checkpoint, and those in flight may take long: what has ended must not stay in doubt until then. */
  async #noteEnded(): Promise<void> {
    try {
      await this.#checkpoint.save();
    } catch {
      // The last word (`#saveEnd`) tells of it if it stays.
    }
  }

  /** Tells the checkpoint of a call that is about to start; false when it must not. */
  async #noteStart(queued: QueuedCall): Promise<boolean> {
    const records = recordsOf(queued.call);
    this.#checkpoint.noteStarted(records);
    try {
      await this.#checkpoint.save();
      this.#isNoted = true;
    } catch (error) {
      this.stop(explainStop(error, this.#settings));
    }
    if (this.#stopped) this.#noteNotStored(records, queued.doubts);
    return !this.#stopped;
  }

  #noteNotStored(records: RecordRange, doubts: readonly string[]): void {
    if (doubts.length === 0) this.#checkpoint.noteNotStored(records);
  }

  #cutToLimit(): void {
    const first = this.#queue[0];
    if (first === undefined || first.call.records <= this.#limit) return;
    const parts = cutCall(first.call, evenRanges(first.call, this.#limit));
    const { index, doubts } = first;
    this.#queue.splice(
      0,
      1,
      ...parts.map((call, i) =>
        i === 0 && index !== undefined ? { call, index, doubts } : { call, doubts },
      ),
    );
  }

  #settle(queued: QueuedCall, index: number, end: CallEnd): void {
    this.#inFlight -= 1;
    const { call } = queued;
    const doubts = [...queued.doubts, ...end.doubts];
    if (end.outcome === 'too-large') {
      this.#limit = Math.min(this.#limit, Math.ceil(call.records / 2));
      this.#context.report({ kind: 'split', index, records: call.records, limit: this.#limit });
      this.#noteNotStored(recordsOf(call), doubts);
      this.#requeue({ call, index, doubts });
      return;
    }
    this.#results.push(this.#describe(queued, index, { ...end, outcome: end.outcome }));
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

  /** Back to where it came from: before everything that follows it in the file. */
  #requeue(queued: QueuedCall): void {
    const place = this.#queue.findIndex(({ call }) => call.firstRecord > queued.call.firstRecord);
    this.#queue.splice(place === -1 ? this.#queue.length : place, 0, queued);
  }

  /** The last word to the checkpoint. A failure costs only exactness: the calls in flight last stay in doubt there. */
  async #saveEnd(): Promise<void> {
    try {
      await this.#checkpoint.save();
    } catch {
      this.#remarks.push({
        severity: 'warning',
        text: 'The checkpoint could not be written at the end. It still holds the calls that were in flight last as in doubt: a later run of the same content would send them again and name them.',
      });
    }
  }

  #describe(
    queued: QueuedCall,
    index: number,
    end: Omit<CallEnd, 'outcome'> & { outcome: CallResult['outcome'] },
  ): CallResult {
    const earlier = size(intersect([recordsOf(queued.call)], this.#checkpoint.inDoubtBefore));
    if (end.attempts > 0) this.#resentInDoubt += earlier;
    const reasons = [...queued.doubts, ...end.doubts];
    if (earlier > 0)
      reasons.unshift(
        `an earlier run ended while ${formatNumber(earlier)} of these records were on their way`,
      );
    return {
      call: queued.call,
      index,
      outcome: end.outcome,
      attempts: end.attempts,
      status: end.status,
      durationMs: end.durationMs,
      requestId: end.requestId,
      clientRequestId: end.clientRequestId,
      ambiguous: reasons.length > 0,
      ambiguousBecause: reasons.length === 0 ? '' : sentence(reasons, end.outcome === 'accepted'),
    };
  }

  #tally(): Tally {
    const calls = this.#results.length + this.#inFlight + this.#queue.length;
    return { callsDone: this.#callsDone, calls, recordsDone: this.#uploaded, records: this.#records };
  }

  /** Call once, at the end: calls that never started get their numbers here. */
  result(): UploadResult {
    const unsent = this.#queue.map((queued) =>
      this.#describe(queued, queued.index ?? this.#nextIndex++, NEVER_STARTED),
    );
    const calls = [...this.#results, ...unsent].sort((a, b) => a.call.firstRecord - b.call.firstRecord);
    const complete = calls.every(({ outcome }) => outcome === 'accepted') && this.#failure === undefined;
    const cancelled = this.#context.cancelled.aborted;
    return {
      calls,
      uploaded: this.#uploaded,
      resumed: size(this.#checkpoint.acceptedBefore),
      resentInDoubt: this.#resentInDoubt,
      maybeTwiceBefore: this.#checkpoint.maybeTwiceBefore,
      cancelled,
      failure: complete ? undefined : (this.#failure ?? this.#explainCancel()),
      remarks: this.#remarks,
    };
  }

  #explainCancel(): ActionError {
    return new ActionError({
      code: 'cancelled',
      what: `The run was cancelled after ${formatNumber(this.#uploaded)} of ${formatNumber(this.#records)} records.`,
      fix: [
        this.#settings.checkpoint === undefined
          ? 'Run the job again: it starts anew. With `checkpoint-path` it would go on where this run stopped.'
          : 'Run the job again with the same content: it goes on where this run stopped.',
      ],
    });
  }
}

/** A call of which nothing is known but that no attempt was made. */
const NEVER_STARTED = {
  outcome: 'not-sent',
  attempts: 0,
  status: null,
  durationMs: 0,
  requestId: null,
  clientRequestId: '',
  doubts: [],
  acceptedByPage: false,
  failure: undefined,
} as const satisfies CallEnd;

function sentence(reasons: readonly string[], accepted: boolean): string {
  const end = accepted
    ? 'sent again and accepted: the records may be stored twice'
    : 'whether the records were stored is not known';
  const text = `${reasons.join('; ')}; ${end}.`;
  return text[0]!.toUpperCase() + text.slice(1);
}

/** Why an upload stops: what is no `ActionError` is a file that changed, or a defect of ours. */
export function explainStop(error: unknown, settings: UploadSettings): ActionError {
  if (error instanceof ActionError) return error;
  const host = new URL(settings.ingestionUrl).host;
  if (error instanceof BodyChangedError) {
    return explainNetworkError(
      new NetworkError({ kind: 'body-changed', host, proxyHost: undefined, bodySent: false, cause: error }),
    );
  }
  return new ActionError(
    {
      code: 'internal-error',
      what: `The upload stopped because of a defect in this action (${error instanceof Error ? error.constructor.name : typeof error}).`,
      fix: ['Open an issue with the version of this action and of the runner.'],
    },
    { cause: error },
  );
}
