import { formatNumber } from '../text/numbers.ts';
import type { StartingCall } from './call-queue.ts';
import type { CallEnd } from './send-call.ts';
import type { CallResult } from './upload-result.ts';

/** The result of a call without an attempt. */
export const NEVER_STARTED = {
  outcome: 'not-sent',
  startedAt: null,
  attempts: 0,
  status: null,
  durationMs: 0,
  requestId: null,
  clientRequestId: '',
  doubts: [],
  acceptedByPage: false,
  failure: undefined,
} as const satisfies CallEnd;

/** The result of a call that failed with an internal error, which must not lose the results of the other calls. */
export function endedByInternalError(failure: CallEnd['failure']): CallEnd {
  return {
    ...NEVER_STARTED,
    outcome: 'failed',
    doubts: ['an internal error of this action ended it'],
    failure,
  };
}

/**
 * The final result of a call.
 * @param earlierInDoubt Number of its records that an earlier run had started to send without seeing the result.
 */
export function describeCall(
  { call, index, doubts }: StartingCall,
  end: CallEnd & { readonly outcome: CallResult['outcome'] },
  earlierInDoubt: number,
): CallResult {
  const reasons = [
    ...(earlierInDoubt > 0
      ? [`an earlier run ended while ${formatNumber(earlierInDoubt)} of these records were being sent`]
      : []),
    ...doubts,
    ...end.doubts,
  ];
  const { outcome, startedAt, attempts, status, durationMs, requestId, clientRequestId } = end;
  return {
    call,
    index,
    outcome,
    startedAt: startedAt === null ? null : new Date(startedAt),
    attempts,
    status,
    durationMs,
    requestId,
    clientRequestId,
    ambiguous: reasons.length > 0,
    ambiguousBecause: reasons.length === 0 ? '' : sentence(reasons, outcome === 'accepted'),
  };
}

function sentence(reasons: readonly string[], isAccepted: boolean): string {
  const end = isAccepted
    ? 'sent again and accepted: the records may be stored twice'
    : 'whether the records were stored is not known';
  const text = `${reasons.join('; ')}; ${end}.`;
  return text[0]!.toUpperCase() + text.slice(1);
}
