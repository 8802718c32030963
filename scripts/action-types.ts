import { SCENARIO_NAMES } from '../src/check/scenarios.ts';
import { CLOUD_NAMES } from '../src/clouds.ts';
import { INPUT_NAMES, INPUT_TABLE, type InputName } from '../src/inputs/input-table.ts';
import { OUTPUT_DESCRIPTIONS } from '../src/report/outputs.ts';
import { DO_NOT_EDIT } from './generated.ts';

/**
 * Generates `action-types.yml`: the types of inputs and outputs for tools that generate or check workflows.
 * Source of the format: https://github.com/typesafegithub/github-actions-typing
 */

type Type = 'string' | 'boolean' | 'integer' | 'lines' | readonly string[];

/** Types that cannot be derived from the default; a list contains the values of an enumeration, `lines` is one string per line. */
const INPUT_TYPES: Readonly<Record<string, Type>> = {
  'csv-path': 'lines',
  mode: ['upload', 'validate', 'preflight'],
  cloud: CLOUD_NAMES,
  scenario: ['auto', ...SCENARIO_NAMES],
  'scenario-values': 'lines',
  columns: 'lines',
  'ignore-rows': 'lines',
  'date-format': 'lines',
  'upload-delimiter': ['comma', 'tab', 'pipe'],
  'unmapped-columns': ['send', 'drop'],
  'invalid-rows': ['fail', 'skip'],
  'allowed-domains': 'lines',
  rules: 'lines',
  'min-records': 'integer',
  'max-records': 'integer',
  'resolve-users': 'lines',
};

/** Outputs that are not text. They are also set on failure, so numbers are always present. */
const OUTPUT_TYPES: Readonly<Record<string, Type>> = {
  status: ['validated', 'ready', 'uploaded', 'partial', 'failed'],
  records: 'integer',
  'valid-records': 'integer',
  'invalid-records': 'integer',
  'uploaded-records': 'integer',
  calls: 'integer',
  errors: 'integer',
  warnings: 'integer',
};

export function inputType(name: InputName): Type {
  const value: string = INPUT_TABLE[name].default;
  const byDefault = /^(?:true|false)$/.test(value) ? 'boolean' : /^\d+$/.test(value) ? 'integer' : 'string';
  return INPUT_TYPES[name] ?? byDefault;
}

export function actionTypes(): string {
  const inputs = INPUT_NAMES.map((name) => entry(name, inputType(name)));
  const outputs = Object.keys(OUTPUT_DESCRIPTIONS).map((name) => entry(name, OUTPUT_TYPES[name] ?? 'string'));
  return [DO_NOT_EDIT, 'inputs:', ...inputs, 'outputs:', ...outputs, ''].join('\n');
}

function entry(name: string, type: Type): string {
  return [`  ${name}:`, ...typeLines(type).map((line) => `    ${line}`)].join('\n');
}

function typeLines(type: Type): string[] {
  if (type === 'lines') return ['type: list', 'separator: "\\n"', 'list-item:', '  type: string'];
  if (typeof type === 'string') return [`type: ${type}`];
  return ['type: enum', 'allowed-values:', ...type.map((value) => `  - ${value}`)];
}
