import { type Clock, REAL_CLOCK } from '../../src/http/retry.ts';

/** The real time, with waits that return at once. */
export const NO_WAIT: Clock = { ...REAL_CLOCK, sleep: async () => {} };

/** A clock that records each wait, in milliseconds, instead of waiting. */
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
