import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionYml, updatedReadme } from './action-metadata.ts';
import { pinsOf, withPins } from './action-pins.ts';
import { actionTypes } from './action-types.ts';
import { updatedEndpoints } from './allowed-endpoints.ts';
import { findingsSchema } from './findings-schema.ts';
import { updatedWorkflow } from './reusable-workflow.ts';
import { rulesPage } from './rules-page.ts';

/**
 * `npm run metadata` writes the files that are generated from the tables in the sources, so that an input, an output or a
 * rule is described in one place. A test compares them.
 */
const ROOT = join(import.meta.dirname, '..');

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));

const PINNING_FILES = [
  ...filesIn('.', '.md'),
  ...filesIn('docs', '.md'),
  ...filesIn('template/.github/workflows', '.yml'),
  'setup/workflow-text.sh',
];

/** Creates each generated file from its current text. */
const GENERATORS: readonly [path: string, make: (text: string) => string][] = [
  ['action.yml', actionYml],
  ['action-types.yml', actionTypes],
  ['README.md', updatedReadme],
  ['docs/getting-started.md', updatedEndpoints],
  ['docs/rules.md', rulesPage],
  ['schema/findings.schema.json', findingsSchema],
  ['.github/workflows/hr-upload.yml', updatedWorkflow],
  ...PINNING_FILES.map((path): [string, (text: string) => string] => [
    path,
    (text) => withPins(text, pinsOf(join(ROOT, '.github/workflows'))),
  ]),
];

export const GENERATED_FILES: readonly string[] = [...new Set(GENERATORS.map(([path]) => path))];

/** The text of a file after `npm run metadata`. */
export function generated(path: string): string {
  const file = join(ROOT, path);
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return GENERATORS.filter(([name]) => name === path).reduce((text, [, make]) => make(text), present);
}

if (import.meta.main) {
  for (const path of GENERATED_FILES) writeFileSync(join(ROOT, path), generated(path));
}
