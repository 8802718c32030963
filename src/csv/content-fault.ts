/** A problem in a file's content after which it cannot be read. `line` is the physical line of the problem, from 1. */
export class ContentFault extends Error {
  readonly line: number;
  /** One sentence; contains no text of the file. */
  readonly explanation: string;
  /** What to do about it; empty if the explanation contains it, or if the rule's advice is enough. */
  readonly fix: string;

  constructor(line: number, explanation: string, fix = '') {
    super(explanation);
    this.line = line;
    this.explanation = explanation;
    this.fix = fix;
  }
}

/** The bytes are not text in the expected encoding. */
export class UnreadableTextError extends ContentFault {
  override readonly name = 'UnreadableTextError';
}

/** The text was decoded with the wrong encoding. */
export class WrongEncodingError extends ContentFault {
  override readonly name = 'WrongEncodingError';
}

/** Quotation marks do not match, or a record is too large. `line` is the line of the quotation mark. */
export class BrokenQuotingError extends ContentFault {
  override readonly name = 'BrokenQuotingError';
}
