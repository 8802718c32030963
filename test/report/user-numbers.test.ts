import { expect, it } from 'vitest';
import { renderSummary } from '../../src/report/summary.ts';
import { describeUsers, type UsersReport } from '../../src/report/user-numbers.ts';
import { base } from './run-reports.ts';

const NONE = { users: 0, asGiven: 0, foundBy: new Map(), unknown: 0, ambiguous: 0 } as const;

it.each<[string, UsersReport]>([
  [
    '412 users: 380 as given, 29 found by mail, 3 unknown.',
    { ...NONE, users: 412, asGiven: 380, foundBy: new Map([['mail', 29]]), unknown: 3 },
  ],
  ['1,250 users: 1,250 as given.', { ...NONE, users: 1_250, asGiven: 1_250 }],
  [
    '4 users: 1 found by proxyAddresses, 2 found by employeeId, 1 ambiguous.',
    {
      ...NONE,
      users: 4,
      foundBy: new Map([
        ['proxyAddresses', 1],
        ['employeeId', 2],
      ]),
      ambiguous: 1,
    },
  ],
  ['1 user: 1 unknown.', { ...NONE, users: 1, unknown: 1 }],
  ['Microsoft Graph allows the application to look up users.', 'tried'],
  [
    '`mode: validate` does not look up users (`resolve-users`), so the form of the user values was not checked.',
    'not-looked-up',
  ],
])('%s', (sentence, users) => {
  expect(describeUsers(users)).toBe(sentence);
  expect(renderSummary(base({ users }))).toContain(`\n${sentence}\n`);
});

it('is empty without users', () => {
  expect(describeUsers(NONE)).toBe('');
});
