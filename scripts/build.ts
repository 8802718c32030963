import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { type BundlerStatistics, bundledPackages, licenseList } from './licenses.ts';
import { SIDE_EFFECT_FREE } from './side-effect-free.ts';

/**
 * Builds `dist/` from `src/`: the compiler emits JavaScript, ncc bundles it with its packages, and what ncc splits
 * off for late loading (it minifies the main file only) is minified like the rest. The same sources give the same bytes.
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
  '--quiet',
);

for (const name of readdirSync(join(root, 'build/dist')).filter((file) => file.endsWith('.js'))) {
  const path = join(root, 'build/dist', name);
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    minify: true,
    format: 'esm',
    target: 'node24',
    legalComments: 'none',
    charset: 'utf8',
  });
  writeFileSync(path, code);
}
const modules = JSON.parse(readFileSync(join(root, 'build/modules.json'), 'utf8')) as BundlerStatistics;
writeFileSync(
  join(root, 'build/dist/licenses.txt'),
  licenseList(bundledPackages(modules), join(root, 'node_modules')),
);
// All at once, so that a run that starts meanwhile finds one whole build.
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(join(root, 'build/dist'), join(root, 'dist'));

/** The bundler sees copies that say it; the packages themselves are as they were published. */
function markAsSideEffectFree(packages: readonly string[]): void {
  for (const name of packages) {
    const copy = join(root, 'build/node_modules', name);
    cpSync(join(root, 'node_modules', name), copy, { recursive: true });
    const metadata = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...metadata, sideEffects: false }));
  }
}
