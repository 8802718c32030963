/**
 * Packages whose modules only define things but do not say so in their metadata. `scripts/build.ts` says it for them, so
 * that the bundler leaves out what we do not use: the HTTP client of `@actions/core`, for one, is three quarters of it
 * and takes longest to start.
 */
export const SIDE_EFFECT_FREE = ['@actions/core', '@actions/http-client', '@actions/exec', '@actions/io'];

/**
 * Packages that others load if they are installed. Ours are only there as dependencies of development tools: what is
 * shipped must not depend on them.
 */
export const NOT_BUNDLED: readonly string[] = ['supports-color'];
