import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import { NOT_BUNDLED, SIDE_EFFECT_FREE } from '../../scripts/bundling.ts';
import { bundledPackages, licenseList, packageOfPath } from '../../scripts/licenses.ts';

const root = join(import.meta.dirname, '../..');
const licenses = readFileSync(join(root, 'dist/licenses.txt'), 'utf8');

/** The declaration of `scripts/build.ts` for these packages, for another bundler. */
const sideEffectFree: Plugin = {
  name: 'side-effect-free',
  setup({ onResolve, resolve }) {
    onResolve({ filter: new RegExp(`^(?:${SIDE_EFFECT_FREE.join('|')})$`) }, async ({ path, ...from }) => {
      if (from.pluginData === 'resolved') return undefined;
      const { importer, kind, resolveDir } = from;
      const found = await resolve(path, { importer, kind, resolveDir, pluginData: 'resolved' });
      return { ...found, sideEffects: false };
    });
  },
};

/** The packages with code in the bundle of a second bundler, independent of the first one's statistics. */
async function packagesInBundle(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, 'src/main.ts')],
    absWorkingDir: root,
    bundle: true,
    external: [...NOT_BUNDLED],
    format: 'esm',
    metafile: true,
    outdir: 'build/unused',
    platform: 'node',
    plugins: [sideEffectFree],
    splitting: true,
    write: false,
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const names = files
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => packageOfPath(path));
  return [...new Set(names.filter((name) => name !== undefined))];
}

test('every package with code in dist/ has its section in dist/licenses.txt', async () => {
  const packages = await packagesInBundle();
  expect(packages.length).toBeGreaterThan(30);
  expect(packages.filter((name) => !`\n${licenses}`.includes(`\n${name}\n`))).toEqual([]);
});

test('a section has name, licence and text, also for a package without a licence file', () => {
  const list = licenseList(['csv-parse', 'proxy-agent-negotiate'], join(root, 'node_modules'));
  expect(list).toMatch(
    /^csv-parse\nMIT\nThe MIT License[\s\S]+\n\nproxy-agent-negotiate\nMIT\nCopyright \(c\) Nathan/,
  );
  expect(list.match(/Permission is hereby granted/g)).toHaveLength(2);
});

test('modules count that are in a chunk, also inside joined modules', () => {
  const module = (name: string) => ({ nameForCondition: `/x/node_modules/${name}/index.js` });
  const modules = [
    { ...module('looked-at'), chunks: [] },
    { ...module('outer'), chunks: [792], modules: [module('@scope/inner'), module('a/node_modules/nested')] },
    { nameForCondition: null, chunks: [1] },
    { nameForCondition: 'C:\\x\\node_modules\\@scope\\windows\\a.js', chunks: ['late'] },
  ];
  expect(bundledPackages({ modules })).toEqual(['@scope/inner', '@scope/windows', 'nested']);
});
