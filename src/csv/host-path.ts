import { basename, isAbsolute, join } from 'node:path';

/** The folder for work of a runner, unless it was set up with another one. */
const WORK_FOLDERS: ReadonlySet<string> = new Set(['work', '_work', '__w']);
/** `runner.temp`, in the folder for work. */
const TEMP_FOLDER = '_temp';

/**
 * Where a path of the host is in a `container:` job. The runner replaces only the beginning of an input there, so the
 * second line of one stays as it is on the host: `…/_work/_temp/…` for RUNNER_TEMP, `…/_work/REPOSITORY/REPOSITORY/…`
 * for the workspace.
 * Source: StepHost.TranslateToContainerPath of actions/runner.
 * @returns undefined for a path that is not one of a runner.
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
