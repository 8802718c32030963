import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CLOUD_NAMES, type CloudName } from '../../src/clouds.ts';
import { INPUT_NAMES } from '../../src/inputs/input-table.ts';
import { describeSuggestion } from '../../src/report/suggestion-lines.ts';
import { suggestion } from '../../src/text/did-you-mean.ts';
import { runAction } from '../e2e/run-action.ts';
import { readCommand } from '../e2e/runner-log.ts';
import { type SetUp, setUp } from '../e2e/steps.ts';
import { FAULT_GRAMMAR, parseFault } from '../sandbox/faults.ts';
import { renderLog } from './github-log.ts';
import { ownColumns, withOwnColumns } from './own-columns.ts';
import { formatWithBlock, suggestInFull, withSuggestion } from './own-suggestion.ts';
import { asOfToday } from './sample-dates.ts';
import { renderSummaryPage } from './summary-page.ts';
import { renderSummaryText } from './summary-text.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = join(ROOT, '.demo');

const HELP = `The action, as it is in dist/, against a stand-in for Microsoft Entra, the HR connector and GitHub. No tenant,
no network, nothing leaves this machine.

  npm run demo                              five sample files
  npm run demo -- path/to/my.csv            your own file
    --input NAME=VALUE                      an input of the action, such as --input time-zone=Europe/Berlin
    --cloud NAME                            ${CLOUD_NAMES.join(', ')}
    --oidc                                  sign in with GitHub's OIDC token instead of a certificate
    --fault FAULT                           what goes wrong, such as --fault webhook:500@1-3
    --yes                                   continue with the inputs that are suggested for a file that is refused
  npm run demo -- --help

In PowerShell write npm.cmd instead of npm: npm itself loses the two hyphens there.
--input and --fault can be given several times; an input that is given twice has two lines:
  --input "columns=EmailAddress: UPN" --input "columns=LastWorkingDate: Last day"
Values of your file are not shown. Names of its columns are, on this machine only: on GitHub a name that the action does
not know is "column 3".
The exit code is 0 when all went as it should.

${FAULT_GRAMMAR}
`;

/** One run of the demo. */
interface Scene {
  readonly title: string;
  /** Name of its page. */
  readonly page: string;
  readonly file: { readonly name: string; readonly content: Buffer };
  readonly cloud: CloudName;
  readonly isFederated: boolean;
  readonly inputs: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
  /** The exit code that shows that all is well. */
  readonly expected: 0 | 1;
  /** A file of one's own: `ask` before the suggested inputs are taken, or take them. */
  readonly suggested?: 'ask' | 'take';
}

const SAMPLES: readonly Scene[] = [
  { ...sampleScene('resignation'), title: 'Resignations, signed in by OIDC without any stored secret' },
  {
    ...sampleScene('multiple-scenarios'),
    title: 'Four scenarios in one file, to a US Government cloud (GCC High), signed in with a certificate',
    cloud: 'gcc-high',
    isFederated: false,
  },
  {
    ...sampleScene('payroll-export'),
    title: 'A payroll export: semicolons, windows-1252, German column names and dates',
    inputs: {
      encoding: 'windows-1252',
      columns:
        'EmailAddress: Benutzername\nResignationDate: Kündigungsdatum\nLastWorkingDate: Letzter Arbeitstag',
      'date-format': 'dd.MM.yyyy',
      'time-zone': 'Europe/Berlin',
      'unmapped-columns': 'drop',
    },
  },
  {
    ...sampleScene('with-errors'),
    title: 'A file with three errors: refused before anything is sent',
    expected: 1,
  },
  {
    ...sampleScene('microsoft/resignation'),
    title: "Microsoft's own sample: its dates are of 2019, hence the warnings",
  },
];

/** A file of `samples/`, uploaded to the commercial cloud. Dates of the samples are moved to today. */
function sampleScene(name: string): Scene {
  const content = readFileSync(join(ROOT, 'samples', `${name}.csv`));
  return {
    title: name,
    page: name.replace('/', '-'),
    file: {
      name: `${basename(name)}.csv`,
      content: name.includes('/') ? content : asOfToday(content, new Date()),
    },
    cloud: 'commercial',
    isFederated: true,
    inputs: {},
    faults: [],
    expected: 0,
  };
}

