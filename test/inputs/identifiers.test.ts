import { describe, expect, it } from 'vitest';
import {
  checkClientId,
  checkIdentifiers,
  checkJobId,
  checkTenantId,
  cleanIdentifier,
} from '../../src/inputs/identifiers.ts';

const TENANT = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const CLIENT = '9b2e1c4a-7d53-4f60-8a21-5c6d7e8f9012';
const JOB = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

describe('IDs', () => {
  it.each([
    TENANT,
    ` ${TENANT}\n`,
    `{${TENANT}}`,
    `"${TENANT}"`,
    `\u200e${TENANT}`,
    'contoso.onmicrosoft.com',
  ])('accepts the tenant %j', (text) => {
    expect(checkTenantId(text)).toBeUndefined();
  });

  it.each([
    ['', /is empty/],
    ['00000000-0000-0000-0000-000000000000', /placeholder/],
    ['<tenant-id>', /placeholder/],
    ['your-tenant-id', /placeholder/],
    ['common', /any tenant/],
    ['contoso', /neither a GUID nor a domain/],
    ['admin@contoso.com', /neither a GUID nor a domain/],
    [`https://login.microsoftonline.com/${TENANT}`, /neither a GUID nor a domain/],
    [TENANT.replaceAll('-', ''), /neither a GUID nor a domain/],
  ])('rejects the tenant %j', (text, says) => {
    expect(checkTenantId(text)?.what).toMatch(says);
  });

  it.each([
    ['', /is empty/],
    ['hr-upload', /not a GUID/],
    ['12345678-1234-1234-1234-123456789012', /placeholder/],
    ['86dfdabb-5089-4a0c-880a-cfa5a790c5b1', /Microsoft application/],
  ])('rejects the client %j', (text, says) => {
    expect(checkClientId(text)?.what).toMatch(says);
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

  it('reports swapped and equal ones', () => {
    const [swapped] = checkIdentifiers({ tenantId: CLIENT, clientId: 'contoso.onmicrosoft.com' });
    expect(swapped?.what).toMatch(/swapped/);
    const [equal] = checkIdentifiers({ tenantId: TENANT, clientId: TENANT.toUpperCase(), jobId: JOB });
    expect(equal?.what).toMatch(/`tenant-id` and `client-id` are the same/);
  });

  it('are cleaned', () => {
    expect(cleanIdentifier(`\u200e {${TENANT}} \n`)).toBe(TENANT);
  });
});
