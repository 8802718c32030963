import { randomUUID } from 'node:crypto';
import { json, type SandboxAnswer } from '../exchange.ts';

/** Thrown to answer with an error of Microsoft Entra. */
export class EntraError extends Error {
  /** The number after `AADSTS`. */
  readonly code: number;
  /** The OAuth error, such as `invalid_client`. */
  readonly error: string;
  readonly status: number;

  constructor(code: number, text: string, error = 'invalid_client', status = 401) {
    super(text);
    this.code = code;
    this.error = error;
    this.status = status;
  }
}

/** For a request or token that cannot be read. */
export function malformed(text: string): EntraError {
  return new EntraError(50027, text, 'invalid_request', 400);
}

/** The answer of Microsoft Entra's endpoints for an error. */
export function entraRefusal(
  { code, message, error, status }: EntraError,
  correlationId: string = randomUUID(),
): SandboxAnswer {
  const traceId = randomUUID();
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\..*/, 'Z');
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  });
}