const hasColor = process.stdout.isTTY === true && !process.env.NO_COLOR;

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function heading(text: string): string {
  return hasColor ? `\n\u001b[1m${text}\u001b[0m` : `\n${text}`;
}

/** Runs a scene and shows what a person would see. @returns Whether it ended as it should. */
async function play(scene: Scene, { sandbox, upload }: SetUp): Promise<boolean> {
  sandbox.reset();
  sandbox.addFault(...scene.faults);
  const certificate: Record<string, string> = scene.isFederated ? { certificate: '' } : {};
  print(heading(`━━━ ${scene.title} ━━━`));
  const result = await runAction({
    with: upload({ 'csv-path': scene.file.name, ...certificate, ...scene.inputs }, scene.cloud),
    files: { [scene.file.name]: scene.file.content },
    sandbox,
    oidc: scene.isFederated,
  });
  const columns = await ownColumns(scene.file.content, scene.inputs);
  const summary = withOwnColumns(result.summary, columns);
  const log = withOwnColumns(renderLog(result.stdout, readCommand, hasColor), columns);
  print(heading('The log, as GitHub shows it'), '', log);
  print(heading('The job summary'), '', renderSummaryText(summary).trimEnd());
  print(heading("The connector's log"), '', ...connectorLog(sandbox));
  print('', `The summary as a page: ${writePage(scene, summary)}`);
  return result.exitCode === scene.expected && sandbox.unexpected.length === 0;
}

/** Plays a scene; one with a file of one's own is played again with the inputs that are suggested for it. */
async function playWithHelp(scene: Scene, stage: SetUp): Promise<boolean> {
  const isRight = await play(scene, stage);
  if (scene.suggested === undefined || scene.faults.length > 0) return isRight;
  if (isRight) {
    print(heading('All inputs of the step, to paste into the workflow'), '');
    print(...formatWithBlock(scene.file.name, scene.inputs, scene.cloud));
    return true;
  }
  const found = await suggestInFull(scene.file, scene.inputs);
  if (found === undefined) return false;
  print(heading('Suggested inputs, with the names of your columns'), '', ...describeSuggestion(found));
  if (found.inputs.length === 0 || !(await isTaken(scene))) return false;
  const inputs = withSuggestion(scene.inputs, found);
  // What is suggested once more would be the same.
  const isNew = Object.entries(inputs).some(([name, value]) => scene.inputs[name] !== value);
  return isNew && playWithHelp({ ...scene, inputs }, stage);
}

async function isTaken({ suggested }: Scene): Promise<boolean> {
  if (suggested === 'take') return true;
  if (process.stdin.isTTY !== true) {
    print('', 'Add --yes to continue with these inputs.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^(?:y|yes|)$/i.test((await terminal.question('\nGo on with these inputs? [Y/n] ')).trim());
  } finally {
    terminal.close();
  }
}

function connectorLog(sandbox: SetUp['sandbox']): string[] {
  const used = sandbox.log().filter(({ calls }) => calls.length > 0);
  if (used.length === 0) return ['  Nothing has arrived.'];
  return used.flatMap(({ cloud, calls, RecordsSaved }) => [
    ...calls.map(({ at, RecordsSaved: saved }) => `  ${at}  ${cloud}  RecordsSaved ${saved}`),
    `  In all: RecordsSaved ${RecordsSaved}`,
  ]);
}

function writePage(scene: Scene, summary: string): string {
  mkdirSync(PAGES, { recursive: true });
  const path = join(PAGES, `${scene.page}.html`);
  writeFileSync(path, renderSummaryPage(summary, scene.title));
  return relative(process.cwd(), path);
}

class UsageError extends Error {}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  input: { type: 'string', multiple: true },
  cloud: { type: 'string' },
  oidc: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
} as const;
/**
 * What npm makes environment variables of when a shell has removed the `--` before them. `yes` is an option of npm
 * too, which a .npmrc may set.
 */
