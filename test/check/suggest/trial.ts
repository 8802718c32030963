import type { CheckResult } from '../../../src/check/check-result.ts';
import type { Suggestion } from '../../../src/check/suggest/suggestion.ts';
import { knownUsers } from '../../../src/check/values/user-lookup.ts';
import { InputReader } from '../../../src/inputs/input-reader.ts';
import type { InputName } from '../../../src/inputs/input-table.ts';
import { sourceFilesOf } from '../../../src/inputs/settings.ts';
import { suggestFor } from '../../../src/inputs/suggest-inputs.ts';
import type { UserMatch } from '../../../src/vocabulary.ts';
import { type Content, type Inputs, NOW, settingsOf, Workspace } from '../check-run.ts';

/** A file in a workspace, checked and checked again. */
export class Trial {
  readonly place = new Workspace();

  constructor(content: Content) {
    this.place.write({ 'hr.csv': content });
  }

  /** @param directory Results of the directory (`resolve-users`), by the user in lower case. */
  check(inputs: Inputs, directory?: Readonly<Record<string, UserMatch>>): Promise<CheckResult> {
    return this.place.check(inputs, directory);
  }

  async suggest(
    check: CheckResult,
    inputs: Inputs,
    {
      directory,
      ...options
    }: {
      readonly signal?: AbortSignal;
      readonly limitMs?: number;
      readonly directory?: Readonly<Record<string, UserMatch>>;
    } = {},
  ): Promise<Suggestion | undefined> {
    const settings = await settingsOf(inputs, this.place.workspace);
    const values = {
      ...settings.check.values,
      ...(directory === undefined
        ? {}
        : { userLookup: knownUsers(settings.directory.properties, new Map(Object.entries(directory))) }),
    };
    const failed = { files: await sourceFilesOf(settings, this.place), check, folder: this.place.runnerTemp };
    const reader = new InputReader((name: InputName) => inputs[name] ?? '');
    return suggestFor(reader, { ...settings.check, values }, failed, {
      now: NOW,
      signal: new AbortController().signal,
      ...options,
    });
  }
}

/** Looks at a file, and removes its workspace. */
export async function withTrial<T>(content: Content, look: (trial: Trial) => Promise<T>): Promise<T> {
  const trial = new Trial(content);
  try {
    return await look(trial);
  } finally {
    trial.place.remove();
  }
}
