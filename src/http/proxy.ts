import { checkBypass } from '@actions/http-client/lib/proxy';
import { ProxySettingError } from './classify.ts';

/**
 * The proxy that the runner's environment names for a URL, if any. `NO_PROXY` is read with the runner's own toolkit,
 * the proxy is not: the toolkit bypasses a proxy whose password has a stray `%`, and parses
 * `proxy.contoso.com:8080` as a URL with the scheme `proxy.contoso.com`.
 * @throws {ProxySettingError}
 */
export function proxyFor(url: URL): URL | undefined {
  const text = settingFor(url);
  if (text === undefined) return undefined;
  const proxy = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (proxy === null || text.includes('\\') || !isAddress(proxy) || !/[.:]/.test(text)) {
    throw new ProxySettingError();
  }
  return proxy;
}

/**
 * Host and port of the proxy for a URL, spelled as in the setting: it may be a secret by mistake, which the runner masks
 * only in this spelling.
 * @returns undefined without a proxy, or if the setting is not valid.
 */
export function proxyHostFor(url: URL): string | undefined {
  try {
    const proxy = proxyFor(url);
    if (proxy === undefined) return undefined;
    const text = settingFor(url) ?? '';
    const at = text.toLowerCase().lastIndexOf(proxy.host);
    return at === -1 ? '(host not shown)' : text.slice(at, at + proxy.host.length);
  } catch {
    return undefined;
  }
}

function settingFor(url: URL): string | undefined {
  if (checkBypass(url)) return undefined;
  const { env } = process;
  const isSecure = url.protocol === 'https:';
  const text = isSecure ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  return text?.trim() || undefined;
}

/** An unescaped `/`, `?` or `#` in a password ends the authority: the rest would be parsed as a path, and the user as the host. */
function isAddress(proxy: URL): boolean {
  const { protocol, pathname, search, hash } = proxy;
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '' && isDecodable(proxy);
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
}
