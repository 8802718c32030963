/**
 * Packages whose modules only define things but do not say so in their metadata. `scripts/build.ts` says it for them, so
 * that the bundler leaves out what we do not use: the HTTP client of `@actions/core`, for one, is three quarters of it
 * and takes longest to start.
 */
export const SIDE_EFFECT_FREE = ['@actions/core', '@actions/http-client', '@actions/exec', '@actions/io'];
