import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { parse } from 'csv-parse/sync';
import { CLOUDS } from '../../src/clouds.ts';
import type { Connector } from './connector-log.ts';
import { authorityOf, type Entra } from './entra.ts';
import type { SandboxAnswer, SandboxRequest, Service } from './exchange.ts';

/**
 * The ingestion webhooks of all clouds. Refuses what the real ones refuse, with their words as far as they are known
 * (Microsoft's script and reports of its users), and stores what it accepts in the connector's log.
 */
export class Webhook implements Service {
  readonly name = 'webhook';
  readonly hosts = new Set(Object.values(CLOUDS).map(({ ingestionUrl }) => new URL(ingestionUrl).host));
  readonly connectors: Connector[] = [];
  readonly #entra: Entra;
  /** Counts lines instead of reading cells: for the bench, where the sandbox must not be what is measured. */
  readonly #isFast: boolean;

  constructor(entra: Entra, isFast: boolean) {
    this.#entra = entra;
    this.#isFast = isFast;
  }

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    const requestId = randomUUID();
    const answer = await this.#judge(request);
    return { ...answer, headers: { 'x-ms-request-id': requestId, ...answer.headers } };
  }

  async #judge(request: SandboxRequest): Promise<SandboxAnswer> {
    if (request.path !== '/api/signals') return { status: 404 };
    if (request.method !== 'POST') return { status: 405 };
    const token = await this.#entra.verifyAccessToken(request.headers.authorization);
    if (token === undefined)
      return { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
    const jobId = request.query.get('jobid');
    const connector = this.connectors.find(
      ({ setup, host }) => setup.jobId === jobId && host === request.host,
    );
    const authority = authorityOf(
      Object.values(CLOUDS).find(({ ingestionUrl }) => new URL(ingestionUrl).host === request.host)
        ?.authorityHost ?? '',
    );
    // A token of the other Microsoft Entra is signed by nobody whom this cloud knows.
    if (token.authority !== authority) return { status: 401 };
    const { setup } = connector ?? {};
    if (connector === undefined || setup?.clientId !== token.clientId || setup.tenantId !== token.tenantId) {
      return { status: 403, reason: 'jobId and corresponding appId do not match.' };
    }
    if (request.headers['content-length'] === undefined) return { status: 411 };
    const part = await readFilePart(request);
    if (typeof part === 'string') return { status: 400, reason: part };
    if (part.content.length > (connector.setup.byteLimit ?? Number.POSITIVE_INFINITY)) return { status: 413 };
    return this.#store(connector, part, request);
  }

  #store(connector: Connector, part: FilePart, request: SandboxRequest): SandboxAnswer {
    const rows = this.#isFast ? countLines(part.content) : readRows(part.content);
    // As the real service does when rows and header differ; also for what it cannot read at all.
    if (rows === undefined) return { status: 500 };
    if (rows.count > (connector.setup.rowLimit ?? 50_000)) return { status: 413 };
    const log = {
      recordsSaved: rows.count,
      fileName: part.fileName,
      columns: rows.columns,
      clientRequestId: request.headers['client-request-id'] ?? '',
    };
    connector.store(log, part.content, rows.records);
    return { status: 200 };
  }
}

interface FilePart {
  readonly fileName: string;
  readonly content: Buffer;
}

/** The one part `file` of the form, or what is wrong with it. */
async function readFilePart({ headers, body }: SandboxRequest): Promise<FilePart | string> {
  if (!headers['content-type']?.startsWith('multipart/form-data;')) return 'The body is no multipart form.';
  const parts: FilePart[] = [];
  let otherParts = 0;
  try {
    const form = busboy({ headers: { 'content-type': headers['content-type'] } });
    form.on('field', () => {
      otherParts += 1;
    });
    form.on('file', (name, stream, { filename }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A form that is cut off fails as a whole, below.
      stream.on('error', () => {});
      stream.on('end', () => {
        if (name === 'file' && filename) parts.push({ fileName: filename, content: Buffer.concat(chunks) });
        else otherParts += 1;
      });
    });
    await new Promise((resolve, reject) => {
      form.on('close', () => resolve(undefined));
      form.on('error', reject);
      Readable.from([body]).pipe(form);
    });
  } catch {
    return 'The multipart form is malformed.';
  }
  const [part] = parts;
  return part !== undefined && parts.length === 1 && otherParts === 0
    ? part
    : 'The form needs one part `file` with a file name.';
}

interface Rows {
  readonly count: number;
  readonly columns: readonly string[];
  readonly records: readonly Record<string, string>[];
}

/** Strictly by RFC 4180: every row as wide as the header, valid UTF-8 without a BOM, no blank rows. */
function readRows(content: Buffer): Rows | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    if (text.startsWith('\uFEFF')) return undefined;
    const [columns, ...rows] = parse(text, { record_delimiter: ['\r\n', '\n', '\r'] }) as string[][];
    const isBlank = (row: string[]): boolean => row.every((cell) => cell.trim() === '');
    if (columns === undefined || rows.some(isBlank)) return undefined;
    const records = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? ''])));
    return { count: rows.length, columns, records };
  } catch {
    return undefined;
  }
}

function countLines(content: Buffer): Rows {
  let count = content.at(-1) === 0x0a ? -1 : 0;
  for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, at + 1)) count += 1;
  return { count, columns: [], records: [] };
}
