import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In `dist/`: the hash of the sources that it was built from. Times of files say nothing after `git clone`. */
const HASH_FILE = 'sources.sha256';

/** SHA-256 of the paths and texts below `src/`, in hexadecimal; the same for every line end of a checkout. */
function hashOfSources(root: string): string {
  const folder = join(root, 'src');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const hash = createHash('sha256');
  for (const name of names.map((path) => path.replaceAll('\\', '/')).sort()) {
    hash.update(`${name}\0${readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')}\0`);
  }
  return hash.digest('hex');
}

/** Notes in a build which sources it is made from. @param build The folder that becomes `dist/`. */
export function noteSources(root: string, build: string): void {
  writeFileSync(join(build, HASH_FILE), `${hashOfSources(root)}\n`);
}

/** Whether `dist/` was built from other sources than those of `src/`. */
export function isBuildOutdated(root: string): boolean {
  const path = join(root, 'dist', HASH_FILE);
  return !existsSync(path) || readFileSync(path, 'utf8').trim() !== hashOfSources(root);
}
