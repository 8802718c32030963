/** What can be asked about one property of a user. */
interface PropertyRow {
  /** Only e-mail addresses and user principal names are values of it, so nothing else is asked for. */
  readonly isAddress?: true;
  /** Each value has this prefix, and a user has many: `proxyAddresses` lists addresses of several kinds. */
  readonly prefix?: string;
  /** Graph filters by it only with `$count=true` and `ConsistencyLevel: eventual`. */
  readonly isAdvanced?: true;
}

/**
 * The properties by which a user can be looked up. To add one, add a row.
 * Source: Microsoft Learn, "user resource type" and "Advanced query capabilities on Microsoft Entra ID objects".
 */
export const USER_PROPERTIES = {
  userPrincipalName: { isAddress: true },
  mail: { isAddress: true },
  proxyAddresses: { isAddress: true, prefix: 'smtp:' },
  employeeId: {},
  onPremisesSamAccountName: { isAdvanced: true },
  onPremisesUserPrincipalName: { isAdvanced: true },
} as const satisfies Record<string, PropertyRow>;

export type UserProperty = keyof typeof USER_PROPERTIES;

/** All properties, in the order in which messages list them. */
export const USER_PROPERTY_NAMES = Object.keys(USER_PROPERTIES) as UserProperty[];

/** Its row, with every attribute that a row can have. */
export function rowOf(property: UserProperty): PropertyRow {
  return USER_PROPERTIES[property];
}
