import type { CheckSettings } from '../check/check-settings.ts';
import { looseName } from '../check/columns/column-names.ts';
import type { ColumnSettings } from '../check/columns/file-columns.ts';
import type { Severity } from '../check/findings.ts';
import { timeWindow, type ValueSettings } from '../check/record-check.ts';
import { RULE_NAMES, RULES, type RuleName, type RuleSettings } from '../check/rules.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../check/scenarios.ts';
import { placeholderName, placeholderPosition } from '../check/suggest/placeholder-name.ts';
import { DELIMITERS } from '../csv/delimiter.ts';
import type { UploadDelimiter } from '../csv/quoting.ts';
import { encodingOfLabel } from '../csv/text/text-source.ts';
import { suggestion } from '../text/did-you-mean.ts';
import { quoted } from '../text/printable.ts';
import { wildcardMatcher } from '../text/wildcards.ts';
import { readDateInputs } from './date-inputs.ts';
import type { InputReader } from './input-reader.ts';
import type { InputName } from './input-table.ts';

/** The inputs that decide how files are read and checked. */
export function readCheckInputs(inputs: InputReader, now: Date, isUsGovernment: boolean): CheckSettings {
  const minRecords = inputs.integer('min-records', 0, MAX_RECORDS);
  const maxRecords = inputs.integer('max-records', 0, MAX_RECORDS);
  if (minRecords !== undefined && maxRecords !== undefined && minRecords > maxRecords) {
    inputs.add({
      code: 'record-bounds-conflict',
      what: '`min-records` is larger than `max-records`.',
      fix: ['Swap or correct the two numbers: no file could satisfy both.'],
    });
  }
  return {
    columns: readColumnSettings(inputs),
    values: readValueSettings(inputs, now),
    delimiter: readDelimiter(inputs),
    headerLine: readHeaderLine(inputs),
    isIgnoredRow: readIgnoredRows(inputs),
    uploadDelimiter: UPLOAD_DELIMITERS[inputs.choice('upload-delimiter', ['comma', 'tab', 'pipe'])],
    encoding: readEncoding(inputs),
    unmappedColumns: inputs.choice('unmapped-columns', ['send', 'drop']),
    invalidRows: inputs.choice('invalid-rows', ['fail', 'skip']),
    rules: readRules(inputs),
    minRecords,
    maxRecords,
    allowEmpty: inputs.boolean('allow-empty'),
    recordsPerCall: inputs.integer('records-per-call', 1, 1_000_000) ?? 499,
    isUsGovernment,
  };
}

/**
 * The settings of a check with some inputs changed; undefined if the changed inputs are invalid.
 * @param now The time that dates are compared with.
 */
export function checkSettingsWith(
  inputs: InputReader,
  changed: ReadonlyMap<InputName, string>,
  now: Date,
  isUsGovernment: boolean,
): CheckSettings | undefined {
  const reader = inputs.with(changed);
  const settings = readCheckInputs(reader, now, isUsGovernment);
  return reader.problems.length === 0 ? settings : undefined;
}

const MAX_RECORDS = 1_000_000_000;

function readColumnSettings(inputs: InputReader): ColumnSettings {
  return {
    scenario: inputs.choice('scenario', ['auto', ...SCENARIO_NAMES]),
    scenarioColumn: readScenarioColumn(inputs),
    scenarioValues: readScenarioValues(inputs),
    columns: readColumns(inputs),
  };
}

function readScenarioColumn(inputs: InputReader): string {
  const name = inputs.text('scenario-column');
  refusePlaceholder(inputs, 'scenario-column', name);
  return name;
}

/** Rejects a suggestion that was pasted unchanged: it has the number of a column instead of a name that must not be shown. */
function refusePlaceholder(inputs: InputReader, input: InputName, name: string): void {
  const position = placeholderPosition(name);
  if (position === undefined) return;
  inputs.add({
    code: 'column-placeholder',
    what: `\`${input}\` contains \`${placeholderName(position)}\`, which is a placeholder for the name of a column.`,
    fix: [
      `Replace it with the name of column ${position} in the header of the file. A name that could be a value of the file is not shown in logs.`,
    ],
  });
}

