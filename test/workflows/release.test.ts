import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/** The scripts of the release workflows, run as the runner runs them, in a repository of their own. */
const ROOT = join(import.meta.dirname, '../..');

interface Job {
  readonly steps: readonly {
    readonly name?: string;
    readonly run?: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

interface Github {
  releases: { tag_name: string; draft: boolean; prerelease: boolean; notes: string; assets: string[] }[];
  tags: Record<string, string>;
  latest?: string;
  attested: boolean;
  refusesTags: boolean;
}

function jobOf(workflow: string, name: string): Job {
  const file = readFileSync(join(ROOT, '.github/workflows', workflow), 'utf8');
  const { jobs } = parse(file) as { jobs: Record<string, Job> };
  return jobs[name]!;
}

/** A repository with a released commit, and GitHub's state of it. */
class Rehearsal {
  readonly folder = mkdtempSync(join(tmpdir(), 'release-'));
  readonly #github = join(this.folder, 'github.json');
  readonly #temp = join(this.folder, 'temp');
  readonly #repository = join(this.folder, 'repository');

  constructor() {
    const bin = join(this.folder, 'bin');
    for (const path of [bin, this.#temp, join(this.#repository, 'dist')])
      mkdirSync(path, { recursive: true });
    copyFileSync(join(import.meta.dirname, 'gh.sh'), join(bin, 'gh'));
    this.github = { releases: [], tags: {}, attested: true, refusesTags: false };
    for (const file of ['package.json', 'package-lock.json', 'action.yml']) {
      copyFileSync(join(ROOT, file), join(this.#repository, file));
    }
    writeFileSync(join(this.#repository, 'dist/index.js'), '');
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('1.0.0');
  }

  set github(state: Github) {
    writeFileSync(this.#github, JSON.stringify(state));
  }

  get github(): Github {
    return JSON.parse(readFileSync(this.#github, 'utf8')) as Github;
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@contoso.example'];
    return execFileSync('git', [...identity, ...args], { cwd: this.#repository, encoding: 'utf8' }).trim();
  }

  /** Commits on the default branch with notes for a version, and sets its tag. */
  commit(version: string): void {
    const notes = `# Changelog\n\n## ${version} (2026-11-26)\n\nNotes of ${version}.\n\n## 0.9.0\n\nOlder.\n`;
    writeFileSync(join(this.#repository, 'CHANGELOG.md'), notes);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', version);
    this.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    this.git('tag', '--annotate', '--message', version, `v${version}`);
  }

  publish(tag: string): void {
    const { releases, ...rest } = this.github;
    const others = releases.filter(({ tag_name }) => tag_name !== tag);
    this.github = {
      ...rest,
      releases: [...others, { tag_name: tag, draft: false, prerelease: false, notes: '', assets: [] }],
    };
  }

  /** Runs the steps of a job until one fails. */
  run(workflow: string, job: string, tag: string): { readonly failedStep?: string; readonly output: string } {
    const expressions: Readonly<Record<string, string>> = {
      'github.ref_name': tag,
      'github.event.release.tag_name': tag,
      'github.event.repository.default_branch': 'main',
      'github.token': 'token',
    };
    let output = '';
    this.git('checkout', '--quiet', tag);
    for (const { name, run, env = {} } of jobOf(workflow, job).steps) {
      if (run === undefined) continue;
      const values = Object.entries(env).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ (.*?) \}\}/g, (_all, expression: string) => expressions[expression]!),
      ]);
      const result = spawnSync('bash', ['-e', '-c', run], {
        cwd: this.#repository,
        encoding: 'utf8',
        env: {
          ...process.env,
          PATH: `${join(this.folder, 'bin')}${delimiter}${process.env.PATH}`,
          FAKE_GITHUB: this.#github,
          GITHUB_REPOSITORY: 'contoso/purview-hr-upload',
          GITHUB_SERVER_URL: 'https://github.com',
          GITHUB_SHA: this.git('rev-parse', 'HEAD'),
          GITHUB_STEP_SUMMARY: join(this.#temp, 'summary.md'),
          RUNNER_TEMP: this.#temp,
          ...Object.fromEntries(values),
        },
      });
      output += result.stdout + result.stderr;
      if (result.status !== 0) return { failedStep: name ?? run, output };
    }
    return { output };
  }
}

// The workflows run on Linux, with its bash, jq and sort.
describe.skipIf(process.platform !== 'linux')('release', () => {
  let rehearsal: Rehearsal;
  beforeEach(() => {
    rehearsal = new Rehearsal();
  });

  test('drafts once, however often it runs, and leaves a published release alone', () => {
    for (let i = 0; i < 2; i++) {
      expect(rehearsal.run('release.yml', 'draft', 'v1.0.0').failedStep).toBeUndefined();
      const { releases } = rehearsal.github;
      expect(releases).toMatchObject([{ tag_name: 'v1.0.0', draft: true, notes: '\nNotes of 1.0.0.\n\n' }]);
      expect(releases[0]!.assets).toEqual([expect.stringMatching(/sbom\.spdx\.json$/)]);
    }
    const { packages } = JSON.parse(readFileSync(rehearsal.github.releases[0]!.assets[0]!, 'utf8')) as {
      packages: { name: string }[];
    };
    expect(packages.map(({ name }) => name)).toContain('csv-parse');
    rehearsal.publish('v1.0.0');
    const published = rehearsal.github;
    expect(rehearsal.run('release.yml', 'draft', 'v1.0.0').output).toContain('v1.0.0 is published');
    expect(rehearsal.github.releases).toEqual(published.releases);
  });

  test('refuses a tag of another commit, one outside the default branch and a version without notes', () => {
    const names = 'The tag names this commit, on the default branch';
    rehearsal.git('checkout', '--quiet', '-b', 'side');
    rehearsal.git('commit', '--quiet', '--allow-empty', '--message', 'Side');
    rehearsal.git('tag', 'v1.0.1');
    expect(rehearsal.run('release.yml', 'draft', 'v1.0.1').failedStep).toBe(names);
    rehearsal.git('checkout', '--quiet', 'main');
    rehearsal.git('tag', 'v1.0.2');
    expect(rehearsal.run('release.yml', 'draft', 'v1.0.2').failedStep).toBe('Notes from CHANGELOG.md');
    expect(rehearsal.github.releases).toEqual([]);
  });

  test('a published release moves the major tag, at the first time and later, and runs again', () => {
    for (const version of ['1.0.0', '1.1.0']) {
      if (version !== '1.0.0') rehearsal.commit(version);
      rehearsal.publish(`v${version}`);
      for (let i = 0; i < 2; i++) {
        expect(rehearsal.run('published.yml', 'major-tag', `v${version}`)).not.toHaveProperty('failedStep');
        expect(rehearsal.github.tags).toEqual({ v1: rehearsal.git('rev-parse', `v${version}^{commit}`) });
        expect(rehearsal.github.latest).toBe(`v${version}`);
      }
    }
  });

  test('a fix of an older line moves its own major tag and is not the latest', () => {
    rehearsal.commit('2.0.0');
    rehearsal.commit('1.0.1');
    for (const tag of ['v1.0.0', 'v2.0.0', 'v1.0.1']) rehearsal.publish(tag);
    for (const tag of ['v2.0.0', 'v1.0.1', 'v1.0.0']) rehearsal.run('published.yml', 'major-tag', tag);
    expect(rehearsal.github.tags).toEqual({
      v1: rehearsal.git('rev-parse', 'v1.0.1^{commit}'),
      v2: rehearsal.git('rev-parse', 'v2.0.0^{commit}'),
    });
    expect(rehearsal.github.latest).toBe('v2.0.0');
  });

  test('nothing moves without an attestation', () => {
    rehearsal.publish('v1.0.0');
    rehearsal.github = { ...rehearsal.github, attested: false };
    const { failedStep } = rehearsal.run('published.yml', 'major-tag', 'v1.0.0');
    expect(failedStep).toBe('The tag names this commit, and release.yml attested it');
    expect(rehearsal.github.tags).toEqual({});
  });

  test('where the tag may not be moved, the command for a maintainer is named', () => {
    rehearsal.publish('v1.0.0');
    rehearsal.github = { ...rehearsal.github, refusesTags: true };
    const { failedStep, output } = rehearsal.run('published.yml', 'major-tag', 'v1.0.0');
    expect(failedStep).toBe('Move the major tag');
    const commit = rehearsal.git('rev-parse', 'v1.0.0^{commit}');
    expect(output).toContain(`git push --force origin ${commit}:refs/tags/v1\n`);
  });
});
