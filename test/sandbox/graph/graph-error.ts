import { randomUUID } from 'node:crypto';
import { json, type SandboxAnswer } from '../exchange.ts';

/** Thrown to answer with an error of Microsoft Graph. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

/** A request that cannot be read. */
export function badRequest(text: string): GraphError {
  return new GraphError(400, 'BadRequest', text);
}

/** A query that the directory does not support. */
export function unsupportedQuery(text: string): GraphError {
  return new GraphError(400, 'Request_UnsupportedQuery', text);
}

/** Real Graph may support it, so a test that needs it must extend the sandbox. */
export function notInSandbox(what: string): GraphError {
  return new GraphError(501, 'notImplemented', `The sandbox does not implement ${what}.`);
}

/** @param clientRequestId The request's own ID, if it has one. */
export function graphRefusal(
  { status, code, message }: Pick<GraphError, 'status' | 'code' | 'message'>,
  clientRequestId?: string,
): SandboxAnswer {
  const requestId = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': clientRequestId ?? requestId,
  };
  return json(status, { error: { code, message, innerError } }, { 'request-id': requestId });
}
