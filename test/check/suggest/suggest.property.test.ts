import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Inputs } from '../check-run.ts';
import { PROGRAM_EXPORTS } from './exports/programs.ts';
import { SYSTEM_EXPORTS } from './exports/systems.ts';
import { withTrial } from './trial.ts';

const EXPORTS = [...SYSTEM_EXPORTS, ...PROGRAM_EXPORTS].map(({ content }) => Buffer.from(content));
const PIECES = [
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r',
  '\0',
  '\u001a',
  '<column 3>',
  '\t',
  'é',
  '9999999999',
  '=","',
  'EmailAddress',
];

/** An export with pieces put in, taken out, and the end of another one behind it. */
const damaged = fc
  .record({
    content: fc.constantFrom(...EXPORTS),
    changes: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(30),
        added: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })),
      }),
      { maxLength: 5 },
    ),
    end: fc.option(fc.constantFrom(...EXPORTS), { nil: undefined, freq: 6 }),
  })
  .map(({ content, changes, end }) => {
    const changed = changes.reduce((bytes, { at, removed, added }) => {
      const from = Math.floor(at * bytes.length);
      return Buffer.concat([bytes.subarray(0, from), Buffer.from(added), bytes.subarray(from + removed)]);
    }, content);
    return end === undefined ? changed : Buffer.concat([changed, end]);
  });

it('is made of any file without a failure, and the check finds as many errors with it as it says', async () => {
  await fc.assert(
    fc.asyncProperty(damaged, (content) =>
      withTrial(content, async (trial) => {
        const check = await trial.check({});
        if (check.isAccepted) return;
        const suggestion = await trial.suggest(check, {});
        if (suggestion === undefined || suggestion.inputs.length === 0 || !suggestion.isDecided) return;
        const pasted: Inputs = Object.fromEntries(suggestion.inputs.map(({ name, value }) => [name, value]));
        if (/<column \d+>/.test(Object.values(pasted).join('\n'))) return;
        const again = await trial.check(pasted);
        expect(again.findings.errors).toBe(suggestion.errorsAfter);
      }),
    ),
    { numRuns: 120 },
  );
}, 60_000);
