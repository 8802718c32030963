import { globSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ActionError, ActionErrors, type Explanation } from '../errors.ts';
import { quoted } from '../text/printable.ts';
import { unreadableFile } from './raw-file.ts';

/** One input file. */
export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** For people: relative to the workspace, with `/`; absolute for a file outside. Text from outside. */
  readonly name: string;
}

/**
 * Finds the files of `csv-path`.
 * @param lines Paths and patterns, relative to the workspace or absolute.
 * @param folders Into which a link may lead.
 * @param allowNone A line that matches nothing is no mistake.
 * @returns Each file once; a line's matches sorted, the lines in their order.
 * @throws {ActionErrors} with every line that is wrong.
 */
export function findSourceFiles(
  lines: readonly string[],
  folders: { readonly workspace: string; readonly runnerTemp: string },
  allowNone: boolean,
): SourceFile[] {
  const problems: Explanation[] = [];
  const found = new Map<string, SourceFile>();
  for (const line of lines) {
    try {
      for (const path of matchesOf(line, folders.workspace, allowNone)) {
        refuseLinkOutside(path, folders);
        const identity = fileIdentity(path);
        if (!found.has(identity)) found.set(identity, { path, name: nameFor(path, folders.workspace) });
      }
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new ActionErrors(problems);
  return [...found.values()];
}

const PATTERN_CHARACTERS = /[*?[\]{}]/;

function matchesOf(line: string, workspace: string, allowNone: boolean): string[] {
  const literal = resolve(workspace, line);
  const kind = statusOf(literal, line);
  if (kind?.isDirectory()) throw unreadableFile(line, 'EISDIR');
  // Opening a pipe would wait for somebody who writes into it.
  if (kind?.isFile() === false) throw unreadableFile(line, 'ENOTFILE');
  if (kind !== undefined) return [literal];
  const matches = PATTERN_CHARACTERS.test(line) ? filesOfPattern(line, workspace) : [];
  if (matches.length > 0 || allowNone) return matches;
  if (!PATTERN_CHARACTERS.test(line)) throw unreadableFile(line, 'ENOENT');
  throw new ActionError({
    code: 'csv-pattern-without-match',
    what: `No file matches the pattern ${quoted(line)} of \`csv-path\`.`,
    fix: [
      'Check the pattern and the step that makes the files. It is relative to the workspace.',
      'If nights without a file are normal, set `allow-empty: true`.',
    ],
  });
}

/** @returns undefined for what does not exist. @throws {ActionError} for what cannot be looked at. */
function statusOf(path: string, name: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw unreadableFile(name, code, error);
  }
}

function filesOfPattern(pattern: string, workspace: string): string[] {
  // A backslash separates folders on Windows and escapes in patterns elsewhere.
  const slashed = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  return globSync(slashed, { cwd: workspace })
    .map((match) => resolve(workspace, match))
    .filter((path) => statusOf(path, pattern)?.isFile() === true)
    .sort((a, b) => (a < b ? -1 : 1));
}

/** A file named inside the workspace or RUNNER_TEMP must lie there: a link in a checkout could lead anywhere on the runner. */
function refuseLinkOutside(path: string, folders: { workspace: string; runnerTemp: string }): void {
  const real = realpathSync(path);
  const allowed = [folders.workspace, folders.runnerTemp];
  const isInside = allowed.some((folder) => contains(folder, path));
  const leadsInside = allowed.some((folder) => contains(realOrSame(folder), real));
  if (isInside && !leadsInside) {
    throw new ActionError({
      code: 'csv-link-outside-workspace',
      what: `The file ${quoted(nameFor(path, folders.workspace))} is a link that leads out of the workspace.`,
      means: 'A link in a repository could point to any file of the runner, so it is not followed.',
      fix: ['Copy the file into the workspace or RUNNER_TEMP, or name its real path in `csv-path`.'],
    });
  }
}

/**
 * The same for all names of one file: links, and spellings that differ in case where the file system ignores case.
 * Windows has file IDs above 2^53, hence bigint. Size and time tell files apart where a file system gives no IDs.
 */
function fileIdentity(path: string): string {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  const place = ino === 0n ? realpathSync.native(path) : ino;
  return [dev, place, size, mtimeNs].join(' ');
}

function realOrSame(folder: string): string {
  const exists = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  return exists ? realpathSync(folder) : folder;
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function nameFor(path: string, workspace: string): string {
  const name = contains(workspace, path) ? relative(workspace, path) : path;
  return name.split(sep).join('/');
}
