/**
 * Hosts and URLs of inputs. A secret may have been pasted there. The runner masks it only in its original spelling, but a
 * URL parser changes letter case, numbers and escapes. Therefore only what a parser leaves unchanged is accepted, so that
 * everything shown later has the spelling of the input.
 */

/** Labels of lower-case letters, digits and hyphens, at least two; or an IPv4 address. A port may follow. */
const HOST =
  /^(?:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,20}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?$/;

const MAX_HOST_LENGTH = 260;

/**
 * Parses a host. Keeps its spelling, unless it is a known host.
 * @param known Hosts that may be typed with capital letters.
 * @returns undefined if it is not a host name.
 */
export function parseHost(text: string, known: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  if (known.includes(lower)) return lower;
  if (text.length > MAX_HOST_LENGTH || !HOST.test(text)) return undefined;
  const url = URL.parse(`https://${text}`);
  return url !== null && (url.host === text || `${url.host}:443` === text) ? url.host : undefined;
}

/** Printable ASCII that cannot end a code span or a quotation; no `::` in the path, since the query is not shown. */
const PATH_AND_QUERY = /^(?!\/[^?]*::)(?:[/?][\w.~:/?@!$&()*+,;=%-]*)?$/;

const MAX_URL_LENGTH = 2_000;

/**
 * Parses a full https URL without a user or fragment, and keeps its spelling.
 * @returns undefined for any other text.
 */
export function parseHttpsUrl(
  text: string,
  known: readonly string[],
): { readonly host: string; readonly url: string } | undefined {
  if (text.length > MAX_URL_LENGTH) return undefined;
  const [, hostText, rest] = /^https:\/\/([^/?#@\\]*)(.*)$/is.exec(text) ?? [];
  if (hostText === undefined || rest === undefined || !PATH_AND_QUERY.test(rest)) return undefined;
  const host = parseHost(hostText, known);
  return host === undefined || URL.parse(text) === null ? undefined : { host, url: `https://${host}${rest}` };
}

/** An application ID URI, such as `api://…` or `https://…`. */
const APPLICATION_URI = /^[a-z][a-z0-9+.-]{0,30}:(?!.*::)[\w.~:/?@!$&()*+,;=%-]{1,2000}$/i;

export function isApplicationUri(text: string): boolean {
  return APPLICATION_URI.test(text) && URL.parse(text) !== null;
}
