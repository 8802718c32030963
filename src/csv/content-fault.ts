/** Something in a file's content that ends its reading. `line` is the physical line where it shows, from 1. */
export class ContentFault extends Error {
  readonly line: number;
  /** One sentence for people; holds nothing of the file. */
  readonly explanation: string;

  constructor(line: number, explanation: string) {
    super(explanation);
    this.line = line;
    this.explanation = explanation;
  }
}

/** The bytes are not text in the expected encoding. */
export class UnreadableTextError extends ContentFault {
  override readonly name = 'UnreadableTextError';
}

/** The text was decoded, but not in the encoding that it was written in. */
export class WrongEncodingError extends ContentFault {
  override readonly name = 'WrongEncodingError';
}

/** Quotation marks do not match, or a record is too large. `line` is where the quotation mark stands. */
export class BrokenQuotingError extends ContentFault {
  override readonly name = 'BrokenQuotingError';
}
