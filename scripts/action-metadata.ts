import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INPUT_NAMES, INPUT_TABLE, type InputName } from '../src/inputs/input-table.ts';
import { OUTPUT_DESCRIPTIONS } from '../src/report/outputs.ts';

/**
 * Writes `action.yml` and the tables of the README from the tables in the sources. A test compares them, so that an
 * input is described in one place.
 */
const root = join(import.meta.dirname, '..');

/** GitHub evaluates this default; in our table it would be text. */
const GITHUB_TOKEN_DEFAULT = ['$', '{{ github.token }}'].join('');

export function actionYml(): string {
  const lines = [
    'name: Purview HR upload',
    'description: Checks an HR export (CSV) and uploads it to a Microsoft Purview HR connector, without a stored secret and without showing the people in it.',
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

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
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

/** The README with its tables made anew. */
export function updatedReadme(readme: string): string {
  return readme.replace(TABLES, (_all, start: string, end: string) => `${start}\n${readmeTables()}\n${end}`);
}

if (import.meta.main) {
  writeFileSync(join(root, 'action.yml'), actionYml());
  const readme = join(root, 'README.md');
  writeFileSync(readme, updatedReadme(readFileSync(readme, 'utf8')));
}
