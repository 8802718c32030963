import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes all edits that are required to publish under an account:
 *   node scripts/publish-as.ts ACCOUNT/NAME
 * The current name is that of `repository` in package.json, so a fork or a renamed repository can run it again.
 */

/** Placeholder for the account until the first run. */
const PLACEHOLDER = 'OWNER';

/** Files that must keep the placeholder. */
const UNTOUCHED = ['scripts/publish-as.ts', 'test/scripts/publish-as.test.ts'];

const SLUG = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/;

/** The account and repository in package.json. */
export function presentSlug(root: string): string {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly repository: { readonly url: string };
  };
  return repository.url.replace(/^https:\/\/github\.com\/|\.git$/g, '');
}

/** The text of a file with the account and repository replaced. */
export function renamed(text: string, present: string, slug: string): string {
  const [presentOwner = '', presentName = ''] = present.split('/');
  const [owner = '', name = ''] = slug.split('/');
  return text
    .replaceAll(new RegExp(`(?<![\\w.-])${escaped(present)}(?![\\w-])`, 'g'), slug)
    .replaceAll(new RegExp(`(?<=^cd )${escaped(presentName)}$`, 'gm'), name)
    .replaceAll(new RegExp(`(?<=^\\* @)${escaped(presentOwner)}$`, 'gm'), owner);
}

/** Removes sentences that explain the placeholder, and paragraphs that contain nothing else. */
export function withoutExplanations(markdown: string): string {
  const explained = `\`${PLACEHOLDER}\``;
  const lines = markdown.split('\n').map((line) => {
    if (!line.includes(explained)) return line;
    const kept = line.split(/(?<=[.]) /).filter((sentence) => !sentence.includes(explained));
    return kept.length === 0 ? '\0' : kept.join(' ');
  });
  return lines.join('\n').replaceAll(/\0\n\n?/g, '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Edits the committed files of a repository.
 * @returns The files that were changed.
 */
export function publishAs(root: string, slug: string): string[] {
  if (!SLUG.test(slug)) throw new Error('Usage: node scripts/publish-as.ts ACCOUNT/NAME');
  const present = presentSlug(root);
  const isFirstTime = present.startsWith(`${PLACEHOLDER}/`);
  // dist/ is rebuilt; binary files such as pictures are skipped.
  const list = execFileSync('git', ['grep', '--name-only', '-I', '-z', '-e', '', '--', ':!dist'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = list.split('\0').filter((path) => path !== '' && !UNTOUCHED.includes(path));
  return files.filter((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const edited = renamed(text, present, slug);
    const final = isFirstTime && path.endsWith('.md') ? withoutExplanations(edited) : edited;
    if (final !== text) writeFileSync(join(root, path), final);
    return final !== text;
  });
}

if (import.meta.main) {
  const changed = publishAs(join(import.meta.dirname, '..'), process.argv[2] ?? '');
  console.log(
    `${changed.join('\n')}\n\nReview the changes, then run: npm run metadata && npm run build && npm test`,
  );
}
