/** Texts that are saved as .csv by mistake, by how they begin. */
const OTHER_FORMATS: readonly { readonly start: RegExp; readonly explanation: string }[] = [
  {
    start: /^version https:\/\/git-lfs\.github\.com\/spec\//,
    explanation:
      'This is a pointer of Git LFS, not the file itself: set `lfs: true` at actions/checkout, so that the file is downloaded.',
  },
  {
    start: /^(?:\.\.\/)*(?:\.git)?\/annex\/objects\//,
    explanation:
      'This is a pointer of git-annex, not the file itself: get the file in an earlier step (`git annex get`).',
  },
  {
    start: /^\s*-----BEGIN PGP MESSAGE-----/,
    explanation:
      'This file is encrypted (PGP). Decrypt it in an earlier step, and let `csv-path` name the result.',
  },
  {
    start: /^\s*-----BEGIN (?:PKCS7|CMS)-----/,
    explanation:
      'This file is encrypted or signed (S/MIME). Decrypt it in an earlier step, and let `csv-path` name the result.',
  },
  {
    start: /^\s*-----BEGIN /,
    explanation: 'This is a key or certificate in PEM form, not a CSV file: check `csv-path`.',
  },
  {
    start: /^\s*<(?:!--|(?:!doctype|html|\?xml|head|body|table|meta|style|script|div)\b)/i,
    explanation:
      'This is a web page or XML, not a CSV file: perhaps the HR system answered with its sign-in page or an error, or exports an HTML table under the name of a workbook.',
  },
  {
    start: /^<{7} /,
    explanation:
      'The file has the marks of a merge conflict of Git. Resolve the conflict in the repository and commit the file.',
  },
  {
    start: /^\s*(?:\[\s*)?\{\s*"[^"]*"\s*:/,
    explanation: 'This is JSON, not a CSV file. Let the export write CSV, or convert it in an earlier step.',
  },
  {
    start: /^\s*(?:HTTP\/\d\S* )?[45]\d\d:? \p{L}[\p{L} ]{2,40}\s*$/u,
    explanation:
      'This is an error of a server in place of the file. Look at the step that downloads it; with curl, `--fail` makes such a step fail.',
  },
];

/** What a text is that is not CSV, and what to do; undefined for what may be CSV. */
export function describeOtherFormat(start: string): string | undefined {
  return OTHER_FORMATS.find((format) => format.start.test(start))?.explanation;
}
