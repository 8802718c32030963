import type { HttpResponse } from '../http/client.ts';
import type { NetworkError, NetworkFailure } from '../http/network-failures.ts';
import { parseRetryAfter } from '../http/retry-after.ts';

/** Failures without an answer that may pass. A wrong certificate or a proxy that forbids does not. */
const PASSING: ReadonlySet<NetworkFailure> = new Set([
  'dns',
  'refused',
  'unreachable',
  'reset',
  'timeout',
  'tls',
  'invalid-answer',
  'other',
]);

/** Whether the same request may succeed a moment later. Asking for a token changes nothing, so it may be repeated. */
export function networkMayPass(error: NetworkError): boolean {
  return PASSING.has(error.kind) || (error.kind === 'proxy-refused' && (error.proxyStatus ?? 0) >= 500);
}

/** Whether a status says "later". */
export function statusMayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Milliseconds that an answer asks us to wait. */
export function retryAfterOf(answer: HttpResponse): number | undefined {
  return parseRetryAfter(answer.headers['retry-after'], Date.now());
}
