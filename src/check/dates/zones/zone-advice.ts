import cldr from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import type { Explanation } from '../../../errors.ts';
import { suggestion } from '../../../text/did-you-mean.ts';
import { printable, quoted } from '../../../text/printable.ts';
import { isZoneName } from './zone-names.ts';
import { ABBREVIATIONS, NAMES_WITHOUT_AREA, RENAMED } from './zone-tables.ts';

/** Explains why a `time-zone` is rejected, and suggests zones. */
export function explainZone(name: string): Explanation {
  return {
    code: 'time-zone-invalid',
    what: `\`time-zone\` is not a valid IANA time zone with an area: ${quoted(name)}.`,
    fix: [adviceFor(printable(name).trim())],
  };
}

function adviceFor(name: string): string {
  const windows = zonesOfWindows(name);
  if (windows.length > 0) return `This is the name of a Windows time zone. ${meant(windows)}`;
  const abbreviation = ABBREVIATIONS.get(name.toUpperCase());
  if (abbreviation !== undefined) {
    return `Abbreviations are not accepted, because they stand for several zones or do not cover summer time. ${meant(abbreviation)}`;
  }
  const link = NAMES_WITHOUT_AREA.get(name.toLowerCase());
  if (link !== undefined) return `This is an old name. ${meant([link])}`;
  if (isFixedOffset(name)) return FIXED_OFFSET;
  const city = zonesOfCity(name);
  return city.length > 0 ? meant(city) : `${GENERAL}${suggestion(name, Intl.supportedValuesOf('timeZone'))}`;
}

const GENERAL = 'Use a name with an area, such as `Europe/Berlin` or `America/New_York`, or `UTC`.';
const FIXED_OFFSET =
  'This is a fixed offset, which does not change with summer time (and `Etc/GMT+1` is west of Greenwich). Use the zone of the place, such as `Europe/Berlin` or `America/New_York`, or export dates with their offset.';

/** `UTC+1`, `GMT-05:00`, `+01:00`, `Etc/GMT+5`. */
function isFixedOffset(name: string): boolean {
  return /^(?:Etc\/)?(?:UTC|GMT|UT)?\s*[+-]?\d{1,2}(?::?\d\d)?$/i.test(name) || /^Etc\//i.test(name);
}

function meant(zones: readonly string[]): string {
  const [first, ...others] = zones.map((zone) => `\`${zone}\``);
  return others.length === 0 ? `Use ${first}.` : `Use ${first}, or by place: ${others.join(', ')}.`;
}

/** By CLDR's table, in which territory 001 has the default zone. Case is ignored. */
function zonesOfWindows(name: string): string[] {
  const rows = cldr.supplemental.windowsZones.mapTimezones
    .map(({ mapZone }) => mapZone)
    .filter(({ _other }) => _other.toLowerCase() === name.toLowerCase());
  const ofTheWhole = rows.filter(({ _territory }) => _territory === '001');
  const zones = [...ofTheWhole, ...rows].flatMap(({ _type }) => _type.split(' '));
  return [...new Set(zones.map((zone) => RENAMED.get(zone) ?? zone))].filter(isZoneName);
}

/** `Berlin`, `New York`. */
function zonesOfCity(name: string): string[] {
  const wanted = `/${name.toLowerCase().replaceAll(' ', '_')}`;
  return Intl.supportedValuesOf('timeZone')
    .map((zone) => RENAMED.get(zone) ?? zone)
    .filter((zone) => zone.toLowerCase().endsWith(wanted));
}