function readScenarioValues(inputs: InputReader): ColumnSettings['scenarioValues'] {
  const byValue = new Map<string, ScenarioName>();
  return inputs.entries('scenario-values', 'resignation: Leaver').flatMap(({ name, value }) => {
    const scenario = SCENARIO_NAMES.find((candidate) =>
      [candidate, SCENARIOS[candidate].value].some((known) => looseName(known) === looseName(name)),
    );
    if (scenario === undefined) {
      inputs.add({
        code: 'scenario-values-unknown-scenario',
        what: `\`scenario-values\` has ${quoted(name)}, which is not a scenario.${suggestion(name, SCENARIO_NAMES)}`,
        fix: [
          `Put one of these before the colon, and your own value after it: ${SCENARIO_NAMES.join(', ')}.`,
        ],
      });
      return [];
    }
    const other = byValue.get(value.toLowerCase());
    if (other !== undefined && other !== scenario) {
      inputs.add({
        code: 'scenario-values-conflict',
        what: `\`scenario-values\` maps the value ${quoted(value)} to two scenarios: ${other} and ${scenario}.`,
        fix: ['Keep one of the two lines.'],
      });
    }
    byValue.set(value.toLowerCase(), scenario);
    return [{ scenario, value }];
  });
}

function readColumns(inputs: InputReader): ColumnSettings['columns'] {
  const fields = SCENARIO_NAMES.flatMap((name) => SCENARIOS[name].fields);
  const names = [...new Set(fields.flatMap((field) => [field.name, ...field.aliases]))];
  const seen = new Set<string>();
  return inputs.entries('columns', 'EmailAddress: UPN').flatMap(({ name, value }) => {
    const field = names.find((candidate) => looseName(candidate) === looseName(name));
    if (field === undefined) {
      inputs.add({
        code: 'columns-unknown-field',
        what: `\`columns\` has ${quoted(name)}, which is not a field of a scenario.${suggestion(name, names)}`,
        fix: [
          'Put the field before the colon and your column after it, such as `EmailAddress: UPN`.',
          `The fields are: ${names.join(', ')}.`,
        ],
      });
      return [];
    }
    const meaning = fieldsNamed(field);
    if (seen.has(meaning)) {
      inputs.add({
        code: 'columns-conflict',
        what: `\`columns\` maps ${field} twice.`,
        fix: ['Keep one of the two lines.'],
      });
    }
    seen.add(meaning);
    refusePlaceholder(inputs, 'columns', value);
    return [{ field, column: value }];
  });
}

/** The fields of all scenarios with a name or alias, as text to compare: equal for names with the same meaning. */
function fieldsNamed(name: string): string {
  return SCENARIO_NAMES.flatMap((scenario) =>
    SCENARIOS[scenario].fields
      .filter((field) => [field.name, ...field.aliases].includes(name))
      .map((field) => `${scenario} ${field.name}`),
  ).join();
}

function readValueSettings(inputs: InputReader, now: Date): ValueSettings {
  return {
    dateFormat: readDateInputs(inputs),
    allowedDomains: readAllowedDomains(inputs),
    window: timeWindow(now),
  };
}

const DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;

function readAllowedDomains(inputs: InputReader): ReadonlySet<string> {
  const domains = inputs.lines('allowed-domains').map((line) => line.replace(/^@/, '').toLowerCase());
  for (const [i, domain] of domains.entries()) {
    if (!DOMAIN.test(domain)) {
      inputs.add({
        code: 'allowed-domains-invalid',
        what: `Line ${i + 1} of the input \`allowed-domains\` is not a domain.`,
        fix: ['Write one domain per line, such as `contoso.com`.'],
      });
    }
  }
  return new Set(domains);
}

