import { ManagedIdentityApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOUD_NAMES, CLOUDS } from '../../../src/clouds.ts';
import { MANAGED_IDENTITY, registerDefaults, TENANT_ID } from '../default-setup.ts';
import { codeOf, endpoint, TokenClient } from '../entra/token-client.ts';
import { startSandbox } from '../sandbox.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const tokens = new TokenClient(sandbox);
const other = {
  tenantId: TENANT_ID,
  clientId: '6b3f9d20-57a1-4e8c-b4d9-0e72c61f83a5',
  principalId: 'd14a7e86-92c3-4f5b-a0b7-38f6e5d1c290',
};
sandbox.machine.identities.push(other);
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const AUDIENCE = CLOUDS.commercial.oidcAudience;

interface Query {
  readonly 'api-version'?: string;
  readonly resource?: string;
  readonly client_id?: string;
}

async function askMachine(query: Query, headers: Record<string, string> = { Metadata: 'true' }) {
  const all = {
    'api-version': '2018-02-01',
    resource: AUDIENCE,
    client_id: MANAGED_IDENTITY.clientId,
    ...query,
  };
  const parameters = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''));
  const url = `${sandbox.proxyUrl}/metadata/identity/oauth2/token?${parameters}`;
  const answer = await fetch(url, { headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

describe('the identity of the machine', () => {
  it.each(CLOUD_NAMES)('signs in as the app: %s', async (cloud) => {
    const { oidcAudience: resource, authorityHost } = CLOUDS[cloud];
    const { body } = await askMachine({ resource });
    expect(body).toMatchObject({ resource, client_id: MANAGED_IDENTITY.clientId, expires_in: '86400' });
    const url = endpoint(TENANT_ID, authorityHost);
    expect(codeOf(await tokens.present(body.access_token!, {}, url))).toBe(0);
  });

  it('is not another identity', async () => {
    const { body } = await askMachine({ client_id: other.clientId });
    expect(decodeJwt(body.access_token!)).toMatchObject({ sub: other.principalId });
    expect(codeOf(await tokens.present(body.access_token!))).toBe(700213);
  });

  it('of another cloud is not known to the app', async () => {
    sandbox.registerApp({
      tenantId: TENANT_ID,
      clientId: other.clientId,
      federatedCredentials: [
        {
          issuer: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
          subject: MANAGED_IDENTITY.principalId,
          audience: AUDIENCE,
        },
      ],
    });
    const { body } = await askMachine({ resource: CLOUDS.dod.oidcAudience });
    expect(codeOf(await tokens.present(body.access_token!, { client_id: other.clientId }))).toBe(700211);
  });

  it.each<[string, string, Query]>([
    ['no version', "Required query variable 'api-version' is missing", { 'api-version': '' }],
    ['another version', "Query variable 'api-version' is not supported", { 'api-version': '2019-08-01' }],
    ['no resource', "Required query variable 'resource' is missing", { resource: '' }],
    ['an unknown resource', 'AADSTS500011', { resource: 'https://contoso.com' }],
    ['an unknown identity', 'Identity not found', { client_id: TENANT_ID }],
    ['no identity where there are two', 'Multiple user assigned identities exist', { client_id: '' }],
  ])('%s: 400', async (_name, text, query) => {
    const { status, body } = await askMachine(query);
    expect(status).toBe(400);
    expect(body.error_description).toContain(text);
  });

  it('requires the header Metadata, and refuses forwarded requests', async () => {
    expect(await askMachine({}, {})).toMatchObject({ status: 400 });
    expect(await askMachine({}, { Metadata: 'true', 'X-Forwarded-For': '10.0.0.1' })).toMatchObject({
      status: 400,
    });
  });

  it('is recorded, and affected by faults', async () => {
    sandbox.addFault('identity:429(retry-after=1)@1');
    const url = `${sandbox.proxyUrl}/metadata/identity/oauth2/token`;
    expect((await fetch(url)).status).toBe(429);
    expect(sandbox.requests).toMatchObject([{ service: 'identity', method: 'GET', status: 429 }]);
    expect(sandbox.unexpected).toEqual([]);
  });
});

describe('MSAL', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('gets the same token', async () => {
    for (const [name, value] of Object.entries(sandbox.machineEnvironment())) vi.stubEnv(name, value);
    const application = new ManagedIdentityApplication({
      managedIdentityIdParams: { userAssignedClientId: MANAGED_IDENTITY.clientId },
    });
    const { accessToken } = await application.acquireToken({ resource: AUDIENCE });
    expect(codeOf(await tokens.present(accessToken))).toBe(0);
  });
});
