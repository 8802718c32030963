import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Collects the licenses of the packages in `dist/` from the bundler's list of modules. The bundler's own license file
 * lists only the packages of its last chunks if the sources have a dynamic import.
 */

/** A module in the statistics of webpack; a concatenated module lists its parts as `modules`. */
interface BundledModule {
  readonly nameForCondition?: string | null;
  readonly chunks?: readonly (string | number)[];
  readonly modules?: readonly BundledModule[];
}

export interface BundlerStatistics {
  readonly modules: readonly BundledModule[];
}

/** Sorted names of the packages with a module in any chunk. */
export function bundledPackages({ modules }: BundlerStatistics): string[] {
  // A module in no chunk is unused, or part of a module that lists it.
  const paths = modules.filter(({ chunks }) => (chunks?.length ?? 0) > 0).flatMap(pathsOf);
  const names = paths.map(packageOfPath).filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}

function pathsOf(module: BundledModule): string[] {
  return module.modules?.flatMap(pathsOf) ?? [module.nameForCondition ?? ''];
}

/** The package that a file belongs to; undefined for files outside `node_modules`. */
export function packageOfPath(path: string): string | undefined {
  const inside = path.split(/node_modules[\\/]/).at(-1)!;
  return inside === path ? undefined : /^(?:@[^\\/]+[\\/])?[^\\/]+/.exec(inside)?.[0].replace('\\', '/');
}

/** The text of `licenses.txt`: name, license and license text of each package. */
export function licenseList(packages: readonly string[], nodeModules: string): string {
  return packages.map((name) => section(name, join(nodeModules, name))).join('\n');
}

/** @throws Error if the package has neither a license file nor a license whose text is known here. */
function section(name: string, folder: string): string {
  const { license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly license: string;
    readonly author?: string | { readonly name: string };
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
  const holder = typeof author === 'object' ? author.name : author;
  if (file === undefined && (license !== 'MIT' || holder === undefined)) {
    throw new Error(`${name} has no license file: find its license text, and add it here`);
  }
  const text =
    file === undefined ? `Copyright (c) ${holder}\n\n${MIT}` : readFileSync(join(folder, file), 'utf8');
  return `${name}\n${license}\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
}

/** For packages with the MIT license but without a license file. Source: https://spdx.org/licenses/MIT.html */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
