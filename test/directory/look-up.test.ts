import { beforeEach, describe, expect, it } from 'vitest';
import type { GraphServices } from '../../src/directory/graph-batch.ts';
import { type DirectoryLookup, lookUpUsers, tryLookUp } from '../../src/directory/look-up.ts';
import { USER_PROPERTY_NAMES, type UserProperty } from '../../src/directory/user-properties.ts';
import { ActionError, type ErrorCode } from '../../src/errors.ts';
import { NetworkError } from '../../src/http/network-failures.ts';
import { recordingClock } from '../http/clock.ts';
import { TENANT_ID } from '../sandbox/default-setup.ts';
import { directoryUser } from '../sandbox/graph/directory.ts';
import { GraphService } from './graph-service.ts';

let service: GraphService;
beforeEach(() => {
  service = new GraphService();
});

const numbered = (count: number, name = (n: number) => `user${n}@contoso.com`): string[] =>
  Array.from({ length: count }, (_, i) => name(i + 1));

function lookUp(
  users: readonly string[],
  properties: readonly UserProperty[] = ['userPrincipalName'],
  changes: Partial<GraphServices> = {},
): Promise<DirectoryLookup> {
  return lookUpUsers(users, properties, service.services(changes));
}

/** What a look-up throws. */
async function failureOf(lookup: Promise<unknown>): Promise<ActionError> {
  const error = await lookup.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ActionError);
  return error as ActionError;
}

describe('a user is found', () => {
  it.each<[UserProperty, string, string]>([
    ['userPrincipalName', 'upn.only@contoso.com', 'upn.only@contoso.com'],
    ['userPrincipalName', "O'USER@contoso.com", "o'user@contoso.com"],
    ['userPrincipalName', 'mixed.case@contoso.com', 'Mixed.Case@Contoso.com'],
    ['mail', "first.o'user@contoso.com", "o'user@contoso.com"],
    ['mail', 'plus+tag@contoso.com', 'plus@contoso.com'],
    ['mail', 'guest@fabrikam.com', 'guest_fabrikam.com#EXT#@contoso.onmicrosoft.com'],
    ['proxyAddresses', 'former.mail@contoso.com', 'u200002@contoso.com'],
    ['proxyAddresses', 'another.mail@contoso.com', 'u200002@contoso.com'],
    ['employeeId', '000042', 'u200002@contoso.com'],
    ['onPremisesSamAccountName', 'another', 'u200002@contoso.com'],
    ['onPremisesSamAccountName', "o'user", "o'user@contoso.com"],
    ['onPremisesUserPrincipalName', 'same@corp.contoso.com', 'same@contoso.com'],
  ])('by %s: %s', async (property, value, userPrincipalName) => {
    const { matches } = await lookUp([value, 'unknown@contoso.com'], [property]);
    expect(matches).toEqual(
      new Map([
        [value.toLowerCase(), { kind: 'found', userPrincipalName }],
        ['unknown@contoso.com', { kind: 'unknown' }],
      ]),
    );
  });

  it('by the first property that matches', async () => {
    const users = [
      directoryUser('one@contoso.com', { employeeId: 'two@contoso.com' }),
      directoryUser('two@contoso.com', { employeeId: 'three@contoso.com' }),
    ];
    service.graph.directories.set(TENANT_ID, users);
    const match = async (...properties: UserProperty[]) =>
      (await lookUp(['two@contoso.com'], properties)).matches.get('two@contoso.com');
    const found = (userPrincipalName: string) => ({ kind: 'found', userPrincipalName });
    expect(await match('userPrincipalName', 'employeeId')).toEqual(found('two@contoso.com'));
    expect(await match('employeeId', 'userPrincipalName')).toEqual(found('one@contoso.com'));
  });

  it('not in two at once: that is ambiguous, whatever a later property says', async () => {
    const { matches, numbers } = await lookUp(['700007', 'twin'], USER_PROPERTY_NAMES);
    expect([...matches.values()]).toEqual([{ kind: 'ambiguous' }, { kind: 'ambiguous' }]);
    expect(numbers).toEqual({ users: 2, asGiven: 0, foundBy: new Map(), unknown: 0, ambiguous: 2 });
  });
});

