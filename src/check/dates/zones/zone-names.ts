/** The areas of the tz database. `US`, `Brazil` and others are links to zones, and as good as they. */
const NAME_WITH_AREA =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Europe|Indian|Mexico|Pacific|US)\//i;

/**
 * Whether a name is a time zone that means one thing. `Intl` knows more names, with meanings that people do not expect:
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
