import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { CLOUDS } from '../../../src/clouds.ts';
import { send } from '../client.ts';
import { registerDefaults, TENANT_ID } from '../default-setup.ts';
import { startSandbox } from '../sandbox.ts';
import { codeOf, TokenClient } from './token-client.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const tokens = new TokenClient(sandbox);
afterAll(() => sandbox.stop());

describe('a token of a workflow run', () => {
  const { identity } = sandbox.oidc;
  const audience = CLOUDS.commercial.oidcAudience;
  const original = { ...identity };

  async function signed(changes: Partial<typeof identity>, aud = audience): Promise<string> {
    Object.assign(identity, original, changes);
    const token = await sandbox.oidc.sign(aud);
    Object.assign(identity, original);
    return token;
  }

  it.each<[string, number, Partial<typeof identity>, string?]>([
    ['is taken', 0, {}],
    ['of another issuer', 700211, { issuer: 'https://token.actions.githubusercontent.com/contoso' }],
    ['of another subject', 700213, { subject: 'repo:contoso/hr:ref:refs/heads/main' }],
    ['of a longer subject', 700213, { subject: 'repo:contoso/hr:environment:purview-test' }],
    ['of the subject in another case', 7002138, { subject: 'repo:Contoso/HR:environment:purview' }],
    ['for another audience', 700212, {}, 'https://github.com/contoso'],
    ['that has expired', 700024, { lifetime: -3600 }],
  ])('%s: %i', async (_name, code, changes, aud) => {
    expect(codeOf(await tokens.present(await signed(changes, aud)))).toBe(code);
  });

  it('signed with another key', async () => {
    const [header, payload] = (await signed({})).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(codeOf(await tokens.present(forged))).toBe(5000811);
    expect(codeOf(await tokens.present(`${header}.${payload}.`))).toBe(5000811);
  });

  it('of an app without federated credentials', async () => {
    const clientId = randomUUID();
    sandbox.registerApp({ tenantId: TENANT_ID, clientId });
    expect(codeOf(await tokens.present(await signed({}), { client_id: clientId }))).toBe(70025);
  });

  it('is returned only with the request token', async () => {
    const url = `${sandbox.oidc.requestUrl}&audience=${encodeURIComponent(audience)}`;
    expect((await send(sandbox, { method: 'GET', url })).status).toBe(401);
    const headers = { authorization: `Bearer ${sandbox.oidc.requestToken}` };
    const { value } = JSON.parse((await send(sandbox, { method: 'GET', url, headers })).body) as {
      value: string;
    };
    expect(codeOf(await tokens.present(value))).toBe(0);
  });
});
