import { rowOf, type UserProperty } from './user-properties.ts';

/** One request of a batch: the users with one of several values. */
export interface UserQuery {
  readonly property: UserProperty;
  readonly values: readonly string[];
  /** Relative to the API version: `/users?…`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Number of the requested page, from 1. */
  readonly page: number;
}

/** Maximum values of one filter; Microsoft Learn, "Use the $filter query parameter". */
const MAX_VALUES = 15;
/** Maximum length of a filter without advanced query; Microsoft Graph, "Known issues", query parameters. */
const MAX_PLAIN_LENGTH = 120;
/** Maximum length of a URL with advanced query (2,048 by the same page), without host and version. */
const MAX_URL_LENGTH = 2_000;
/** Maximum length of a value: an address has at most 256 characters (RFC 5321, section 4.5.3.1.3). */
const MAX_VALUE_LENGTH = 256;
/** Leaves room for the rest of the URL. */
const MAX_ENCODED_LENGTH = 1_500;

/** Whether a user can have this value in the property. Other values are not sent to Graph. */
export function canHaveValue(property: UserProperty, value: string): boolean {
  return (
    value.length <= MAX_VALUE_LENGTH &&
    (rowOf(property).isAddress !== true || value.includes('@')) &&
    !/\p{Cc}/u.test(value) &&
    encodeURIComponent(value.toWellFormed()).length <= MAX_ENCODED_LENGTH
  );
}

/** Queries for all values, each as large as Graph accepts. */
export function buildQueries(property: UserProperty, values: readonly string[]): UserQuery[] {
  const queries: UserQuery[] = [];
  let last: UserQuery | undefined;
  for (const value of values) {
    const larger = last && buildQuery(property, [...last.values, value]);
    if (larger !== undefined && isAllowed(larger)) {
      last = larger;
      queries[queries.length - 1] = larger;
    } else {
      last = buildQuery(property, [value]);
      queries.push(last);
    }
  }
  return queries;
}

function isAllowed({ values, url }: UserQuery): boolean {
  return values.length <= MAX_VALUES && url.length <= MAX_URL_LENGTH;
}

function buildQuery(property: UserProperty, values: readonly string[]): UserQuery {
  const { isAdvanced = false, prefix = '' } = rowOf(property);
  const needsAdvanced = isAdvanced || values.some((value) => prefix.length + value.length > MAX_PLAIN_LENGTH);
  const selected = property === 'userPrincipalName' ? property : `userPrincipalName,${property}`;
  const filter = encodeURIComponent(formatFilter(property, values));
  return {
    property,
    values,
    url: `/users?$filter=${filter}&$select=${selected}${needsAdvanced ? '&$count=true' : ''}`,
    headers: needsAdvanced ? { ConsistencyLevel: 'eventual' } : {},
    page: 1,
  };
}

/** `mail in ('a','b')`, or for a list `proxyAddresses/any(x:x eq 'smtp:a') or …`. */
function formatFilter(property: UserProperty, values: readonly string[]): string {
  const { prefix } = rowOf(property);
  const literals = values.map((value) => `'${prefix ?? ''}${value.toWellFormed().replaceAll("'", "''")}'`);
  return prefix === undefined
    ? `${property} in (${literals.join(',')})`
    : literals.map((literal) => `${property}/any(x:x eq ${literal})`).join(' or ');
}

/** Splits a query whose response is too long into two. A query for one value is not split. */
export function splitQuery({ property, values }: UserQuery): UserQuery[] {
  const half = Math.ceil(values.length / 2);
  return [values.slice(0, half), values.slice(half)]
    .filter((part) => part.length > 0)
    .map((part) => buildQuery(property, part));
}

/** No filter has so many users. */
const MAX_PAGES = 50;

/**
 * The query for the next page.
 * @param link `@odata.nextLink` of the response.
 * @returns undefined for a link to anything else, or after too many pages.
 */
export function nextPage(query: UserQuery, link: string, host: string): UserQuery | undefined {
  const url = URL.parse(link);
  const isOfGraph = url?.origin === `https://${host}` && url.pathname === '/v1.0/users';
  if (!isOfGraph || query.page >= MAX_PAGES) return undefined;
  return { ...query, url: `/users${url.search}`, page: query.page + 1 };
}
