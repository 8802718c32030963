import { USER_PROBLEMS } from '../../../src/check/users.ts';
import type { UserMatch } from '../../../src/vocabulary.ts';
import { AS_IT_IS, type CheckCase, lines, RESIGNATION } from './case.ts';

const DATES = '2026-03-31T17:00:00Z,2026-04-30T17:00:00Z';
const rows = (...users: string[]): string => lines(RESIGNATION, ...users.map((user) => `${user},${DATES}`));
const is = (userPrincipalName: string): UserMatch => ({ kind: 'found', userPrincipalName });
const UNKNOWN: UserMatch = { kind: 'unknown' };
const AMBIGUOUS: UserMatch = { kind: 'ambiguous' };
const BY_MAIL = { 'resolve-users': 'userPrincipalName\nmail' };
const BY_NUMBER = { 'resolve-users': 'employeeId' };

/** `resolve-users`: users that were looked up in the directory. */
export const DIRECTORY_CASES: readonly CheckCase[] = [
  {
    name: 'a user principal name is unchanged, regardless of case',
    csv: rows('ANA@contoso.com'),
    inputs: BY_MAIL,
    directory: { 'ana@contoso.com': is('Ana@Contoso.com') },
    sent: AS_IT_IS,
  },
  {
    name: 'a mail address and an employee number are sent as user principal names',
    csv: rows('ana.lopez@contoso.com', '000042'),
    inputs: { 'resolve-users': 'mail\nemployeeId' },
    directory: { 'ana.lopez@contoso.com': is('ana@contoso.com'), '000042': is("o'user@contoso.com") },
    sent: rows('ana@contoso.com', "o'user@contoso.com"),
  },
  {
    name: 'an unknown user with the form of a user is sent unchanged',
    csv: rows('ana@contoso.com'),
    inputs: BY_MAIL,
    directory: { 'ana@contoso.com': UNKNOWN },
    findings: ['2 warning unknown-user EmailAddress'],
    sent: AS_IT_IS,
    mentions: ['userPrincipalName or mail.'],
    hidden: ['add `mail`'],
  },
  {
    name: 'an unknown user only by its user principal name may be a mail address',
    csv: rows('ana@contoso.com'),
    inputs: { 'resolve-users': 'userPrincipalName' },
    directory: { 'ana@contoso.com': UNKNOWN },
    findings: ['2 warning unknown-user EmailAddress'],
    sent: AS_IT_IS,
    mentions: ['add `mail` to `resolve-users`'],
  },
  {
    name: 'an unknown user only by its mail address',
    csv: rows('ana@contoso.com'),
    inputs: { 'resolve-users': 'mail' },
    directory: { 'ana@contoso.com': UNKNOWN },
    findings: ['2 warning unknown-user EmailAddress'],
    sent: AS_IT_IS,
    mentions: ['as mail. It is sent unchanged.'],
    hidden: ['add `mail`'],
  },
  {
    name: 'an unknown user that can be none is invalid',
    csv: rows('4711'),
    inputs: BY_NUMBER,
    directory: { '4711': UNKNOWN },
    findings: ['2 error invalid-user EmailAddress'],
    mentions: [USER_PROBLEMS['no-at-sign'], 'employeeId.'],
    hidden: ['4711'],
  },
  {
    name: 'an unknown user as an error',
    csv: rows('ana@contoso.com'),
    inputs: { ...BY_MAIL, rules: 'unknown-user: error' },
    directory: { 'ana@contoso.com': UNKNOWN },
    findings: ['2 error unknown-user EmailAddress'],
  },
  {
    name: 'an ambiguous user is skipped like other invalid rows',
    csv: rows('twins@contoso.com', 'ana@contoso.com', '700007'),
    inputs: { ...BY_MAIL, 'invalid-rows': 'skip' },
    directory: {
      'twins@contoso.com': AMBIGUOUS,
      'ana@contoso.com': is('ana@contoso.com'),
      '700007': AMBIGUOUS,
    },
    findings: ['2 error ambiguous-user EmailAddress', '4 error ambiguous-user EmailAddress'],
    sent: rows('ana@contoso.com'),
    rejected: rows('twins@contoso.com', '700007'),
  },
  {
    name: 'duplicates are found by what is sent',
    csv: rows('ana@contoso.com', 'ana.lopez@contoso.com'),
    inputs: BY_MAIL,
    directory: { 'ana@contoso.com': is('ana@contoso.com'), 'ana.lopez@contoso.com': is('Ana@contoso.com') },
    findings: ['3 error duplicate-record'],
  },
  {
    name: 'domains are those of what is sent',
    csv: rows('ana@contoso.net', 'ben@contoso.com', 'eve@contoso.net'),
    inputs: { ...BY_MAIL, 'allowed-domains': 'contoso.com' },
    directory: {
      'ana@contoso.net': is('ana@contoso.com'),
      'ben@contoso.com': is('ben@fabrikam.com'),
      'eve@contoso.net': UNKNOWN,
    },
    findings: [
      '3 error outside-allowed-domains EmailAddress',
      '4 error outside-allowed-domains EmailAddress',
      '4 warning unknown-user EmailAddress',
    ],
  },
  {
    name: 'odd characters are those of what is sent',
    csv: rows('ana+hr@contoso.com', 'ben@contoso.com'),
    inputs: BY_MAIL,
    directory: { 'ana+hr@contoso.com': is('ana@contoso.com'), 'ben@contoso.com': is('bén@contoso.com') },
    findings: ['3 warning unusual-user EmailAddress'],
    sent: rows('ana@contoso.com', 'bén@contoso.com'),
  },
  {
    name: 'domains of a network are those of what is sent',
    csv: rows('ana@corp.local', 'ben@corp.local'),
    inputs: { 'resolve-users': 'onPremisesUserPrincipalName' },
    directory: { 'ana@corp.local': is('ana@contoso.com'), 'ben@corp.local': UNKNOWN },
    findings: ['3 warning unknown-user EmailAddress', '3 warning unroutable-domain EmailAddress'],
    sent: rows('ana@contoso.com', 'ben@corp.local'),
  },
  {
    name: 'users are trimmed before the look-up',
    csv: rows(' ana@contoso.com ', ' 4711'),
    inputs: BY_NUMBER,
    directory: { 'ana@contoso.com': UNKNOWN, '4711': is('ben@contoso.com') },
    findings: ['2 warning blanks-around-value EmailAddress', '2 warning unknown-user EmailAddress'],
    sent: rows('ana@contoso.com', 'ben@contoso.com'),
  },
  {
    name: 'values that are not users are not looked up',
    csv: rows('', 'NULL', 'J?rg@contoso.com', 'ana@contoso.com'),
    inputs: BY_MAIL,
    directory: { 'ana@contoso.com': is('ana@contoso.com') },
    findings: [
      '2 error missing-value EmailAddress',
      '3 error missing-value EmailAddress',
      '4 error lost-letters EmailAddress',
    ],
  },
];
