/** The inputs that a suggestion may contain, in the order in which it shows them. Form alone: nothing about which records are right. */
export const SUGGESTED_INPUTS = [
  'encoding',
  'delimiter',
  'header-line',
  'ignore-rows',
  'scenario',
  'scenario-column',
  'scenario-values',
  'columns',
  'date-format',
] as const;

export type SuggestedInputName = (typeof SUGGESTED_INPUTS)[number];

/** One input with the value to set. */
export interface SuggestedInput {
  readonly name: SuggestedInputName;
  /** As the input takes it: one entry a line. Shown under law 1: a column whose name may not be shown is `<column 3>`. */
  readonly value: string;
}

/** Inputs with which the check was seen to do better. */
export interface Suggestion {
  /** Empty where all depends on what only people know. */
  readonly inputs: readonly SuggestedInput[];
  readonly errorsBefore: number;
  /** Errors that the check of the whole input finds with them. */
  readonly errorsAfter: number;
  /** Nothing is left to decide: the errors are those with the inputs as they are. */
  readonly isDecided: boolean;
  /** What could not be known, and what to do about it: one sentence or two each. */
  readonly notes: readonly string[];
}
