import { ActionErrors, type Explanation } from '../../src/errors.ts';
import { type Inputs, settingsOf } from '../check/check-run.ts';

/** The problems with inputs; empty if they are valid. */
export async function problemsOf(inputs: Inputs): Promise<readonly Explanation[]> {
  try {
    await settingsOf(inputs);
  } catch (error) {
    if (error instanceof ActionErrors) return error.problems;
    throw error;
  }
  return [];
}