function readDelimiter(inputs: InputReader): string {
  const raw = inputs.raw('delimiter');
  const text = raw.trim().toLowerCase();
  if (raw === '\t' || text === '\\t') return '\t';
  if (text === '' || text === 'auto') return 'auto';
  const known = Object.hasOwn(DELIMITERS, text) ? DELIMITERS[text] : undefined;
  if (known !== undefined) return known;
  if (text.length === 1 && !/[\p{L}\p{N}"'\s]/u.test(text)) return text;
  inputs.add({
    code: 'delimiter-invalid',
    what: 'The input `delimiter` is neither a known name nor a single character.',
    fix: [
      `Use auto, ${Object.keys(DELIMITERS).join(', ')}, or a single character that is not a letter, digit or quotation mark.`,
    ],
  });
  return 'auto';
}

const UPLOAD_DELIMITERS = { comma: ',', tab: '\t', pipe: '|' } as const satisfies Record<
  string,
  UploadDelimiter
>;

/** Titles of reports have fewer lines. */
const MAX_HEADER_LINE = 1000;

function readHeaderLine(inputs: InputReader): number | 'auto' {
  if (inputs.text('header-line').toLowerCase() === 'auto') return 'auto';
  return inputs.integer('header-line', 1, MAX_HEADER_LINE) ?? 'auto';
}

/** More or longer patterns are a mistake, and would be compared with every row. */
const MAX_IGNORE_PATTERNS = 100;
const MAX_IGNORE_PATTERN = 200;

function readIgnoredRows(inputs: InputReader): CheckSettings['isIgnoredRow'] {
  const patterns = inputs.lines('ignore-rows');
  if (patterns.length > MAX_IGNORE_PATTERNS || patterns.some(({ length }) => length > MAX_IGNORE_PATTERN)) {
    inputs.add({
      code: 'ignore-rows-invalid',
      what: `\`ignore-rows\` has more than ${MAX_IGNORE_PATTERNS} patterns, or a pattern with more than ${MAX_IGNORE_PATTERN} characters.`,
      fix: ['Write one pattern per line, such as `Total*`.'],
    });
    return undefined;
  }
  const everything = patterns.findIndex((pattern) => /^\*+$/.test(pattern));
  if (everything !== -1) {
    inputs.add({
      code: 'ignore-rows-invalid',
      what: `Line ${everything + 1} of \`ignore-rows\` matches every row.`,
      fix: ['Use the beginning of the rows that are not records, such as `Total*`.'],
    });
  }
  if (patterns.length === 0) return undefined;
  const matchers = patterns.map((pattern) => wildcardMatcher(pattern.normalize('NFC').toLowerCase()));
  return (cell) => {
    const text = cell.normalize('NFC').toLowerCase();
    return matchers.some((isMatch) => isMatch(text));
  };
}

function readEncoding(inputs: InputReader): string {
  const label = inputs.text('encoding').toLowerCase();
  if (label === 'auto' || encodingOfLabel(label) !== undefined) return label;
  inputs.add({
    code: 'encoding-invalid',
    what: `The input \`encoding\` is not a known encoding.${suggestion(label, COMMON_ENCODINGS)}`,
    fix: [`Use auto or a label of the WHATWG Encoding Standard, such as ${COMMON_ENCODINGS.join(', ')}.`],
  });
  return 'auto';
}

const COMMON_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-2',
  'windows-1250',
  'windows-1251',
  'shift_jis',
];

function readRules(inputs: InputReader): RuleSettings {
  const severities = ['error', 'warning', 'off'] as const;
  const rules = new Map<RuleName, Severity | 'off'>();
  for (const { name, value } of inputs.entries('rules', 'row-too-short: error')) {
    const rule = RULE_NAMES.find((candidate) => candidate === name.toLowerCase());
    const severity = severities.find((candidate) => candidate === value.toLowerCase());
    if (rule === undefined) {
      inputs.add({
        code: 'rules-unknown-rule',
        what: `\`rules\` has ${quoted(name)}, which is not a rule.${suggestion(name, RULE_NAMES)}`,
        fix: ['The rules are listed in docs/rules.md.'],
      });
    } else if (severity === undefined) {
      inputs.add({
        code: 'rules-unknown-severity',
        what: `\`rules\` has an invalid severity for ${rule}.`,
        fix: ['Use error, warning or off.'],
      });
    } else if (RULES[rule].change === 'fixed' && severity !== RULES[rule].severity) {
      inputs.add({
        code: 'rules-fixed-rule',
        what: `\`rules\` cannot change ${rule}: ${RULES[rule].why}`,
        fix: [`Remove the line. ${RULES[rule].fix}`],
      });
    } else if (rules.has(rule)) {
      inputs.add({
        code: 'rules-conflict',
        what: `\`rules\` contains ${rule} twice.`,
        fix: ['Keep one of the two lines.'],
      });
    } else {
      rules.set(rule, severity);
    }
  }
  return rules;
}
