import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportFailureIssue } from '../../src/github/failure-issue.ts';
import type { GitHubContext } from '../../src/github/github-context.ts';
import { FAILURE_LABEL, failureKey, readKey } from '../../src/github/issue-text.ts';
import type { HttpClient } from '../../src/http/client.ts';
import { createHttpClient } from '../../src/http/lazy-client.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { NO_WAIT } from '../http/clock.ts';
import { base, REPORTS } from '../report/run-reports.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';

const LIST = 'GET /repos/octo/hr/issues';
const CREATE = 'POST /repos/octo/hr/issues';

describe('reportFailureIssue', () => {
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

  const tell = (report: RunReport, changes: Partial<GitHubContext> = {}, token = 'good') =>
    reportFailureIssue(
      report,
      {
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
        visibility: 'private',
        defaultBranch: 'main',
        ...changes,
      },
      { http, token, clock: NO_WAIT },
    );
  const failed = REPORTS.checkFailed!();
  const good = REPORTS.uploaded!();
  const open = () => fake.issues.filter((one) => one.state === 'open');

  it('opens one issue, updates it, and closes it at the next success of the same mode', async () => {
    expect(await tell(failed)).toEqual({ note: 'failure-issue: opened issue 1.' });
    expect(await tell(failed)).toEqual({ note: 'failure-issue: updated issue 1.' });
    await tell(REPORTS.partial!());
    expect(fake.issues.length).toBe(1);
    expect(fake.issues[0]!.body).toContain('Failing since 2026-11-20 02:00 UTC');
    expect(fake.issues[0]!.body).toContain('/docs/troubleshooting.md#network-timeout');
    expect(fake.issues[0]!.labels).toEqual([{ name: FAILURE_LABEL }]);
    await tell(REPORTS.validated!());
    await tell(base({ mode: 'preflight', status: 'ready' }));
    expect(open().length).toBe(1);
    await tell(good);
    expect(open()).toEqual([]);
    expect(fake.issues[0]!.body).toContain('succeeded at 2026-11-23 02:00 UTC');
    await tell(failed);
    expect(open().map((one) => one.number)).toEqual([2]);
  });

  it('has an issue for each mode', async () => {
    await tell(failed);
    await tell({ ...failed, mode: 'preflight' });
    expect(open().length).toBe(2);
    await tell(good);
    expect(open().map((one) => one.number)).toEqual([2]);
    await tell(base({ mode: 'preflight', status: 'ready' }));
    expect(open()).toEqual([]);
  });

  it('closes the issue of runs that failed before the connector was known', async () => {
    await tell({ ...failed, connector: {} });
    await tell(good);
    expect(open()).toEqual([]);
  });

  it('makes only one request after a success', async () => {
    expect(await tell(good)).toEqual({});
    expect(fake.requests.length).toBe(1);
    expect(fake.requests[0]).toContain('per_page=5');
  });

  it('has an issue for each workflow and connector', async () => {
    await tell(failed);
    await tell(failed, { workflowPath: '.github/workflows/other.yml' });
    await tell({
      ...failed,
      connector: { ...failed.connector, jobId: 'ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee' },
    });
    expect(open().length).toBe(3);
  });

  it('finds its own issue among many', async () => {
    for (let i = 0; i < 12; i++) await tell(failed, { workflowPath: `${i}.yml` });
    await tell(failed, { workflowPath: '11.yml' });
    expect(open().length).toBe(12);
  });

  it('does not touch an issue of someone else, whatever marker it contains', async () => {
    await tell(failed);
    const forged = fake.issues[0]!;
    forged.user = { login: 'mallory', type: 'User' };
    await tell(failed);
    expect(open().length).toBe(2);
    forged.state = 'open';
    await tell(good);
    expect([forged.state, fake.issues[1]!.state]).toEqual(['open', 'closed']);
  });

  it("knows its own issues by the token's login when the token is a user's", async () => {
    fake.user = 'hr-robot';
    await tell(failed);
    await tell(failed);
    expect(open().length).toBe(1);
    fake.issues[0]!.user = { login: 'github-actions[bot]', type: 'Bot' };
    await tell(failed);
    expect(open().length).toBe(2);
  });

  it('touches nothing when GitHub fails to say whose token it is', async () => {
    await tell(failed);
    fake.faults = { 'GET /user': [500, 500, 500] };
    expect((await tell(failed)).warning?.title).toBe('failure-issue');
    fake.faults = { 'GET /user': [500, 500, 500] };
    expect((await tell(good)).warning?.title).toBe('failure-issue');
    fake.faults = { 'GET /user': [401] };
    expect((await tell(good)).warning?.title).toBe('failure-issue');
    expect(fake.issues.map(({ state }) => state)).toEqual(['open']);
  });

  it('is a bot where GitHub does not know a user of the token (404)', async () => {
    await tell(failed);
    fake.faults = { 'GET /user': [404] };
    expect(await tell(good)).toEqual({ note: 'failure-issue: closed issue 1.' });
  });

  it.each([
    { login: 'mallory[bot]', type: 'User' },
    { login: 'mallory', type: 'Bot' },
  ])('a bot has both the type and the name of one, unlike %o', async (user) => {
    await tell(failed);
    fake.issues[0]!.user = user;
    expect(await tell(good)).toEqual({});
    expect(open().length).toBe(1);
  });

  it('says which issues a success closed', async () => {
    await tell(failed);
    await tell({ ...failed, connector: {} });
    expect(await tell(good)).toEqual({ note: 'failure-issue: closed issue 1, 2.' });
    expect(await tell(good)).toEqual({});
  });

  it('does nothing on another branch', async () => {
    const outcome = await tell(failed, { eventName: 'push', ref: 'refs/heads/feature' });
    expect(outcome.note).toContain('not the default branch');
    expect(fake.requests).toEqual([]);
  });

  it('asks for the default branch when the payload does not name it', async () => {
    await tell(failed, { eventName: 'workflow_dispatch', defaultBranch: undefined });
    expect(open().length).toBe(1);
  });

  it('names no file, no column, no person, and neither tenant nor job', async () => {
    for (const make of Object.values(REPORTS)) await tell({ ...make(), status: 'failed' });
    const text = fake.issues.map((one) => `${one.title}\n${one.body}`).join('\n');
    for (const secret of [
      'leavers',
      'multiple-scenarios',
      'EffectiveDate',
      'UPN',
      'Last day',
      '11111111',
      'aaaaaaaa',
      'webhook',
      'octo/hr:ref',
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('missing-value');
  });

  it.each([
    [403, 'issues: write'],
    [404, 'issues: write'],
    [410, 'disabled'],
    [422, 'answered 422'],
  ])('turns %d into a warning', async (status, expected) => {
    fake.faults = { [LIST]: [status] };
    const { warning } = await tell(failed);
    expect(warning?.lines.join(' ')).toContain(expected);
    expect(warning?.lines.join(' ')).not.toContain('ann@example.com');
    expect(fake.requests.length).toBe(1);
  });

  it('turns every other problem into a warning', async () => {
    fake.faults = { [LIST]: [503, 503, 503] };
    expect((await tell(failed)).warning?.lines[0]).toBe('GitHub answered 503.');
    expect((await tell(failed, {}, 'bad')).warning?.lines[0]).toContain('did not accept the token');
    expect((await tell(failed, {}, '')).warning?.lines[0]).toContain('`github-token`');
    expect((await tell(failed, { apiUrl: 'http://127.0.0.1:9' })).warning?.lines[0]).toBe(
      'GitHub could not be reached.',
    );
    expect((await tell(failed, { apiUrl: 'nonsense' })).warning).toBeDefined();
    expect((await tell(failed, { repository: undefined })).warning).toBeDefined();
  });

  it('warns about a response that is too long', async () => {
    await tell(failed);
    fake.issues[0]!.body += 'x'.repeat(70_000);
    expect((await tell(failed)).warning?.lines[0]).toContain('could not be read');
  });

  it('opens no second issue when the response to the first was lost', async () => {
    fake.faults = { [CREATE]: ['reset'] };
    await tell(failed);
    expect(fake.issues.length).toBe(1);
    expect(fake.requests.filter((one) => one.startsWith('POST')).length).toBe(1);
  });

  it('tries again when an issue could not be opened', async () => {
    fake.faults = { [CREATE]: [502, 500] };
    expect((await tell(failed)).note).toContain('opened issue 1');
    fake.issues.length = 0;
    fake.faults = { [CREATE]: [502, 500, 500] };
    expect((await tell(failed)).warning?.lines[0]).toBe('GitHub answered 500.');
  });

  it('warns when the label that identifies the issue was not set', async () => {
    fake.ignoresLabels = true;
    expect((await tell(failed)).warning?.lines.join(' ')).toContain(FAILURE_LABEL);
  });
});

describe('the key in the issue', () => {
  it.each(['', '<!-- purview-hr-upload -->', 'purview-hr-upload key=x', '<!-- purview-hr-upload key=zz -->'])(
    'is not found in %j',
    (body) => {
      expect(readKey(body)).toBeUndefined();
    },
  );

  it('has a key that ignores case and reveals nothing', () => {
    const connector = base().connector;
    expect(failureKey('A.yml', 'upload', connector)).toBe(
      failureKey('a.yml', 'upload', { ...connector, jobId: connector.jobId!.toUpperCase() }),
    );
    expect(failureKey('a.yml', 'upload', connector)).toMatch(/^[0-9a-f]{32}$/);
  });
});
