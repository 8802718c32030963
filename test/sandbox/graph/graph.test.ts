import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { send, type TestAnswer } from '../client.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  DIRECTORY_CLIENT_ID,
  registerDefaults,
  TENANT_ID,
} from '../default-setup.ts';
import { endpoint, TokenClient } from '../entra/token-client.ts';
import { startSandbox } from '../sandbox.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const tokens = new TokenClient(sandbox);
beforeEach(() => {
  sandbox.reset();
  sandbox.graph.pageSize = 100;
});
afterAll(() => sandbox.stop());

const HOST = 'graph.microsoft.com';

async function tokenFor(clientId = DIRECTORY_CLIENT_ID, host = HOST): Promise<string> {
  const authority = host.endsWith('.us') ? 'login.microsoftonline.us' : 'login.microsoftonline.com';
  const fields = { client_id: clientId, client_secret: CLIENT_SECRET, scope: `https://${host}/.default` };
  const { body } = await tokens.ask(fields, endpoint(TENANT_ID, authority));
  return (JSON.parse(body) as { access_token: string }).access_token;
}

const bearer = await tokenFor();

interface Item {
  readonly id?: string;
  readonly method?: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
}

interface ItemAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: {
    readonly value: Record<string, unknown>[];
    readonly error: { readonly code: string; readonly message: string };
    readonly '@odata.nextLink'?: string;
    readonly '@odata.count'?: number;
  };
}

