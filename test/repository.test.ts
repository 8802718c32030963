import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DESCRIPTION } from '../scripts/action-metadata.ts';
import { pinsIn, pinsOf } from '../scripts/action-pins.ts';
import { documentedWorkflows } from '../scripts/docs-workflows.ts';
import { GENERATED_FILES, generated } from '../scripts/metadata.ts';
import { presentSlug } from '../scripts/publish-as.ts';
import { RULE_NAMES } from '../src/check/rules.ts';
import { SCENARIO_NAMES } from '../src/check/scenarios.ts';
import { CLOUD_NAMES, CLOUDS } from '../src/clouds.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { INPUT_NAMES } from '../src/inputs/input-table.ts';
import { REPOSITORY, VERSION } from '../src/version.ts';

/** The consistency of the repository's files. */
const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));

const PAGES = [...filesIn('.', '.md'), ...filesIn('docs', '.md'), ...filesIn('samples', '.md')];
const WORKFLOWS = filesIn('.github/workflows', '.yml');
const TEMPLATE = filesIn('template/.github/workflows', '.yml');

/** Every file of the repository, committed or about to be. */
function allFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  const names = [...new Set(list.split('\0'))].filter((name) => name !== '');
  return names.filter((name) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile() === true);
}

/** Markdown without code, which contains no links or headings. */
function withoutCodeBlocks(markdown: string): string {
  return markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1\s*$/gm, '');
}

/** The code of a page by its language; blocks of lists without their indentation. */
function codeBlocks(markdown: string): { language: string; text: string }[] {
  const blocks = markdown.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm);
  return Array.from(blocks, ([, indentation, language, text]) => ({
    language: language!,
    text: text!.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
  }));
}

function linksOf(markdown: string): string[] {
  const text = withoutCodeBlocks(markdown);
  const inText = text.replace(/`[^`\n]*`/g, '').matchAll(/\]\(([^()\s]+)\)/g);
  const inHtml = text.matchAll(/\s(?:href|src|srcset)="([^"]+)"/g);
  return [...inText, ...inHtml].map(([, target]) => target!);
}

/** The anchors that GitHub generates for the headings of a page. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutCodeBlocks(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}

describe('links', () => {
  test.each(PAGES)('every relative link of %s has a target', (page) => {
    const broken = linksOf(read(page)).filter((link) => {
      if (/^[a-z]+:/i.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target =
        path === ''
          ? page
          : normalize(join(dirname(page), path))
              .split(sep)
              .join('/');
      if (target.startsWith('..') || !existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('every page of docs/ is linked from the README or from another page', () => {
    const targets = PAGES.flatMap((page) =>
      linksOf(read(page)).map((link) => normalize(join(dirname(page), link.split('#')[0]!))),
    ).map((path) => path.split(sep).join('/'));
    expect(filesIn('docs', '.md').filter((page) => !targets.includes(page))).toEqual([]);
  });

  test('pages that messages of the action name are there', () => {
    const sources = allFiles().filter((name) => name.startsWith('src/'));
    const named = sources.flatMap((name) => read(name).match(/docs\/[\w-]+\.md/g) ?? []);
    expect([...new Set(named)].filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});

describe('one source for each fact', () => {
  const schema = read('schema/receipt.schema.json');
  test.each([...SCENARIO_NAMES, ...CLOUD_NAMES])(
    '%s is in the receipt schema, the inputs and the docs',
    (name) => {
      expect(schema).toContain(`"${name}"`);
      expect(read('action.yml')).toContain(name);
      expect(
        read(
          SCENARIO_NAMES.some((one) => one === name) ? 'docs/getting-started.md' : 'docs/troubleshooting.md',
        ),
      ).toContain(name);
    },
  );

  test.each(GENERATED_FILES)('%s is the output of `npm run metadata`', (path) => {
    expect(read(path)).toBe(generated(path));
  });

  test('the Marketplace takes the description: it has to be below 125 characters', () => {
    expect(read('action.yml')).toContain(`\ndescription: ${DESCRIPTION}\n`);
    expect(DESCRIPTION.length).toBeLessThan(125);
  });

  test('the version is the same everywhere', () => {
    const { version, repository } = JSON.parse(read('package.json')) as {
      version: string;
      repository: { url: string };
    };
    expect(VERSION).toBe(version);
    expect(repository.url).toBe(`https://github.com/${REPOSITORY}.git`);
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## ${version.replaceAll('.', '\\.')}(?: |$)`, 'm'));
    const lock = JSON.parse(read('package-lock.json')) as { version: string };
    expect(lock.version).toBe(version);
  });

  test("the hosts in docs/troubleshooting.md are the clouds' own", () => {
    const page = read('docs/troubleshooting.md');
    const rows = Object.entries(CLOUDS).map(
      ([name, cloud]) => `| ${name} | \`${cloud.authorityHost}\` | \`${new URL(cloud.ingestionUrl).host}\` |`,
    );
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  test('docs/troubleshooting.md has a section for each error code', () => {
    const headings = [...read('docs/troubleshooting.md').matchAll(/^### (.+)$/gm)].map(([, text]) => text!);
    expect(headings.toSorted()).toEqual([...ERROR_CODES].toSorted());
  });

  test('every error code is used by the sources', () => {
    const text = allFiles()
      .filter((name) => /^src\/.*\.ts$/.test(name))
      .map(read)
      .join('\n');
    const uses = (code: string): number => text.split(`'${code}'`).length - 1;
    expect(ERROR_CODES.filter((code) => uses(code) < 2)).toEqual([]);
  });

  test('steps in the documentation use inputs that exist', () => {
    const ours = new RegExp(`uses: ${presentSlug(root)}@.*\\n((?: {8,}.*\\n)*)`, 'g');
    const steps = [...PAGES, ...TEMPLATE].flatMap((page) =>
      [...read(page).matchAll(ours)].map(([, step]) => step!),
    );
    const inputs = steps.flatMap((step) => {
      const [, body = ''] = step.split(/^ +with:\n/m);
      return [...body.matchAll(/^ {10}([\w-]+):/gm)].map(([, name]) => name!);
    });
    expect(inputs.length).toBeGreaterThan(30);
    expect([...new Set(inputs)].filter((name) => !INPUT_NAMES.some((input) => input === name))).toEqual([]);
  });

  test('rules that docs/troubleshooting.md explains exist', () => {
    const table = /\| rule \| usual cause \|[\s\S]*?\n\n/.exec(read('docs/troubleshooting.md'))?.[0] ?? '';
    const named = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !RULE_NAMES.some((rule) => rule === name))).toEqual([]);
  });
});

