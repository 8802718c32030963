import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep, win32 } from 'node:path';
import { ActionError, ActionErrors, type Explanation } from '../errors.ts';
import { findFiles, GlobError } from '../files/glob.ts';
import { quoted } from '../text/printable.ts';
import { inThisContainer } from './host-path.ts';
import { unreadableFile } from './raw-file.ts';

/** One input file. */
export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** For people: relative to the workspace, with `/`; absolute for a file outside. Text from outside. */
  readonly name: string;
}

/** Into which a link may lead, and below which paths are looked up. */
export interface SourceFolders {
  readonly workspace: string;
  readonly runnerTemp: string;
}

/** What decides how the lines are read. */
export interface SourceOptions {
  /** A relative path or a pattern that matches nothing is no mistake. */
  readonly allowNone: boolean;
  /** Stops the search with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the files of `csv-path`.
 * @param lines Paths and patterns, relative to the workspace or absolute. One that begins with `!` removes files of the
 *   lines above.
 * @returns Each file once; a line's matches sorted, the lines in their order.
 * @throws {ActionErrors} with every line that is wrong.
 */
export async function findSourceFiles(
  lines: readonly string[],
  folders: SourceFolders,
  options: SourceOptions,
): Promise<SourceFile[]> {
  const problems: Explanation[] = [];
  const found = new Map<string, SourceFile>();
  for (const line of lines) {
    try {
      if (isExclusion(line, folders.workspace)) await exclude(line.slice(1).trim(), found, folders, options);
      else await include(line, found, folders, options);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new ActionErrors(problems);
  if (lines.length > 0 && found.size === 0 && !options.allowNone) throw new ActionErrors([NOTHING_LEFT]);
  return [...found.values()];
}

/** A file whose name begins with `!` is that file, as with every existing name. */
function isExclusion(line: string, workspace: string): boolean {
  return line.startsWith('!') && statusOf(resolve(workspace, line), line) === undefined;
}

async function include(
  line: string,
  found: Map<string, SourceFile>,
  folders: SourceFolders,
  options: SourceOptions,
): Promise<void> {
  for (const path of await matchesOf(line, folders, options)) {
    refuseLinkOutside(path, folders);
    const identity = fileIdentity(path);
    if (!found.has(identity)) found.set(identity, { path, name: nameFor(path, folders.workspace) });
  }
}

/** Removes the files that a path, a pattern or a folder names; it need not match. */
async function exclude(
  line: string,
  found: Map<string, SourceFile>,
  folders: SourceFolders,
  options: SourceOptions,
): Promise<void> {
  refuseUnexpanded(line);
  const literal = resolve(folders.workspace, line);
  const place = statusOf(literal, line) === undefined ? (inThisContainer(line, folders) ?? literal) : literal;
  const status = statusOf(place, line);
  if (status?.isDirectory()) {
    for (const [identity, { path }] of found) if (contains(place, path)) found.delete(identity);
    return;
  }
  const matches = status === undefined ? await filesOfPattern(line, folders, options) : [place];
  for (const path of matches) found.delete(fileIdentity(path));
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

const PATTERN_CHARACTERS = /[*?[\]{}]/;

async function matchesOf(line: string, folders: SourceFolders, options: SourceOptions): Promise<string[]> {
  const literal = resolve(folders.workspace, line);
  const status = statusOf(literal, line);
  if (status?.isDirectory()) throw unreadableFile(line, 'EISDIR');
  // Opening a pipe would wait until a program writes into it.
  if (status?.isFile() === false) throw unreadableFile(line, 'ENOTFILE');
  if (status !== undefined) return [literal];
  refuseUnexpanded(line);
  const isPattern = PATTERN_CHARACTERS.test(line);
  const matches = isPattern
    ? await filesOfPattern(line, folders, options)
    : fileInThisContainer(line, folders);
  if (matches.length > 0) return matches;
  // An absolute path names one file: it never counts as a run without files. By the rules of Windows, which include the others.
  if (!isPattern && win32.isAbsolute(line)) throw absoluteNotFound(line);
  if (!isPattern && !options.allowNone) throw unreadableFile(line, 'ENOENT');
  if (options.allowNone) return [];
  throw new ActionError({
    code: 'csv-pattern-without-match',
    what: `No file matches the pattern ${quoted(line)} of \`csv-path\`.`,
    fix: [
      'Check the pattern and the step that makes the files. It is relative to the workspace.',
      'If runs without a file are normal, set `allow-empty: true`.',
    ],
  });
}

function absoluteNotFound(line: string): ActionError {
  return new ActionError({
    code: 'csv-file-not-found',
    what: `The file ${quoted(line)} does not exist.`,
    means: 'It was also looked up below the workspace and RUNNER_TEMP, in case it is a path of the host.',
    fix: [
      'Check the path and the step that makes the file; it must be in the same job, or come from an artifact.',
      `Write it relative to the workspace, or as \`\${{ runner.temp }}/hr.csv\`; an absolute path must exist, also with \`allow-empty\`.`,
    ],
  });
}

function fileInThisContainer(line: string, folders: SourceFolders): string[] {
  const path = inThisContainer(line, folders);
  return path !== undefined && statusOf(path, line)?.isFile() === true ? [path] : [];
}

const NOTHING_LEFT: Explanation = {
  code: 'csv-pattern-without-match',
  what: 'The lines of `csv-path` that begin with `!` remove every file.',
  fix: [
    'Check these lines: each removes files from the lines above it.',
    'If runs without a file are normal, set `allow-empty: true`.',
  ],
};

/** Variables and `~` that only a shell replaces, quotation marks and list signs that only YAML knows. */
const NOT_EXPANDED: readonly { readonly form: RegExp; readonly what: string }[] = [
  { form: /\$\{\{/, what: 'an expression that GitHub did not evaluate' },
  { form: /\$(?:env:)?\{?[A-Za-z_]/i, what: 'a variable of a shell' },
  { form: /%[A-Za-z_][\w()]*%/, what: 'a variable of a shell' },
  { form: /^~(?:[/\\]|$)|^~\w+[/\\]/, what: '`~`, which only a shell replaces' },
  { form: /^(["'`]).*\1$/s, what: 'quotation marks around it' },
  { form: /^- /, what: 'the sign of a list before it' },
];

/** @throws {ActionError} for a path that cannot mean what it says, since `with:` is not a shell. */
function refuseUnexpanded(line: string): void {
  const found = NOT_EXPANDED.find(({ form }) => form.test(line));
  if (found === undefined) return;
  throw new ActionError({
    code: 'csv-path-not-expanded',
    what: `The path ${quoted(line)} of \`csv-path\` has ${found.what}, and no file has that name.`,
    means: 'The inputs of an action are not read by a shell: they stay as they are.',
    fix: [
      `Write a path relative to the workspace, or an expression of GitHub such as \`\${{ runner.temp }}/hr.csv\` or \`\${{ github.workspace }}/hr.csv\`.`,
      'Write one path per line, without quotation marks.',
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

async function filesOfPattern(
  line: string,
  folders: SourceFolders,
  { signal }: SourceOptions,
): Promise<string[]> {
  // A backslash separates folders on Windows and escapes in patterns elsewhere.
  const slashed = (path: string): string => (sep === '\\' ? path.replaceAll('\\', '/') : path);
  try {
    const matches = await findFiles(slashed(line), folders.workspace, signal);
    const here = matches.length === 0 ? inThisContainer(line, folders) : undefined;
    return here === undefined ? matches : await findFiles(slashed(here), folders.workspace, signal);
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    throw new ActionError({
      code: 'csv-pattern-too-complex',
      what: `A pattern of \`csv-path\` cannot be used: ${error.message}.`,
      fix: ['Name the folder and the files more closely, in several lines if need be.'],
    });
  }
}

/** A file named inside the workspace or RUNNER_TEMP must be there: a link in a checkout could lead anywhere on the runner. */
function refuseLinkOutside(path: string, folders: SourceFolders): void {
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
