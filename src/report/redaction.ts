/**
 * Text from outside (file names, column names, a server's words, claims) made harmless for a log line: without
 * control and bidirectional characters, unable to form a workflow command (`::name` or `##[name]`).
 */
export function visible(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/::/g, ': :')
    .replace(/##\[/g, '## [');
}
