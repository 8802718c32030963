import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGitHubContext, visibilityOf } from '../../src/github/github-context.ts';

describe('visibilityOf', () => {
  it.each([
    [{ visibility: 'public', private: false }, 'public'],
    [{ visibility: 'internal', private: true }, 'internal'],
    [{ visibility: 'private', private: true }, 'private'],
    [{ private: false }, 'public'],
    [{ private: true }, 'private'],
    [{ visibility: 'private', private: false }, 'public'],
    [{ visibility: 'secret' }, 'unknown'],
    [{}, 'unknown'],
    [undefined, 'unknown'],
    ['public', 'unknown'],
  ])('of %j is %s', (repository, expected) => {
    expect(visibilityOf(repository)).toBe(expected);
  });
});

describe('readGitHubContext', () => {
  it('reads the environment and the payload', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'event-'));
    const path = join(folder, 'event.json');
    await writeFile(
      path,
      JSON.stringify({ repository: { private: true, visibility: 'internal', default_branch: 'trunk' } }),
    );
    const context = await readGitHubContext({
      GITHUB_API_URL: 'https://ghes.example/api/v3',
      GITHUB_SERVER_URL: 'https://ghes.example',
      GITHUB_REPOSITORY: 'octo/hr',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_EVENT_PATH: path,
      GITHUB_REF: 'refs/heads/trunk',
      GITHUB_WORKFLOW_REF: 'octo/hr/.github/workflows/hr.yml@refs/heads/trunk',
      GITHUB_WORKFLOW: 'HR upload',
      GITHUB_ACTOR: 'octocat',
      GITHUB_SHA: 'f'.repeat(40),
      GITHUB_RUN_ID: '17',
      GITHUB_RUN_ATTEMPT: '2',
    });
    expect(context).toEqual({
      apiUrl: 'https://ghes.example/api/v3',
      repository: 'octo/hr',
      eventName: 'schedule',
      ref: 'refs/heads/trunk',
      workflowPath: '.github/workflows/hr.yml',
      workflow: 'HR upload',
      actor: 'octocat',
      sha: 'f'.repeat(40),
      isPullRequestComment: false,
      runId: '17',
      runAttempt: 2,
      runUrl: 'https://ghes.example/octo/hr/actions/runs/17',
      visibility: 'internal',
      defaultBranch: 'trunk',
    });
    await rm(folder, { recursive: true });
  });

  it.each([
    [{ issue: { number: 1, pull_request: { url: 'https://api.github.com/repos/octo/hr/pulls/1' } } }, true],
    [{ issue: { number: 1 } }, false],
    [{}, false],
  ])('knows whether a comment is on a pull request: %j', async (payload, expected) => {
    const folder = await mkdtemp(join(tmpdir(), 'event-'));
    const path = join(folder, 'event.json');
    await writeFile(path, JSON.stringify(payload));
    expect((await readGitHubContext({ GITHUB_EVENT_PATH: path })).isPullRequestComment).toBe(expected);
    await rm(folder, { recursive: true });
  });

  it.each(['not json', '[]', 'null', ''])('ignores the payload %j', async (payload) => {
    const folder = await mkdtemp(join(tmpdir(), 'event-'));
    const path = join(folder, 'event.json');
    await writeFile(path, payload);
    const context = await readGitHubContext({ GITHUB_EVENT_PATH: path });
    expect([context.visibility, context.defaultBranch, context.repository, context.runUrl]).toEqual([
      'unknown',
      undefined,
      undefined,
      null,
    ]);
    await rm(folder, { recursive: true });
  });
});
