import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep, win32 } from 'node:path';
import { ActionError, ActionErrors, type Explanation } from '../errors.ts';
import { errorCode } from '../files/file-error.ts';
import { findFiles, GlobError } from '../files/glob.ts';
import { quoted } from '../text/printable.ts';
import { inThisContainer } from './host-path.ts';
import { unreadableFile } from './raw-file.ts';

/** One input file. */
export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** Path for messages: relative to the workspace, with `/`; absolute for a file outside. Text from outside. */
  readonly name: string;
}

/** Folders that links may point into, and below which paths are resolved. */
export interface SourceFolders {
  readonly workspace: string;
  readonly runnerTemp: string;
}

/** Options for resolving the lines. */
export interface SourceOptions {
  /** A relative path or a pattern without a match is not an error. */
  readonly allowNone: boolean;
  /** Stops the search with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the files of `csv-path`.
 * @param lines Paths and patterns, relative to the workspace or absolute. A line that starts with `!` removes files of
 *   the lines above it.
 * @returns Each file once, in the order of the lines; the matches of a line are sorted.
 * @throws {ActionErrors} with every invalid line.
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

/** An existing file whose name starts with `!` takes precedence, like every existing name. */
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

/** Removes the files of a path, a pattern or a folder, which need not match. */
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
 * Identical for all names of one file: links, and spellings that differ in case if the file system ignores case.
 * Windows has file IDs above 2^53, hence bigint. Size and time distinguish files if the file system has no IDs.
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
  // Opening a pipe would block until a program writes to it.
  if (status?.isFile() === false) throw unreadableFile(line, 'ENOTFILE');
  if (status !== undefined) return [literal];
  refuseUnexpanded(line);
  const isPattern = PATTERN_CHARACTERS.test(line);
  const matches = isPattern
    ? await filesOfPattern(line, folders, options)
    : fileInThisContainer(line, folders);
  if (matches.length > 0) return matches;
  // An absolute path is one specific file: without it, the run is never a run without files. `win32` includes POSIX paths.
  if (!isPattern && win32.isAbsolute(line)) throw absoluteNotFound(line);
  if (!isPattern && !options.allowNone) throw unreadableFile(line, 'ENOENT');
  if (options.allowNone) return [];
  throw new ActionError({
    code: 'csv-pattern-without-match',
    what: `No file matches the pattern ${quoted(line)} of \`csv-path\`.`,
    fix: [
      'Check the pattern and the step that creates the files. The pattern is relative to the workspace.',
      'If runs without a file are normal, set `allow-empty: true`.',
    ],
  });
}

function absoluteNotFound(line: string): ActionError {
  return new ActionError({
    code: 'csv-file-not-found',
    what: `The file ${quoted(line)} does not exist.`,
    means:
      'The action also looked for it below the workspace and RUNNER_TEMP, in case it is a path of the host.',
    fix: [
      'Check the path and the step that creates the file; the file must come from the same job or from an artifact.',
      `Use a path relative to the workspace, or \`\${{ runner.temp }}/hr.csv\`. An absolute path must exist, even with \`allow-empty\`.`,
    ],
  });
}

function fileInThisContainer(line: string, folders: SourceFolders): string[] {
  const path = inThisContainer(line, folders);
  return path !== undefined && statusOf(path, line)?.isFile() === true ? [path] : [];
}

const NOTHING_LEFT: Explanation = {
  code: 'csv-pattern-without-match',
  what: 'The lines of `csv-path` that start with `!` remove every file.',
  fix: [
    'Check these lines: each removes files from the lines above it.',
    'If runs without a file are normal, set `allow-empty: true`.',
  ],
};

/** Variables and `~`, which only a shell expands; quotation marks and list markers, which only YAML has. */
const NOT_EXPANDED: readonly { readonly form: RegExp; readonly what: string }[] = [
  { form: /\$\{\{/, what: 'an expression that GitHub did not evaluate' },
  { form: /\$(?:env:)?\{?[A-Za-z_]/i, what: 'a shell variable' },
  { form: /%[A-Za-z_][\w()]*%/, what: 'a shell variable' },
  { form: /^~(?:[/\\]|$)|^~\w+[/\\]/, what: '`~`, which only a shell expands' },
  { form: /^(["'`]).*\1$/s, what: 'quotation marks around it' },
  { form: /^- /, what: 'a list marker before it' },
];

/** @throws {ActionError} for a path that only a shell or YAML would interpret, since `with:` is not a shell. */
function refuseUnexpanded(line: string): void {
  const found = NOT_EXPANDED.find(({ form }) => form.test(line));
  if (found === undefined) return;
  throw new ActionError({
    code: 'csv-path-not-expanded',
    what: `The path ${quoted(line)} of \`csv-path\` has ${found.what}, and no file has that name.`,
    means: 'Action inputs are not expanded by a shell.',
    fix: [
      `Use a path relative to the workspace, or a GitHub expression such as \`\${{ runner.temp }}/hr.csv\` or \`\${{ github.workspace }}/hr.csv\`.`,
      'Write one path per line, without quotation marks.',
    ],
  });
}

/** @returns undefined if the path does not exist. @throws {ActionError} if its status cannot be read. */
function statusOf(path: string, name: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw unreadableFile(name, code, error);
  }
}

async function filesOfPattern(
  line: string,
  folders: SourceFolders,
  { signal }: SourceOptions,
): Promise<string[]> {
  // A backslash is a separator on Windows and an escape character in patterns elsewhere.
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
      fix: ['Use more specific patterns, on several lines if necessary.'],
    });
  }
}

/** A path inside the workspace or RUNNER_TEMP must not be a link to somewhere else: a link in a checkout could point anywhere on the runner. */
function refuseLinkOutside(path: string, folders: SourceFolders): void {
  const real = realpathSync(path);
  const allowed = [folders.workspace, folders.runnerTemp];
  const isInside = allowed.some((folder) => contains(folder, path));
  const leadsInside = allowed.some((folder) => contains(realOrSame(folder), real));
  if (isInside && !leadsInside) {
    throw new ActionError({
      code: 'csv-link-outside-workspace',
      what: `The file ${quoted(nameFor(path, folders.workspace))} is a link to a file outside the workspace.`,
      means: 'A link in a repository could point to any file on the runner, so it is not followed.',
      fix: ['Copy the file into the workspace or RUNNER_TEMP, or use its real path in `csv-path`.'],
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
