import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { validate } from '@actions/languageservice';
import { buildSync } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentedWorkflows } from '../../scripts/docs-workflows.ts';
import { presentSlug } from '../../scripts/publish-as.ts';

/**
 * Every complete workflow of the documentation, of the template and of the repository, read by GitHub's own language
 * service, which knows the syntax of workflows and, by `action.yml`, our inputs.
 */

interface Service {
  readonly validate: typeof validate;
  readonly TextDocument: {
    create(uri: string, language: string, version: number, text: string): Parameters<typeof validate>[0];
  };
}

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'language-service-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const service = await bundled();
const metadata = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  name: string;
  description: string;
};

const WORKFLOWS = [
  ...documentedWorkflows(),
  ...['.github/workflows', 'template/.github/workflows'].flatMap((path) =>
    readdirSync(join(ROOT, path)).map((name) => ({
      path: `${path}/${name}`,
      text: readFileSync(join(ROOT, path, name), 'utf8'),
    })),
  ),
];

it.each(WORKFLOWS.map(({ path, text }) => [path, text]))('%s', async (path, text) => {
  expect(await problemsOf(path, text)).toEqual([]);
});

it('names an input that the action does not have', async () => {
  const text = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: OWNER/purview-hr-upload@v1
        with:
          csv-path: hr.csv
          csv-file: hr.csv
`;
  expect((await problemsOf('a.yml', text)).join()).toContain('csv-file');
});

async function problemsOf(path: string, text: string): Promise<string[]> {
  const document = service.TextDocument.create(`file:///${path}`, 'yaml', 1, text);
  const diagnostics = await service.validate(document, {
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name }) =>
        `${owner}/${name}` === presentSlug(ROOT) ? metadata : undefined,
    },
  });
  // The inputs of other actions cannot be fetched here.
  const known = diagnostics.filter(
    ({ message }) =>
      !/^Unable to resolve action `/.test(String(message)) || String(message).includes(presentSlug(ROOT)),
  );
  return known.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
}

/** The package imports JSON in a way that Node.js refuses; a bundler takes it. */
async function bundled(): Promise<Service> {
  const outfile = join(folder, 'service.mjs');
  buildSync({
    stdin: {
      contents: `
        export { validate } from '@actions/languageservice';
        export { TextDocument } from 'vscode-languageserver-textdocument';`,
      resolveDir: ROOT,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)) as Service;
}
