import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import {
  checkClientId,
  checkDirectoryClientId,
  checkIdentifiers,
  checkJobId,
  checkManagedIdentityId,
  checkTenantId,
  cleanIdentifier,
} from '../../src/inputs/identifiers.ts';
import { expectExplained } from './problems.ts';

const TENANT = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const CLIENT = '9b2e1c4a-7d53-4f60-8a21-5c6d7e8f9012';
const JOB = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const ZEROS = '00000000-0000-0000-0000-000000000000';
const LABEL = 'a'.repeat(63);

describe('IDs', () => {
  it.each([
    TENANT,
    TENANT.toUpperCase(),
    ` ${TENANT}\n`,
    `{${TENANT}}`,
    `"${TENANT}"`,
    `\u200e${TENANT}`,
    'contoso.onmicrosoft.com',
    'a.contoso.example',
    'contoso.x',
    `${LABEL}.${LABEL}.${LABEL}.${'a'.repeat(61)}`,
  ])('accepts the tenant %j', (text) => {
    expect(checkTenantId(text)).toBeUndefined();
  });

  it.each<[string, ErrorCode]>([
    ['', 'id-missing'],
    ['common', 'tenant-id-not-specific'],
    ['organizations', 'tenant-id-not-specific'],
    ['consumers', 'tenant-id-not-specific'],
    ['contoso', 'id-invalid'],
    ['a.b', 'id-invalid'],
    ['contoso.com!', 'id-invalid'],
    ['.contoso.com', 'id-invalid'],
    ['contoso.com-', 'id-invalid'],
    [`${LABEL}.${LABEL}.${LABEL}.${'a'.repeat(62)}`, 'id-invalid'],
    ['admin@contoso.com', 'id-invalid'],
    [`https://login.microsoftonline.com/${TENANT}`, 'id-invalid'],
    [TENANT.replaceAll('-', ''), 'id-invalid'],
  ])('rejects the tenant %j: %s', (text, code) => {
    const problem = checkTenantId(text);
    expectExplained([problem]);
    expect(problem?.code).toBe(code);
  });

  it('shows the name that means any tenant', () => {
    expect(checkTenantId('COMMON')?.what).toContain('`common`');
  });

  it.each([
    ...[ZEROS, 'ffffffff-FFFF-ffff-ffff-ffffffffffff'],
    ...['12345678-1234-1234-1234-123456789012', '12345678-1234-1234-1234-123456789ABC'],
    ...['<tenant-id>', '<>', 'your-tenant-id', 'YOUR_TENANT', 'your tenant', 'xxxxxxxx-xxxx'],
  ])('%s is a placeholder', (text) => {
    expect([checkTenantId(text)?.code, checkJobId(text)?.code]).toEqual(['id-placeholder', 'id-placeholder']);
  });

  it.each([
    ...[`${ZEROS}0`, `0${ZEROS}`, '012345678-1234-1234-1234-123456789012'],
    '12345678-1234-1234-1234-1234567890123',
    ...['<a>b', 'a<b>', 'my-your-id', 'x-xxxx', 'xxxxxxxx-x', 'hr-xxxxxxxx-xxxx'],
  ])('%s is not a placeholder', (text) => {
    expect(checkJobId(text)?.code).toBe('id-invalid');
  });

  it('rejects the ID of the service as the client', () => {
    const problem = checkClientId('86DFDABB-5089-4a0c-880a-cfa5a790c5b1');
    expectExplained([problem]);
    expect(problem?.code).toBe('client-id-of-service');
  });

  it.each([
    ['tenant-id', checkTenantId],
    ['client-id', checkClientId],
    ['job-id', checkJobId],
    ['directory-client-id', checkDirectoryClientId],
    ['managed-identity-client-id', checkManagedIdentityId],
  ])('a problem with %s names the input', (input, check) => {
    const problems = ['', ZEROS, 'hr-upload'].map(check);
    expectExplained(problems);
    expect(problems.map((problem) => problem?.code)).toEqual(['id-missing', 'id-placeholder', 'id-invalid']);
    for (const problem of problems) expect(problem?.what).toContain(`\`${input}\``);
  });

  it.each([
    ['hr-upload', '9 characters long;'],
    [`\${{ secrets.JOB_ID }}`, 'long and contains an expression that was not evaluated;'],
    ['https://contoso.example/@hr', 'long and looks like a URL;'],
    ['ana @contoso.example', 'long and looks like an email address;'],
    [JOB.replaceAll('-', '').toUpperCase(), '32 characters long: a GUID without hyphens;'],
    [`${JOB.replaceAll('-', '')}0`, '33 characters long;'],
    [`g${JOB.replaceAll('-', '')}`, '33 characters long;'],
    ['hr upload', 'long and contains spaces;'],
  ])('describes what was pasted instead of an ID: %s', (text, expected) => {
    expect(checkJobId(text)?.means).toContain(expected);
  });

  it('does not show a value that may be a secret', () => {
    const secret = 'abc8Q~1234567890abcdefghijklmnopqrstuvwx';
    const problems = [checkClientId(secret), checkTenantId(secret), checkJobId(secret)];
    expect(problems.every((problem) => problem !== undefined)).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('abc8Q');
  });

  it('finds all mistakes at once', () => {
    expect(checkIdentifiers({ tenantId: '', clientId: 'x', jobId: 'y' })).toHaveLength(3);
    expect(checkIdentifiers({ tenantId: TENANT, clientId: CLIENT, jobId: JOB })).toEqual([]);
    expect(checkIdentifiers({ tenantId: TENANT, clientId: CLIENT })).toEqual([]);
  });

  it.each([
    ['a domain as the client', { tenantId: CLIENT, clientId: 'contoso.onmicrosoft.com' }, 'ids-swapped'],
    ['equal ones', { tenantId: TENANT, clientId: TENANT.toUpperCase(), jobId: JOB }, 'ids-equal'],
  ])('reports %s', (_, ids, code) => {
    const problems = checkIdentifiers(ids);
    expectExplained(problems);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it.each([
    ['`tenant-id` and `client-id`', { tenantId: TENANT, clientId: TENANT.toUpperCase(), jobId: JOB }],
    ['`client-id` and `job-id`', { tenantId: TENANT, clientId: CLIENT, jobId: CLIENT.toUpperCase() }],
    ['`tenant-id` and `job-id`', { tenantId: TENANT, clientId: CLIENT, jobId: `{${TENANT}}` }],
  ])('names the equal ones: %s', (names, ids) => {
    expect(checkIdentifiers(ids).map(({ what }) => what)).toEqual([`${names} are the same ID.`]);
  });

  it.each([
    ...[`\u200e {${TENANT}} \n`, `{ ${TENANT} }`, `(${TENANT})`, `"${TENANT}"`, `'${TENANT}'`].map((text) => [
      text,
      TENANT,
    ]),
    ...['a(b)', '(a)b'].map((text) => [text, text]),
  ])('%j is cleaned to %s', (text, expected) => {
    expect(cleanIdentifier(text!)).toBe(expected);
  });
});
