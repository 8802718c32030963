import { basename, isAbsolute, join } from 'node:path';

/** Usual names of a runner's work folder. */
const WORK_FOLDERS: ReadonlySet<string> = new Set(['work', '_work', '__w']);
/** `runner.temp`, in the work folder. */
const TEMP_FOLDER = '_temp';

/**
 * Translates a path of the host to its path in a `container:` job. The runner translates only the beginning of an input,
 * so its second line is still a path of the host: `…/_work/_temp/…` for RUNNER_TEMP, `…/_work/REPOSITORY/REPOSITORY/…`
 * for the workspace.
 * Source: StepHost.TranslateToContainerPath of actions/runner.
 * @returns undefined for a path that is not in a runner's work folder.
 */
export function inThisContainer(
  path: string,
  { workspace, runnerTemp }: { readonly workspace: string; readonly runnerTemp: string },
): string | undefined {
  if (!isAbsolute(path)) return undefined;
  const segments = path.split(/[/\\]/);
  if (segments.includes('..')) return undefined;
  const temp = segments.findIndex(
    (segment, i) => segment === TEMP_FOLDER && WORK_FOLDERS.has(segments[i - 1] ?? ''),
  );
  if (temp !== -1) return join(runnerTemp, ...segments.slice(temp + 1));
  const repository = segments.findIndex(
    (segment, i) =>
      i > 0 &&
      segment === segments[i + 1] &&
      (WORK_FOLDERS.has(segments[i - 1]!) || segment === basename(workspace)),
  );
  return repository === -1 ? undefined : join(workspace, ...segments.slice(repository + 2));
}
