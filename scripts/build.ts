import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { NOT_BUNDLED, SIDE_EFFECT_FREE } from './bundling.ts';
import { type BundlerStatistics, bundledPackages, licenseList } from './licenses.ts';
import { noteSources } from './sources-hash.ts';

/**
 * Builds `dist/` from `src/`: the compiler emits JavaScript, ncc bundles it with its packages, and esbuild minifies the
 * lazily loaded chunks too, since ncc minifies only the main file. The build is reproducible.
 */
const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const run = (script: string, ...args: string[]): void => {
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
};

rmSync(join(root, 'build'), { recursive: true, force: true });
run(join(root, 'node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json');
markAsSideEffectFree(SIDE_EFFECT_FREE);
writeFileSync(join(root, 'build/package.json'), '{ "type": "module" }\n');
run(
  require.resolve('@vercel/ncc/dist/ncc/cli.js'),
  'build',
  'build/main.js',
  '--out',
  'build/dist',
  '--stats-out',
  'build/modules.json',
  ...NOT_BUNDLED.flatMap((name) => ['--external', name]),
  '--quiet',
);

for (const name of readdirSync(join(root, 'build/dist')).filter((file) => file.endsWith('.js'))) {
  const path = join(root, 'build/dist', name);
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    minify: true,
    format: 'esm',
    target: 'node24',
    legalComments: 'none',
  });
  writeFileSync(path, code);
}
const packages = bundledPackages(readJson<BundlerStatistics>('build/modules.json'));
refuseDevelopmentPackages(packages);
writeFileSync(join(root, 'build/dist/licenses.txt'), licenseList(packages, join(root, 'node_modules')));
noteSources(root, join(root, 'build/dist'));
// Replaced in one step, so that a concurrent run finds a complete build.
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(join(root, 'build/dist'), join(root, 'dist'));

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
}

/** @throws Error if a development dependency is bundled: it would appear and disappear with the tools. */
function refuseDevelopmentPackages(packages: readonly string[]): void {
  const lock = readJson<{ packages: Record<string, { dev?: boolean }> }>('package-lock.json');
  const strays = packages.filter((name) => lock.packages[`node_modules/${name}`]?.dev === true);
  // The bundler's own code is its stub for modules that were not found.
  const unexpected = strays.filter((name) => name !== '@vercel/ncc');
  if (unexpected.length > 0)
    throw new Error(`Add to NOT_BUNDLED in scripts/bundling.ts: ${unexpected.join(', ')}`);
}

/** Marks copies of the packages for the bundler; the packages themselves stay unchanged. */
function markAsSideEffectFree(packages: readonly string[]): void {
  for (const name of packages) {
    const copy = join(root, 'build/node_modules', name);
    cpSync(join(root, 'node_modules', name), copy, { recursive: true });
    const metadata = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...metadata, sideEffects: false }));
  }
}
