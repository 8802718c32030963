/**
 * Packages whose modules have no side effects but do not declare it in their metadata. `scripts/build.ts` declares it for
 * them, so that the bundler removes what we do not use: the HTTP client of `@actions/core`, for example, is three
 * quarters of it and takes longest to start.
 */
export const SIDE_EFFECT_FREE = ['@actions/core', '@actions/http-client', '@actions/exec', '@actions/io'];

/**
 * Packages that others load if they are installed. Here they are only dependencies of development tools: `dist/` must not
 * depend on them.
 */
export const NOT_BUNDLED: readonly string[] = ['supports-color'];
