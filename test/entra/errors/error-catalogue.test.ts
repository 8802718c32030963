import { describe, expect, it } from 'vitest';
import { ENTRA_ERRORS } from '../../../src/entra/errors/error-catalogue.ts';
import { explainRefusal } from '../../../src/entra/errors/refused-sign-in.ts';
import { adviseFederatedCredential, isImmutableSubject } from '../../../src/entra/federated/advice.ts';
import type { HttpResponse } from '../../../src/http/client.ts';

const CONTEXT = {
  tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  clientId: '9b2e1c4a-7d53-4f60-8a21-5c6d7e8f9012',
  authorityHost: 'login.microsoftonline.com',
  resource: 'https://service.example/api',
  audience: 'api://AzureADTokenExchange',
  cloudAudience: 'api://AzureADTokenExchange',
  now: new Date('2026-03-01T12:10:00Z'),
};
const TRACE = '11111111-2222-4333-8444-555555555555';
const CORRELATION = '66666666-7777-4888-9999-aaaaaaaaaaaa';

function answer(code: string | undefined, body: object = {}, status = 401): HttpResponse {
  const description = code === undefined ? 'PROSE' : `AADSTS${code}: PROSE of the server for Jane Doe.`;
  return {
    status,
    statusText: '',
    headers: { date: 'Sun, 01 Mar 2026 12:00:00 GMT' },
    body: JSON.stringify({
      error: 'invalid_client',
      error_description: description,
      error_codes: [70002, Number(code)],
      timestamp: '2026-03-01 12:00:01Z',
      trace_id: TRACE,
      correlation_id: CORRELATION,
      ...body,
    }),
    bodyComplete: true,
  };
}

const textOf = (response: HttpResponse, context: object = {}): string => {
  const { what, means = '', fix } = explainRefusal(response, { ...CONTEXT, ...context }).failure;
  return [what, means, ...fix].join('\n');
};

/** Errors that users reported or that an upload can cause. */
const EXPECTED =
  '700016 90002 7000215 7000222 700027 700024 700211 700212 700213 7002138 70021 500011 53003 900023 50034 90072';

describe('the catalogue', () => {
  it.each(EXPECTED.split(' '))('has AADSTS%s', (code) => {
    expect(ENTRA_ERRORS[code]).toBeDefined();
  });

  it.each(Object.keys(ENTRA_ERRORS))('explains AADSTS%s without the server’s prose', (code) => {
    const text = textOf(answer(code));
    expect(text).toContain(`(AADSTS${code})`);
    expect(text).toContain(TRACE);
    expect(text).not.toMatch(/PROSE|Jane|\{\w+\}|undefined/);
    expect(ENTRA_ERRORS[code]?.what).toMatch(/^[a-z].*[^.]$/);
  });

  it('shows an unknown error by its number and IDs', () => {
    const text = textOf(answer('999999'));
    expect(text).toContain('AADSTS999999');
    expect(text).toContain(`trace ID ${TRACE}, correlation ID ${CORRELATION}, time 2026-03-01T12:00:01Z`);
    expect(text).not.toContain('PROSE');
  });

  it('shows an OAuth error without an AADSTS code by its own word, if that is a known one', () => {
    const withoutCode = (error: string) => answer(undefined, { error, error_codes: undefined }, 400);
    expect(textOf(withoutCode('invalid_grant'))).toContain('invalid_grant');
    expect(textOf(withoutCode('invalid_grant'))).not.toMatch(/AADSTS|undefined|PROSE/);
    expect(textOf(withoutCode('jane_doe'))).not.toContain('jane_doe');
    expect(textOf(withoutCode('jane_doe'))).toContain('status 400');
  });

  it('shows no IDs that do not look like IDs', () => {
    const text = textOf(answer('999999', { trace_id: 'Jane Doe', correlation_id: `${TRACE} Jane` }));
    expect(text).not.toMatch(/Jane|trace ID/);
  });

  it('shows both clocks', () => {
    const text = textOf(answer('700024'));
    expect(text).toContain('Clock of this runner: 2026-03-01T12:10:00Z');
    expect(text).toContain('Clock of Microsoft Entra: 2026-03-01T12:00:01Z');
    expect(text).toContain('this runner is 599 s ahead');
    expect(textOf(answer('700024', { timestamp: 'now' }))).toContain('Microsoft Entra: 2026-03-01T12:00:00Z');
  });

  it('names the thumbprint of a certificate that is not registered', () => {
    expect(
      textOf(answer('700027'), {
        certificate: { thumbprintSha1: 'AB'.repeat(20), notAfter: new Date() },
      }),
    ).toContain('AB'.repeat(20));
  });

  it('recognizes a response that is not from Entra', () => {
    const page = { ...answer('1'), body: '<html>Jane</html>', status: 200 };
    expect(textOf(page)).toMatch(/status 200\) that is not from Microsoft Entra/);
    expect(textOf({ ...page, status: 502 })).not.toContain('Jane');
    expect(explainRefusal({ ...page, status: 502 }, CONTEXT).isTransient).toBe(true);
    expect(explainRefusal(page, CONTEXT).isTransient).toBe(false);
    expect(textOf({ ...page, body: '[1]', status: 403 })).toMatch(/status 403/);
  });

  it('distinguishes transient from definite errors', () => {
    expect(explainRefusal(answer('90033', {}, 400), CONTEXT).isTransient).toBe(true);
    expect(explainRefusal(answer('7000215'), CONTEXT).isTransient).toBe(false);
    expect(explainRefusal(answer('999999', {}, 503), CONTEXT).isTransient).toBe(true);
  });
});

