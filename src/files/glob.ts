import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type WildcardPiece, wildcardMatcher } from '../text/wildcards.ts';

/** Thrown for a pattern that would take too long; the message says why. */
export class GlobError extends Error {
  override readonly name = 'GlobError';
}

const MAX_PATTERN = 1000;
/** Maximum number of patterns that braces expand to. */
const MAX_ALTERNATIVES = 256;
/** Maximum number of folders that a pattern searches. */
const MAX_FOLDERS = 200_000;

/**
 * Finds the files that match a pattern, sorted by path. `*`, `?` and `[…]` match characters of a name, `**` matches any
 * folders, `{a,b}` either alternative. As in a shell, `*` does not match a dot at the start of a name, and `**` does not
 * follow links. Own code, because the expressions of libraries take minutes for some patterns and cannot be interrupted.
 * @param pattern With `/` between folders; relative to `folder`, or absolute.
 * @param signal Stops the search with the signal's reason.
 * @throws {GlobError}
 */
export async function findFiles(pattern: string, folder: string, signal?: AbortSignal): Promise<string[]> {
  if (pattern.length > MAX_PATTERN) throw new GlobError(`it has more than ${MAX_PATTERN} characters`);
  const found = new Set<string>();
  const walk = new Walk(found, signal);
  for (const alternative of expandBraces(pattern)) {
    const root = /^(?:[A-Za-z]:)?\//.exec(alternative)?.[0];
    const segments = alternative.slice(root?.length ?? 0).split('/');
    await walk.visit(
      root ?? folder,
      segments.filter(
        (segment, i) => segment !== '' && segment !== '.' && !(segment === DEEP && segments[i - 1] === DEEP),
      ),
    );
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** `a{b,c}d` as `abd` and `acd`. Braces without a comma are literal. */
function expandBraces(pattern: string): string[] {
  let done: string[] = [];
  let open = [pattern];
  while (open.length > 0) {
    const next: string[] = [];
    for (const text of open) {
      const braces = /\{([^{}]*,[^{}]*)\}/.exec(text);
      if (braces === null) done = [...done, text];
      else for (const part of braces[1]!.split(',')) next.push(text.replace(braces[0], () => part));
    }
    if (next.length + done.length > MAX_ALTERNATIVES) {
      throw new GlobError(`its braces expand to more than ${MAX_ALTERNATIVES} patterns`);
    }
    open = next;
  }
  return done;
}

class Walk {
  readonly #found: Set<string>;
  readonly #signal: AbortSignal | undefined;
  readonly #visited = new Set<string>();
  #folders = 0;

  constructor(found: Set<string>, signal: AbortSignal | undefined) {
    this.#found = found;
    this.#signal = signal;
  }

  /** Adds the files below a folder that match the segments. */
  async visit(folder: string, [segment, ...rest]: readonly string[]): Promise<void> {
    this.#signal?.throwIfAborted();
    if (segment === undefined || !this.#isNew(folder, [segment, ...rest])) return;
    if (!HAS_WILDCARD.test(segment)) {
      const path = join(folder, segment);
      if (rest.length > 0) await this.visit(path, rest);
      else if (await isFile(path)) this.#found.add(path);
      return;
    }
    const isDeep = segment === DEEP;
    if (isDeep && rest.length > 0) await this.visit(folder, rest);
    const isMatch = isDeep ? isVisible : nameMatcher(segment);
    for (const entry of await this.#entriesOf(folder)) {
      if (!isMatch(entry.name)) continue;
      const path = join(folder, entry.name);
      if (isDeep && entry.isDirectory()) await this.visit(path, [segment, ...rest]);
      else if (!isDeep && rest.length > 0) await this.visit(path, rest);
      else if (rest.length === 0 && (await isFile(path))) this.#found.add(path);
    }
  }

  /** With two `**`, there are many ways to the same folder. */
  #isNew(folder: string, segments: readonly string[]): boolean {
    const key = `${segments.join('/')} ${folder}`;
    const isNew = !this.#visited.has(key);
    this.#visited.add(key);
    return isNew;
  }

  async #entriesOf(folder: string): Promise<Dirent[]> {
    this.#folders += 1;
    if (this.#folders > MAX_FOLDERS) throw new GlobError(`it searches more than ${MAX_FOLDERS} folders`);
    try {
      return await readdir(folder, { withFileTypes: true });
    } catch {
      // Not a folder, missing or unreadable: it has no matches.
      return [];
    }
  }
}

const DEEP = '**';
const HAS_WILDCARD = /[*?[]/;

function isVisible(name: string): boolean {
  return !name.startsWith('.');
}

/** File names are case-insensitive on Windows and macOS. */
function folded(name: string): string {
  return process.platform === 'win32' || process.platform === 'darwin' ? name.toLowerCase() : name;
}

/** A matcher of names for one segment of a pattern. */
export function nameMatcher(segment: string): (name: string) => boolean {
  const isMatch = wildcardMatcher(folded(segment), namePiece);
  const takesHidden = segment.startsWith('.');
  return (name) => (takesHidden || isVisible(name)) && isMatch(folded(name));
}

/** `[abc]`, `[a-z]`, `[!a]`, an escaped character, `?`, or the character itself. */
function namePiece(pattern: string, at: number): WildcardPiece {
  const character = pattern[at]!;
  if (character === '?') return { length: 1, isMatch: () => true };
  if (character === '\\' && at + 1 < pattern.length) {
    const literal = pattern[at + 1]!;
    return { length: 2, isMatch: (one) => one === literal };
  }
  const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
  if (set === null) return { length: 1, isMatch: (one) => one === character };
  const isNegated = set[1] !== '';
  const ranges = [...set[2]!.matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, from, to, one]) => [from ?? one!, to ?? one!] as const,
  );
  return {
    length: set[0].length,
    isMatch: (one) => ranges.some(([from, to]) => from <= one && one <= to) !== isNegated,
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
