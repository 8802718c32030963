import { describe, expect, it } from 'vitest';
import { explainEnd, explainStop, FILE_CHANGED } from '../../src/connector/stop-reasons.ts';
import { ActionError } from '../../src/errors.ts';
import { BodyChangedError } from '../../src/http/network-failures.ts';

const progress = (uploaded: number, resumed: number, hasCheckpoint = false) => ({
  uploaded,
  resumed,
  records: 2_000,
  hasCheckpoint,
});
const sentences = (error: ActionError): string[] => [error.what, ...error.fix];

describe('the error that stops an upload', () => {
  it('is kept if it is explained already', () => {
    const refused = new ActionError({ code: 'webhook-forbidden', what: 'Refused.', fix: ['Ask.'] });
    expect(explainStop(refused)).toBe(refused);
    expect(explainEnd(refused, progress(0, 0))).toBe(refused);
  });

  it('is a changed file if the bytes of a call are no longer those of the check', () => {
    expect(explainStop(new BodyChangedError())).toBe(FILE_CHANGED);
    expect(sentences(FILE_CHANGED).filter((text) => !/^[A-Z].{30,}\.$/.test(text))).toEqual([]);
  });

  it.each([
    [new TypeError('jane.doe@contoso.com'), 'TypeError'],
    ['jane.doe@contoso.com', 'string'],
  ])('is an internal error otherwise, of which only the kind is shown', (thrown, kind) => {
    const error = explainStop(thrown);
    expect(error).toMatchObject({ code: 'internal-error', cause: thrown });
    expect(error.what).toContain(`(${kind})`);
    expect(sentences(error).join()).not.toContain('jane');
    expect(error.fix).toEqual([expect.stringContaining('Open an issue')]);
  });
});

describe('the end of an upload', () => {
  it.each([
    [false, 'from the beginning. With `checkpoint-path`'],
    [true, 'it resumes where this run stopped'],
  ])('after a cancel says how far it came and how the next run goes on, checkpoint %s', (has, next) => {
    const error = explainEnd(undefined, progress(1_000, 200, has));
    expect(error.code).toBe('cancelled');
    expect(error.what).toContain('after 1,200 of 2,000 records');
    expect(error.fix).toEqual([expect.stringContaining(next)]);
  });

  it('after a change of the file says how many records went, and that they will go again', () => {
    const none = explainEnd(FILE_CHANGED, progress(0, 0));
    expect(none).toMatchObject({ code: 'file-changed', cause: FILE_CHANGED, fix: FILE_CHANGED.fix });
    expect(none.what).toContain('No record was accepted');
    const some = explainEnd(FILE_CHANGED, progress(1_000, 200));
    expect(some.what).toContain('after 1,200 of its 2,000 records');
    expect(some.means).toContain('Only checked records');
    expect(some.fix).toEqual([...FILE_CHANGED.fix, expect.stringContaining('twice')]);
  });
});
