import { type Clock, REAL_CLOCK } from '../../src/http/retry.ts';

/** The real time, but no wait takes any. */
export const NO_WAIT: Clock = { ...REAL_CLOCK, sleep: async () => {} };

/** A clock that notes each wait, in milliseconds, in place of waiting. */
export function recordingClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    ...REAL_CLOCK,
    waits,
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
}
