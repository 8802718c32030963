import { readFile } from 'node:fs/promises';
import type { Visibility } from '../vocabulary.ts';

/** The workflow run, from the environment of the runner. Untrusted text. */
export interface GitHubContext {
  readonly apiUrl: string;
  /** `owner/name`; undefined outside GitHub. */
  readonly repository: string | undefined;
  readonly eventName: string;
  /** `refs/heads/main`. */
  readonly ref: string;
  /** Path of the workflow's file in its repository; empty if unknown. */
  readonly workflowPath: string;
  /** The workflow's name (else its path), the account that started the run, and the commit it runs on, for the receipt; null if unknown. */
  readonly workflow: string | null;
  readonly actor: string | null;
  readonly sha: string | null;
  /** The event is a comment on a pull request; comments on issues have the same event. */
  readonly isPullRequestComment: boolean;
  readonly runId: string | null;
  readonly runAttempt: number | null;
  readonly runUrl: string | null;
  /** From the event's payload; those of scheduled events do not always contain the repository. */
  readonly visibility: Visibility;
  readonly defaultBranch: string | undefined;
}

/** Reads the runner's environment and the event's payload. A missing or malformed payload counts as empty. */
export async function readGitHubContext(env: NodeJS.ProcessEnv = process.env): Promise<GitHubContext> {
  const repository = text(env.GITHUB_REPOSITORY);
  const payload = await readPayload(text(env.GITHUB_EVENT_PATH));
  const runId = text(env.GITHUB_RUN_ID) ?? null;
  const path = workflowPath(text(env.GITHUB_WORKFLOW_REF) ?? '', repository ?? '');
  const server = text(env.GITHUB_SERVER_URL) ?? 'https://github.com';
  return {
    apiUrl: text(env.GITHUB_API_URL) ?? 'https://api.github.com',
    repository,
    eventName: text(env.GITHUB_EVENT_NAME) ?? '',
    ref: text(env.GITHUB_REF) ?? '',
    workflowPath: path,
    workflow: text(env.GITHUB_WORKFLOW) ?? (path === '' ? null : path),
    actor: text(env.GITHUB_ACTOR) ?? null,
    sha: text(env.GITHUB_SHA) ?? null,
    isPullRequestComment: isObject(payload.issue) && isObject(payload.issue.pull_request),
    runId,
    runAttempt: positive(env.GITHUB_RUN_ATTEMPT),
    runUrl:
      repository === undefined || runId === null ? null : `${server}/${repository}/actions/runs/${runId}`,
    visibility: visibilityOf(payload.repository),
    defaultBranch: branchOf(payload.repository),
  };
}

/** The visibility of a repository in a payload or API response, which have the same keys. */
export function visibilityOf(repository: unknown): Visibility {
  if (!isObject(repository)) return 'unknown';
  const { visibility, private: isPrivate } = repository;
  if (visibility === 'public' || isPrivate === false) return 'public';
  if (visibility === 'internal' || visibility === 'private') return visibility;
  return isPrivate === true ? 'private' : 'unknown';
}

/** The default branch of a repository in a payload or API response. */
export function branchOf(repository: unknown): string | undefined {
  return isObject(repository) && typeof repository.default_branch === 'string'
    ? repository.default_branch
    : undefined;
}

async function readPayload(path: string | undefined): Promise<Record<string, unknown>> {
  if (path === undefined) return {};
  try {
    const payload: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isObject(payload) ? payload : {};
  } catch {
    return {};
  }
}

/** `owner/name/.github/workflows/hr.yml@refs/heads/main` without its repository and ref. */
function workflowPath(workflowRef: string, repository: string): string {
  const path = workflowRef.replace(/@.*$/s, '');
  return path.toLowerCase().startsWith(`${repository.toLowerCase()}/`)
    ? path.slice(repository.length + 1)
    : path;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function positive(value: string | undefined): number | null {
  return value !== undefined && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}
