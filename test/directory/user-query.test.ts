import { describe, expect, it } from 'vitest';
import type { UserProperty } from '../../src/directory/user-properties.ts';
import { buildQueries, canHaveValue, nextPage, splitQuery } from '../../src/directory/user-query.ts';

const addresses = (count: number, length = 0): string[] =>
  Array.from({ length: count }, (_, i) => `${'x'.repeat(length)}${i}@contoso.com`);

/** The query's parameters, decoded. */
function decoded(property: UserProperty, values: readonly string[]): Record<string, string> {
  const [query, ...others] = buildQueries(property, values);
  expect(others).toEqual([]);
  return Object.fromEntries(new URL(`https://host${query!.url}`).searchParams);
}

describe('buildQueries', () => {
  it.each<[UserProperty, string[], Record<string, string>]>([
    [
      'userPrincipalName',
      ['a@contoso.com', "o'user@contoso.com"],
      {
        $filter: "userPrincipalName in ('a@contoso.com','o''user@contoso.com')",
        $select: 'userPrincipalName',
      },
    ],
    [
      'mail',
      ['plus+tag@contoso.com'],
      { $filter: "mail in ('plus+tag@contoso.com')", $select: 'userPrincipalName,mail' },
    ],
    [
      'proxyAddresses',
      ['a@contoso.com', "o'user@contoso.com"],
      {
        $filter:
          "proxyAddresses/any(x:x eq 'smtp:a@contoso.com') or proxyAddresses/any(x:x eq 'smtp:o''user@contoso.com')",
        $select: 'userPrincipalName,proxyAddresses',
      },
    ],
    [
      'onPremisesSamAccountName',
      ['#1&2'],
      {
        $filter: "onPremisesSamAccountName in ('#1&2')",
        $select: 'userPrincipalName,onPremisesSamAccountName',
        $count: 'true',
      },
    ],
  ])('asks for %s', (property, values, expected) => {
    expect(decoded(property, values)).toEqual(expected);
  });

  it('puts at most 15 values into a query', () => {
    const queries = buildQueries('mail', addresses(31));
    expect(queries.map(({ values }) => values.length)).toEqual([15, 15, 1]);
    expect(queries.flatMap(({ values }) => values)).toEqual(addresses(31));
  });

  it.each(['mail', 'proxyAddresses'] as const)('keeps URLs short: %s', (property) => {
    const queries = buildQueries(property, addresses(30, 200));
    for (const { url } of queries)
      expect(`https://dod-graph.microsoft.us/v1.0${url}`.length).toBeLessThan(2_048);
    expect(queries.flatMap(({ values }) => values)).toEqual(addresses(30, 200));
  });

  it('uses advanced query for what Graph filters only so: on-premises names, values above 120 characters', () => {
    const advanced = { ConsistencyLevel: 'eventual' };
    const headersOf = (property: UserProperty, value: string) => buildQueries(property, [value])[0]!.headers;
    expect(headersOf('onPremisesUserPrincipalName', 'a@corp.local')).toEqual(advanced);
    expect(headersOf('mail', 'x'.repeat(121))).toEqual(advanced);
    expect(headersOf('proxyAddresses', 'x'.repeat(116))).toEqual(advanced);
    expect(headersOf('mail', 'x'.repeat(120))).toEqual({});
  });
});

describe('canHaveValue', () => {
  it.each<[UserProperty, string, boolean]>([
    ['userPrincipalName', 'a@contoso.com', true],
    ['userPrincipalName', '4711', false],
    ['mail', '4711', false],
    ['proxyAddresses', '4711', false],
    ['employeeId', '4711', true],
    ['employeeId', 'a@contoso.com', true],
    ['onPremisesSamAccountName', 'sam', true],
    ['employeeId', 'x'.repeat(257), false],
    ['employeeId', '龘'.repeat(200), false],
    ['employeeId', 'two\nlines', false],
    ['mail', 'lone\ud800@contoso.com', true],
  ])('%s, %j: %s', (property, value, expected) => {
    expect(canHaveValue(property, value)).toBe(expected);
  });
});

describe('nextPage', () => {
  const [query] = buildQueries('mail', addresses(2));
  const host = 'graph.microsoft.com';
  const link = `https://${host}/v1.0/users?$filter=x&$skiptoken=abc`;

  it('is asked with the headers of the first page', () => {
    expect(nextPage(query!, link, host)).toEqual({
      ...query,
      url: '/users?$filter=x&$skiptoken=abc',
      page: 2,
    });
  });

  it.each([
    'https://contoso.com/v1.0/users?$skiptoken=abc',
    'http://graph.microsoft.com/v1.0/users?$skiptoken=abc',
    `https://${host}/v1.0/groups?$skiptoken=abc`,
    '/users?$skiptoken=abc',
    '',
  ])('is not %j', (other) => {
    expect(nextPage(query!, other, host)).toBeUndefined();
  });

  it('comes to an end', () => {
    expect(nextPage({ ...query!, page: 50 }, link, host)).toBeUndefined();
  });
});

it('splits a query into two halves, and one for a single value not at all', () => {
  const [query] = buildQueries('mail', addresses(15));
  expect(splitQuery(query!).map(({ values }) => values)).toEqual([addresses(8), addresses(15).slice(8)]);
  expect(splitQuery(buildQueries('mail', addresses(1))[0]!)).toHaveLength(1);
});
