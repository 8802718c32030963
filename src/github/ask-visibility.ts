import type { HttpClient } from '../http/client.ts';
import { explainNetworkError } from '../http/network-failures.ts';
import type { Clock } from '../http/retry.ts';
import type { Visibility } from '../vocabulary.ts';
import { createGitHubApi, refusalOf } from './github-api.ts';
import { type GitHubContext, visibilityOf } from './github-context.ts';

/** What is needed to ask GitHub. */
export interface VisibilityTools {
  readonly http: HttpClient;
  readonly token: string;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** GitHub's response, and the reason if it does not contain the visibility. */
export interface Answer {
  readonly visibility: Visibility;
  readonly because: string;
}

/**
 * Asks GitHub whether the repository is public.
 * @throws {NetworkError} when the run is cancelled in the meantime.
 */
export async function askVisibility(context: GitHubContext, tools: VisibilityTools): Promise<Answer> {
  const unknown = (because: string): Answer => ({ visibility: 'unknown', because });
  const [owner, repo] = (context.repository ?? '').split('/');
  if (owner === undefined || repo === undefined) return unknown('The name of the repository is not known.');
  if (tools.token === '') return unknown('GitHub could not be asked, because `github-token` is empty.');
  try {
    const api = await createGitHubApi({ ...tools, apiUrl: context.apiUrl });
    const { data } = await api.rest.repos.get({ owner, repo });
    return { visibility: visibilityOf(data), because: "GitHub's response does not contain it either." };
  } catch (error) {
    const { status, network } = refusalOf(error);
    if (network?.kind === 'cancelled') throw network;
    if (network !== undefined) return unknown(`GitHub was asked: ${explainNetworkError(network).what}`);
    return unknown(`GitHub was asked and answered ${status ?? 'something unreadable'}.`);
  }
}