function post(body: unknown, { host = HOST, token = bearer, headers = {} } = {}): Promise<TestAnswer> {
  return send(sandbox, {
    url: `https://${host}/v1.0/$batch`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The answers in the order of the requests. */
async function batch(
  items: readonly Item[],
  options: Parameters<typeof post>[1] = {},
): Promise<ItemAnswer[]> {
  const requests = items.map((item, i) => ({ id: String(i + 1), method: 'GET', ...item }));
  const { status, body } = await post({ requests }, options);
  expect(status, body).toBe(200);
  const { responses } = JSON.parse(body) as { responses: ItemAnswer[] };
  return requests.map(({ id }) => responses.find((response) => response.id === id)!);
}

const users = (filter: string, more = '&$select=userPrincipalName'): string =>
  `/users?$filter=${encodeURIComponent(filter)}${more}`;

async function namesFor(url: string, headers: Record<string, string> = {}): Promise<unknown[]> {
  const [answer] = await batch([{ url, headers }]);
  expect(answer?.status, JSON.stringify(answer?.body)).toBe(200);
  return answer!.body.value.map(({ userPrincipalName }) => userPrincipalName);
}

const ADVANCED = { ConsistencyLevel: 'eventual' };
const list = (count: number): string =>
  Array.from({ length: count }, (_, i) => `'user${i + 1}@contoso.com'`).join(',');

describe('users are found', () => {
  it.each<[string, string, string[]]>([
    ['by UPN', "userPrincipalName in ('same@contoso.com','nobody@contoso.com')", ['same@contoso.com']],
    ['in other letters', "userPrincipalName eq 'MIXED.CASE@contoso.COM'", ['Mixed.Case@Contoso.com']],
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

  it('not with a plus that is not encoded', async () => {
    expect(await namesFor("/users?$filter=mail eq 'plus+tag@contoso.com'")).toEqual([]);
  });

  it('with the properties that are selected, or the usual ones', async () => {
    const filter = "userPrincipalName eq 'same@contoso.com'";
    const [selected, usual] = await batch([
      { url: users(filter, '&$select=employeeId,mail') },
      { url: users(filter, '') },
    ]);
    expect(selected?.body.value).toEqual([{ mail: 'same@contoso.com', employeeId: '100001' }]);
    expect(Object.keys(usual!.body.value[0]!)).not.toContain('employeeId');
  });

  it('fifteen of them at once, in each of twenty requests', async () => {
    const answers = await batch(
      Array.from({ length: 20 }, () => ({ url: users(`userPrincipalName in (${list(15)})`) })),
    );
    expect(answers.map(({ body }) => body.value.length)).toEqual(Array(20).fill(15));
  });

  it('page by page', async () => {
    sandbox.graph.pageSize = 2;
    const url = users(`userPrincipalName in (${list(5)})`, '&$select=userPrincipalName&$count=true');
    const [first] = await batch([{ url, headers: ADVANCED }]);
    const names = first!.body.value.map(({ userPrincipalName }) => userPrincipalName);
    expect(first?.body['@odata.count']).toBe(5);
    let next = first?.body['@odata.nextLink'];
    while (next !== undefined) {
      const headers = { authorization: `Bearer ${bearer}`, ...ADVANCED };
      const page = await send(sandbox, { method: 'GET', url: next, headers });
      const body = JSON.parse(page.body) as ItemAnswer['body'];
      names.push(...body.value.map(({ userPrincipalName }) => userPrincipalName));
      next = body['@odata.nextLink'];
    }
    expect(names).toEqual([1, 2, 3, 4, 5].map((n) => `user${n}@contoso.com`));
  });
});

describe('a request in a batch is refused', () => {
  const proxies = Array.from(
    { length: 16 },
    (_, i) => `proxyAddresses/any(x:x eq 'smtp:mail${i}@contoso.com')`,
  );

  it.each<[string, number, string, Item]>([
    ['16 values', 400, 'Request_UnsupportedQuery', { url: users(`userPrincipalName in (${list(16)})`) }],
    ['16 alternatives', 400, 'Request_UnsupportedQuery', { url: users(proxies.join(' or ')) }],
    [
      'a quote that is not doubled',
      400,
      'BadRequest',
      { url: users("userPrincipalName in ('o'user@contoso.com')") },
    ],
    ['no closing bracket', 400, 'BadRequest', { url: users("mail in ('a@contoso.com'") }],
    ['no value', 400, 'BadRequest', { url: users('mail in ()') }],
    ['an empty value', 400, 'Request_UnsupportedQuery', { url: users("mail eq ''") }],
    ['a long value', 400, 'Request_UnsupportedQuery', { url: users(`mail eq '${'x'.repeat(121)}'`) }],
    ['double quotation marks', 400, 'BadRequest', { url: users('mail eq "a@contoso.com"') }],
    ['an unknown property', 400, 'BadRequest', { url: users("upn eq 'a@contoso.com'") }],
    [
      'a property in other letters',
      400,
      'BadRequest',
      { url: users("userprincipalname eq 'a@contoso.com'") },
    ],
    ['an unknown property selected', 400, 'BadRequest', { url: '/users?$select=upn' }],
    ['in for a collection', 400, 'BadRequest', { url: users("proxyAddresses in ('smtp:a@contoso.com')") }],
    ['any for a text', 400, 'Request_UnsupportedQuery', { url: users("mail/any(x:x eq 'a@contoso.com')") }],
    [
      'advanced without both',
      400,
      'Request_UnsupportedQuery',
      { url: users("onPremisesSamAccountName eq 'same'") },
    ],
    [
      'advanced without $count',
      400,
      'Request_UnsupportedQuery',
      { url: users("onPremisesSamAccountName eq 'same'"), headers: ADVANCED },
    ],
    [
      'advanced without the header',
      400,
      'Request_UnsupportedQuery',
      { url: users("onPremisesSamAccountName eq 'same'", '&$count=true') },
    ],
    [
      'another consistency level',
      400,
      'BadRequest',
      { url: users("mail eq 'a@contoso.com'"), headers: { ConsistencyLevel: 'strong' } },
    ],
    ['an unknown option', 400, 'BadRequest', { url: '/users?$where=1' }],
    ['a page token of its own making', 400, 'Directory_ExpiredPageToken', { url: '/users?$skiptoken=2' }],
    ['a path with its version', 400, 'BadRequest', { url: '/v1.0/users' }],
    ['a whole URL', 400, 'BadRequest', { url: `https://${HOST}/v1.0/users` }],
    ['another resource', 400, 'BadRequest', { url: '/people' }],
    ['what is not implemented here', 501, 'notImplemented', { url: users("startsWith(mail,'a')") }],
  ])('%s: %i', async (_name, status, code, item) => {
    const [answer, other] = await batch([item, { url: '/users?$top=1' }]);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(other?.status).toBe(200);
  });

  it('a URL above 2,048 characters in advanced query: 414', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `'${'x'.repeat(140)}${i}'`).join(',');
    const url = users(`onPremisesSamAccountName in (${names})`, '&$count=true');
    const [answer] = await batch([{ url, headers: ADVANCED }]);
    expect(answer?.status).toBe(414);
  });

  it('the header of the batch is not the header of the request', async () => {
    const url = users("onPremisesSamAccountName eq 'same'", '&$count=true');
    const [answer] = await batch([{ url }], { headers: ADVANCED });
    expect(answer?.status).toBe(400);
  });

  it('throttled, with the time to wait, and counted one by one', async () => {
    sandbox.addFault('graph-item:429(retry-after=7)@2-/3');
    const items = Array.from({ length: 4 }, () => ({ url: '/users?$top=1' }));
    const statuses = [await batch(items), await batch(items)].flat().map(({ status }) => status);
    expect(statuses).toEqual([200, 429, 200, 200, 429, 200, 200, 429]);
    const [, answer] = await batch(items);
    sandbox.reset();
    sandbox.addFault('graph-item:429(retry-after=7)@1');
    const [throttled] = await batch(items);
    expect(answer?.status).toBe(200);
    expect(throttled).toMatchObject({
      headers: { 'Retry-After': '7' },
      body: { error: { code: 'TooManyRequests' } },
    });
  });
});

describe('a batch is refused', () => {
  const request = { id: '1', method: 'GET', url: '/users?$top=1' };
  const many = Array.from({ length: 21 }, (_, i) => ({ ...request, id: String(i) }));

  it.each<[string, unknown, string]>([
    ['21 requests', { requests: many }, 'MaximumValueExceeded'],
    ['no requests', { requests: [] }, 'BadRequest'],
    ['no list', { requests: request }, 'BadRequest'],
    ['the same ID twice', { requests: [request, request] }, 'BadRequest'],
    ['a number as ID', { requests: [{ ...request, id: 1 }] }, 'BadRequest'],
    ['no method', { requests: [{ ...request, method: undefined }] }, 'BadRequest'],
    ['no JSON', 'requests', 'BadRequest'],
    ['nothing', '', 'BadRequest'],
  ])('%s: 400', async (_name, body, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code } });
  });

  it('of another type, method or version', async () => {
    expect((await post({ requests: [request] }, { headers: { 'content-type': 'text/plain' } })).status).toBe(
      400,
    );
    const headers = { authorization: `Bearer ${bearer}` };
    expect((await send(sandbox, { method: 'GET', url: `https://${HOST}/v1.0/$batch`, headers })).status).toBe(
      405,
    );
    expect((await send(sandbox, { url: `https://${HOST}/beta/$batch`, headers })).status).toBe(400);
  });
});

