import { INPUT_NAMES, INPUT_TABLE, type InputName } from '../src/inputs/input-table.ts';
import { OUTPUT_DESCRIPTIONS } from '../src/report/outputs.ts';
import { inputType } from './action-types.ts';
import { quoted, withPart } from './generated.ts';

/** Generates parts of `.github/workflows/hr-upload.yml`, the reusable workflow for organizations. */

/** Inputs of the action that are not inputs of the workflow, and why. */
export const NOT_INPUTS: Readonly<Record<string, string>> = {
  certificate: 'is a secret',
  'certificate-password': 'is a secret',
  'client-secret': 'is a secret',
  'checkpoint-path': 'is kept by the workflow, in the cache',
  'history-path': 'is kept by the workflow, in the cache',
  'github-token': 'is the token of the job',
};

/** What the workflow passes to the action; every other input is passed unchanged. */
const VALUES: Readonly<Record<string, string>> = {
  'csv-path': expression("inputs.csv-path || (inputs.artifact != '' && 'hr-upload-artifact/*.csv') || ''"),
  'tenant-id': expression('inputs.tenant-id || vars.TENANT_ID'),
  'client-id': expression('inputs.client-id || vars.CLIENT_ID'),
  'job-id': expression('inputs.job-id || vars.JOB_ID'),
  certificate: expression('secrets.HR_CERTIFICATE'),
  'certificate-password': expression('secrets.HR_CERTIFICATE_PASSWORD'),
  'client-secret': expression('secrets.HR_CLIENT_SECRET'),
  'checkpoint-path': '.hr-upload/checkpoint.json',
  'history-path': '.hr-upload/history.json',
  'github-token': expression('github.token'),
};

/** Inputs whose default differs from the action's. */
const DEFAULTS: Readonly<Record<string, string>> = { 'failure-issue': 'true' };

function expression(text: string): string {
  return ['$', `{{ ${text} }}`].join('');
}

/** The inputs of the action that callers of the workflow can set. */
export const WORKFLOW_INPUTS: readonly InputName[] = INPUT_NAMES.filter((name) => !(name in NOT_INPUTS));

/** Files do not outlive the job, so their paths are not outputs of the workflow. */
const WORKFLOW_OUTPUTS = Object.keys(OUTPUT_DESCRIPTIONS).filter((name) => !name.endsWith('-path'));

export function updatedWorkflow(workflow: string): string {
  const parts: Readonly<Record<string, readonly string[]>> = {
    inputs: WORKFLOW_INPUTS.flatMap(inputLines),
    outputs: WORKFLOW_OUTPUTS.flatMap((name) => [
      `${name}:`,
      `  description: ${quoted(OUTPUT_DESCRIPTIONS[name]!)}`,
      `  value: ${expression(`jobs.upload.outputs.${name}`)}`,
    ]),
    'job outputs': WORKFLOW_OUTPUTS.map((name) => `${name}: ${expression(`steps.upload.outputs.${name}`)}`),
    with: INPUT_NAMES.map((name) => `${name}: ${VALUES[name] ?? expression(`inputs.${name}`)}`),
  };
  return Object.entries(parts).reduce((text, [name, lines]) => withPart(text, name, lines), workflow);
}

function inputLines(name: InputName): string[] {
  const isBoolean = inputType(name) === 'boolean';
  const value: string = DEFAULTS[name] ?? INPUT_TABLE[name].default;
  return [
    `${name}:`,
    `  description: ${quoted(INPUT_TABLE[name].description)}`,
    `  type: ${isBoolean ? 'boolean' : 'string'}`,
    `  default: ${isBoolean ? value : quoted(value)}`,
  ];
}
