import type { TokenSource } from '../entra/token.ts';

/** Hands one token to all calls of a run, and renews it once for all that were refused with it. */
export interface TokenKeeper {
  /** @throws {ActionError} as {@link TokenSource.getToken}. */
  current(): Promise<string>;
  /** A token other than `refused`: a new one, or the one that another call has already fetched instead. */
  insteadOf(refused: string): Promise<string>;
}

/** @param signal Ends a sign-in that is under way. */
export function createTokenKeeper(source: TokenSource, signal: AbortSignal | undefined): TokenKeeper {
  const options = signal === undefined ? {} : { signal };
  let latest = '';
  let renewal: Promise<string> | undefined;
  const remember = ({ value }: { value: string }): string => {
    latest = value;
    return value;
  };
  return {
    current: async () => (renewal === undefined ? remember(await source.getToken(options)) : renewal),
    insteadOf: async (refused) => {
      if (renewal !== undefined) return renewal;
      if (latest !== refused) return latest;
      renewal = source.getToken({ ...options, renew: true }).then(remember);
      try {
        return await renewal;
      } finally {
        renewal = undefined;
      }
    },
  };
}
