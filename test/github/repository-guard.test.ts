import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActionError } from '../../src/errors.ts';
import type { GitHubContext } from '../../src/github/github-context.ts';
import { guardRepository, judgeRun, type TriggeringEvent } from '../../src/github/repository-guard.ts';
import type { HttpClient } from '../../src/http/client.ts';
import { createHttpClient } from '../../src/http/lazy-client.ts';
import type { Mode, Visibility } from '../../src/vocabulary.ts';
import { NO_WAIT } from '../http/clock.ts';

import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';

function on(eventName: string, ref = 'refs/heads/main', isPullRequestComment = false): TriggeringEvent {
  return { eventName, ref, isPullRequestComment };
}

describe('judgeRun', () => {
  it.each<[Mode, string, Visibility, boolean, 'go' | 'warn' | RegExp]>([
    ['upload', 'schedule', 'private', false, 'go'],
    ['upload', 'schedule', 'internal', false, 'warn'],
    ['upload', 'schedule', 'public', false, /allow-public-repository: true/],
    ['upload', 'schedule', 'unknown', false, /allow-public-repository: true/],
    ['upload', 'schedule', 'public', true, 'go'],
    ['upload', 'schedule', 'unknown', true, 'go'],
    ['validate', 'push', 'public', false, /allow-public-repository: true/],
    ['preflight', 'push', 'public', false, /allow-public-repository: true/],
  ])('%s on %s, %s, allowed %s', (mode, eventName, visibility, allowPublicRepository, expected) => {
    const { refusal, warning } = judgeRun({ mode, event: on(eventName), visibility, allowPublicRepository });
    if (expected instanceof RegExp) expect(refusal?.fix.join(' ')).toMatch(expected);
    else expect([refusal, warning !== undefined]).toEqual([undefined, expected === 'warn']);
  });

  const judge = (mode: Mode, event: TriggeringEvent) =>
    judgeRun({ mode, event, visibility: 'private', allowPublicRepository: true }).refusal;

  it.each([
    on('pull_request', 'refs/pull/7/merge'),
    on('pull_request', 'refs/heads/main'),
    on('pull_request_target'),
    on('pull_request_review'),
    on('pull_request_review_comment'),
    on('merge_group', 'refs/heads/gh-readonly-queue/main/pr-7'),
    on('issue_comment', 'refs/heads/main', true),
    on('workflow_dispatch', 'refs/pull/7/head'),
    on('push', 'refs/pull/7/merge'),
  ])('%j may check and try the sign-in, and not upload', (event) => {
    const refusal = judge('upload', event);
    expect(refusal).toMatchObject({ code: 'event-not-allowed', means: expect.stringMatching(/\w{4}/) });
    expect(refusal?.fix.join(' ')).toContain('mode: validate');
    expect(judge('validate', event)).toBeUndefined();
    expect(judge('preflight', event)).toBeUndefined();
  });

  it.each([
    on('push', 'refs/heads/feature'),
    on('push', 'refs/tags/v1'),
    on('workflow_dispatch', 'refs/heads/feature'),
    on('schedule'),
    on('repository_dispatch'),
    on('workflow_run', 'refs/heads/feature'),
    on('issue_comment', 'refs/heads/main', false),
    on('issues'),
    on('issues', 'refs/heads/main', true),
  ])('%j may upload', (event) => {
    expect(judge('upload', event)).toBeUndefined();
  });
});

it('every verdict is explained in sentences', () => {
  const visibilities = ['private', 'internal', 'public', 'unknown'] as const;
  const verdicts = (['validate', 'preflight', 'upload'] as const).flatMap((mode) =>
    visibilities.flatMap((visibility) =>
      [on('schedule'), on('pull_request')].map((event) =>
        judgeRun({ mode, event, visibility, allowPublicRepository: false }),
      ),
    ),
  );
  const texts = verdicts.flatMap(({ refusal, warning }) => [
    ...(warning?.lines ?? []),
    ...(refusal === undefined ? [] : [refusal.what, refusal.means ?? '', ...refusal.fix]),
  ]);
  expect(texts.length).toBeGreaterThan(verdicts.length);
  expect(texts.filter((text) => !/^[A-Z].{30,}\.$/.test(text))).toEqual([]);
  expect(verdicts.filter(({ warning }) => warning?.lines.length === 0)).toEqual([]);
  expect(verdicts.filter(({ refusal }) => refusal?.fix.length === 0)).toEqual([]);
});

