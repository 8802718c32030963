/** How one property of a user is queried. */
interface PropertyRow {
  /** It contains only e-mail addresses or user principal names, so other values are not queried. */
  readonly isAddress?: true;
  /** It is a list of values with this prefix: `proxyAddresses` contains several kinds of addresses. */
  readonly prefix?: string;
  /** Filtering by it requires `$count=true` and `ConsistencyLevel: eventual`. */
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

/** The row of a property, with all attributes. */
export function rowOf(property: UserProperty): PropertyRow {
  return USER_PROPERTIES[property];
}
