import { json, type SandboxAnswer, type SandboxRequest, type Service } from '../exchange.ts';

interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: { name: string }[];
  readonly user: { readonly login: string; readonly type: string };
  readonly created_at: string;
  readonly comments: string[];
}

/** The part of GitHub's REST API that the action uses: one repository and its issues. */
export class GitHubApi implements Service {
  readonly name = 'github';
  readonly hosts = new Set(['api.github.com', 'github.contoso.com']);
  readonly token = 'ghs_sandboxtokenofthejob0000000000000000';
  readonly issues: Issue[] = [];
  /** The response to GET /repos/…; GitHub responds with 404 if the token may not see it. */
  repository = {
    full_name: 'contoso/hr',
    private: true,
    visibility: 'private',
    default_branch: 'main',
    has_issues: true,
  };
  /** The job's `permissions`. */
  canWriteIssues = true;
  /** The account of the token: GitHub's own app for a job's token. */
  readonly #author = { login: 'github-actions[bot]', type: 'Bot' };

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    // A GitHub Enterprise Server has its API below /api/v3.
    const path = request.path.replace(/^\/api\/v3/, '');
    const given = request.headers.authorization?.replace(/^(?:token|Bearer) /i, '');
    if (given !== this.token) return json(401, { message: 'Bad credentials' });
    // A job's token belongs to an app, which is not a user.
    if (path === '/user') return json(403, { message: 'Resource not accessible by integration' });
    const prefix = `/repos/${this.repository.full_name}`;
    if (!path.toLowerCase().startsWith(prefix.toLowerCase())) return json(404, { message: 'Not Found' });
    const rest = path.slice(prefix.length);
    if (rest === '') return json(200, this.repository);
    if (!rest.startsWith('/issues')) return json(404, { message: 'Not Found' });
    if (!this.repository.has_issues) return json(410, { message: 'Issues are disabled for this repo' });
    if (!this.canWriteIssues) return json(403, { message: 'Resource not accessible by integration' });
    return this.#answerIssues(rest.slice('/issues'.length), request);
  }

  #answerIssues(rest: string, request: SandboxRequest): SandboxAnswer {
    const [, number, part] = /^\/(\d+)(\/comments)?$/.exec(rest) ?? [];
    const issue = this.issues.find((candidate) => candidate.number === Number(number));
    if (rest === '' && request.method === 'GET') return json(200, this.#list(request.query));
    if (rest === '' && request.method === 'POST') return json(201, view(this.#create(bodyOf(request))));
    if (issue === undefined) return json(404, { message: 'Not Found' });
    if (part !== undefined && request.method === 'POST') {
      issue.comments.push(String(bodyOf(request).body));
      return json(201, { id: issue.comments.length });
    }
    if (request.method === 'PATCH') Object.assign(issue, changes(bodyOf(request)));
    return json(200, view(issue));
  }

  #list(query: URLSearchParams) {
    const state = query.get('state') ?? 'open';
    const creator = query.get('creator');
    const labels = query.get('labels')?.split(',').filter(Boolean) ?? [];
    const size = Number(query.get('per_page') ?? 30);
    const start = (Number(query.get('page') ?? 1) - 1) * size;
    return this.issues
      .filter((issue) => state === 'all' || issue.state === state)
      .filter((issue) => creator === null || issue.user.login === creator)
      .filter((issue) => labels.every((label) => issue.labels.some(({ name }) => name === label)))
      .reverse()
      .slice(start, start + size)
      .map(view);
  }

  #create(content: Record<string, unknown>): Issue {
    const issue: Issue = {
      number: this.issues.length + 1,
      title: '',
      body: '',
      state: 'open',
      labels: [],
      user: this.#author,
      created_at: new Date().toISOString(),
      comments: [],
      ...changes(content),
    };
    this.issues.push(issue);
    return issue;
  }
}

function bodyOf({ body }: SandboxRequest): Record<string, unknown> {
  return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
}

function changes(content: Record<string, unknown>): Partial<Issue> {
  const { title, body, state, labels } = content as {
    title?: string;
    body?: string;
    state?: 'open' | 'closed';
    labels?: (string | { name: string })[];
  };
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(state === undefined ? {} : { state }),
    ...(labels === undefined
      ? {}
      : { labels: labels.map((label) => (typeof label === 'string' ? { name: label } : label)) }),
  };
}

/** An issue in the API's response. */
function view(issue: Issue) {
  const { comments, ...rest } = issue;
  return {
    ...rest,
    comments: comments.length,
    html_url: `https://github.com/contoso/hr/issues/${issue.number}`,
    performed_via_github_app: null,
  };
}