describe('commands to paste', () => {
  const pages = [...PAGES, ...filesIn('template', '.md')];

  test.each(pages)('nothing to paste from %s has a placeholder in angle brackets', (page) => {
    const blocks = codeBlocks(read(page));
    expect(blocks.filter(({ text }) => /<[A-Za-z][A-Za-z -]*>/.test(text))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32').each(pages)('the commands of %s are valid bash', (page) => {
    const messages = codeBlocks(read(page))
      .filter(({ language }) => language === 'sh' || language === 'bash')
      .map(({ text }) => spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr);
    expect(messages.filter((message) => message !== '')).toEqual([]);
  });

  // Windows PowerShell 5.1 has no `&&`; npm.ps1 removes `--`; there is no `\` at the end of a line.
  test.each(pages)('the commands of %s work in Windows PowerShell', (page) => {
    const blocks = codeBlocks(read(page)).filter(({ language }) => language === 'powershell');
    expect(blocks.filter(({ text }) => /&&|\|\||\\$|\bnp[mx] /m.test(text))).toEqual([]);
  });
});

describe('workflows', () => {
  test.each(WORKFLOWS)('%s pins its actions, and has minimal permissions', (workflow) => {
    const text = read(workflow);
    const uses = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, value]) => value!.trim());
    const loose = uses.filter(
      (value) => !value.startsWith('./') && !/^[\w./-]+@[0-9a-f]{40} # v\d/.test(value),
    );
    expect(loose).toEqual([]);
    expect(text).toMatch(/^permissions: \{\}$/m);
    const jobs = text.match(/^ {4}runs-on:/gm) ?? [];
    expect(text.match(/^ {4}timeout-minutes:/gm) ?? []).toHaveLength(jobs.length);
    const checkouts = uses.filter((value) => value.startsWith('actions/checkout@'));
    expect(text.match(/persist-credentials: false/g) ?? []).toHaveLength(checkouts.length);
  });

  test('one action has one commit in all of them', () => {
    const pins = Object.groupBy(
      WORKFLOWS.flatMap((name) => pinsIn(read(name))),
      ({ repository }) => repository,
    );
    const several = Object.entries(pins).filter(([, all]) => new Set(all!.map(({ pin }) => pin)).size > 1);
    expect(several.map(([repository]) => repository)).toEqual([]);
  });

  test('an action that documentation or template pins is in one of them, where Dependabot updates it', () => {
    const ours = pinsOf(join(root, '.github/workflows'));
    const named = [...PAGES, ...TEMPLATE].flatMap((name) => pinsIn(read(name)));
    expect(named.length).toBeGreaterThan(10);
    // If one is missing: add a step to the job `documented-actions` of e2e.yml, and run `npm run metadata`.
    expect(named.map(({ repository }) => repository).filter((name) => !ours.has(name))).toEqual([]);
  });

  test('complete workflows of the documentation are found for the linters, under names of their own', () => {
    const paths = documentedWorkflows().map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths).toContain('recipes/.github/workflows/hr-upload-one.yml');
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('files', () => {
  test('no file names a folder of a machine on which it was made', () => {
    const folders = ['work', 'root'].map((name) => `/${name}/`);
    const text = allFiles().filter((name) => /\.(?:ts|js|json|md|ya?ml|txt|html|svg)$|^\.ci\//.test(name));
    const telling = text.filter((name) => {
      const content = read(name).replaceAll('\\\\', '\\');
      return (
        content.includes(root) ||
        folders.some((folder) => new RegExp(`(?<![\\w.$}-])${folder}[\\w.-]+/`).test(content))
      );
    });
    expect(telling).toEqual([]);
  });
});
