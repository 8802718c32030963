/** The first line of a fully generated YAML file. */
export const DO_NOT_EDIT = '# Made by `npm run metadata`; do not edit.';

/**
 * Replaces a generated part of a YAML file, between `# NAME: made by …` and `# end of NAME`.
 * @param lines Without indentation; the indentation of the comment is added.
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
