import type { SandboxAnswer } from '../exchange.ts';
import { badRequest, GraphError, graphRefusal } from './graph-error.ts';

/** One request of a batch. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Relative to the version, such as `/users?$select=mail`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_REQUESTS = 20;

/** @throws {GraphError} for a batch that is refused as a whole. */
export function readBatch(body: Buffer): BatchItem[] {
  const { requests } = parseBody(body);
  if (!Array.isArray(requests) || requests.length === 0) throw badRequest('Invalid batch payload format.');
  if (requests.length > MAX_REQUESTS) {
    const text = `Number of batch request steps exceeds the maximum value of ${MAX_REQUESTS}.`;
    throw new GraphError(400, 'MaximumValueExceeded', text);
  }
  const items = requests.map(readItem);
  const ids = items.map(({ id }) => id.toLowerCase());
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined) throw badRequest(`Request id '${repeated}' is not unique.`);
  return items;
}

/** The responses in another order, because real Graph does not guarantee one. */
export function batchAnswer(answers: readonly { id: string; answer: SandboxAnswer }[]): object {
  const responses = answers.map(({ id, answer }) => ({
    id,
    status: answer.status,
    headers: { 'Cache-Control': 'no-cache', ...capitalized(answer.headers ?? {}) },
    body: parsedBody(answer),
  }));
  return { responses: responses.reverse() };
}

/** An injected error for an item, in the form of Microsoft Graph. */
export function faultAnswer(answer: SandboxAnswer): SandboxAnswer {
  if (answer.body !== undefined) return answer;
  const code = answer.status === 429 ? 'TooManyRequests' : 'UnknownError';
  const refusal = graphRefusal({ status: answer.status, code, message: 'A fault of the sandbox.' });
  return { ...refusal, headers: { ...refusal.headers, ...answer.headers } };
}

function parseBody(body: Buffer): { requests?: unknown } {
  try {
    return Object(JSON.parse(body.toString('utf8'))) as { requests?: unknown };
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function readItem(value: unknown): BatchItem {
  const { id, method, url, headers = {}, dependsOn } = Object(value) as Record<string, unknown>;
  const isWhole = [id, method, url].every((text) => typeof text === 'string' && text !== '');
  if (!isWhole || dependsOn !== undefined || typeof headers !== 'object' || headers === null) {
    throw badRequest('Invalid batch payload format.');
  }
  const entries = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]);
  return {
    id: String(id),
    method: String(method).toUpperCase(),
    url: String(url),
    headers: Object.fromEntries(entries),
  };
}

function capitalized(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries);
}

function parsedBody({ body = '' }: SandboxAnswer): unknown {
  const text = body.toString();
  return text.startsWith('{') ? JSON.parse(text) : text;
}
