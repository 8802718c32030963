import { randomUUID } from 'node:crypto';
import { CLOUDS } from '../../../src/clouds.ts';
import { INGESTION } from '../entra/access-tokens.ts';
import { authorityOf } from '../entra/app.ts';
import type { Entra } from '../entra/entra.ts';
import type { SandboxAnswer, SandboxRequest, Service } from '../exchange.ts';
import type { Connector } from './connector.ts';
import { type FilePart, readFilePart } from './file-part.ts';
import { countLines, hasAnotherDelimiter, readRows } from './rows.ts';

/**
 * The ingestion webhooks of all clouds. Refuses what the real ones refuse, with their messages as far as known (from
 * Microsoft's script and reports of its users), and stores what it accepts in the connector's log.
 */
export class Webhook implements Service {
  readonly name = 'webhook';
  readonly hosts = new Set(Object.values(CLOUDS).map(({ ingestionUrl }) => new URL(ingestionUrl).host));
  readonly connectors: Connector[] = [];
  readonly #entra: Entra;
  /** Counts lines instead of reading cells: for the benchmark, which must not measure the sandbox. */
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
    // Microsoft's script for GCC writes two slashes.
    if (!/^\/{1,2}api\/signals$/.test(request.path)) return { status: 404 };
    if (request.method !== 'POST') return { status: 405 };
    const token = await this.#entra.verifyAccessToken(request.headers.authorization, INGESTION);
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
    // This cloud does not have the keys of the other Microsoft Entra.
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
    const { delimiter = 'comma', rowLimit = 50_000 } = connector.setup;
    const clientRequestId = request.headers['client-request-id'] ?? '';
    if (hasAnotherDelimiter(part.content, delimiter)) {
      connector.refuse('another delimiter', clientRequestId);
      return { status: 500 };
    }
    const rows = this.#isFast ? countLines(part.content) : readRows(part.content, delimiter);
    // The response of the real service if rows and header differ; here also for a file that cannot be read.
    if (rows === undefined) {
      connector.refuse('unreadable rows', clientRequestId);
      return { status: 500 };
    }
    if (rows.count > rowLimit) {
      connector.refuse('too many records', clientRequestId);
      return { status: 413 };
    }
    const { columns, count: recordsSaved } = rows;
    const call = { recordsSaved, fileName: part.fileName, columns, clientRequestId };
    connector.store(call, part.content, rows.records);
    return { status: 200 };
  }
}
