import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Updates the commits of actions in the documentation and the template to those in our own workflows, which Dependabot
 * updates.
 */

/** `actions/checkout` → its commit and version as `3d3c42e5… # v7.0.1`. */
export type Pins = ReadonlyMap<string, string>;

const PINNED = /(uses: )([\w.-]+\/[\w.-]+)((?:\/[\w.-]+)*)@([0-9a-f]{40} # v[\d.]+)/g;

/** The pins of the workflows in a folder. `github/codeql-action/init` belongs to the repository `github/codeql-action`. */
export function pinsOf(folder: string): Pins {
  const workflows = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  const pins = workflows.flatMap((name) => pinsIn(readFileSync(join(folder, name), 'utf8')));
  return new Map(pins.map(({ repository, pin }) => [repository, pin]));
}

export function pinsIn(text: string): { readonly repository: string; readonly pin: string }[] {
  return [...text.matchAll(PINNED)].map(([, , repository, , pin]) => ({
    repository: repository!,
    pin: pin!,
  }));
}

/** A page with every known pin updated. */
export function withPins(text: string, pins: Pins): string {
  return text.replace(PINNED, (_all, uses: string, repository: string, path: string, pin: string) => {
    return `${uses}${repository}${path}@${pins.get(repository) ?? pin}`;
  });
}
