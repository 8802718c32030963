import * as core from '@actions/core';
import { printable, shortened } from '../text/printable.ts';

/** The target of an annotation: a file in the workspace and a physical line. */
export interface Location {
  /** Path relative to the workspace. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * All output to the log goes through here. Each string is one line: control and bidirectional characters are removed,
 * and nothing in it can form a workflow command. The runner executes workflow commands in any output, so no other module
 * writes to stdout or stderr.
 */
export interface Printer {
  info(...lines: string[]): void;
  /** Shown only when step debug logging is on; with the same restrictions as all other output. */
  debug(...lines: string[]): void;
  notice(title: string, lines: readonly string[], location?: Location): void;
  warning(title: string, lines: readonly string[], location?: Location): void;
  error(title: string, lines: readonly string[], location?: Location): void;
  /** Registers the lines of a secret with the runner, which replaces them with `***` in the log from then on. */
  mask(secret: string): void;
}

/** The printer of a run on GitHub: workflow commands by `@actions/core`. */
export function createPrinter(): Printer {
  const annotate =
    (command: typeof core.error) =>
    (title: string, lines: readonly string[], location?: Location): void =>
      command(fitMessage(lines.map(printable)), {
        title: printable(title),
        ...(location === undefined ? {} : { file: printable(location.file), startLine: location.line }),
      });
  return {
    info: (...lines) => {
      for (const line of lines) core.info(printable(line));
    },
    debug: (...lines) => {
      if (!core.isDebug()) return;
      for (const line of lines) core.debug(printable(line));
    },
    notice: annotate(core.notice),
    warning: annotate(core.warning),
    error: annotate(core.error),
    mask: (secret) => {
      for (const line of linesToMask(secret)) core.setSecret(line);
    },
  };
}

/** Maximum UTF-16 units of an annotation. The runner truncates messages at 4,096, also in the log (actions/runner, 2.336). */
const MAX_MESSAGE = 4_000;
const MAX_LINE = 1_000;
const MORE = 'The rest of this message is in the job summary.';

/**
 * The lines of a message that fit into an annotation. The last line is kept; if lines are omitted, a note precedes it.
 */
export function fitMessage(lines: readonly string[]): string {
  const all = lines.map((line) => shortened(line, MAX_LINE));
  if (all.join('\n').length <= MAX_MESSAGE) return all.join('\n');
  const last = all.at(-1)!;
  const kept: string[] = [];
  let room = MAX_MESSAGE - MORE.length - last.length - 2;
  for (const line of all.slice(0, -1)) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return [...kept, MORE, last].join('\n');
}

/** The BEGIN and END lines of a PEM: not secret, and masking them would garble messages about them. */
const ARMOR = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

/** The runner masks each line of a secret anywhere in the log; a short line (`=` at the end of a PEM) would garble it. */
const MIN_MASK_LENGTH = 16;

/** One command for each line: the runner splits a text of several lines and masks each, whatever its length. */
export function linesToMask(secret: string): string[] {
  const lines = secret.split(/\r\n|\r|\n/).map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line.length >= MIN_MASK_LENGTH && !ARMOR.test(line));
}
