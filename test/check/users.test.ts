import { describe, expect, it } from 'vitest';
import { domainOf, hasUser, isUnroutable, isUser, judgeUser, USER_PROBLEMS } from '../../src/check/users.ts';

describe('a domain', () => {
  it.each([
    ...[
      'contoso.com',
      'a.b',
      'hr.eu.contoso.com',
      'x-y.co',
      '1.de',
      'münchen.de',
      'e\u0301.fr',
      'a-1.b-2.c-3.de',
    ],
    ...['contoso.c', 'straße-1.example', '例え.jp', 'a.münchen', 'a.e\u0301e', 'a.x-\u0301e'],
  ])('%s is one', (domain) => {
    expect(isUser(`ana@${domain}`)).toBe(true);
  });

  it.each([
    'contoso',
    'contoso-.com',
    '-contoso.com',
    'contoso.-com',
    'contoso.com-',
    '.com',
    'contoso.',
    'a..b',
    'é',
  ])('%s is not one', (domain) => {
    expect(judgeUser(`ana@${domain}`)).toBe('domain');
  });
});

it.each([
  ...['local', 'localdomain', 'localhost', 'lan', 'internal', 'intern', 'intranet', 'intra', 'corp', 'home'],
  ...['private', 'priv', 'domain', 'workgroup', 'invalid', 'test', 'home.arpa'],
])('no one can register contoso.%s', (name) => {
  expect(isUnroutable(`ana@contoso.${name}`)).toBe(true);
  expect(isUnroutable(`ana@${name}.com`)).toBe(false);
});

it('every problem is explained in a sentence', () => {
  expect(Object.values(USER_PROBLEMS).filter((text) => !/^[A-Z].{20,}\.$/.test(text))).toEqual([]);
});

it('the domain is in lower case, after the last @', () => {
  expect(domainOf('Ana@x@Contoso.COM')).toBe('contoso.com');
});

it.each([
  ['x;ana@contoso.com;y', true],
  ['mail: ana@contoso.com', true],
  ['ana@contoso.com', true],
  ['ana.ü@contoso.com,', true],
  ['contoso.com, ana', false],
  ['@contoso.com', false],
  ['', false],
])('whether %j contains a user: %s', (line, expected) => {
  expect(hasUser(line)).toBe(expected);
});

const LONGEST = `${'a'.repeat(64)}@${'b'.repeat(44)}.com`;

it.each([
  ...[
    'ana@contoso.com',
    'A.B-c@D-e.F1.com',
    "o'neil@contoso.com",
    'a!#^~_@contoso.com',
    '-a@contoso.com',
    '_@contoso.com',
  ],
  ...[
    'a..b@contoso.com',
    'a.-b@contoso.com',
    'a._b@contoso.com',
    'a-@contoso.com',
    'a.b.c@contoso.com',
    '1@2.3',
  ],
  ...['a@b--c.com', 'a@b.c-d', 'a@b.c--d', 'a@b-c.d-e.f-g', LONGEST],
])('%s is a usual user', (user) => {
  expect(judgeUser(user)).toBe('usual');
});

it.each([
  ...[
    '.ana@contoso.com',
    'ana.@contoso.com',
    'a+b@contoso.com',
    'ä@contoso.com',
    'a\u0080@contoso.com',
    'a/b@contoso.com',
  ],
  ...['a@b_c.com', 'a@b.c_d', "a@b'c.com", `a${LONGEST}`, LONGEST.replace('@', '@b')],
])('%s is an unusual user, or none', (user) => {
  expect(judgeUser(user)).not.toBe('usual');
});
