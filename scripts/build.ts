import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

/**
 * Builds `dist/` from `src/`: the compiler emits JavaScript, ncc bundles it with its packages, and what ncc splits
 * off for late loading (it minifies the main file only) is minified like the rest. The same sources give the same bytes.
 */
const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const run = (script: string, ...args: string[]): void => {
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
};

for (const folder of ['build', 'dist']) rmSync(join(root, folder), { recursive: true, force: true });
run(join(root, 'node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json');
writeFileSync(join(root, 'build/package.json'), '{ "type": "module" }\n');
run(
  require.resolve('@vercel/ncc/dist/ncc/cli.js'),
  'build',
  'build/main.js',
  '--out',
  'dist',
  '--license',
  'licenses.txt',
  '--quiet',
);

for (const name of readdirSync(join(root, 'dist')).filter((file) => file.endsWith('.js'))) {
  const path = join(root, 'dist', name);
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    minify: true,
    format: 'esm',
    target: 'node24',
    legalComments: 'none',
    charset: 'utf8',
  });
  writeFileSync(path, code);
}
