import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { expectFailure, expectUploaded, resignations } from './material.ts';
import { type ActionResult, runAction } from './run-action.ts';
import { setUp } from './steps.ts';

const { sandbox, upload } = await setUp();
const { github } = sandbox;
const hr = { 'hr.csv': resignations(3) };
const broken = { 'hr.csv': 'EmailAddress,ResignationDate,LastWorkingDate\nann@contoso.com,someday,never\n' };

beforeEach(() => {
  sandbox.reset();
  github.canWriteIssues = true;
  github.repository.has_issues = true;
  github.repository.visibility = 'private';
  github.repository.private = true;
});
afterAll(() => sandbox.stop());

const contoso = (visibility: string, isPrivate = visibility !== 'public') => ({
  repository: { full_name: 'contoso/hr', private: isPrivate, visibility, default_branch: 'main' },
});
const warnings = (result: ActionResult) => result.commands.filter(({ command }) => command === 'warning');

describe('failure-issue', () => {
  const withIssue = upload({ 'failure-issue': 'true' });
  const fail = () => runAction({ with: withIssue, files: broken, sandbox });
  const succeed = () => runAction({ with: withIssue, files: hr, sandbox });

  it('is opened by the first failure, updated by the next, closed by a success', async () => {
    expectFailure(await fail(), /invalid-date/);
    expect(github.issues).toHaveLength(1);
    const [issue] = github.issues as [(typeof github.issues)[0]];
    expect(issue.state).toBe('open');
    expect(issue.body).toContain('#check-failed');
    expect(issue.body).toContain('https://github.com/contoso/hr/actions/runs/9001');

    expectFailure(await fail(), /invalid-date/);
    expect(github.issues).toHaveLength(1);
    expect(issue.body).toContain('Failing since');

    expectUploaded(await succeed(), 3);
    expect(github.issues).toHaveLength(1);
    expect(issue.state).toBe('closed');

    expectFailure(await fail(), /invalid-date/);
    expect(github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('is not touched by a success of another mode', async () => {
    await fail();
    await runAction({ with: { ...withIssue, mode: 'validate' }, files: hr, sandbox });
    expect(github.issues.map(({ state }) => state)).toEqual(['open']);
  });

  it('names no file, no column and no person', async () => {
    await fail();
    expect(github.issues[0]?.body).not.toMatch(/hr\.csv|ResignationDate|ann|someday|never\b/);
  });

  it('is not touched on another branch', async () => {
    const result = await runAction({
      with: withIssue,
      files: broken,
      sandbox,
      event: { name: 'push', payload: contoso('private') },
      env: { GITHUB_REF: 'refs/heads/feature' },
    });
    expectFailure(result, /invalid-date/);
    expect(github.issues).toEqual([]);
  });

  it.each([
    ['403', /issues: write/, () => Object.assign(github, { canWriteIssues: false })],
    ['410', /Issues are disabled/, () => Object.assign(github.repository, { has_issues: false })],
  ])('%s becomes a warning, and the real failure stays', async (_, words, prepare) => {
    prepare();
    const result = await fail();
    expectFailure(result, /invalid-date/);
    expect(
      warnings(result)
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(words);
    const good = await succeed();
    expect(good.exitCode).toBe(0);
    expect(
      warnings(good)
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(words);
  });

  it('GitHub that cannot be reached becomes a warning', async () => {
    sandbox.addFault('github:reset-before-body');
    const result = await fail();
    expectFailure(result, /invalid-date/);
    expect(warnings(result).some(({ properties }) => properties.title === 'failure-issue')).toBe(true);
  });

  it('uses the API of a GitHub Enterprise Server', async () => {
    const result = await runAction({
      with: withIssue,
      files: broken,
      sandbox,
      env: {
        GITHUB_SERVER_URL: 'https://github.contoso.com',
        GITHUB_API_URL: 'https://github.contoso.com/api/v3',
      },
    });
    expectFailure(result, /invalid-date/);
    expect(github.issues).toHaveLength(1);
    expect(github.issues[0]?.body).toContain('https://github.contoso.com/contoso/hr/actions/runs/9001');
    const asked = sandbox.requests.filter(({ service }) => service === 'github');
    expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(['github.contoso.com']));
    expect(asked.every(({ path }) => path.startsWith('/api/v3/'))).toBe(true);
  });
});

describe('who can read the repository', () => {
  it('a public one is refused before the file is read', async () => {
    // The file would fail the check if it were read.
    const result = await runAction({
      with: upload(),
      files: broken,
      sandbox,
      event: { payload: contoso('public') },
    });
    expectFailure(result, /public/);
    expect(result.findings).toEqual([]);
    expect(result.outputs).toMatchObject({ records: '0', errors: '0', sha256: '', 'findings-path': '' });
    expect(sandbox.requests).toEqual([]);
  });

  it('a public one is refused in validate too', async () => {
    const result = await runAction({
      with: { 'csv-path': 'hr.csv', mode: 'validate' },
      files: broken,
      event: { payload: contoso('public') },
    });
    expectFailure(result, /public/);
    expect(result.findings).toEqual([]);
  });

  it('a public one is allowed with `allow-public-repository`', async () => {
    const result = await runAction({
      with: upload({ 'allow-public-repository': 'true' }),
      files: hr,
      sandbox,
      event: { payload: contoso('public') },
    });
    expectUploaded(result, 3);
  });

  it('an internal one gets a warning', async () => {
    const result = await runAction({
      with: upload(),
      files: hr,
      sandbox,
      event: { payload: contoso('internal') },
    });
    expectUploaded(result, 3);
    expect(warnings(result).map(({ properties }) => properties.title)).toContain('Internal repository');
  });

  describe('when the payload has no visibility', () => {
    const event = { payload: { schedule: '0 3 * * *' } };

    it('GitHub is asked, once, before the file is read', async () => {
      const result = await runAction({ with: upload(), files: hr, sandbox, event });
      expectUploaded(result, 3);
      expect(sandbox.requests.map(({ service }) => service)).toEqual(['github', 'token', 'webhook']);
    });

    it('GitHub says public', async () => {
      github.repository.visibility = 'public';
      github.repository.private = false;
      const result = await runAction({ with: upload(), files: broken, sandbox, event });
      expectFailure(result, /public/);
      expect(result.findings).toEqual([]);
    });

    it.each([
      ['answers 404', 'github:404'],
      ['answers 500', 'github:500'],
      ['closes the connection', 'github:reset-before-body'],
    ])('GitHub %s: refused', async (_, fault) => {
      sandbox.addFault(fault);
      const result = await runAction({ with: upload(), files: broken, sandbox, event });
      expectFailure(result, /could not find out whether this repository is public/);
      expect(result.findings).toEqual([]);
    });

    it('there is no token: refused', async () => {
      const result = await runAction({ with: upload({ 'github-token': '' }), files: hr, sandbox, event });
      expectFailure(result, /github-token/);
    });

    it('validate makes no request and warns', async () => {
      const before = sandbox.connections;
      const result = await runAction({
        with: { 'csv-path': 'hr.csv', mode: 'validate' },
        files: hr,
        sandbox,
        event,
      });
      expect(result.exitCode, result.visible).toBe(0);
      expect(warnings(result).map(({ properties }) => properties.title)).toContain('Unknown visibility');
      expect(sandbox.connections).toBe(before);
    });
  });
});

describe('events', () => {
  it.each(['pull_request', 'pull_request_target'])('%s may not upload', async (name) => {
    const result = await runAction({
      with: upload(),
      files: broken,
      sandbox,
      event: { name, payload: contoso('private') },
    });
    expect(expectFailure(result, new RegExp(name)).message).toContain('mode: validate');
    expect(result.findings).toEqual([]);
    expect(sandbox.requests).toEqual([]);
  });

  it.each(['schedule', 'workflow_dispatch', 'push', 'repository_dispatch'])('%s may', async (name) => {
    const result = await runAction({
      with: upload(),
      files: hr,
      sandbox,
      event: { name, payload: contoso('private') },
    });
    expectUploaded(result, 3);
  });

  it.each([
    ['none', undefined],
    ['no JSON', 'broken'],
  ])('an event without a readable payload (%s) makes the action ask GitHub', async (_, kind) => {
    const result = await runAction({
      with: upload(),
      files: { ...hr, 'payload.json': '{"repository":' },
      sandbox,
      env: { GITHUB_EVENT_PATH: kind === undefined ? undefined : 'payload.json' },
    });
    expectUploaded(result, 3);
    expect(sandbox.requests[0]?.service).toBe('github');
  });
});