describe('guardRepository', () => {
  let fake: FakeGitHub;
  let http: HttpClient;
  beforeEach(async () => {
    fake = await startFakeGitHub();
    http = createHttpClient();
  });
  afterEach(async () => {
    await http.close();
    await fake.close();
  });

  const context = (changes: Partial<GitHubContext> = {}): GitHubContext => ({
    apiUrl: fake.apiUrl,
    repository: 'octo/hr',
    eventName: 'schedule',
    ref: 'refs/heads/main',
    workflowPath: '.github/workflows/hr.yml',
    workflow: 'HR upload',
    actor: 'octocat',
    sha: null,
    isPullRequestComment: false,
    runId: '1',
    runAttempt: 1,
    runUrl: null,
    visibility: 'unknown',
    defaultBranch: undefined,
    ...changes,
  });
  const guard = (
    changes: Partial<GitHubContext> = {},
    mode: Mode = 'upload',
    allowPublicRepository = false,
    token = 'good',
  ) => guardRepository(context(changes), { mode, allowPublicRepository }, { http, token, clock: NO_WAIT });
  const refusal = async (run: Promise<unknown>): Promise<ActionError> => {
    const error = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ActionError);
    return error as ActionError;
  };

  it('trusts the payload, and then makes no request', async () => {
    expect(await guard({ visibility: 'private' })).toEqual({ visibility: 'private', warnings: [] });
    const { what, means } = await refusal(guard({ visibility: 'public' }));
    expect(what).toContain('public');
    expect(means).toBe(means?.trim());
    expect(fake.requests).toEqual([]);
  });

  it('asks GitHub when the payload has no visibility', async () => {
    expect((await guard()).visibility).toBe('private');
    fake.repository = { visibility: 'internal', private: true };
    expect((await guard({}, 'preflight')).warnings.map((one) => one.title)).toEqual(['Internal repository']);
    fake.repository = { visibility: 'public', private: false };
    expect((await refusal(guard())).what).toContain('public');
    expect(fake.requests).toEqual(Array.from({ length: 3 }, () => 'GET /repos/octo/hr'));
  });

  it('opens no connection to validate, when it is allowed, or for an event that is refused anyway', async () => {
    expect((await guard({}, 'validate')).warnings.map((one) => one.title)).toEqual(['Unknown visibility']);
    await guard({}, 'upload', true);
    await refusal(guard({ eventName: 'pull_request' }));
    expect(fake.requests).toEqual([]);
  });

  it('refuses when GitHub does not know it, and explains why without a word of the response', async () => {
    fake.faults = { 'GET /repos/octo/hr': [403] };
    expect((await refusal(guard())).means).toContain('answered 403');
    expect((await refusal(guard({}, 'upload', false, 'bad'))).means).toContain('answered 401');
    expect((await refusal(guard({}, 'upload', false, ''))).means).toContain('`github-token` is empty');
    expect((await refusal(guard({ repository: undefined }))).means).toContain('name of the repository');
    expect((await refusal(guard({ apiUrl: 'http://127.0.0.1:9' }))).means).toContain(
      'refused the connection',
    );
    fake.repository = {};
    const { what, means, fix } = await refusal(guard());
    expect([what, means, ...fix].join(' ')).not.toContain('ann@example.com');
  });

  it('makes three attempts when GitHub fails', async () => {
    fake.faults = { 'GET /repos/octo/hr': [502, 'reset'] };
    expect((await guard()).visibility).toBe('private');
    expect(fake.requests.length).toBe(3);
    fake.faults = { 'GET /repos/octo/hr': [500, 500, 500, 500] };
    expect((await refusal(guard())).means).toContain('answered 500');
    expect(fake.requests.length).toBe(6);
  });
});
