import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import {
  ACTION_SHA,
  type Branch,
  CommandError,
  type Environment,
  type Settings,
  WORKFLOW,
  type World,
} from './world.ts';

/** Stand-in for GitHub CLI: the commands and the API that setup.sh uses, on the repository of a world. */

interface Values {
  readonly [name: string]: string | boolean | string[] | undefined;
}

interface Command {
  /** Options with a value, then flags. */
  readonly options: readonly string[];
  readonly flags?: readonly string[];
  readonly run: (world: World, values: Values, words: readonly string[], input: string) => unknown;
}

interface ApiRequest {
  readonly world: World;
  /** The groups of the route's pattern. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly raw: boolean;
}

const text = (values: Values, name: string): string => String(values[name] ?? '');

function notFound(): CommandError {
  return new CommandError('gh: Not Found (HTTP 404)');
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

/** Settings of the environment that a command names, or those of the repository. */
function settingsOf(world: World, values: Values): Settings {
  return values.env === undefined ? world.settings : found(world.environments.get(text(values, 'env')));
}

function list<T>(kind: string, items: readonly T[]): object {
  return { total_count: items.length, [kind]: items };
}

function putEnvironment({ world, path, body }: ApiRequest): object {
  const name = path[1]!;
  const before = world.environments.get(name);
  const policy = body.deployment_branch_policy as Environment['deployment_branch_policy'];
  // What is not sent again is reset, as by the real API.
  const rules = [
    ...(body.wait_timer === undefined ? [] : [{ type: 'wait_timer', wait_timer: Number(body.wait_timer) }]),
    ...(body.reviewers === undefined
      ? []
      : [
          {
            type: 'required_reviewers',
            prevent_self_review: body.prevent_self_review === true,
            reviewers: (body.reviewers as { type: string; id: number }[]).map(({ type, id }) => ({
              type,
              reviewer: { id },
            })),
          },
        ]),
  ];
  const isCustom = policy?.custom_branch_policies === true;
  world.environments.set(name, {
    deployment_branch_policy: policy,
    policies: isCustom ? (before?.policies ?? []) : [],
    protection_rules: rules,
    variables: before?.variables ?? {},
    secrets: before?.secrets ?? {},
  });
  return {};
}

function policiesOf({ world, path }: ApiRequest): Environment['policies'] {
  const environment = found(world.environments.get(path[1]!));
  if (environment.deployment_branch_policy?.custom_branch_policies !== true) throw notFound();
  return environment.policies;
}

function fileOf({ world, query }: ApiRequest): string {
  const branch = found(world.branches.get(query.get('ref') ?? 'main'));
  return found(branch.files[WORKFLOW]);
}

const shaOf = (content: string): string => Buffer.from(content).toString('hex').slice(-20).padStart(40, '0');

function branchToChange({ world, body }: ApiRequest): Branch {
  const branch = found(world.branches.get(String(body.branch)));
  const before = branch.files[WORKFLOW];
  if (before !== undefined && shaOf(before) !== body.sha) {
    throw new CommandError('gh: Invalid request. "sha" wasn\'t supplied. (HTTP 422)');
  }
  branch.sha = branch.sha.replace(/^./, 'f');
  return branch;
}

/** Routes of the API: method, path, answer. */
const ROUTES: readonly (readonly [string, RegExp, (request: ApiRequest) => unknown])[] = [
  ['GET', /^repos\/([^/]+\/[^/]+)$/, ({ world }) => world.repository],
  ['GET', /^repos\/([^/]+\/[^/]+)\/actions\/oidc\/customization\/sub$/, ({ world }) => found(world.oidc)],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/environments\/([\w-]+)$/,
    ({ world, path }) => ({ name: path[1], ...found(world.environments.get(path[1]!)) }),
  ],
  ['PUT', /^repos\/([^/]+\/[^/]+)\/environments\/([\w-]+)$/, putEnvironment],
  [
    'DELETE',
    /^repos\/([^/]+\/[^/]+)\/environments\/([\w-]+)$/,
    ({ world, path }) => {
      if (!world.environments.delete(path[1]!)) throw notFound();
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/environments\/([\w-]+)\/deployment-branch-policies$/,
    (request) => list('branch_policies', policiesOf(request)),
  ],
  [
    'POST',
    /^repos\/([^/]+\/[^/]+)\/environments\/([\w-]+)\/deployment-branch-policies$/,
    (request) => {
      const policies = policiesOf(request);
      policies.push({
        id: 100 + policies.length,
        name: String(request.body.name),
        type: String(request.body.type ?? 'branch'),
      });
    },
  ],
  [
    'DELETE',
    /^repos\/([^/]+\/[^/]+)\/environments\/([\w-]+)\/deployment-branch-policies\/(\d+)$/,
    (request) => {
      const policies = policiesOf(request);
      const index = policies.findIndex(({ id }) => id === Number(request.path[2]));
      if (index === -1) throw notFound();
      policies.splice(index, 1);
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/(?:environments\/([\w-]+)|actions)\/(variables|secrets)$/,
    ({ world, path }) => {
      const settings = path[1] === undefined ? world.settings : found(world.environments.get(path[1]));
      const kind = path[2] as 'variables' | 'secrets';
      const values = Object.entries(settings[kind]);
      return list(
        kind,
        values.map(([name, value]) => (kind === 'variables' ? { name, value } : { name })),
      );
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/contents\/(.+)$/,
    (request) => {
      const content = fileOf(request);
      return request.raw ? content : { sha: shaOf(content) };
    },
  ],
  [
    'PUT',
    /^repos\/([^/]+\/[^/]+)\/contents\/(.+)$/,
    (request) => {
      branchToChange(request).files[WORKFLOW] = Buffer.from(
        String(request.body.content),
        'base64',
      ).toString();
    },
  ],
  [
    'DELETE',
    /^repos\/([^/]+\/[^/]+)\/contents\/(.+)$/,
    (request) => {
      delete branchToChange(request).files[WORKFLOW];
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/git\/ref\/heads\/(.+)$/,
    ({ world, path }) => ({
      ref: `refs/heads/${path[1]}`,
      object: { sha: found(world.branches.get(path[1]!)).sha },
    }),
  ],
  [
    'POST',
    /^repos\/([^/]+\/[^/]+)\/git\/refs$/,
    ({ world, body }) => {
      const name = String(body.ref).replace('refs/heads/', '');
      if (world.branches.has(name)) throw new CommandError('gh: Reference already exists (HTTP 422)');
      const tip = [...world.branches.values()].find(({ sha }) => sha === body.sha);
      world.branches.set(name, { sha: found(tip).sha, files: { ...found(tip).files } });
    },
  ],
  [
    'PATCH',
    /^repos\/([^/]+\/[^/]+)\/git\/refs\/heads\/(.+)$/,
    ({ world, path, body }) => {
      const tip = found([...world.branches.values()].find(({ sha }) => sha === body.sha));
      if (body.force !== true) throw new CommandError('gh: Update is not a fast forward (HTTP 422)');
      world.branches.set(path[1]!, { sha: tip.sha, files: { ...tip.files } });
    },
  ],
  [
    'DELETE',
    /^repos\/([^/]+\/[^/]+)\/git\/refs\/heads\/(.+)$/,
    ({ world, path }) => {
      if (!world.branches.delete(path[1]!)) throw notFound();
      for (const pull of world.pullRequests) if (pull.head === path[1]) pull.state = 'closed';
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/commits\/(.+)$/,
    ({ path }) => {
      if (path[0] !== 'example/purview-hr-upload' || path[1] !== 'v1.0.0') throw notFound();
      return { sha: ACTION_SHA };
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/actions\/workflows\/([\w.-]+)$/,
    ({ world, path }) => {
      found(world.branches.get('main')!.files[WORKFLOW]);
      return { state: world.disabledWorkflows.includes(path[1]!) ? 'disabled_manually' : 'active' };
    },
  ],
  [
    'PUT',
    /^repos\/([^/]+\/[^/]+)\/actions\/workflows\/([\w.-]+)\/disable$/,
    ({ world, path }) => {
      world.disabledWorkflows.push(path[1]!);
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/actions\/workflows\/([\w.-]+)\/runs$/,
    ({ world }) => ({ workflow_runs: world.runs.map(({ id }) => ({ id })).reverse() }),
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)$/,
    ({ world, path }) => {
      const run = found(world.runs.find(({ id }) => id === Number(path[1])));
      const html_url = `${world.repository.html_url}/actions/runs/${run.id}`;
      return { status: 'completed', conclusion: run.outcome.conclusion, html_url };
    },
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)\/jobs$/,
    ({ path }) => ({ jobs: [{ id: Number(path[1]) }] }),
  ],
  [
    'GET',
    /^repos\/([^/]+\/[^/]+)\/check-runs\/(\d+)\/annotations$/,
    ({ world, path }) => {
      const { outcome } = found(world.runs.find(({ id }) => id === Number(path[1])));
      const failures = (outcome.messages ?? []).map((message) => ({ annotation_level: 'failure', message }));
      return [{ annotation_level: 'warning', message: 'A warning of the run.' }, ...failures];
    },
  ],
];

/** Values of `--field` and `--raw-field`, or the body that came through standard input. */
function bodyOf(values: Values, input: string): Record<string, unknown> {
  if (values.input !== undefined) return JSON.parse(input) as Record<string, unknown>;
  const fields = [
    ...((values['raw-field'] as string[] | undefined) ?? []).map((field) => [field, false] as const),
    ...((values.field as string[] | undefined) ?? []).map((field) => [field, true] as const),
  ];
  const body: Record<string, unknown> = {};
  for (const [field, isTyped] of fields) {
    // `name=value`, or `name[key]=value` for a value of an object.
    const [, name, key, text] = /^([^=[]+)(?:\[(\w+)\])?=([\s\S]*)$/.exec(field)!;
    const value = isTyped ? (JSON.parse(text!) as unknown) : text;
    body[name!] = key === undefined ? value : { ...(body[name!] as object | undefined), [key]: value };
  }
  return body;
}

function api(world: World, values: Values, words: readonly string[], input: string): unknown {
  const url = new URL(words[0]!, 'https://api.invalid/');
  const path = url.pathname.slice(1);
  const method = text(values, 'method') || 'GET';
  for (const [routeMethod, pattern, answer] of ROUTES) {
    const match = method === routeMethod ? pattern.exec(path) : null;
    if (match === null) continue;
    if (path.startsWith('repos/') && !isKnownRepository(world, match[1]!)) throw notFound();
    const raw = ((values.header as string[] | undefined) ?? []).some((header) => header.includes('raw'));
    return answer({
      world,
      path: match.slice(1),
      query: url.searchParams,
      body: bodyOf(values, input),
      raw,
    });
  }
  throw new Error(`the stand-in does not know: ${method} ${path}`);
}

function isKnownRepository(world: World, name: string): boolean {
  return [world.repository.full_name.toLowerCase(), 'example/purview-hr-upload'].includes(name.toLowerCase());
}

const COMMANDS: Readonly<Record<string, Command>> = {
  api: {
    options: ['method', 'input', 'jq', 'hostname', 'raw-field', 'field', 'header'],
    flags: ['silent', 'paginate'],
    run: api,
  },
  'repo view': { options: ['json', 'jq'], run: ({ repository }) => ({ url: repository.html_url }) },
  'auth status': {
    options: ['hostname'],
    run: ({ scopes }) => (scopes === '' ? 'Logged in' : `  - Token scopes: ${scopes}\n`),
  },
  'variable set': {
    options: ['repo', 'env', 'body'],
    run: (world, values, [name]) => {
      settingsOf(world, values).variables[name!] = text(values, 'body');
    },
  },
  'variable delete': {
    options: ['repo', 'env'],
    run: (world, values, [name]) => {
      delete settingsOf(world, values).variables[name!];
    },
  },
  'secret set': {
    options: ['repo', 'env'],
    run: (world, values, [name], input) => {
      settingsOf(world, values).secrets[name!] = input;
    },
  },
  'secret delete': {
    options: ['repo', 'env'],
    run: (world, values, [name]) => {
      delete settingsOf(world, values).secrets[name!];
    },
  },
  'pr list': {
    options: ['repo', 'head', 'base', 'state', 'json', 'jq'],
    run: ({ pullRequests }, values) =>
      pullRequests.filter(({ head, state }) => head === values.head && state === values.state),
  },
  'pr create': {
    options: ['repo', 'head', 'base', 'title', 'body'],
    run: (world, values) => {
      const url = `${world.repository.html_url}/pull/${world.pullRequests.length + 1}`;
      const [head, base, body] = [text(values, 'head'), text(values, 'base'), text(values, 'body')];
      if (!world.branches.has(head)) throw new CommandError('pull request create failed: no such head');
      world.pullRequests.push({ head, base, url, body, state: 'open' });
      return `${url}\n`;
    },
  },
  'workflow run': {
    options: ['repo', 'ref', 'raw-field'],
    run: (world, values, [name]) => {
      if (world.branches.get(text(values, 'ref'))?.files[`.github/workflows/${name}`] === undefined) {
        throw new CommandError(`HTTP 404: workflow ${name} not found on the default branch`);
      }
      const outcome = world.outcomes.shift() ?? { conclusion: 'success' as const };
      world.runs.push({ id: 500 + world.runs.length, outcome });
    },
  },
};

const REPEATED = ['raw-field', 'field', 'header'];

/** Runs a command line of GitHub CLI and returns what it prints. */
export function gh(world: World, args: readonly string[], input: string): string {
  const name = args[0] === 'api' ? 'api' : args.slice(0, 2).join(' ');
  const command = COMMANDS[name];
  if (command === undefined) throw new Error(`the stand-in does not know: gh ${name}`);
  const { values, positionals } = parseArgs({
    args: args.slice(name.split(' ').length),
    allowPositionals: true,
    options: Object.fromEntries([
      ...command.options.map(
        (option) => [option, { type: 'string', multiple: REPEATED.includes(option) }] as const,
      ),
      ...(command.flags ?? []).map((flag) => [flag, { type: 'boolean' }] as const),
    ]),
  });
  const { silent, jq: filter, ...rest } = values as Values;
  const result = command.run(world, rest, positionals, input);
  if (result === undefined || silent === true) return '';
  if (typeof result === 'string') return result;
  if (typeof filter !== 'string') return JSON.stringify(result);
  return `${filtered(JSON.stringify(result), filter)}\n`;
}

interface Jq {
  /** Returns what jq prints (undefined where that is nothing); throws what it prints as an error. */
  raw(json: string, filter: string, flags: readonly string[]): string | undefined;
}

// Its module is a promise, which does not survive a conversion to an ES module.
const jq = await (createRequire(import.meta.url)('jq-web') as Promise<Jq>);
/** What was filtered before: most tests ask the same of the same. */
const FILTERED = new Map<string, string>();

/** What `--jq` prints; unlike jq itself, an empty line for null (go-gh, `pkg/jq`). */
function filtered(json: string, filter: string): string {
  const key = `${filter}\0${json}`;
  const known = FILTERED.get(key) ?? (jq.raw(json, filter, ['-r', '-c']) ?? '').replace(/^null$/gm, '');
  FILTERED.set(key, known);
  return known;
}
