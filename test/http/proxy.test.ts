import { afterEach, expect, it } from 'vitest';
import { ProxySettingError } from '../../src/http/classify.ts';
import { proxyFor, proxyHostFor } from '../../src/http/proxy.ts';

const url = new URL('https://webhook.ingestion.office.com/api/signals');
const { HTTPS_PROXY: before } = process.env;
afterEach(() => {
  if (before === undefined) delete process.env.HTTPS_PROXY;
  else process.env.HTTPS_PROXY = before;
});

it.each([
  ['http://proxy.contoso.com:8080', 'proxy.contoso.com:8080'],
  ['proxy:3128', 'proxy:3128'],
  ['http://proxy', 'proxy'],
  ['http://Proxy.Contoso.com:8080', 'Proxy.Contoso.com:8080'],
  ['http://user:proxy.contoso.com@PROXY.contoso.com:8080', 'PROXY.contoso.com:8080'],
  ['http://0x7f.1:8080', '(host not shown)'],
])('the proxy %s is shown as in the setting: %s', (setting, host) => {
  process.env.HTTPS_PROXY = setting;
  expect(proxyHostFor(url)).toBe(host);
});

it('a single word is not the address of a proxy, and is neither resolved nor shown', () => {
  process.env.HTTPS_PROXY = 'MySecretWord';
  expect(() => proxyFor(url)).toThrow(ProxySettingError);
  expect(proxyHostFor(url)).toBeUndefined();
});
