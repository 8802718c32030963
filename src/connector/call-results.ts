import { formatNumber } from '../text/numbers.ts';
import type { StartingCall } from './call-queue.ts';
import type { CallEnd } from './send-call.ts';
import type { CallResult } from './upload-result.ts';

/** A call of which nothing is known but that no attempt was made. */
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

/** A call that an internal error ended: that must not lose the account of what the other calls did. */
export function endedByInternalError(failure: CallEnd['failure']): CallEnd {
  return {
    ...NEVER_STARTED,
    outcome: 'failed',
    doubts: ['an internal error of this action ended it'],
    failure,
  };
}

/**
 * What is known of a call in the end.
 * @param earlierInDoubt Number of its records that an earlier run had begun to send and whose end it did not see.
 */
export function describeCall(
  { call, index, doubts }: StartingCall,
  end: CallEnd & { readonly outcome: CallResult['outcome'] },
  earlierInDoubt: number,
): CallResult {
  const reasons = [
    ...(earlierInDoubt > 0
      ? [`an earlier run ended while ${formatNumber(earlierInDoubt)} of these records were on their way`]
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
