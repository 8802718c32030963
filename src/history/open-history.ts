import type { Settings } from '../inputs/settings.ts';
import type { History, HistorySurroundings } from './history.ts';

const NO_HISTORY: History = {
  warnings: [],
  findUnusual: () => [],
  compare: () => undefined,
  remember: async () => [],
};

/**
 * Opens the history of `history-path`.
 * @throws {ActionError} when the file exists but cannot be read; other content is a warning.
 */
export async function openHistory(settings: Settings, run: HistorySurroundings): Promise<History> {
  // A preflight without a file has no counts.
  if (settings.history.path === '' || settings.csvPath.length === 0) return NO_HISTORY;
  // Imported lazily: most workflows keep no history.
  const { openRecordedHistory } = await import('./recorded-history.ts');
  return openRecordedHistory(settings, run);
}
