import { describe, expect, it } from 'vitest';
import { describeCall, endedByInternalError, NEVER_STARTED } from '../../src/connector/call-results.ts';
import { ActionError } from '../../src/errors.ts';
import { planOf } from './material.ts';

const call = planOf(20, 10).calls[1]!;
const ACCEPTED = {
  outcome: 'accepted',
  startedAt: Date.parse('2026-11-23T02:00:00Z'),
  attempts: 2,
  status: 200,
  durationMs: 1_234,
  requestId: 'theirs',
  clientRequestId: 'ours',
  doubts: [],
  acceptedByPage: true,
  failure: undefined,
} as const;
const FAILED = { ...ACCEPTED, outcome: 'failed' } as const;

describe('the result of a call', () => {
  it('has the facts of its attempts', () => {
    const { doubts: _, acceptedByPage: __, failure: ___, ...facts } = ACCEPTED;
    expect(describeCall({ call, index: 3, doubts: [] }, ACCEPTED, 0)).toEqual({
      ...facts,
      call,
      index: 3,
      startedAt: new Date('2026-11-23T02:00:00Z'),
      ambiguous: false,
      ambiguousBecause: '',
    });
  });

  it('that never started has none', () => {
    expect(describeCall({ call, index: 3, doubts: [] }, NEVER_STARTED, 0)).toEqual({
      call,
      index: 3,
      outcome: 'not-sent',
      startedAt: null,
      attempts: 0,
      status: null,
      durationMs: 0,
      requestId: null,
      clientRequestId: '',
      ambiguous: false,
      ambiguousBecause: '',
    });
  });

  const BEFORE = 'an earlier run ended while 1,000 of these records were being sent';
  const TWICE = 'sent again and accepted: the records may be stored twice.';
  const UNKNOWN = 'whether the records were stored is not known.';
  it.each<[string, object, number, string[], string[], string]>([
    ['of an earlier run', ACCEPTED, 1_000, [], [], `${BEFORE}; ${TWICE}`],
    ['of an earlier run, if it never started', NEVER_STARTED, 1_000, [], [], `${BEFORE}; ${UNKNOWN}`],
    ['of its attempts', ACCEPTED, 0, [], ['attempt 1', 'attempt 2'], `attempt 1; attempt 2; ${TWICE}`],
    ['of the call that it was a part of', FAILED, 0, ['attempt 1'], [], `attempt 1; ${UNKNOWN}`],
    ['of all of them', FAILED, 1_000, ['old'], ['new'], `${BEFORE}; old; new; ${UNKNOWN}`],
  ])('is ambiguous because of a doubt %s', (_, end, earlierInDoubt, doubts, ownDoubts, because) => {
    const its = { ...NEVER_STARTED, ...end, doubts: ownDoubts };
    expect(describeCall({ call, index: 3, doubts }, its, earlierInDoubt)).toMatchObject({
      ambiguous: true,
      ambiguousBecause: because[0]!.toUpperCase() + because.slice(1),
    });
  });

  it('that ended with an internal error is in doubt', () => {
    const failure = new ActionError({ code: 'internal-error', what: 'A defect.', fix: ['Fix it.'] });
    const end = endedByInternalError(failure);
    expect(end).toMatchObject({ outcome: 'failed', attempts: 0, failure });
    const result = describeCall({ call, index: 3, doubts: [] }, { ...end, outcome: 'failed' }, 0);
    expect(result.ambiguousBecause).toMatch(
      /^An internal error .* ended it; whether the records were stored/,
    );
  });
});
