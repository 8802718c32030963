import { USER_PROBLEMS } from '../../../src/check/users.ts';
import { AS_IT_IS, type CheckCase, leaver, lines, RESIGNATION } from './case.ts';

const row = (user: string): string => lines(RESIGNATION, `${user},2026-03-31T17:00:00Z,2026-04-30T17:00:00Z`);
const usual = (name: string, user: string): CheckCase => ({ name, csv: row(user), sent: AS_IT_IS });
const unusual = (name: string, user: string): CheckCase => ({
  ...usual(name, user),
  findings: ['2 warning unusual-user EmailAddress'],
});
const bad = (name: string, user: string, problem: keyof typeof USER_PROBLEMS): CheckCase => ({
  name,
  csv: row(user),
  findings: ['2 error invalid-user EmailAddress'],
  mentions: [USER_PROBLEMS[problem]],
});
const guarded = (name: string, user: string, domains: string, isAllowed: boolean): CheckCase => ({
  name,
  csv: row(user),
  inputs: { 'allowed-domains': domains },
  ...(isAllowed ? { sent: AS_IT_IS } : { findings: ['2 error outside-allowed-domains EmailAddress'] }),
});

/** User principal names and addresses. */
export const USER_CASES: readonly CheckCase[] = [
  usual('a user principal name', 'ana.lopez@contoso.com'),
  usual('an apostrophe', "siobhan.o'neil@contoso.com"),
  usual('all characters that Entra allows', "a.b-c_d!e#f^g~h'i@contoso.com"),
  usual('a guest', 'ana_fabrikam.com#EXT#@contoso.onmicrosoft.com'),
  usual('capitals', 'Ana.Lopez@Contoso.COM'),
  usual('a hyphen in the domain', 'ana@north-wind.contoso.co.uk'),
  usual('a domain of one letter and a digit', 'ana@a.9'),
  usual('64 characters before the @', `${'a'.repeat(64)}@contoso.com`),
  unusual('65 characters before the @', `${'a'.repeat(65)}@contoso.com`),
  unusual('a plus sign', 'ana+hr@contoso.com'),
  unusual('letters beyond ASCII', 'zoë.müller@contoso.com'),
  unusual('letters of another script', '田中@contoso.com'),
  unusual('a domain beyond ASCII', 'ana@bücher.example'),
  unusual('a dot before the @', 'ana.@contoso.com'),
  unusual('a dot at the start', '.ana@contoso.com'),
  unusual('an emoji', '😀@contoso.com'),
  bad('no domain', 'ana', 'no-at-sign'),
  bad('an employee number', '4711', 'no-at-sign'),
  bad('a logon name', 'CONTOSO\\ana', 'no-at-sign'),
  bad('nothing after the @', 'ana@', 'domain'),
  bad('nothing before the @', '@contoso.com', 'local-part'),
  bad('two @', 'ana@contoso@contoso.com', 'two-at-signs'),
  bad('a domain without a dot', 'ana@contoso', 'domain'),
  bad('a domain with two dots', 'ana@contoso..com', 'domain'),
  bad('a domain that ends with a dot', 'ana@contoso.com.', 'domain'),
  bad('a domain that starts with a hyphen', 'ana@-contoso.com', 'domain'),
  bad('a space inside', 'ana lopez@contoso.com', 'blank'),
  bad('a no-break space', 'ana\u00a0@contoso.com', 'blank'),
  bad('an apostrophe at the start', "'ana@contoso.com", 'apostrophe'),
  bad('an invisible character', 'ana\u200b@contoso.com', 'character'),
  bad('a soft hyphen', 'ana\u00adlopez@contoso.com', 'character'),
  bad('a control character', 'ana\u0007@contoso.com', 'character'),
  bad('a display name with an address', 'Ana<ana@contoso.com>', 'character'),
  bad('two addresses', '"ana@contoso.com;ben@contoso.com"', 'character'),
  bad('a mailto link', 'mailto:ana@contoso.com', 'character'),
  bad('a formula', '"=CONCAT(""ana"",""@contoso.com"")"', 'character'),
  bad('a very long value', `${'a'.repeat(320)}@contoso.com`, 'length'),
  { name: 'no user', csv: row(''), findings: ['2 error missing-value EmailAddress'] },
  { name: 'a blank user', csv: row(' \t'), findings: ['2 error missing-value EmailAddress'] },
  {
    name: 'a user without a domain, as a warning',
    csv: row('ana'),
    inputs: { rules: 'invalid-user: warning' },
    findings: ['2 warning invalid-user EmailAddress'],
    sent: AS_IT_IS,
  },
  {
    name: 'a missing user, turned off',
    csv: row(''),
    inputs: { rules: 'Missing-Value : OFF' },
    sent: AS_IT_IS,
  },
  {
    name: 'an unusual user as an error',
    csv: row('ana+hr@contoso.com'),
    inputs: { rules: 'unusual-user: error' },
    findings: ['2 error unusual-user EmailAddress'],
  },
  guarded('an allowed domain', 'ana@contoso.com', 'contoso.com', true),
  guarded('an allowed domain in different case', 'ana@CONTOSO.com', 'Contoso.COM', true),
  guarded('an allowed domain with an @', 'ana@contoso.com', '@contoso.com\nfabrikam.com', true),
  guarded('a subdomain is another domain', 'ana@hr.contoso.com', 'contoso.com', false),
  guarded('a domain that ends alike', 'ana@notcontoso.com', 'contoso.com', false),
  guarded('a domain outside', 'ana@fabrikam.com', 'contoso.com', false),
  {
    name: 'lost letters in a user of another domain',
    csv: lines(RESIGNATION, leaver('j?rg').replace('contoso', 'fabrikam'), leaver('j?rg')),
    inputs: { 'allowed-domains': 'contoso.com', rules: 'lost-letters: warning' },
    findings: [
      '2 warning lost-letters EmailAddress',
      '2 error outside-allowed-domains EmailAddress',
      '3 warning lost-letters EmailAddress',
    ],
  },
  {
    name: 'an invisible character of two UTF-16 units behind a user',
    csv: lines(RESIGNATION, leaver('ana').replace('.com', '.com\u{e0020}')),
    findings: ['2 warning blanks-around-value EmailAddress'],
    sent: lines(RESIGNATION, leaver('ana')),
  },
];
