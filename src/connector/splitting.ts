import { createHash } from 'node:crypto';
import { recordEnds } from '../csv/record-ends.ts';
import type { PlannedCall } from '../csv/upload-plan.ts';
import { ActionError } from '../errors.ts';
import { readCallBytes } from './call.ts';
import type { RecordRange } from './checkpoint/record-ranges.ts';

/** The records of a call, as a range over all records of the plan. */
export function recordsOf(call: PlannedCall): RecordRange {
  return [call.firstRecord, call.firstRecord + call.records];
}

/**
 * Splits a call into smaller ones between its records; a line break inside a quoted field does not end a record. Reads
 * the whole call into memory, so it is used only where the plan does not fit: after a 413, and when a run resumes.
 * @param ranges Records of the call, numbered as in the plan; each becomes one call.
 * @throws {BodyChangedError} when the file has changed since the check.
 */
export function cutCall(call: PlannedCall, ranges: readonly RecordRange[]): PlannedCall[] {
  const bytes = readCallBytes(call);
  const ends = recordEnds(bytes);
  if (ends.length !== call.records) {
    throw new ActionError({
      code: 'internal-error',
      what: `A call had ${call.records} records in the check and now has ${ends.length}.`,
      fix: ['Open an issue with the version of this action: this is an internal error.'],
    });
  }
  const offsetOf = (record: number): number =>
    record === call.firstRecord ? 0 : ends[record - call.firstRecord - 1]!;
  return ranges.map(([from, to]) => {
    const start = offsetOf(from);
    const end = offsetOf(to);
    return {
      ...call,
      firstRecord: from,
      records: to - from,
      start: call.start + start,
      end: call.start + end,
      sha256: createHash('sha256').update(bytes.subarray(start, end)).digest('hex'),
    };
  });
}

/** Divides a call into ranges of nearly equal size with at most `limit` records. */
export function evenRanges(call: PlannedCall, limit: number): RecordRange[] {
  const [from, to] = recordsOf(call);
  const pieces = Math.ceil(call.records / limit);
  const edge = (piece: number): number => from + Math.ceil((piece * (to - from)) / pieces);
  return Array.from({ length: pieces }, (_, piece) => [edge(piece), edge(piece + 1)] as const);
}
