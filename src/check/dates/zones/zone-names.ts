/** The areas of the tz database. `US`, `Brazil` and others are links to zones, and equally valid. */
const NAME_WITH_AREA =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Europe|Indian|Mexico|Pacific|US)\//i;

/**
 * Whether a name is an unambiguous time zone. `Intl` accepts more names, some of which mean something unexpected:
 * `BST` is Bangladesh, `EST` has no summer time, `Etc/GMT+1` is west of Greenwich.
 */
export function isZoneName(name: string): boolean {
  return (NAME_WITH_AREA.test(name) || /^(?:Etc\/)?UTC$/i.test(name)) && isKnownToRuntime(name);
}

function isKnownToRuntime(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
