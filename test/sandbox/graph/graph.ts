import { GRAPH_HOSTS, type TokenOwner } from '../entra/access-tokens.ts';
import type { Entra } from '../entra/entra.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Service } from '../exchange.ts';
import type { FaultPlan } from '../faults.ts';
import { type BatchItem, batchAnswer, faultAnswer, readBatch } from './batch.ts';
import type { DirectoryUser } from './directory.ts';
import { badRequest, GraphError, graphRefusal, notInSandbox } from './graph-error.ts';
import { checkPermission, readUserQuery, userPage } from './user-query.ts';

/**
 * The part of Microsoft Graph for looking up users: `POST /v1.0/$batch` and `GET /v1.0/users`. What real Graph refuses is
 * refused; what it may support and is not implemented here gets a 501.
 */
export class MicrosoftGraph implements Service {
  readonly name = 'graph';
  readonly hosts = new Set(Object.values(GRAPH_HOSTS).flat());
  /** Users by tenant ID. */
  readonly directories = new Map<string, DirectoryUser[]>();
  /** Users on one page, unless the request says otherwise. */
  pageSize = 100;
  readonly #entra: Entra;
  readonly #faults: FaultPlan;
  /** Requests in batches so far, by which faults of a `graph-item` are counted. */
  #items = 0;

  constructor(entra: Entra, faults: FaultPlan) {
    this.#entra = entra;
    this.#faults = faults;
  }

  /** Restarts the count of items. */
  reset(): void {
    this.#items = 0;
  }

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    const clientRequestId = request.headers['client-request-id'];
    try {
      const owner = await this.#authenticate(request);
      const relative = request.path.replace(/^\/v1\.0(?=\/)/, '');
      if (relative === request.path) throw badRequest('Invalid version.');
      if (relative === '/$batch') return this.#answerBatch(request, owner);
      const query = request.query.toString();
      return this.#answerOne({ ...request, url: query ? `${relative}?${query}` : relative }, owner);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return graphRefusal(error, clientRequestId);
    }
  }

  async #authenticate({ headers, host }: SandboxRequest): Promise<TokenOwner> {
    if (!headers.authorization) {
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token is empty.');
    }
    const owner = await this.#entra.verifyAccessToken(headers.authorization, `https://${host}`);
    if (owner !== undefined) return owner;
    const text = 'Access token validation failure. Invalid audience.';
    throw new GraphError(401, 'InvalidAuthenticationToken', text);
  }

  #answerBatch({ method, headers, body, host }: SandboxRequest, owner: TokenOwner): SandboxAnswer {
    if (method !== 'POST') throw new GraphError(405, 'BadRequest', 'Only POST is allowed.');
    if (!headers['content-type']?.startsWith('application/json')) {
      throw badRequest('Unable to read JSON request payload. Please ensure Content-Type header is set.');
    }
    const answers = readBatch(body).map((item) => ({
      id: item.id,
      answer: this.#answerItem(item, host, owner),
    }));
    return json(200, batchAnswer(answers));
  }

  #answerItem(item: BatchItem, host: string, owner: TokenOwner): SandboxAnswer {
    this.#items += 1;
    const fault = this.#faults.forItem(this.#items);
    if (fault !== undefined) return faultAnswer(fault);
    try {
      if (!item.url.startsWith('/')) throw badRequest('Invalid batch payload format.');
      return this.#answerOne({ ...item, host }, owner);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return graphRefusal(error, item.headers['client-request-id']);
    }
  }

  #answerOne(
    request: Pick<BatchItem, 'method' | 'url' | 'headers'> & { readonly host: string },
    owner: TokenOwner,
  ): SandboxAnswer {
    const url = new URL(`https://${request.host}/v1.0${request.url}`);
    const [segment = ''] = url.pathname.slice('/v1.0/'.length).split('/');
    if (segment !== 'users') throw badRequest(`Resource not found for the segment '${segment}'.`);
    if (url.pathname !== '/v1.0/users') throw notInSandbox(url.pathname);
    if (request.method !== 'GET') throw notInSandbox(`${request.method} /users`);
    const query = readUserQuery(url, request.headers, this.pageSize);
    checkPermission(query, owner.roles);
    return json(200, userPage(query, this.directories.get(owner.tenantId) ?? [], url));
  }
}