it('counts users by what became of them', async () => {
  const users = [
    'same@contoso.com',
    'SAME2@contoso.com',
    'another.mail@contoso.com',
    'mail1@contoso.com',
    'alias2@contoso.com',
    'twins@contoso.com',
    'unknown@contoso.com',
    '1000003',
  ];
  const { numbers } = await lookUp(users, ['userPrincipalName', 'mail', 'proxyAddresses', 'employeeId']);
  expect(numbers).toEqual({
    users: 8,
    asGiven: 1,
    foundBy: new Map([
      ['mail', 2],
      ['proxyAddresses', 1],
      ['employeeId', 1],
    ]),
    unknown: 2,
    ambiguous: 1,
  });
});

describe('what is asked', () => {
  it('is nothing without users', async () => {
    await lookUp([], USER_PROPERTY_NAMES);
    expect(service.requests).toEqual([]);
    expect(service.tokens).toBe(0);
  });

  it('is no user who was found, and nothing that cannot be a value', async () => {
    await lookUp(
      ['user1@contoso.com', 'mail2@contoso.com', '1000003'],
      ['userPrincipalName', 'mail', 'employeeId'],
    );
    const filters = service.batches.map((batch) =>
      batch.map(({ url }) => new URL(`https://host${url}`).searchParams.get('$filter')),
    );
    expect(filters).toEqual([
      ["userPrincipalName in ('user1@contoso.com','mail2@contoso.com')"],
      ["mail in ('mail2@contoso.com')"],
      ["employeeId in ('1000003')"],
    ]);
  });

  it('goes to Graph alone, with time-out, signal and token', async () => {
    await lookUp(['user1@contoso.com']);
    const [request] = service.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://graph.microsoft.com/v1.0/$batch',
      timeoutMs: 10_000,
    });
    expect(request!.headers!.authorization).toMatch(/^Bearer \S+$/);
    expect(request!.signal).toBeDefined();
  });

  it('in a preflight without users is one batch, about every property', async () => {
    await tryLookUp(USER_PROPERTY_NAMES, service.services());
    expect(service.batches.map((batch) => batch.length)).toEqual([USER_PROPERTY_NAMES.length]);
  });
});

describe('batches', () => {
  it('of 20 requests and 15 users each', async () => {
    const { numbers } = await lookUp(numbered(610));
    expect(service.batches.map((batch) => batch.length)).toEqual([20, 20, 1]);
    expect(numbers.asGiven).toBe(610);
  });

  it.each([1, 2, 3, 4, 5])(
    'find 2,000 users in few, though every fifth item from %i on is throttled',
    async (from) => {
      service.fault(`graph-item:429(retry-after=1)@${from}-/5`);
      const clock = recordingClock();
      const { numbers } = await lookUp(numbered(2_000), ['userPrincipalName'], { clock });
      expect(numbers).toMatchObject({ users: 2_000, asGiven: 2_000, unknown: 0 });
      expect(service.batches.length).toBeLessThanOrEqual(12);
      expect(new Set(clock.waits)).toEqual(new Set([1_000]));
    },
  );

  it('find 2,000 users by four properties in at most 60, though every fifth item is throttled', async () => {
    service.fault('graph-item:429(retry-after=1)@5-/5');
    const users = numbered(2_000, (n) => String(1_000_000 + n));
    const mails = numbered(2_000, (n) => (n % 2 === 0 ? `mail${n}@contoso.com` : `alias${n}@contoso.com`));
    const properties = ['userPrincipalName', 'mail', 'proxyAddresses', 'employeeId'] as const;
    expect((await lookUp(users, properties)).numbers.foundBy).toEqual(new Map([['employeeId', 2_000]]));
    expect((await lookUp(mails, properties)).numbers.foundBy).toEqual(
      new Map([
        ['mail', 1_000],
        ['proxyAddresses', 1_000],
      ]),
    );
    expect(service.batches.length).toBeLessThanOrEqual(60);
  });

  it('whose answers are too long are repeated in smaller ones', async () => {
    const aliases = Array.from({ length: 40 }, (_, i) => `smtp:${'x'.repeat(60)}${i}@contoso.com`);
    const users = numbered(300).map((name) =>
      directoryUser(name, { proxyAddresses: [`SMTP:mail.${name}`, ...aliases] }),
    );
    service.graph.directories.set(TENANT_ID, users);
    const { numbers } = await lookUp(
      numbered(300, (n) => `mail.user${n}@contoso.com`),
      ['proxyAddresses'],
    );
    expect(numbers).toMatchObject({ users: 300, foundBy: new Map([['proxyAddresses', 300]]) });
  });

  it('fail for a user about whom there is more than an answer may contain', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => `smtp:${'x'.repeat(60)}${i}@contoso.com`);
    service.graph.directories.set(TENANT_ID, [
      directoryUser('a@contoso.com', { proxyAddresses: ['SMTP:mail@contoso.com', ...many] }),
    ]);
    const { code } = await failureOf(lookUp(['mail@contoso.com', 'b@contoso.com'], ['proxyAddresses']));
    expect(code).toBe('graph-unexpected-response');
  });
});

