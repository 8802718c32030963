import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';

/** What the webhook does with one request instead of storing its records and answering 200. */
export interface Fault {
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Store the records although the response does not confirm it. */
  readonly store?: boolean;
  /** Close the connection: before the body is read, after it, or during the response. */
  readonly reset?: 'before-body' | 'after-body' | 'in-answer';
  /** Never respond. */
  readonly silent?: boolean;
  /** Respond with bytes that are not HTTP. */
  readonly noHttp?: boolean;
  /** Milliseconds to wait before the response. */
  readonly delayMs?: number;
  /** Respond when it has resolved. */
  readonly until?: Promise<unknown>;
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** First cell of each record. */
  readonly ids: readonly string[];
}

/** A small HTTP server on loopback that stores records like the webhook and can be made to fail. */
export interface Webhook {
  readonly url: string;
  /** First cells of all records that were stored, in order; a record that was stored twice is there twice. */
  readonly stored: string[];
  readonly received: Received[];
  /** Problems with requests; tests expect it to stay empty. */
  readonly complaints: string[];
  /** Decides what happens to the n-th request, from 1. Called twice for each: before its body is read (without IDs) and after. */
  fault: (request: Received & { readonly number: number }) => Fault | undefined;
  readonly inFlight: { now: number; most: number };
  close(): Promise<void>;
}

export async function startWebhook(): Promise<Webhook> {
  let number = 0;
  const webhook: Omit<Webhook, 'close' | 'url'> = {
    stored: [],
    received: [],
    complaints: [],
    fault: () => undefined,
    inFlight: { now: 0, most: 0 },
  };
  const server = createServer(async (request, response) => {
    webhook.inFlight.now += 1;
    webhook.inFlight.most = Math.max(webhook.inFlight.most, webhook.inFlight.now);
    response.once('close', () => {
      webhook.inFlight.now -= 1;
    });
    number += 1;
    const mine = number;
    const head = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, ids: [] };
    const early = webhook.fault({ ...head, number: mine });
    if (early?.reset === 'before-body') return void request.socket.resetAndDestroy();
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return;
    const received = { ...head, ids: readRecords(request, body, webhook.complaints) };
    webhook.received.push(received);
    await answer(request, response, webhook, received, webhook.fault({ ...received, number: mine }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(webhook, {
    url: `http://127.0.0.1:${port}/api/signals`,
    close: () => closeServer(server),
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  webhook: Pick<Webhook, 'stored'>,
  received: Received,
  fault: Fault | undefined,
): Promise<void> {
  if (fault === undefined || fault.store === true) webhook.stored.push(...received.ids);
  if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  await fault?.until;
  if (fault?.silent === true) return;
  if (fault?.reset === 'after-body') return void request.socket.resetAndDestroy();
  if (fault?.noHttp === true) return void request.socket.end('220 smtp.example ready\r\n');
  response.writeHead(fault?.status ?? 200, fault?.statusText ?? '', fault?.headers);
  if (fault?.reset === 'in-answer') {
    response.write('part of an ');
    setTimeout(() => request.socket.resetAndDestroy(), 20);
    return;
  }
  response.end(fault?.body ?? '');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Reads the one part of a multipart body, strictly by RFC 7578. */
function readRecords(request: IncomingMessage, body: Buffer, complaints: string[]): string[] {
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  const text = body.toString('utf8');
  const opening = new RegExp(
    `^--${boundary}\\r\\nContent-Disposition: form-data; name="file"; filename="[a-z.-]+"\\r\\nContent-Type: text/csv\\r\\n\\r\\n`,
  ).exec(text)?.[0];
  const closing = `\r\n--${boundary}--\r\n`;
  const part =
    opening !== undefined && text.endsWith(closing) ? text.slice(opening.length, -closing.length) : undefined;
  if (part === undefined) {
    complaints.push('not a multipart body with one file part');
    return [];
  }
  if (request.headers['content-length'] !== String(body.byteLength)) complaints.push('Content-Length');
  if (request.headers['transfer-encoding'] !== undefined) complaints.push('Transfer-Encoding');
  const rows = parse(part, { record_delimiter: ['\r\n', '\n', '\r'] }) as string[][];
  if (rows[0]?.[0] !== 'UserPrincipalName') complaints.push('no header');
  return rows.slice(1).map((row) => row[0]!);
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
