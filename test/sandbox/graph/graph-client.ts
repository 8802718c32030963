import { expect } from 'vitest';
import { send, type TestAnswer } from '../client.ts';
import { CLIENT_SECRET, DIRECTORY_CLIENT_ID, TENANT_ID } from '../default-setup.ts';
import { endpoint, TokenClient } from '../entra/token-client.ts';
import type { Sandbox } from '../sandbox.ts';

export const GRAPH = 'graph.microsoft.com';
export const ADVANCED = { ConsistencyLevel: 'eventual' };

/** One request of a batch; by default a GET with its number as its ID. */
export interface Item {
  readonly url: string;
  readonly headers?: Record<string, string>;
}

export interface ItemAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: {
    readonly value: Record<string, unknown>[];
    readonly error: { readonly code: string; readonly message: string };
    readonly '@odata.nextLink'?: string;
    readonly '@odata.count'?: number;
  };
}

interface Options {
  readonly host?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests to the sandbox's Microsoft Graph, by default for the app that may read the directory. */
export class GraphClient {
  readonly #sandbox: Sandbox;
  readonly #tokens: TokenClient;
  #bearer: string | undefined;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#tokens = new TokenClient(sandbox);
  }

  async tokenFor(clientId = DIRECTORY_CLIENT_ID, host = GRAPH): Promise<string> {
    const authority = host.endsWith('.us') ? 'login.microsoftonline.us' : 'login.microsoftonline.com';
    const fields = { client_id: clientId, client_secret: CLIENT_SECRET, scope: `https://${host}/.default` };
    const { body } = await this.#tokens.ask(fields, endpoint(TENANT_ID, authority));
    return (JSON.parse(body) as { access_token: string }).access_token;
  }

  async send(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
  ): Promise<TestAnswer> {
    const authorization = `Bearer ${await this.#token()}`;
    return await send(this.#sandbox, { method, url, headers: { authorization, ...headers } });
  }

  /** Posts a batch. */
  async post(body: unknown, { host = GRAPH, token, headers = {} }: Options = {}): Promise<TestAnswer> {
    const authorization = `Bearer ${token ?? (await this.#token())}`;
    return await send(this.#sandbox, {
      url: `https://${host}/v1.0/$batch`,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Posts a valid batch. @returns The responses in the order of the requests. */
  async batch(items: readonly Item[], options: Options = {}): Promise<ItemAnswer[]> {
    const requests = items.map((item, i) => ({ id: String(i + 1), method: 'GET', ...item }));
    const { status, body } = await this.post({ requests }, options);
    expect(status, body).toBe(200);
    const { responses } = JSON.parse(body) as { responses: ItemAnswer[] };
    return requests.map(({ id }) => responses.find((response) => response.id === id)!);
  }

  async #token(): Promise<string> {
    this.#bearer ??= await this.tokenFor();
    return this.#bearer;
  }
}

/** A request for users. */
export function users(filter: string, more = '&$select=userPrincipalName'): string {
  return `/users?$filter=${encodeURIComponent(filter)}${more}`;
}

/** The names of the first numbered users, as a list of a filter. */
export function nameList(count: number): string {
  return Array.from({ length: count }, (_, i) => `'user${i + 1}@contoso.com'`).join(',');
}
