import * as core from '@actions/core';
import { printable } from '../text/printable.ts';

/** Where an annotation points: a file of the workspace and a physical line. */
export interface Location {
  /** Path for people, relative to the workspace. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Everything that people see in the log goes through here. Each string is one line: control and bidirectional
 * characters are removed, and nothing in it can form a workflow command. The runner obeys commands in whatever is
 * printed, so no other module writes to stdout or stderr.
 */
export interface Printer {
  info(...lines: string[]): void;
  /** Shown only when step debug logging is on; under the same law as everything else. */
  debug(...lines: string[]): void;
  notice(title: string, lines: readonly string[], location?: Location): void;
  warning(title: string, lines: readonly string[], location?: Location): void;
  error(title: string, lines: readonly string[], location?: Location): void;
  /** Lines in a folded group. */
  group(title: string, lines: readonly string[]): void;
  /** Keeps a secret, and each line of one, out of everything that is printed from now on. */
  mask(secret: string): void;
}

/** The printer of a run on GitHub: workflow commands by `@actions/core`. */
export function createPrinter(): Printer {
  const annotate =
    (command: typeof core.error) =>
    (title: string, lines: readonly string[], location?: Location): void =>
      command(lines.map(printable).join('\n'), {
        title: printable(title),
        ...(location === undefined ? {} : { file: printable(location.file), startLine: location.line }),
      });
  const info = (...lines: string[]): void => {
    for (const line of lines) core.info(printable(line));
  };
  return {
    info,
    debug: (...lines) => {
      if (!core.isDebug()) return;
      for (const line of lines) core.debug(printable(line));
    },
    notice: annotate(core.notice),
    warning: annotate(core.warning),
    error: annotate(core.error),
    group: (title, lines) => {
      core.startGroup(printable(title));
      info(...lines);
      core.endGroup();
    },
    mask: (secret) => {
      const parts = [secret, ...secret.split(/\r\n|\r|\n/)].map((part) => part.trim());
      for (const part of new Set(parts)) {
        if (part.length >= MINIMUM_MASK_LENGTH && !ARMOR.test(part)) core.setSecret(part);
      }
    },
  };
}

/** The lines around a PEM are no secret, and masking them would garble messages about them. */
const ARMOR = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

/** Shorter parts (a lone `=` at the end of a PEM) would blot out half the log and hide nothing. */
const MINIMUM_MASK_LENGTH = 4;
