import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApplicationUri, parseHost, parseHttpsUrl } from '../../src/inputs/hosts.ts';

const KNOWN = ['login.microsoftonline.com'];

describe('parseHost', () => {
  it.each([
    ['login.contoso.com', 'login.contoso.com'],
    ['login.contoso.com:8443', 'login.contoso.com:8443'],
    ['login.contoso.com:443', 'login.contoso.com'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['127.0.0.1:40001', '127.0.0.1:40001'],
    ['Login.MicrosoftOnline.com', 'login.microsoftonline.com'],
  ])('accepts %s', (text, host) => {
    expect(parseHost(text, KNOWN)).toBe(host);
  });

  it.each([
    'localhost',
    'mysecret',
    'Login.Contoso.com',
    'abc8Q~secret.x',
    'a_b.contoso.com',
    'bücher.example',
    'contoso.com.',
    '.contoso.com',
    'contoso..com',
    '-a.contoso.com',
    '0x7f.1',
    '127.1',
    '010.0.0.1',
    '1.2.3.400',
    '2130706433',
    '%61.contoso.com',
    'contoso.com/x',
    'contoso.com:99999',
    'user@contoso.com',
    'contoso.com\\x',
    `${'a.'.repeat(200)}com`,
    ' ',
    '',
  ])('rejects %j', (text) => {
    expect(parseHost(text, KNOWN)).toBeUndefined();
  });

  it('rejects hosts that a URL parser would change', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV4Extended(), fc.webAuthority()), (text) => {
        const host = parseHost(text, []);
        if (host === undefined) return;
        expect(text).toContain(host);
        expect(new URL(`https://${text}`).host).toBe(host);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('parseHttpsUrl', () => {
  it.each([
    ['https://webhook.contoso.com/api/signals', 'webhook.contoso.com'],
    ['https://webhook.contoso.com', 'webhook.contoso.com'],
    ['https://webhook.contoso.com?sig=a%2Fb::c', 'webhook.contoso.com'],
    ['https://webhook.contoso.com//api/signals', 'webhook.contoso.com'],
  ])('accepts %s', (text, host) => {
    expect(parseHttpsUrl(text, [])).toEqual({ host, url: text });
  });

  it.each([
    'webhook.contoso.com',
    'http://webhook.contoso.com',
    'https://webhook',
    'https://Webhook.Contoso.com/api',
    'https://user:password@webhook.contoso.com/api',
    'https://webhook.contoso.com/api#part',
    'https://webhook.contoso.com/a::b',
    'https://webhook.contoso.com/a`b',
    'https://webhook.contoso.com\\api',
    'https://webhook.contoso.com/a b',
    'https://webhook.contoso.com/ü',
    `https://webhook.contoso.com/${'a'.repeat(2_000)}`,
  ])('rejects %s', (text) => {
    expect(parseHttpsUrl(text, [])).toBeUndefined();
  });
});

it.each([
  ['api://contoso/hr', true],
  ['https://microsoft.onmicrosoft.com/86dfdabb-5089-4a0c-880a-cfa5a790c5b1', true],
  ['a secret', false],
  ['mysecret', false],
  ['a:::b', false],
  ['api://a`b', false],
])('%s as an application ID URI: %s', (text, expected) => {
  expect(isApplicationUri(text)).toBe(expected);
});
