/** The system's code of an error, such as `ENOENT`; empty if it has none. Never the message, which may contain a path. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z0-9_]+$/.test(code) ? code : '';
}