describe('who may ask', () => {
  it.each([HOST, 'graph.microsoft.us', 'dod-graph.microsoft.us'])(
    'an app with the permission: %s',
    async (host) => {
      const token = await tokenFor(DIRECTORY_CLIENT_ID, host);
      const [answer] = await batch([{ url: '/users?$top=1' }], { host, token });
      expect(answer?.status).toBe(200);
      expect((await post({}, { host: host === HOST ? 'graph.microsoft.us' : HOST, token })).status).toBe(401);
    },
  );

  it('no one without a token for Microsoft Graph', async () => {
    const { body } = await tokens.ask({ client_secret: CLIENT_SECRET });
    const { access_token: ingestion } = JSON.parse(body) as { access_token: string };
    for (const token of ['', 'a-token', ingestion]) {
      const answer = await post({}, { token });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    }
  });

  it('no app without the permission, which each request in a batch is told', async () => {
    const [answer] = await batch([{ url: '/users?$top=1' }], { token: await tokenFor(CLIENT_ID) });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
  });

  it('an app with the smaller permission for UPN and mail alone', async () => {
    const clientId = '8d2c6f10-4b7e-4a93-b5d8-1e90a3c7f264';
    const secrets = [{ value: CLIENT_SECRET }];
    sandbox.registerApp({ tenantId: TENANT_ID, clientId, secrets, graphPermissions: ['User.ReadBasic.All'] });
    const token = await tokenFor(clientId);
    const select = '&$select=userPrincipalName';
    const answers = await batch(
      [
        { url: users("mail eq 'same@contoso.com'", select) },
        { url: users("employeeId eq '100001'", select) },
      ],
      { token },
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 403]);
  });
});
