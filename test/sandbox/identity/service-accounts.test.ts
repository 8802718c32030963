import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUDS } from '../../../src/clouds.ts';
import { registerDefaults, TENANT_ID } from '../default-setup.ts';
import { codeOf, endpoint, TokenClient } from '../entra/token-client.ts';
import { startSandbox } from '../sandbox.ts';
import type { ServiceAccount } from './service-accounts.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const tokens = new TokenClient(sandbox);
const original = { ...sandbox.cluster.identity };
afterEach(() => Object.assign(sandbox.cluster.identity, original));
afterAll(() => sandbox.stop());

const AUDIENCE = CLOUDS.commercial.oidcAudience;

describe('a token of a service account', () => {
  it.each(CLOUD_NAMES)('signs in as the app: %s', async (cloud) => {
    const { oidcAudience, authorityHost } = CLOUDS[cloud];
    const token = await sandbox.cluster.sign(oidcAudience);
    expect(decodeJwt(token)).toMatchObject({
      aud: [oidcAudience],
      sub: 'system:serviceaccount:arc-runners:hr-upload',
    });
    expect(codeOf(await tokens.present(token, {}, endpoint(TENANT_ID, authorityHost)))).toBe(0);
  });

  it.each<[string, number, Partial<ServiceAccount>, string?]>([
    ['of another cluster', 700211, { issuer: 'https://oidc.cluster.fabrikam.com/' }],
    ['of another account', 700213, { name: 'default' }],
    ['of the account in another case', 7002138, { name: 'HR-Upload' }],
    ['for another audience', 700212, {}, 'https://kubernetes.default.svc'],
    ['that has expired', 700024, { lifetime: -3600 }],
  ])('%s: %i', async (_name, code, changes, audience = AUDIENCE) => {
    Object.assign(sandbox.cluster.identity, changes);
    expect(codeOf(await tokens.present(await sandbox.cluster.sign(audience)))).toBe(code);
  });

  it.each([
    ['signed with another key', 5000811, AUDIENCE],
    ['for two audiences', 700212, [AUDIENCE, 'https://kubernetes.default.svc']],
  ])('%s: %i', async (_name, code, audience) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const claims = decodeJwt(await sandbox.cluster.sign(AUDIENCE));
    const forged = new SignJWT({ ...claims, aud: audience }).setProtectedHeader({ alg: 'RS256' });
    expect(codeOf(await tokens.present(await forged.sign(privateKey)))).toBe(code);
  });

  it('whose issuer cannot be reached: 50166', async () => {
    const issuer = 'https://oidc.cluster.fabrikam.com/';
    const { clientId } = sandbox.machine.identities[0]!;
    const credential = { issuer, subject: sandbox.cluster.subject, audience: AUDIENCE };
    sandbox.registerApp({ tenantId: TENANT_ID, clientId, federatedCredentials: [credential] });
    Object.assign(sandbox.cluster.identity, { issuer });
    const token = await sandbox.cluster.sign(AUDIENCE);
    Object.assign(sandbox.cluster.identity, original);
    expect(codeOf(await tokens.present(token, { client_id: clientId }))).toBe(50166);
  });

  it('can be requested from outside the process', async () => {
    const url = `${sandbox.proxyUrl}/-/service-account-token?audience=${encodeURIComponent(AUDIENCE)}`;
    const token = (await (await fetch(url)).json()) as string;
    expect(codeOf(await tokens.present(token))).toBe(0);
  });
});
