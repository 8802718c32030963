import { formatCount } from '../text/numbers.ts';
import { printable, shortened } from '../text/printable.ts';

/**
 * Markdown for GitHub. Untrusted text is inserted only through `code` or `prose`, which leave nothing that GitHub reads
 * as markup, a link, a mention, an emoji or a formula.
 */

/** Maximum length of a text in one place. */
const MAX_TEXT = 500;

/** A text as a code span, with a fence longer than any run of backticks in it. */
export function code(text: string): string {
  const content = shortened(printable(text), MAX_TEXT).trim();
  if (content === '') return '` `';
  const longest = Math.max(0, ...Array.from(content.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/**
 * Lines of text in a block, with a fence longer than any run of backticks in them.
 * @param language For the colors; our own word.
 */
export function codeBlock(language: string, lines: readonly string[]): string {
  const content = lines.map((line) => shortened(printable(line), MAX_TEXT));
  const longest = Math.max(2, ...Array.from(content.join('\n').matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...content, fence].join('\n');
}

/**
 * A sentence for people. Words between two backticks become code, as our own messages write the names of inputs; all
 * else is plain text, whatever it contains.
 */
export function prose(text: string): string {
  return shortened(printable(text).trim(), MAX_TEXT * 2)
    .split(/`([^`]+)`/)
    .map((part, position) => (position % 2 === 1 ? code(part) : plain(part, position === 0)))
    .join('');
}

/** A sentence in bold; empty if it is empty, since asterisks without text are a horizontal rule. */
export function strong(text: string): string {
  return `**${prose(text) || '–'}**`;
}

/** An empty comment, which separates characters invisibly. */
const APART = '<!-- -->';

/** What starts a list, heading or underline at the start of a line: `1.`, `2)`, `-`, `+`, `#`, `=`. */
const START_OF_LINE = /^(\s*\d+)([.)])(?=\s|$)|^(\s*)([-+=#])/;

/** Markup anywhere; then what GitHub detects in the rendered text: formulas, mentions, references, links, emojis. */
const MARKUP = /[&<>"`*_[\]\\|~^{}]|\$|@|#(?=\w)|:(?=\/\/|[\w+-]+:)|www(?=\.)|GH(?=-\d)/gi;

/** Character references cannot be markup; what GitHub detects in the rendered text is separated by `APART`. */
function plain(text: string, startsLine: boolean): string {
  const [start = '', digits, dot, blanks, sign] = (startsLine ? START_OF_LINE.exec(text) : null) ?? [];
  const before = digits ?? blanks ?? '';
  const mark = dot ?? sign ?? '';
  const rest = text.slice(start.length).replace(MARKUP, (found) => {
    if (found === '$') return '<span>$</span>';
    return /^[@#:\w]/.test(found) && found !== '_' ? `${found}${APART}` : reference(found);
  });
  return `${before}${mark === '' ? '' : reference(mark)}${rest}`;
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** A cell's Markdown must not end the cell: the output of `prose` has no vertical bar, that of `code` may have one. */
function cell(markdown: string): string {
  // GitHub and other renderers count backslashes before a vertical bar differently, so a comment separates them.
  return markdown.replace(/\\(?=\|)/g, '\\ ').replace(/\|/g, '\\|');
}

/** Columns of numbers are right-aligned. */
export type Alignment = 'left' | 'right';

/**
 * A table.
 * @param rows Cells of finished Markdown (`code`, `prose`, numbers).
 */
export function table(
  columns: readonly (string | { readonly title: string; readonly align: Alignment })[],
  rows: readonly (readonly string[])[],
): string {
  const heads = columns.map((column) =>
    typeof column === 'string' ? { title: column, align: 'left' } : column,
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(heads.map((head) => cell(head.title))),
    line(heads.map((head) => (head.align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cell))),
  ].join('\n');
}

/** A list with one entry per line. */
export function list(entries: readonly string[]): string {
  return entries.map((entry) => `- ${entry}`).join('\n');
}

/**
 * A collapsible section.
 * @param title Our own text.
 * @param isOpen Whether it is expanded initially.
 */
export function details(title: string, markdown: string, isOpen = false): string {
  return `<details${isOpen ? ' open' : ''}>\n<summary>${title}</summary>\n\n${markdown}\n\n</details>`;
}

/** A name of our own (a rule, an error code) that links to its section of the documentation. */
export function codeLink(name: string, url: string): string {
  return `[${code(name)}](${url})`;
}

/** A link; without a URL, only the words. */
export function link(words: string, url: string | null | undefined): string {
  return url !== null && url !== undefined && /^https?:\/\/[\w.:-]+\/[\w./-]*$/.test(url)
    ? `[${prose(words)}](${url})`
    : prose(words);
}

/** Size of a text as GitHub counts it. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** One entry with the number of omitted ones, if any. */
export function more(left: number, noun: string): string[] {
  return left > 0 ? [`and ${formatCount(left, `more ${noun}`)}`] : [];
}
