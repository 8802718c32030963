import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parts of an issue that the action reads. */
export interface FakeIssue {
  number: number;
  title: string;
  body: string;
  state: string;
  labels: { name: string }[];
  user: { login: string; type: string };
  created_at: string;
}

/** State and faults of the stand-in, which tests change. */
export interface FakeGitHub {
  readonly apiUrl: string;
  readonly issues: FakeIssue[];
  /** Every request, as `METHOD /path?query`. */
  readonly requests: string[];
  repository: Record<string, unknown>;
  /** The login that GET /user returns; undefined (a workflow's token) gets 403. */
  user: string | undefined;
  /** Responses that replace the normal ones, by `METHOD /path`; a number is a status, `reset` closes the connection after the work is done. */
  faults: Record<string, (number | 'reset')[]>;
  ignoresLabels: boolean;
  close(): Promise<void>;
}

const BOT = { login: 'github-actions[bot]', type: 'Bot' };

/** The part of GitHub's REST API that the action uses, on 127.0.0.1, for the repository octo/hr. */
export async function startFakeGitHub(): Promise<FakeGitHub> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeGitHub = {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issues: [],
    requests: [],
    repository: { visibility: 'private', private: true, default_branch: 'main' },
    user: undefined,
    faults: {},
    ignoresLabels: false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', fake.apiUrl);
    const route = `${request.method} ${url.pathname}`;
    fake.requests.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    const fault = fake.faults[route]?.shift();
    if (typeof fault === 'number') return send(response, fault, { message: 'cell: ann@example.com' });
    const [status, data] =
      request.headers.authorization === 'token good' ? handle(route, url, body) : [401, {}];
    if (fault === 'reset') request.socket.destroy();
    else send(response, status, data);
  }

  function handle(route: string, url: URL, body: Record<string, unknown>): [number, unknown] {
    if (route === 'GET /repos/octo/hr') return [200, fake.repository];
    if (route === 'GET /user')
      return fake.user === undefined ? [403, {}] : [200, { login: fake.user, type: 'User' }];
    if (route === 'GET /repos/octo/hr/issues') return [200, listed(url.searchParams)];
    if (route === 'POST /repos/octo/hr/issues') return [201, opened(body)];
    const number = /^PATCH \/repos\/octo\/hr\/issues\/(\d+)$/.exec(route)?.[1];
    const issue = fake.issues.find((one) => one.number === Number(number));
    return issue === undefined ? [404, {}] : [200, Object.assign(issue, body)];
  }

  function listed(query: URLSearchParams): FakeIssue[] {
    const size = Number(query.get('per_page'));
    const from = (Number(query.get('page') ?? 1) - 1) * size;
    return fake.issues
      .filter((one) => one.state === query.get('state'))
      .filter((one) => one.labels.some((label) => label.name === query.get('labels')))
      .slice(from, from + size);
  }

  function opened(body: Record<string, unknown>): FakeIssue {
    const issue: FakeIssue = {
      number: fake.issues.length + 1,
      title: String(body.title),
      body: String(body.body),
      state: 'open',
      labels: fake.ignoresLabels ? [] : (body.labels as string[]).map((name) => ({ name })),
      created_at: '2026-11-20T02:00:00Z',
      user: fake.user === undefined ? BOT : { login: fake.user, type: 'User' },
    };
    fake.issues.push(issue);
    return issue;
  }

  return fake;
}

function send(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(data));
}
