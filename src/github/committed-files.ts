import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../files/file-error.ts';

/** What the URL of a committed file depends on. */
export interface Commit {
  /** URL of the workflow run: `https://github.com/owner/name/actions/runs/1`. */
  readonly runUrl: string | null;
  readonly sha: string | null;
}

/**
 * URLs of files at the commit of the run, by their path in the workspace. A generated file has none: only files that
 * Git tracks in a checkout at the root of the workspace are on GitHub.
 */
export function committedUrls(
  names: readonly string[],
  workspace: string,
  { runUrl, sha }: Commit,
): Record<string, string> {
  const repositoryUrl = runUrl?.replace(/\/actions\/runs\/\d+$/, '');
  if (repositoryUrl === undefined || sha === null || !/^[0-9a-f]{7,64}$/.test(sha)) return {};
  const index = readIndex(workspace);
  return Object.fromEntries(
    names
      // Paths with other characters get no link.
      .filter((name) => /^[\w./-]+$/.test(name) && index.includes(indexEntry(name)))
      .map((name) => [name, `${repositoryUrl}/blob/${sha}/${name}`]),
  );
}

/**
 * How a path is stored in the index of Git (gitformat-index): after its length, so that the end of a longer path does not
 * match, and before a zero byte. @param name ASCII.
 */
function indexEntry(name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(name.length >> 8, name.length & 0xff)}${name}\0`, 'latin1');
}

function readIndex(workspace: string): Buffer {
  try {
    return readFileSync(join(workspace, '.git', 'index'));
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return Buffer.alloc(0);
  }
}