const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  sub: 'repo:contoso/hr:ref:refs/heads/main',
  aud: ['api://AzureADTokenExchange'],
};

function advice(sub: string, more: object = {}, context: object = { defaultBranch: 'main' }): string {
  const claims = { ...CLAIMS, sub, ...more };
  return adviseFederatedCredential({ ...CONTEXT, presenter: 'github', claims, ...context }).join('\n');
}

const COMMAND = `az ad app federated-credential create --id ${CONTEXT.clientId} --parameters @credential.json`;

describe('advice about federated credentials', () => {
  it.each([
    'repo:contoso/hr:ref:refs/heads/main',
    'repo:contoso@123/hr@456:ref:refs/heads/main',
    'repo:contoso/hr:environment:hr-upload',
  ])('has credential and command ready for %s', (sub) => {
    const text = advice(sub);
    expect(text).toContain(COMMAND);
    const json = text.split('\n').find((line) => line.startsWith('{')) ?? '';
    const credential = JSON.parse(json);
    expect(credential).toMatchObject({ issuer: CLAIMS.iss, subject: sub, audiences: CLAIMS.aud });
    expect(credential.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/);
  });

  it.each([
    'repo:contoso/hr:ref:refs/heads/$(curl evil)',
    'repo:contoso/hr:ref:refs/heads/a`b`',
    "repo:contoso/hr:environment:it's",
    'repo:contoso/hr:environment:Production (EU)',
    'repo:contoso/hr:environment:a::error::b',
    'repo:contoso/hr:environment:a\nb',
  ])('shows no command for %j', (sub) => {
    const text = advice(sub, {}, { defaultBranch: sub.split('refs/heads/')[1] });
    expect(text).not.toContain('az ad app');
    expect(text).not.toContain('credential.json');
    expect(text).not.toContain('::error');
    expect(text).toMatch(/No command is shown/);
  });

  it.each([
    ['repo:contoso/hr:pull_request', /any pull request/],
    ['repo:contoso@1/hr@2:pull_request', /any pull request/],
    ['repo:contoso/hr:ref:refs/heads/feature', /not the default branch/],
    ['repo:contoso/hr:ref:refs/tags/v1', /names a tag/],
  ])('advises against %s', (sub, says) => {
    const text = advice(sub);
    expect(text).toMatch(says);
    expect(text).toContain('environment: NAME');
    expect(text).not.toContain('az ad app');
  });

  it.each([
    ['repo:contoso/hr:pull_request:job_workflow_ref:x', { event_name: 'pull_request' }, /any pull request/],
    ['repo:contoso/hr', { event_name: 'pull_request' }, /any pull request/],
    ['repo:contoso/hr', { event_name: 'pull_request_target', ref: 'refs/heads/main' }, /any pull request/],
    ['repository_id:1:workflow:HR', { ref: 'refs/heads/feature' }, /not the default branch/],
    ['repository_id:1:workflow:HR', { ref: 'refs/tags/v1' }, /names a tag/],
    ['repo:contoso/hr:ref:refs/heads/feature:job_workflow_ref:x', {}, /not the default branch/],
    ['repo:contoso/hr:ref:refs/heads/main:job_workflow_ref:x', {}, /then run: az/],
    [
      'repo:contoso/hr:environment:hr',
      { environment: 'hr', event_name: 'pull_request', ref: 'refs/pull/1/merge' },
      /then run: az/,
    ],
  ])('judges a subject of another template by the claims: %s, %j', (sub, claims, says) => {
    expect(advice(sub, claims)).toMatch(says);
  });

  it('does not guess the default branch', () => {
    expect(advice('repo:contoso/hr:ref:refs/heads/trunk', {}, {})).toContain(COMMAND);
  });

  it('names the form of the subject', () => {
    expect(advice('repo:contoso@1/hr@2:environment:x')).toMatch(/immutable form \(names with IDs/);
    expect(advice('repo:contoso/hr:environment:x')).toMatch(/names only/);
    expect(isImmutableSubject('repo:contoso/hr:environment:a@1/b@2:')).toBe(false);
  });

  it('is part of the explanation, whichever server issued the token', () => {
    const claims = { ...CLAIMS, iss: 'https://github.contoso.com/_services/token' };
    const text = textOf(answer('700211'), {
      federated: { claims, presenter: 'github' },
      defaultBranch: 'main',
    });
    expect(text).toContain('issuer: https://github.contoso.com/_services/token');
    expect(text).toContain(COMMAND);
  });

  it('shows the claims that a flexible credential needs, and the limit of credentials', () => {
    const ids = {
      repository_id: '42',
      repository_owner_id: '7',
      job_workflow_ref: 'contoso/w/.github/workflows/u.yml@refs/heads/main',
    };
    const text = advice('repo:contoso/hr:environment:x', ids);
    for (const [name, value] of Object.entries(ids)) expect(text).toContain(`${name}: ${value} (`);
    expect(text).toMatch(/at most 20 federated credentials/);
    expect(text).toMatch(/new federated credential/);
  });

  it('explains why the scenario of the portal does not work for an older repository', () => {
    expect(advice('repo:contoso/hr:environment:x')).toMatch(
      /scenario "Other issuer" or the command below, or opt/,
    );
    expect(advice('repo:contoso@1/hr@2:environment:x')).not.toMatch(/scenario/);
  });

  it('registers the audience of the cloud if the given audience is the cause', () => {
    const given = { aud: ['api://contoso'] };
    const context = { audience: 'api://contoso', error: '700212' };
    const text = advice('repo:contoso/hr:environment:x', given, context);
    expect(text).toContain('audience: api://contoso');
    expect(text).toMatch(/Remove the input `audience`/);
    expect(text).toContain('"audiences":["api://AzureADTokenExchange"]');
    // With a wrong subject, the audience is kept.
    const other = advice('repo:contoso/hr:environment:x', given, { ...context, error: '700213' });
    expect(other).toContain('"audiences":["api://contoso"]');
    expect(other).not.toMatch(/Remove the input/);
  });

  it.each([
    ['token-file', 'system:serviceaccount:arc-runners:hr-upload', 'workload-system-serviceaccount'],
    ['managed-identity', '2f8e0b5d-c741-4a69-93de-7b16a4f0c852', 'identity-2f8e0b5d'],
  ] as const)('%s: has no word about repositories', (presenter, sub, name) => {
    const claims = { iss: 'https://issuer.contoso.com/1/', aud: ['fb60f99c-7a34-4190-8149-302f77469936'] };
    const text = advice(sub, claims, { presenter, audience: 'api://AzureADTokenExchange' });
    expect(text).not.toMatch(/repo:|repositor|environment|flexible/);
    expect(text).toContain(COMMAND);
    expect(text).toContain(`"name":"${name}`);
    const audience = presenter === 'managed-identity' ? 'api://AzureADTokenExchange' : claims.aud[0];
    expect(text).toContain(`audience: ${audience}`);
  });
});
