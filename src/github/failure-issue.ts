import { explainNetworkError } from '../http/network-failures.ts';
import { type Clock, REAL_CLOCK } from '../http/retry.ts';
import type { RunReport } from '../report/run-report.ts';
import type { Warning } from '../vocabulary.ts';
import { createGitHubApi, type GitHubAccess, type GitHubApi, refusalOf } from './github-api.ts';
import { branchOf, type GitHubContext } from './github-context.ts';
import * as text from './issue-text.ts';

/** The result: at most one line for the log or one warning. */
export interface FailureIssueOutcome {
  readonly note?: string;
  readonly warning?: Warning;
}

/**
 * Opens or updates the one issue of this workflow and connector when the run failed, and closes it when the run
 * succeeded. Only on the default branch. Never throws: the result of the run matters more, so problems
 * become a warning.
 */
export async function reportFailureIssue(
  report: RunReport,
  context: GitHubContext,
  access: Pick<GitHubAccess, 'http' | 'token' | 'clock' | 'signal'>,
): Promise<FailureIssueOutcome> {
  const [owner, repo] = (context.repository ?? '').split('/');
  if (owner === undefined || repo === undefined || access.token === '') {
    return warn(['No issue was opened, because the repository or `github-token` is missing.']);
  }
  try {
    const api = await createGitHubApi({ ...access, apiUrl: context.apiUrl });
    const place = { api, owner, repo };
    if (!(await isOnDefaultBranch(place, context))) {
      return { note: 'failure-issue: this is not the default branch, so the issue was not touched.' };
    }
    const isFailed = report.status === 'failed' || report.status === 'partial';
    return isFailed
      ? await reportFailure(place, report, context, access.clock ?? REAL_CLOCK, access.signal)
      : await reportSuccess(place, report, context);
  } catch (error) {
    return warn(explain(error));
  }
}

/** The repository, and access to it. */
interface Place {
  readonly api: GitHubApi;
  readonly owner: string;
  readonly repo: string;
}

interface OpenIssue {
  readonly number: number;
  readonly key: string;
  /** Time of creation, ISO 8601. */
  readonly since: string;
}

async function isOnDefaultBranch({ api, owner, repo }: Place, context: GitHubContext): Promise<boolean> {
  // Schedules run only on the default branch, and their payloads do not always name it.
  if (context.eventName === 'schedule') return true;
  const branch = context.defaultBranch ?? branchOf((await api.rest.repos.get({ owner, repo })).data);
  return branch !== undefined && context.ref === `refs/heads/${branch}`;
}

const MAX_OPEN_ATTEMPTS = 3;
/** Milliseconds before the second attempt; twice as many before the third. */
const OPEN_DELAY_MS = 1_000;

