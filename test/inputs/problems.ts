import { expect } from 'vitest';
import { ActionErrors, type Explanation } from '../../src/errors.ts';
import { type Inputs, settingsOf } from '../check/check-run.ts';

/** The problems with inputs; empty if they are valid. */
export async function problemsOf(
  inputs: Inputs,
  environment?: NodeJS.ProcessEnv,
): Promise<readonly Explanation[]> {
  try {
    await settingsOf(inputs, undefined, environment);
  } catch (error) {
    if (!(error instanceof ActionErrors)) throw error;
    expectExplained(error.problems);
    return error.problems;
  }
  return [];
}

const SENTENCE = /^[A-Z`'"].{8,}[.?]$/s;

/** Every problem says in sentences what is wrong and how to fix it. */
export function expectExplained(problems: readonly (Explanation | undefined)[]): void {
  const unexplained = problems.filter((problem) => {
    const { what, means = what, fix } = problem!;
    return fix.length === 0 || ![what, means, ...fix].every((text) => SENTENCE.test(text));
  });
  expect(unexplained).toEqual([]);
}
