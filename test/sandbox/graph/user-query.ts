import { DEFAULT_PROPERTIES, type DirectoryUser, USER_PROPERTIES, type UserProperty } from './directory.ts';
import {
  checkFilter,
  type Filter,
  filteredProperties,
  matcherOf,
  parseFilter,
  propertyNamed,
} from './filter.ts';
import { badRequest, GraphError, notInSandbox, unsupportedQuery } from './graph-error.ts';

/** A parsed request for users. */
export interface UserQuery {
  readonly filter: Filter | undefined;
  readonly properties: readonly UserProperty[];
  readonly isCounted: boolean;
  readonly pageSize: number;
  /** Users of earlier pages. */
  readonly skip: number;
}

/** Maximum length of a URL with advanced query. Documented in "Known issues with Microsoft Graph". */
const MAX_URL_LENGTH = 2_048;
const MAX_PAGE_SIZE = 999;
const OPTIONS = ['$filter', '$select', '$count', '$top', '$skiptoken'];
const OTHER_OPTIONS = ['$orderby', '$search', '$expand', '$format', '$skip'];

/** Application permissions to read users with all their properties. */
const FULL_PERMISSIONS = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const BASIC_PERMISSION = 'User.ReadBasic.All';
const BASIC_PROPERTIES: readonly UserProperty[] = [
  'displayName',
  'givenName',
  'id',
  'mail',
  'surname',
  'userPrincipalName',
];

/**
 * Reads and checks the query of `GET /users`.
 * @param headers Names in lower case.
 * @param pageSize Default of the request.
 * @throws {GraphError} for requests that real Graph refuses.
 */
export function readUserQuery(
  url: URL,
  headers: Readonly<Record<string, string>>,
  pageSize: number,
): UserQuery {
  for (const name of url.searchParams.keys()) checkOption(name, url.searchParams);
  const level = headers.consistencylevel;
  if (level !== undefined && level.toLowerCase() !== 'eventual') {
    throw badRequest(`The value '${level}' of the header ConsistencyLevel is not valid.`);
  }
  const isCounted = flagIn(url, '$count');
  if (isCounted && level === undefined) throw unsupportedQuery('$count is not currently supported.');
  if (isCounted && url.href.length > MAX_URL_LENGTH) {
    throw new GraphError(414, 'UriTooLong', `The URL has more than ${MAX_URL_LENGTH} characters.`);
  }
  const text = url.searchParams.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  if (filter !== undefined) checkFilter(filter, isCounted);
  return {
    filter,
    properties: selectedIn(url),
    isCounted,
    pageSize: pageSizeIn(url) ?? pageSize,
    skip: skippedIn(url),
  };
}

/** @throws {GraphError} 403 unless one of the roles allows it. */
export function checkPermission(query: UserQuery, roles: readonly string[]): void {
  if (FULL_PERMISSIONS.some((permission) => roles.includes(permission))) return;
  const used = [...query.properties, ...(query.filter ? filteredProperties(query.filter) : [])];
  if (roles.includes(BASIC_PERMISSION) && used.every((name) => BASIC_PROPERTIES.includes(name))) return;
  const text = 'Insufficient privileges to complete the operation.';
  throw new GraphError(403, 'Authorization_RequestDenied', text);
}

/** The body of the answer. @param url Of the request, for the link to the next page. */
export function userPage(query: UserQuery, users: readonly DirectoryUser[], url: URL): object {
  const { filter, skip, pageSize } = query;
  const found = filter === undefined ? users : users.filter(matcherOf(filter));
  const end = skip + pageSize;
  return {
    '@odata.context': `${url.origin}/v1.0/$metadata#users(${query.properties.join(',')})`,
    ...(query.isCounted ? { '@odata.count': found.length } : {}),
    ...(end < found.length ? { '@odata.nextLink': nextLink(url, end) } : {}),
    value: found
      .slice(skip, end)
      .map((user) => Object.fromEntries(query.properties.map((name) => [name, user[name]]))),
  };
}

function checkOption(name: string, parameters: URLSearchParams): void {
  if (parameters.getAll(name).length > 1)
    throw badRequest(`Query option '${name}' was specified more than once.`);
  if (OPTIONS.includes(name)) return;
  if (OTHER_OPTIONS.includes(name)) throw notInSandbox(`the query option ${name}`);
  throw badRequest(`The query parameter '${name}' is not supported.`);
}

function flagIn(url: URL, name: string): boolean {
  const value = url.searchParams.get(name);
  if (value !== null && value !== 'true' && value !== 'false') {
    throw badRequest(
      `Invalid value '${value}' for ${name} query option found. Valid values are 'false', 'true'.`,
    );
  }
  return value === 'true';
}

function selectedIn(url: URL): readonly UserProperty[] {
  const text = url.searchParams.get('$select');
  if (text === null) return DEFAULT_PROPERTIES;
  const names = text.split(',').map((name) => propertyNamed(name.trim()));
  return (Object.keys(USER_PROPERTIES) as UserProperty[]).filter((name) => names.includes(name));
}

function pageSizeIn(url: URL): number | undefined {
  const text = url.searchParams.get('$top');
  if (text === null) return undefined;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE_SIZE) return size;
  throw badRequest(
    `Invalid page size specified: '${text}'. Must be between 1 and ${MAX_PAGE_SIZE} inclusive.`,
  );
}

function nextLink(url: URL, skip: number): string {
  const parameters = new Map(url.searchParams);
  parameters.set('$skiptoken', Buffer.from(`skip ${skip}`).toString('base64url'));
  const query = [...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${url.origin}${url.pathname}?${query}`;
}

function skippedIn(url: URL): number {
  const token = url.searchParams.get('$skiptoken');
  if (token === null) return 0;
  const [, skip] = /^skip (\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (skip === undefined) {
    throw new GraphError(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
  }
  return Number(skip);
}
