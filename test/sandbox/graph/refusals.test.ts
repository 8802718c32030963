import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { registerDefaults } from '../default-setup.ts';
import { startSandbox } from '../sandbox.ts';
import { ADVANCED, GRAPH, GraphClient, type Item, nameList, users } from './graph-client.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const graph = new GraphClient(sandbox);
beforeEach(() => {
  sandbox.reset();
  sandbox.graph.pageSize = 100;
});
afterAll(() => sandbox.stop());

describe('a request in a batch is refused', () => {
  const proxies = Array.from(
    { length: 16 },
    (_, i) => `proxyAddresses/any(x:x eq 'smtp:mail${i}@contoso.com')`,
  );

  it.each<[string, number, string, Item]>([
    ['16 values', 400, 'Request_UnsupportedQuery', { url: users(`userPrincipalName in (${nameList(16)})`) }],
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
    ['a property in another case', 400, 'BadRequest', { url: users("userprincipalname eq 'a@contoso.com'") }],
    ['an unknown property selected', 400, 'BadRequest', { url: '/users?$select=upn' }],
    ['in for a list', 400, 'BadRequest', { url: users("proxyAddresses in ('smtp:a@contoso.com')") }],
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
    ['a whole URL', 400, 'BadRequest', { url: `https://${GRAPH}/v1.0/users` }],
    ['another resource', 400, 'BadRequest', { url: '/people' }],
    ['what is not implemented here', 501, 'notImplemented', { url: users("startsWith(mail,'a')") }],
  ])('%s: %i', async (_name, status, code, item) => {
    const [answer, other] = await graph.batch([item, { url: '/users?$top=1' }]);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(other?.status).toBe(200);
  });

  it('a URL above 2,048 characters in advanced query: 414', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `'${'x'.repeat(140)}${i}'`).join(',');
    const url = users(`onPremisesSamAccountName in (${names})`, '&$count=true');
    const [answer] = await graph.batch([{ url, headers: ADVANCED }]);
    expect(answer?.status).toBe(414);
  });

  it('the header of the batch is not the header of the request', async () => {
    const url = users("onPremisesSamAccountName eq 'same'", '&$count=true');
    const [answer] = await graph.batch([{ url }], { headers: ADVANCED });
    expect(answer?.status).toBe(400);
  });

  it('throttled, with the time to wait, and counted individually', async () => {
    sandbox.addFault('graph-item:429(retry-after=7)@2-/3');
    const items = Array.from({ length: 4 }, () => ({ url: '/users?$top=1' }));
    const statuses = [await graph.batch(items), await graph.batch(items)].flat().map(({ status }) => status);
    expect(statuses).toEqual([200, 429, 200, 200, 429, 200, 200, 429]);
    const [, answer] = await graph.batch(items);
    sandbox.reset();
    sandbox.addFault('graph-item:429(retry-after=7)@1');
    const [throttled] = await graph.batch(items);
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
    const answer = await graph.post(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code } });
  });

  it('of another type, method or version', async () => {
    expect(
      (await graph.post({ requests: [request] }, { headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(400);
    expect((await graph.send(`https://${GRAPH}/v1.0/$batch`)).status).toBe(405);
    expect((await graph.send(`https://${GRAPH}/beta/$batch`, {}, 'POST')).status).toBe(400);
  });
});
