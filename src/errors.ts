/** A piece of text for people: one entry is one line. Text from outside in it has been through `report/redaction.ts`. */
export type Lines = readonly string[];

/** Who has to act: `user` (an input, the file, the tenant's set-up), `service` (Microsoft, GitHub, the network) or `us` (a defect of this action). */
export type Blame = 'user' | 'service' | 'us';

/** The three things that every failure tells. */
export interface Explanation {
  /** What was seen, in one sentence. Never holds a cell of the CSV, a secret or a library's own message. */
  readonly what: string;
  /** What it means, where that is not evident. */
  readonly means?: string;
  /** What to do next: one step a line, with the setting or command to use. */
  readonly fix: Lines;
}

/**
 * A failure that we can explain. Everything that ends a run is one of these; any other exception is a defect and
 * is shown by its type alone, since its message may quote data.
 */
export class ActionError extends Error implements Explanation {
  override readonly name = 'ActionError';
  readonly what: string;
  readonly means?: string;
  readonly fix: Lines;
  readonly blame: Blame;

  constructor(explanation: Explanation, blame: Blame = 'user', options?: ErrorOptions) {
    super(explanation.what, options);
    this.what = explanation.what;
    if (explanation.means !== undefined) this.means = explanation.means;
    this.fix = explanation.fix;
    this.blame = blame;
  }
}

/** Several mistakes found together, such as all the wrong inputs of a run. `problems` has at least one entry. */
export class ActionErrors extends ActionError {
  readonly problems: readonly Explanation[];

  constructor(problems: readonly Explanation[]) {
    const [first] = problems;
    if (first === undefined) throw new RangeError('ActionErrors needs at least one problem');
    super(
      problems.length === 1
        ? first
        : {
            what: `${problems.length} mistakes: ${problems.map((p) => p.what).join(' ')}`,
            fix: problems.flatMap((p) => p.fix),
          },
    );
    this.problems = problems;
  }
}
