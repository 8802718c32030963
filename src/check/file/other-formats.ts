/** Formats that are saved as .csv by mistake, by how they start. */
const OTHER_FORMATS: readonly { readonly start: RegExp; readonly explanation: string }[] = [
  {
    start: /^version https:\/\/git-lfs\.github\.com\/spec\//,
    explanation:
      'This is a Git LFS pointer, not the file itself: set `lfs: true` for actions/checkout to download the file.',
  },
  {
    start: /^(?:\.\.\/)*(?:\.git)?\/annex\/objects\//,
    explanation:
      'This is a git-annex pointer, not the file itself: get the file in an earlier step (`git annex get`).',
  },
  {
    start: /^\s*-----BEGIN PGP MESSAGE-----/,
    explanation:
      'This file is encrypted (PGP). Decrypt it in an earlier step, and set `csv-path` to the result.',
  },
  {
    start: /^\s*-----BEGIN (?:PKCS7|CMS)-----/,
    explanation:
      'This file is encrypted or signed (S/MIME). Decrypt it in an earlier step, and set `csv-path` to the result.',
  },
  {
    start: /^\s*-----BEGIN /,
    explanation: 'This is a key or certificate in PEM form, not a CSV file: check `csv-path`.',
  },
  {
    start: /^\s*<(?:!--|(?:!doctype|html|\?xml|head|body|table|meta|style|script|div)\b)/i,
    explanation:
      'This is a web page or XML, not a CSV file. The HR system may have returned its sign-in page or an error, or saved an HTML table under the name of a workbook.',
  },
  {
    start: /^<{7} /,
    explanation:
      'The file has Git merge conflict markers. Resolve the conflict in the repository and commit the file.',
  },
  {
    start: /^\s*(?:\[\s*)?\{\s*"[^"]*"\s*:/,
    explanation: 'This is JSON, not a CSV file. Export CSV, or convert it in an earlier step.',
  },
  {
    start: /^\s*(?:HTTP\/\d\S* )?[45]\d\d:? \p{L}[\p{L} ]{2,40}\s*$/u,
    explanation:
      'This is a server error message instead of the file. Check the step that downloads it; with curl, `--fail` makes such a step fail.',
  },
];

/** Explains which other format a text has, and what to do; undefined if it may be CSV. */
export function describeOtherFormat(start: string): string | undefined {
  return OTHER_FORMATS.find((format) => format.start.test(start))?.explanation;
}
