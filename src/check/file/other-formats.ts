/** Texts that are saved as .csv by mistake, by how they begin. */
const OTHER_FORMATS: readonly { readonly start: RegExp; readonly explanation: string }[] = [
  {
    start: /^\s*<(?:!doctype|html|\?xml|head|body)\b/i,
    explanation:
      'This is a web page or XML, not a CSV file: perhaps the HR system answered with its sign-in page or an error.',
  },
  {
    start: /^\s*(?:\[\s*)?\{\s*"[^"]*"\s*:/,
    explanation: 'This is JSON, not a CSV file. Let the export write CSV, or convert it in a step before.',
  },
];

/** What a text is that is not CSV, and what to do; undefined for what may be CSV. */
export function describeOtherFormat(start: string): string | undefined {
  return OTHER_FORMATS.find((format) => format.start.test(start))?.explanation;
}
