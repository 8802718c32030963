/** Words that YAML reads as something else than text. */
const NOT_TEXT = /^(?:true|false|yes|no|on|off|null|y|n|~)$/i;
/** Text that needs no quotation marks: it begins with a letter, and nothing in it means something to YAML. */
const PLAIN = /^[A-Za-z](?:[\w .,/()'-]*[\w.()'])?$/;

/**
 * A mapping of names to texts in YAML, as a workflow has it under `with:`. Texts of several lines become literal
 * blocks, as do placeholders: the name that replaces one may have quotation marks.
 * @param entries No line of a value begins with a blank; values of several lines have no other control characters.
 */
export function formatYamlMapping(
  entries: readonly { readonly name: string; readonly value: string }[],
): string[] {
  return entries.flatMap(({ name, value }) =>
    value.includes('\n') || value.includes('<')
      ? [`${name}: |-`, ...value.split('\n').map((line) => `  ${line}`)]
      : [`${name}: ${formatScalar(value)}`],
  );
}

function formatScalar(value: string): string {
  if (PLAIN.test(value) && !NOT_TEXT.test(value)) return value;
  // JSON's strings are YAML's in double quotation marks.
  return value.includes("'") || !isPrintableAscii(value) ? JSON.stringify(value) : `'${value}'`;
}

function isPrintableAscii(value: string): boolean {
  return /^[ -~]*$/.test(value);
}
