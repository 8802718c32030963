import type { GraphServices } from '../../src/directory/graph-batch.ts';
import type { HttpClient, HttpRequest } from '../../src/http/client.ts';
import { NO_WAIT } from '../http/clock.ts';
import { TENANT_ID } from '../sandbox/default-setup.ts';
import { Entra } from '../sandbox/entra/entra.ts';
import type { SandboxAnswer } from '../sandbox/exchange.ts';
import { FaultPlan, parseFault } from '../sandbox/faults.ts';
import { contosoUsers } from '../sandbox/graph/directory.ts';
import { MicrosoftGraph } from '../sandbox/graph/graph.ts';

const HOST = 'graph.microsoft.com';
/** What our HTTP client reads of an answer. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** One request of a batch, as it was sent. */
export interface SentQuery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The sandbox's Microsoft Graph, called in this process. */
export class GraphService {
  readonly graph: MicrosoftGraph;
  /** The queries of each batch that was sent. */
  readonly batches: (readonly SentQuery[])[] = [];
  readonly requests: HttpRequest[] = [];
  /** Tokens that were asked for. */
  tokens = 0;
  /** In place of an answer of Graph, by the number of the batch from 1. */
  instead: (batch: number) => Partial<SandboxAnswer> | Error | undefined = () => undefined;
  readonly #faults = new FaultPlan();
  readonly #entra = new Entra([]);

  constructor() {
    this.graph = new MicrosoftGraph(this.#entra, this.#faults);
    this.graph.directories.set(TENANT_ID, contosoUsers());
  }

  fault(...faults: readonly string[]): void {
    this.#faults.add(...faults.map(parseFault));
  }

  /** What a look-up works with, for an app with some permissions. */
  services(
    changes: Partial<GraphServices> = {},
    graphPermissions: readonly string[] = ['User.Read.All'],
  ): GraphServices {
    const clientId = '4e1d8b36-a7f2-4c95-9b08-63d5e0f7a2c1';
    const app = { tenantId: TENANT_ID, clientId, graphPermissions };
    return {
      http: this.#client(),
      tokens: {
        getToken: async () => {
          this.tokens += 1;
          return { value: await this.#entra.accessTokens.issue(app, 'public', `https://${HOST}`) };
        },
      },
      host: HOST,
      clientId,
      isOwnApp: true,
      maxAttempts: 6,
      timeoutMs: 10_000,
      signal: new AbortController().signal,
      clock: NO_WAIT,
      ...changes,
    };
  }

  #client(): HttpClient {
    return {
      close: async () => {},
      send: async (request) => {
        const body = String(request.body);
        this.requests.push(request);
        this.batches.push((JSON.parse(body) as { requests: SentQuery[] }).requests);
        const instead = this.instead(this.batches.length);
        if (instead instanceof Error) throw instead;
        const {
          status,
          headers = {},
          body: text = '',
        } = { ...(await this.#answer(request, body)), ...instead };
        const bytes = Buffer.from(text);
        return {
          status,
          statusText: '',
          headers,
          body: bytes.toString('utf8', 0, MAX_ANSWER_BYTES),
          bodyComplete: bytes.length <= MAX_ANSWER_BYTES,
        };
      },
    };
  }

  async #answer({ method, url, headers = {} }: HttpRequest, body: string): Promise<SandboxAnswer> {
    const { host, pathname: path, searchParams: query } = new URL(url);
    const number = this.batches.length;
    const request = { number, service: 'graph', host, method, path, query, headers, at: 0 } as const;
    return await this.graph.answer({ ...request, body: Buffer.from(body) });
  }
}