const OPTION_NAMES = Object.keys(OPTIONS).filter((name) => name !== 'help' && name !== 'yes');

/** @returns The scenes that the command line asks for; undefined when it asks for help. */
function readScenes(): readonly Scene[] | undefined {
  const eaten = OPTION_NAMES.find((name) => process.env[`npm_config_${name}`] !== undefined);
  if (eaten !== undefined) {
    throw new UsageError(
      `npm took --${eaten} for an option of its own, because it got no "--" before it. PowerShell removes the "--": write npm.cmd instead of npm.`,
    );
  }
  const { values, positionals } = readArguments();
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (more.length > 0) throw new UsageError('The demo takes one file at a time: run it once for each.');
  if (path === undefined) {
    if (Object.keys(values).length > 0)
      throw new UsageError('Options need a file: npm run demo -- path/to/my.csv …');
    return SAMPLES;
  }
  const name = basename(path);
  return [
    {
      title: name,
      page: 'my-file',
      file: { name, content: readOwnFile(path) },
      cloud: readCloud(values.cloud),
      isFederated: values.oidc ?? false,
      inputs: readInputs(values.input ?? []),
      faults: (values.fault ?? []).filter(isFault),
      expected: 0,
      suggested: values.yes ? 'take' : 'ask',
    },
  ];
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by you',
};

function readOwnFile(path: string): Buffer {
  try {
    // npm runs scripts in the package's folder, and tells where the person was.
    return readFileSync(resolve(process.env.INIT_CWD ?? process.cwd(), path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`The file ${path} ${FILE_PROBLEMS[code] ?? `cannot be read (${code})`}.`);
  }
}

function readCloud(cloud = 'commercial'): CloudName {
  const found = CLOUD_NAMES.find((name) => name === cloud);
  if (found === undefined)
    throw new UsageError(`There is no cloud ${cloud}. Choose ${CLOUD_NAMES.join(', ')}.`);
  return found;
}

/** An input that is given several times has several lines. */
function readInputs(texts: readonly string[]): Record<string, string> {
  const inputs: Record<string, string> = {};
  for (const [name, value] of texts.map(readInput)) {
    inputs[name] = inputs[name] === undefined ? value : `${inputs[name]}\n${value}`;
  }
  return inputs;
}

function readInput(text: string): [string, string] {
  const [, name, value] = /^([a-z-]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--input ${text}: write NAME=VALUE.`);
  if (!INPUT_NAMES.some((known) => known === name)) {
    throw new UsageError(`The action has no input ${name}.${suggestion(name, INPUT_NAMES)}`);
  }
  return [name, value];
}

function isFault(text: string): boolean {
  try {
    parseFault(text);
    return true;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<number> {
  const scenes = readScenes();
  if (scenes === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!existsSync(join(ROOT, 'dist/index.js')))
    throw new UsageError('There is no dist/index.js: run npm run build.');
  const stage = await setUp();
  try {
    const wrong: string[] = [];
    for (const scene of scenes) if (!(await playWithHelp(scene, stage))) wrong.push(scene.title);
    print(
      heading(
        wrong.length === 0
          ? verdict(scenes)
          : scenes.some(({ faults }) => faults.length > 0)
            ? 'With this fault the run failed. "What to do" above is what an admin would read.'
            : `The action did not accept: ${wrong.join('; ')}. Read "What to do" above; --input NAME=VALUE sets an input.`,
      ),
    );
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await stage.sandbox.stop();
  }
}

function verdict(scenes: readonly Scene[]): string {
  const refused = scenes.filter(({ expected }) => expected === 1).length;
  if (refused === 0) return 'The action succeeded.';
  return `As it should be: ${scenes.length - refused} files uploaded, ${refused} refused.`;
}

// The reader of a pipe such as `head` may close it early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
try {
  process.exitCode = await main();
} catch (error) {
  // Messages about the command line are ours; anything else is a defect of the demo.
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(
    `${error.message}\nUsage: npm run demo -- path/to/my.csv [options]; npm run demo -- --help lists them.\n`,
  );
  process.exitCode = 2;
}
