import { INPUT_NAMES, INPUT_TABLE, type InputName } from '../src/inputs/input-table.ts';
import { OUTPUT_DESCRIPTIONS } from '../src/report/outputs.ts';
import { quoted } from './generated.ts';

/** Generates `action.yml` and the tables of the README from the tables in the sources. */

/** The Marketplace requires fewer than 125 characters. */
export const DESCRIPTION =
  'Checks an HR export (CSV) and uploads it to a Microsoft Purview HR connector, without a stored secret.';

/** An expression that GitHub evaluates; in the table, the default would be literal text. */
const GITHUB_TOKEN_DEFAULT = ['$', '{{ github.token }}'].join('');

export function actionYml(): string {
  const lines = [
    'name: Purview HR upload',
    `description: ${DESCRIPTION}`,
    'author: The purview-hr-upload authors',
    'branding:',
    '  icon: upload-cloud',
    '  color: blue',
    'inputs:',
    ...INPUT_NAMES.flatMap((name) => [
      `  ${name}:`,
      `    description: ${quoted(INPUT_TABLE[name].description)}`,
      '    required: false',
      ...defaultLine(name),
    ]),
    'outputs:',
    ...Object.entries(OUTPUT_DESCRIPTIONS).flatMap(([name, description]) => [
      `  ${name}:`,
      `    description: ${quoted(description)}`,
    ]),
    'runs:',
    '  using: node24',
    '  main: dist/index.js',
    '',
  ];
  return lines.join('\n');
}

function defaultLine(name: InputName): string[] {
  const value = name === 'github-token' ? GITHUB_TOKEN_DEFAULT : INPUT_TABLE[name].default;
  return value === '' ? [] : [`    default: ${quoted(value)}`];
}

/** The README's tables of inputs, by group, and of outputs. */
export function readmeTables(): string {
  const groups = [...new Set(INPUT_NAMES.map((name) => INPUT_TABLE[name].group))];
  const tables = groups.map((group) => {
    const rows = INPUT_NAMES.filter((name) => INPUT_TABLE[name].group === group).map((name) => {
      const value = name === 'github-token' ? "the job's token" : INPUT_TABLE[name].default;
      return `| \`${name}\` | ${value === '' ? '' : value.includes("'") ? value : `\`${value}\``} | ${cell(INPUT_TABLE[name].description)} |`;
    });
    return [`### ${group}`, '', '| input | default | meaning |', '|---|---|---|', ...rows].join('\n');
  });
  const outputs = Object.entries(OUTPUT_DESCRIPTIONS).map(
    ([name, text]) => `| \`${name}\` | ${cell(text)} |`,
  );
  return [...tables, ['### Outputs', '', '| output | meaning |', '|---|---|', ...outputs].join('\n')].join(
    '\n\n',
  );
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const TABLES =
  /(<!-- inputs and outputs: made by `npm run metadata` -->\n)[\s\S]*?(\n<!-- end of inputs and outputs -->)/;

/** The README with its tables regenerated. */
export function updatedReadme(readme: string): string {
  return readme.replace(TABLES, (_all, start: string, end: string) => `${start}\n${readmeTables()}\n${end}`);
}
