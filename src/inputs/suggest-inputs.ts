import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkFiles } from '../check/check.ts';
import type { CheckResult } from '../check/check-result.ts';
import type { CheckSettings } from '../check/check-settings.ts';
import { suggestInputs } from '../check/suggest/suggest.ts';
import type { Suggestion } from '../check/suggest/suggestion.ts';
import type { SourceFile } from '../csv/source-files.ts';
import { checkSettingsWith } from './check-inputs.ts';
import type { InputReader } from './input-reader.ts';

/** A check that failed, and the folder of its run. */
export interface FailedCheck {
  readonly files: readonly SourceFile[];
  readonly check: CheckResult;
  readonly folder: string;
}

/**
 * Works out inputs with which the check would pass. Candidates are read like the inputs of a run, so that every suggestion
 * was checked.
 * @throws the reason of the signal.
 */
export async function suggestFor(
  inputs: InputReader,
  settings: CheckSettings,
  { files, check, folder }: FailedCheck,
  { now, ...options }: { now: Date; signal: AbortSignal; showsAllNames?: boolean; limitMs?: number },
): Promise<Suggestion | undefined> {
  const lookup = settings.values.userLookup;
  const trialFolder = join(folder, 'trial');
  const recheck = async (changed: CheckSettings): Promise<CheckResult> => {
    mkdirSync(trialFolder, { recursive: true });
    try {
      return await checkFiles(files, changed, trialFolder, { signal: options.signal });
    } finally {
      rmSync(trialFolder, { recursive: true, force: true });
    }
  };
  return suggestInputs({
    files,
    settings,
    check,
    given: (name) => inputs.raw(name),
    settingsWith: (changed) => {
      const tried = checkSettingsWith(inputs, changed, now, settings.isUsGovernment);
      return tried === undefined || lookup === undefined
        ? tried
        : { ...tried, values: { ...tried.values, userLookup: { ...lookup, isComplete: false } } };
    },
    recheck,
    ...options,
  });
}
