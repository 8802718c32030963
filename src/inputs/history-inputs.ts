import type { InputReader } from './input-reader.ts';

/** How much a run may differ from earlier uploads before a rule reports it. */
export interface HistoryBounds {
  /** Percent below the median. */
  readonly maxDropPercent: number;
  /** Percent above the median. */
  readonly maxRisePercent: number;
  /** In units of 24 hours. */
  readonly maxUnchangedDays: number;
}

export interface HistorySettings {
  /** Absolute path of the file; empty without a history. */
  readonly path: string;
  readonly bounds: HistoryBounds;
}

/**
 * Reads the inputs of the comparison with earlier uploads.
 * @param fromWorkspace Resolves a path relative to the workspace; an empty one stays empty.
 */
export function readHistoryInputs(
  inputs: InputReader,
  fromWorkspace: (path: string) => string,
): HistorySettings {
  return {
    path: fromWorkspace(inputs.text('history-path')),
    bounds: {
      maxDropPercent: inputs.integer('max-drop-percent', 0, 100) ?? 50,
      maxRisePercent: inputs.integer('max-rise-percent', 0, 1_000_000) ?? 300,
      maxUnchangedDays: inputs.integer('max-unchanged-days', 0, 3650) ?? 7,
    },
  };
}
