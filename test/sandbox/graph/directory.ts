import { createHash } from 'node:crypto';

/** A user of a tenant, with the supported properties. */
export interface DirectoryUser {
  readonly id: string;
  readonly accountEnabled: boolean;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly proxyAddresses: readonly string[];
  readonly employeeId: string | null;
  readonly onPremisesSamAccountName: string | null;
  readonly onPremisesUserPrincipalName: string | null;
}

export type UserProperty = keyof DirectoryUser;

/** Filters of a property; `advanced` requires `$count=true` and `ConsistencyLevel: eventual`. */
export type Filterable = 'default' | 'advanced' | 'collection' | 'no';

/** The properties of a user with their filters, from the documentation of Microsoft Graph. */
export const USER_PROPERTIES: Readonly<Record<UserProperty, Filterable>> = {
  id: 'default',
  accountEnabled: 'no',
  displayName: 'default',
  givenName: 'default',
  surname: 'default',
  userPrincipalName: 'default',
  mail: 'default',
  proxyAddresses: 'collection',
  employeeId: 'default',
  onPremisesSamAccountName: 'advanced',
  onPremisesUserPrincipalName: 'advanced',
};

/** What is returned without `$select`. */
export const DEFAULT_PROPERTIES: readonly UserProperty[] = [
  'displayName',
  'givenName',
  'id',
  'mail',
  'surname',
  'userPrincipalName',
];

/** A user with only a userPrincipalName, and the given changes. */
export function directoryUser(
  userPrincipalName: string,
  changes: Partial<DirectoryUser> = {},
): DirectoryUser {
  const digits = createHash('sha256').update(userPrincipalName).digest('hex');
  return {
    id: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
    accountEnabled: true,
    displayName: userPrincipalName,
    givenName: null,
    surname: null,
    userPrincipalName,
    mail: null,
    proxyAddresses: [],
    employeeId: null,
    onPremisesSamAccountName: null,
    onPremisesUserPrincipalName: null,
    ...changes,
  };
}

/** Users that are found by different properties. */
const SPECIAL_USERS: readonly DirectoryUser[] = [
  directoryUser('same@contoso.com', {
    mail: 'same@contoso.com',
    proxyAddresses: ['SMTP:same@contoso.com'],
    employeeId: '100001',
    onPremisesSamAccountName: 'same',
    onPremisesUserPrincipalName: 'same@corp.contoso.com',
  }),
  directoryUser('u200002@contoso.com', {
    mail: 'another.mail@contoso.com',
    proxyAddresses: ['SMTP:another.mail@contoso.com', 'smtp:former.mail@contoso.com'],
    employeeId: '000042',
    onPremisesSamAccountName: 'ANOTHER',
    onPremisesUserPrincipalName: 'another@corp.contoso.com',
  }),
  directoryUser("o'user@contoso.com", {
    mail: "first.o'user@contoso.com",
    proxyAddresses: ["SMTP:first.o'user@contoso.com"],
    employeeId: '300003',
    onPremisesSamAccountName: "o'user",
    onPremisesUserPrincipalName: "o'user@corp.contoso.com",
  }),
  directoryUser('plus@contoso.com', { mail: 'plus+tag@contoso.com' }),
  directoryUser('Mixed.Case@Contoso.com', { mail: 'Mixed.Case@Contoso.com' }),
  directoryUser('guest_fabrikam.com#EXT#@contoso.onmicrosoft.com', { mail: 'guest@fabrikam.com' }),
  directoryUser('disabled@contoso.com', { accountEnabled: false, employeeId: '400004' }),
  directoryUser('upn.only@contoso.com'),
  // These are not unique in a directory: two accounts of one person, two forests.
  ...['twin1@contoso.com', 'twin2@contoso.com'].map((name) =>
    directoryUser(name, {
      mail: 'twins@contoso.com',
      employeeId: '700007',
      onPremisesSamAccountName: 'twin',
    }),
  ),
];

/** How many users have a number in their names: `user1@contoso.com` with `mail1@contoso.com`, `1000001`, `sam1` and so on. */
export const NUMBERED_USERS = 2_500;

function numberedUser(number: number): DirectoryUser {
  return directoryUser(`user${number}@contoso.com`, {
    mail: `mail${number}@contoso.com`,
    proxyAddresses: [`SMTP:mail${number}@contoso.com`, `smtp:alias${number}@contoso.com`],
    employeeId: String(1_000_000 + number),
    onPremisesSamAccountName: `sam${number}`,
    onPremisesUserPrincipalName: `user${number}@corp.contoso.com`,
  });
}

/** The made-up directory of contoso.com: some special users and many similar ones. */
export function contosoUsers(): DirectoryUser[] {
  const numbered = Array.from({ length: NUMBERED_USERS }, (_, i) => numberedUser(i + 1));
  return [...SPECIAL_USERS, ...numbered];
}