describe('pages', () => {
  it('are all read', async () => {
    service.graph.pageSize = 4;
    const { numbers } = await lookUp(numbered(100));
    expect(numbers.asGiven).toBe(100);
  });

  it('are read with the headers of advanced query', async () => {
    service.graph.pageSize = 1;
    const { matches } = await lookUp(['twin'], ['onPremisesSamAccountName']);
    expect(matches.get('twin')).toEqual({ kind: 'ambiguous' });
  });

  it('elsewhere are not asked for', async () => {
    const link = 'https://contoso.example/v1.0/users?$skiptoken=1';
    const item = { id: '1', status: 200, body: { value: [], '@odata.nextLink': link } };
    service.instead = () => ({ body: JSON.stringify({ responses: [item] }) });
    expect((await failureOf(lookUp(['a@contoso.com']))).code).toBe('graph-unexpected-response');
    expect(service.requests).toHaveLength(1);
  });
});

describe('an item that is throttled', () => {
  it('waits as long as Graph asks, the longest of the batch', async () => {
    service.fault('graph-item:429(retry-after=7)@1', 'graph-item:429(retry-after=3)@2');
    const clock = recordingClock();
    await lookUp(numbered(30), ['userPrincipalName'], { clock });
    expect(clock.waits).toEqual([7_000]);
    expect(service.batches.map((batch) => batch.length)).toEqual([2, 2]);
  });

  it('has its attempts counted by itself', async () => {
    // The first item of the first batch, and a new one in the second.
    service.fault('graph-item:503@1', 'graph-item:429@22');
    const { numbers } = await lookUp(numbered(600), ['userPrincipalName'], { maxAttempts: 2 });
    expect(numbers.asGiven).toBe(600);
    expect(service.batches.map((batch) => batch.length)).toEqual([20, 20, 2]);
  });

  it('ends the look-up on its last attempt', async () => {
    service.fault('graph-item:429(retry-after=0)@1-');
    const failure = await failureOf(lookUp(numbered(1), ['userPrincipalName'], { maxAttempts: 4 }));
    expect(failure.code).toBe('graph-throttled');
    expect(failure.what).toContain('(429, TooManyRequests)');
    expect(service.batches).toHaveLength(4);
  });
});

const NO_CONNECTION = new NetworkError({
  kind: 'reset',
  host: 'graph.microsoft.com',
  proxyHost: undefined,
  bodySent: true,
});

