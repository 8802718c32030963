import type { PlannedCall } from '../../csv/upload-plan.ts';
import { callChunks } from '../call.ts';

/** Headers with a request ID, the most useful first. */
const REQUEST_ID_HEADERS = [
  'x-ms-request-id',
  'request-id',
  'x-request-id',
  'x-ms-correlation-id',
  'x-correlation-id',
  'client-request-id',
];

/** A GUID, or a long hexadecimal number with digits and letters: names, dates and employee numbers do not match. */
const LOOKS_LIKE_REQUEST_ID =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9-]*[a-f])(?=[a-f-]*[0-9])[0-9a-f-]{20,64})$/i;

/** For larger calls no ID is shown, because searching them would take too long. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;

/** The content of a call, which the ID must not occur in. */
export interface SentCall {
  readonly call: PlannedCall;
  /** The prepared header line of the call's file. */
  readonly header: Buffer;
}

/**
 * The service's request ID, if it has the form of one and does not occur in the records that were sent: an employee ID
 * may be a GUID too. Otherwise null.
 * @param ours The ID that we sent, which is not reported again.
 */
export function requestIdOf(
  headers: Readonly<Record<string, string>>,
  ours: string,
  sent: SentCall,
): string | null {
  const ids = REQUEST_ID_HEADERS.map((name) => headers[name]?.trim() ?? '').filter(
    (id) => id !== ours && LOOKS_LIKE_REQUEST_ID.test(id),
  );
  return ids.find((id) => !occursIn(id, sent)) ?? null;
}

/** Compared without case and hyphens. True if the file has changed or is gone, since it cannot be compared. */
function occursIn(id: string, { call, header }: SentCall): boolean {
  if (call.end - call.start > MAX_SEARCHED_BYTES) return true;
  const sought = bare(id);
  if (bare(header.toString('latin1')).includes(sought)) return true;
  try {
    let before = '';
    for (const chunk of callChunks(call)) {
      const text = before + bare(chunk.toString('latin1'));
      if (text.includes(sought)) return true;
      before = text.slice(-sought.length);
    }
    return false;
  } catch {
    return true;
  }
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll('-', '');
}
