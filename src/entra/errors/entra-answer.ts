import type { HttpResponse } from '../../http/client.ts';
import { GUID } from '../../text/guid.ts';

/** A response of Entra's token endpoint, reduced to what is safe to show. Its prose is never kept. */
export interface EntraAnswer {
  readonly status: number;
  /** The number of an `AADSTS…` error. */
  readonly code: string | undefined;
  /** The OAuth error code (RFC 6749, section 5.2), if it is a known one. */
  readonly oauthError: string | undefined;
  /** For Microsoft's support; only if it is a GUID. */
  readonly traceId: string | undefined;
  readonly correlationId: string | undefined;
  /** The server's clock: the timestamp in the response, otherwise its Date header. */
  readonly serverTime: Date | undefined;
  /** False if something in between responded, such as a proxy with its own page. */
  readonly isFromEntra: boolean;
}

const OAUTH_ERRORS: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_resource',
  'access_denied',
  'interaction_required',
  'temporarily_unavailable',
  'server_error',
]);

/** Reads a response without a token. Only numbers and IDs of its text are kept. */
export function readEntraAnswer(answer: HttpResponse): EntraAnswer {
  const body = parseObject(answer.body);
  const text = (key: string): string => (typeof body?.[key] === 'string' ? (body[key] as string) : '');
  const error = text('error');
  return {
    status: answer.status,
    code: errorCode(text('error_description'), body?.error_codes),
    oauthError: OAUTH_ERRORS.has(error) ? error : undefined,
    traceId: guid(text('trace_id')) ?? guid(answer.headers['x-ms-request-id'] ?? ''),
    correlationId: guid(text('correlation_id')),
    serverTime: time(text('timestamp')) ?? headerTime(answer.headers.date),
    isFromEntra: body !== undefined && error !== '',
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The description names the exact error; `error_codes` may start with a more general one. */
function errorCode(description: string, codes: unknown): string | undefined {
  const named = /\bAADSTS(\d{4,8})\b/.exec(description)?.[1];
  if (named !== undefined) return named;
  const first: unknown = Array.isArray(codes) ? codes[0] : undefined;
  return typeof first === 'number' && Number.isInteger(first) && first > 0 ? String(first) : undefined;
}

function guid(text: string): string | undefined {
  return GUID.test(text) ? text : undefined;
}

/** Such as `2026-01-09 02:02:12Z`. */
function time(text: string): Date | undefined {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/.test(text) ? validDate(text.replace(' ', 'T')) : undefined;
}

function headerTime(text: string | undefined): Date | undefined {
  return text !== undefined && /^[A-Z][a-z]{2}, [\w :]{15,25} GMT$/.test(text) ? validDate(text) : undefined;
}

function validDate(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
