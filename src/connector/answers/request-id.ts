import type { PlannedCall } from '../../csv/upload-plan.ts';
import { callChunks } from '../call.ts';

/** Headers in which services name a request, the most telling first. */
const REQUEST_ID_HEADERS = [
  'x-ms-request-id',
  'request-id',
  'x-request-id',
  'x-ms-correlation-id',
  'x-correlation-id',
  'client-request-id',
];

/** A GUID, or a long hexadecimal number with digits and letters: no name, date or employee number passes for a request ID. */
const LOOKS_LIKE_REQUEST_ID =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9-]*[a-f])(?=[a-f-]*[0-9])[0-9a-f-]{20,64})$/i;

/** Of an answer to a larger call no ID is shown, rather than to search so many bytes. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;

/** What a call consists of, to compare an answer with it. */
export interface SentCall {
  readonly call: PlannedCall;
  /** The prepared header line of the call's file. */
  readonly header: Buffer;
}

/**
 * The service's own ID of a request if an answer has one that looks like one and does not occur in what was sent: an
 * employee's ID may be a GUID too. Else null.
 * @param ours The ID that we sent: an echo of it says nothing new.
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

/** Compared without case and hyphens. A file that has changed or gone cannot tell, so its answer is not trusted. */
function occursIn(id: string, { call, header }: SentCall): boolean {
  if (call.end - call.start > MAX_SEARCHED_BYTES) return true;
  const wanted = bare(id);
  if (bare(header.toString('latin1')).includes(wanted)) return true;
  try {
    let before = '';
    for (const chunk of callChunks(call)) {
      const text = before + bare(chunk.toString('latin1'));
      if (text.includes(wanted)) return true;
      before = text.slice(-wanted.length);
    }
    return false;
  } catch {
    return true;
  }
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll('-', '');
}