async function reportFailure(
  place: Place,
  report: RunReport,
  context: GitHubContext,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<FailureIssueOutcome> {
  const key = text.failureKey(context.workflowPath, report.mode, report.connector);
  for (let attempt = 1; ; attempt++) {
    const [issue] = await findIssues(place, [key]);
    const body = text.failureBody(report, key, issue?.since);
    if (issue !== undefined) {
      await update(place, issue.number, { body });
      return { note: `failure-issue: updated issue ${issue.number}.` };
    }
    try {
      return await open(place, text.issueTitle(context.workflowPath), body);
    } catch (error) {
      const { status, network } = refusalOf(error);
      // After a lost response the issue may exist: look again before opening a second one.
      const isDefinite = network?.kind === 'cancelled' || (status !== undefined && status < 500);
      if (attempt === MAX_OPEN_ATTEMPTS || isDefinite) throw error;
      await clock.sleep(OPEN_DELAY_MS * attempt, signal);
    }
  }
}

/** Closes the issue of this connector, and that of runs which failed before the connector was known. */
async function reportSuccess(
  place: Place,
  report: RunReport,
  { workflowPath }: GitHubContext,
): Promise<FailureIssueOutcome> {
  const keys = [report.connector, {}].map((connector) =>
    text.failureKey(workflowPath, report.mode, connector),
  );
  const issues = await findIssues(place, keys);
  for (const { number, key, since } of issues) {
    const body = text.successBody(report, key, since);
    await update(place, number, { body, state: 'closed', state_reason: 'completed' });
  }
  const numbers = issues.map(({ number }) => number).join(', ');
  return issues.length === 0 ? {} : { note: `failure-issue: closed issue ${numbers}.` };
}

async function open({ api, owner, repo }: Place, title: string, body: string): Promise<FailureIssueOutcome> {
  const { data } = await api.rest.issues.create({
    owner,
    repo,
    title,
    body,
    labels: [text.FAILURE_LABEL],
  });
  const isLabelled = data.labels.some((label) => labelName(label) === text.FAILURE_LABEL);
  if (isLabelled) return { note: `failure-issue: opened issue ${data.number}.` };
  return warn([
    `Issue ${data.number} was opened, but this token may not set the label \`${text.FAILURE_LABEL}\`, which is needed to find the issue again.`,
    'Use the default of `github-token`, or a token with write access to the repository; otherwise every failure opens another issue.',
  ]);
}

async function update(
  { api, owner, repo }: Place,
  issue_number: number,
  change: { body: string; state?: 'closed'; state_reason?: 'completed' },
): Promise<void> {
  await api.rest.issues.update({ owner, repo, issue_number, ...change });
}

/** Few issues per page, because longer responses are truncated; more than a few are never open. */
const ISSUES_PER_PAGE = 5;
const MAX_PAGES = 10;

/**
 * The open issues with one of the keys, the oldest first. An issue counts only if this token's own account wrote it:
 * anyone who can open an issue could write our hidden marker into one.
 */
async function findIssues({ api, owner, repo }: Place, keys: readonly string[]): Promise<OpenIssue[]> {
  const candidates: (OpenIssue & { readonly author: Author })[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data } = await api.rest.issues.listForRepo({
      owner,
      repo,
      state: 'open',
      labels: text.FAILURE_LABEL,
      sort: 'created',
      direction: 'asc',
      per_page: ISSUES_PER_PAGE,
      page,
    });
    for (const issue of data) {
      const key = text.readKey(issue.body ?? '');
      if (key !== undefined && keys.includes(key))
        candidates.push({ number: issue.number, key, since: issue.created_at, author: issue.user });
    }
    if (data.length < ISSUES_PER_PAGE) break;
  }
  if (candidates.length === 0) return [];
  const isOwn = await ownAuthor(api);
  return candidates.filter((issue) => isOwn(issue.author));
}

type Author = { readonly login?: string; readonly type?: string } | null;

/**
 * Whether an account is that of the token. GitHub returns the user of a user's token. For the token of a workflow or an
 * app it returns 403: such a token writes as a bot, and only apps are bots.
 */
async function ownAuthor(api: GitHubApi): Promise<(author: Author) => boolean> {
  try {
    const { data } = await api.rest.users.getAuthenticated();
    return (author) => author?.login === data.login;
  } catch (error) {
    const { status } = refusalOf(error);
    if (status !== 403 && status !== 404) throw error;
    return (author) => author?.type === 'Bot' && (author.login ?? '').endsWith('[bot]');
  }
}

function labelName(label: string | { name?: string }): string | undefined {
  return typeof label === 'string' ? label : label.name;
}

function warn(lines: readonly string[]): FailureIssueOutcome {
  return { warning: { title: 'failure-issue', lines } };
}

/** GitHub's refusals, with advice for the author of the workflow. */
const BY_STATUS: Readonly<Record<number, readonly string[]>> = {
  401: ['GitHub did not accept the token.', 'Omit the input `github-token`: its default works.'],
  403: [
    'GitHub did not allow this token to read or write issues (403).',
    'Add `issues: write` to the `permissions` of the job, in addition to `contents: read`.',
  ],
  404: [
    'GitHub did not find the repository with this token (404).',
    'Add `issues: write` to the `permissions` of the job, in addition to `contents: read`.',
  ],
  410: [
    'Issues are disabled in this repository (410).',
    'Enable them under Settings, General, Features, or remove `failure-issue`.',
  ],
};

function explain(error: unknown): readonly string[] {
  const { status, network } = refusalOf(error);
  if (network !== undefined) return ['GitHub could not be reached.', explainNetworkError(network).what];
  const known = status === undefined ? undefined : BY_STATUS[status];
  if (known !== undefined) return known;
  return [
    status === undefined ? 'GitHub sent a response that could not be read.' : `GitHub answered ${status}.`,
    'The issue was not opened, updated or closed. The result of this run is not affected.',
  ];
}