describe('a batch that fails', () => {
  it.each<[string, Partial<Parameters<GraphService['instead']>> | object | Error, ErrorCode, number]>([
    ['429', { status: 429, headers: { 'retry-after': '1' }, body: '' }, 'graph-throttled', 3],
    ['503', { status: 503, body: '<h1>busy</h1>' }, 'graph-unavailable', 3],
    ['500', { status: 500, body: '' }, 'graph-unavailable', 3],
    ['408', { status: 408, body: '' }, 'graph-unavailable', 3],
    ['400', { status: 400, body: '{"error":{"code":"BadRequest"}}' }, 'graph-bad-request', 1],
    ['302', { status: 302, body: '' }, 'graph-unexpected-response', 1],
    ['a page of a proxy', { status: 200, body: '<html>Sign in</html>' }, 'graph-unexpected-response', 3],
    ['another JSON', { status: 200, body: '{"responses":[{"id":"9"}]}' }, 'graph-unexpected-response', 3],
    [
      'a list of nothing',
      { status: 200, body: '{"responses":[{"id":"1","status":200,"body":{"value":null}}]}' },
      'graph-unexpected-response',
      3,
    ],
    ['no connection', NO_CONNECTION, 'network-connection-reset', 3],
  ])('%s', async (_name, answer, code, attempts) => {
    service.instead = () => answer as Error;
    const failure = await failureOf(lookUp(['a@contoso.com'], ['mail'], { maxAttempts: 3 }));
    expect(failure.code).toBe(code);
    expect(failure.means).toContain('nothing was uploaded');
    expect(service.requests).toHaveLength(attempts);
  });

  it('once is repeated', async () => {
    service.instead = (batch) => (batch === 1 ? { status: 503, body: '' } : undefined);
    expect((await lookUp(numbered(40))).numbers.asGiven).toBe(40);
    expect(service.requests).toHaveLength(2);
  });
});

describe('the app', () => {
  it.each(USER_PROPERTY_NAMES)('without permission is told which one, for %s', async (property) => {
    const services = service.services({ isOwnApp: false }, []);
    const { code, fix } = await failureOf(lookUpUsers(['a@contoso.com'], [property], services));
    expect(code).toBe('graph-permission-missing');
    const text = fix.join('\n');
    for (const part of [
      '`User.Read.All`',
      'admin consent',
      'az ad app permission add --id',
      'New-MgServicePrincipalAppRoleAssignment',
    ])
      expect(text).toContain(part);
    expect(text).toContain('`directory-client-id`');
    expect(text).toContain(services.clientId);
  });

  it('with User.ReadBasic.All may ask for some properties', async () => {
    const services = service.services({}, ['User.ReadBasic.All']);
    const { numbers } = await lookUpUsers(['mail1@contoso.com'], ['userPrincipalName', 'mail'], services);
    expect(numbers.foundBy).toEqual(new Map([['mail', 1]]));
    const { code, fix } = await failureOf(lookUpUsers(['1'], ['employeeId'], services));
    expect(code).toBe('graph-permission-missing');
    expect(fix.join('\n'), 'it is a second app already').not.toContain('directory-client-id');
  });

  it('gets one new token when the first one is refused', async () => {
    service.instead = (batch) => (batch === 1 ? { status: 401, body: '' } : undefined);
    expect((await lookUp(numbered(1))).numbers.asGiven).toBe(1);
    service.instead = () => ({ status: 401, body: '' });
    expect((await failureOf(lookUp(numbered(1)))).code).toBe('graph-token-refused');
    expect(service.tokens).toBe(4);
  });
});

it('stops when the run is cancelled', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  service.fault('graph-item:429(retry-after=60)@1-');
  const clock = { ...recordingClock(), sleep: async () => controller.abort(reason) };
  const { signal } = controller;
  await expect(lookUp(numbered(1), ['userPrincipalName'], { signal, clock })).rejects.toBe(reason);
  expect(service.requests).toHaveLength(1);
});

it('shows nothing of what Graph says', async () => {
  const error = { code: 'secret@contoso.com', message: 'No user secret@contoso.com' };
  service.instead = () => ({ status: 400, body: JSON.stringify({ error }) });
  const failure = await failureOf(lookUp(['secret@contoso.com']));
  expect(JSON.stringify([failure.what, failure.means, failure.fix])).not.toContain('secret');
});
