import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes every complete workflow of the documentation to a folder, for the linters of CI:
 *   node scripts/docs-workflows.ts FOLDER
 */
const ROOT = join(import.meta.dirname, '..');

/** A workflow in a page, with its path for the linter. */
export interface PageWorkflow {
  readonly path: string;
  readonly text: string;
}

/** The workflows of a page; one after a line such as `` `.github/workflows/NAME.yml`: `` has that name. */
export function workflowsIn(page: string, markdown: string): PageWorkflow[] {
  const blocks = markdown.matchAll(
    /(?:^`\.github\/workflows\/([\w-]+)\.yml`:\n\n)?^```ya?ml\n([\s\S]*?)^```$/gm,
  );
  return [...blocks]
    .filter(([, , text]) => /^on:/m.test(text!) && /^jobs:/m.test(text!))
    .map(([, name, text], i) => ({
      path: `${basename(page, '.md')}/.github/workflows/${name ?? `workflow-${i + 1}`}.yml`,
      text: text!,
    }));
}

/** The workflows of the README and docs/. */
export function documentedWorkflows(): PageWorkflow[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => `docs/${name}`)].flatMap((page) =>
    workflowsIn(page, readFileSync(join(ROOT, page), 'utf8')),
  );
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('Usage: node scripts/docs-workflows.ts FOLDER');
  const workflows = documentedWorkflows();
  for (const { path, text } of workflows) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  console.log(`${workflows.length} workflows`);
}
