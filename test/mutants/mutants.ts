import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/**
 * `npm run test:mutants -- src/a/b.ts [test …]`: changes one module in every way that Stryker's instrumenter knows, and
 * prints the changes that no test notices. Without tests it runs those that import the module, but none that starts
 * the built action. Stryker itself does not run with TypeScript 7, nor its runner with vitest 5.
 */

/** What the vitest configuration puts in the place of the module: all mutants, of which the environment chooses one. */
export interface InstrumentedModule {
  readonly path: string;
  readonly code: string;
}

type Mutant = Awaited<ReturnType<Instrumenter['instrument']>>['mutants'][number];

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs');
const MAX_SECONDS = 60;
const WORKERS = 2;

const silent = (): void => {};
const LOGGER = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
};

async function instrument(path: string): Promise<{ code: string; mutants: readonly Mutant[] }> {
  const content = readFileSync(path, 'utf8');
  const { files, mutants } = await new Instrumenter(LOGGER).instrument(
    [{ name: path, mutate: true, content }],
    {
      plugins: null,
      excludedMutations: [],
      ignorers: [],
      noHeader: false,
    },
  );
  return { code: files[0]!.content, mutants };
}

/** @returns Whether all tests pass. Tests that do not end in time have noticed something. */
function passes(selection: readonly string[], modulePath: string, mutant?: string): Promise<boolean> {
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const child = spawn(process.execPath, [VITEST, ...selection, '--run', '--root', ROOT, '--config', config], {
    env: {
      ...process.env,
      INSTRUMENTED_MODULE: modulePath,
      ...(mutant === undefined ? {} : { __STRYKER_ACTIVE_MUTANT__: mutant }),
    },
    stdio: 'ignore',
    timeout: MAX_SECONDS * 1_000,
    killSignal: 'SIGKILL',
  });
  return new Promise((done) => {
    child.on('close', (code) => done(code === 0));
  });
}

async function survivorsOf(mutants: readonly Mutant[], isSurvivor: (mutant: Mutant) => Promise<boolean>) {
  const survivors: Mutant[] = [];
  const queue = mutants.values();
  const work = async (): Promise<void> => {
    for (const mutant of queue) if (await isSurvivor(mutant)) survivors.push(mutant);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return survivors;
}

function describe({ location, mutatorName, replacement }: Mutant, source: readonly string[]): string {
  const { start, end } = location;
  const line = source[start.line]!;
  const text = line.slice(start.column, end.line === start.line ? end.column : undefined).trim();
  return `  line ${start.line + 1}, ${mutatorName}: ${text}  →  ${replacement.replace(/\s+/g, ' ')}`;
}

async function main(target: string, tests: readonly string[]): Promise<number> {
  const path = resolve(ROOT, target);
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  try {
    const { code, mutants } = await instrument(path);
    const modulePath = join(folder, 'module.json');
    writeFileSync(modulePath, JSON.stringify({ path, code } satisfies InstrumentedModule));
    const selection = tests.length > 0 ? ['run', ...tests] : ['related', path];
    if (!(await passes(selection, modulePath))) {
      process.stderr.write(`The tests fail without a mutation: vitest ${selection.join(' ')}\n`);
      return 1;
    }
    const survivors = await survivorsOf(mutants, ({ id }) => passes(selection, modulePath, id));
    const noticed = mutants.length - survivors.length;
    const share = ((100 * noticed) / mutants.length).toFixed(0);
    const source = readFileSync(path, 'utf8').split('\n');
    survivors.sort((a, b) => a.location.start.line - b.location.start.line);
    process.stdout.write(
      [
        `${relative(ROOT, path)}: ${noticed} of ${mutants.length} noticed (${share} %)`,
        ...survivors.map((mutant) => describe(mutant, source)),
        '',
      ].join('\n'),
    );
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [target, ...tests] = process.argv.slice(2);
  if (target === undefined) {
    process.stderr.write('Usage: npm run test:mutants -- src/path/to/module.ts [test/path …]\n');
    process.exitCode = 2;
  } else {
    process.exitCode = await main(target, tests);
  }
}
