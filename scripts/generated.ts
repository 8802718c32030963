/** The first line of a YAML file that is generated whole. */
export const DO_NOT_EDIT = '# Made by `npm run metadata`; do not edit.';

/**
 * A YAML file with one of its generated parts replaced: what is between `# NAME: made by …` and `# end of NAME`.
 * @param lines Without the indentation, which is that of the comment.
 * @throws Error if the file has no such part.
 */
export function withPart(file: string, name: string, lines: readonly string[]): string {
  const part = new RegExp(`^( *)(# ${name}: made by .*\\n)[\\s\\S]*?^( *# end of ${name}\\n)`, 'm');
  if (!part.test(file)) throw new Error(`There is no generated part named ${name}`);
  return file.replace(part, (_all, indent: string, start: string, end: string) => {
    const body = lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`));
    return `${indent}${start}${body.join('')}${end}`;
  });
}

/** A YAML scalar in single quotation marks. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
