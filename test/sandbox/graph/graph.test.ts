import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  DIRECTORY_CLIENT_ID,
  registerDefaults,
  TENANT_ID,
} from '../default-setup.ts';
import { TokenClient } from '../entra/token-client.ts';
import { startSandbox } from '../sandbox.ts';
import { ADVANCED, GRAPH, GraphClient, type ItemAnswer, nameList, users } from './graph-client.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const graph = new GraphClient(sandbox);
beforeEach(() => {
  sandbox.reset();
  sandbox.graph.pageSize = 100;
});
afterAll(() => sandbox.stop());

async function namesFor(url: string, headers: Record<string, string> = {}): Promise<unknown[]> {
  const [answer] = await graph.batch([{ url, headers }]);
  expect(answer?.status, JSON.stringify(answer?.body)).toBe(200);
  return answer!.body.value.map(({ userPrincipalName }) => userPrincipalName);
}

describe('users are found', () => {
  it.each<[string, string, string[]]>([
    ['by UPN', "userPrincipalName in ('same@contoso.com','unknown@contoso.com')", ['same@contoso.com']],
    ['in another case', "userPrincipalName eq 'MIXED.CASE@contoso.COM'", ['Mixed.Case@Contoso.com']],
    [
      'by mail',
      "mail in ('another.mail@contoso.com','plus+tag@contoso.com')",
      ['u200002@contoso.com', 'plus@contoso.com'],
    ],
    ['with an apostrophe', "userPrincipalName in ('o''user@contoso.com')", ["o'user@contoso.com"]],
    [
      'by a proxy address',
      "proxyAddresses/any(x:x eq 'smtp:FORMER.mail@contoso.com')",
      ['u200002@contoso.com'],
    ],
    [
      'by one of two proxy addresses',
      "proxyAddresses/any(x:x eq 'smtp:former.mail@contoso.com') or proxyAddresses/any(y:y eq 'smtp:alias7@contoso.com')",
      ['u200002@contoso.com', 'user7@contoso.com'],
    ],
    ['by employee number', "employeeId in ('000042','42')", ['u200002@contoso.com']],
    ['twice', "employeeId eq '700007'", ['twin1@contoso.com', 'twin2@contoso.com']],
    [
      'by two properties',
      "mail eq 'twins@contoso.com' and (userPrincipalName eq 'twin2@contoso.com')",
      ['twin2@contoso.com'],
    ],
    [
      'as guests',
      "userPrincipalName eq 'guest_fabrikam.com#EXT#@contoso.onmicrosoft.com'",
      ['guest_fabrikam.com#EXT#@contoso.onmicrosoft.com'],
    ],
  ])('%s', async (_name, filter, expected) => {
    expect(await namesFor(users(filter))).toEqual(expected);
  });

  it.each([
    ["onPremisesSamAccountName in ('o''user','another')", ['u200002@contoso.com', "o'user@contoso.com"]],
    ["onPremisesUserPrincipalName eq 'another@corp.contoso.com'", ['u200002@contoso.com']],
  ])('with advanced query: %s', async (filter, expected) => {
    const url = users(filter, '&$select=userPrincipalName&$count=true');
    expect(await namesFor(url, ADVANCED)).toEqual(expected);
  });

  it('not with an unencoded plus', async () => {
    expect(await namesFor("/users?$filter=mail eq 'plus+tag@contoso.com'")).toEqual([]);
  });

  it('with the selected or the default properties', async () => {
    const filter = "userPrincipalName eq 'same@contoso.com'";
    const [selected, usual] = await graph.batch([
      { url: users(filter, '&$select=employeeId,mail') },
      { url: users(filter, '') },
    ]);
    expect(selected?.body.value).toEqual([{ mail: 'same@contoso.com', employeeId: '100001' }]);
    expect(Object.keys(usual!.body.value[0]!)).not.toContain('employeeId');
  });

  it('fifteen of them at once, in each of twenty requests', async () => {
    const answers = await graph.batch(
      Array.from({ length: 20 }, () => ({ url: users(`userPrincipalName in (${nameList(15)})`) })),
    );
    expect(answers.map(({ body }) => body.value.length)).toEqual(Array(20).fill(15));
  });

  it('page by page', async () => {
    sandbox.graph.pageSize = 2;
    const url = users(`userPrincipalName in (${nameList(5)})`, '&$select=userPrincipalName&$count=true');
    const [first] = await graph.batch([{ url, headers: ADVANCED }]);
    const names = first!.body.value.map(({ userPrincipalName }) => userPrincipalName);
    expect(first?.body['@odata.count']).toBe(5);
    let next = first?.body['@odata.nextLink'];
    while (next !== undefined) {
      const page = await graph.send(next, ADVANCED);
      const body = JSON.parse(page.body) as ItemAnswer['body'];
      names.push(...body.value.map(({ userPrincipalName }) => userPrincipalName));
      next = body['@odata.nextLink'];
    }
    expect(names).toEqual([1, 2, 3, 4, 5].map((n) => `user${n}@contoso.com`));
  });
});

describe('permissions', () => {
  it.each([GRAPH, 'graph.microsoft.us', 'dod-graph.microsoft.us'])(
    'an app with the permission: %s',
    async (host) => {
      const token = await graph.tokenFor(DIRECTORY_CLIENT_ID, host);
      const [answer] = await graph.batch([{ url: '/users?$top=1' }], { host, token });
      expect(answer?.status).toBe(200);
      expect(
        (await graph.post({}, { host: host === GRAPH ? 'graph.microsoft.us' : GRAPH, token })).status,
      ).toBe(401);
    },
  );

  it('no one without a token for Microsoft Graph', async () => {
    const { body } = await new TokenClient(sandbox).ask({ client_secret: CLIENT_SECRET });
    const { access_token: ingestion } = JSON.parse(body) as { access_token: string };
    for (const token of ['', 'a-token', ingestion]) {
      const answer = await graph.post({}, { token });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    }
  });

  it('no app without the permission, reported for each request of a batch', async () => {
    const [answer] = await graph.batch([{ url: '/users?$top=1' }], {
      token: await graph.tokenFor(CLIENT_ID),
    });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
  });

  it('an app with the smaller permission only for UPN and mail', async () => {
    const clientId = '8d2c6f10-4b7e-4a93-b5d8-1e90a3c7f264';
    const secrets = [{ value: CLIENT_SECRET }];
    sandbox.registerApp({ tenantId: TENANT_ID, clientId, secrets, graphPermissions: ['User.ReadBasic.All'] });
    const token = await graph.tokenFor(clientId);
    const select = '&$select=userPrincipalName';
    const answers = await graph.batch(
      [
        { url: users("mail eq 'same@contoso.com'", select) },
        { url: users("employeeId eq '100001'", select) },
      ],
      { token },
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 403]);
  });
});
