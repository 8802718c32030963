import type { Explanation } from '../errors.ts';
import { suggestion } from '../text/did-you-mean.ts';
import { INPUT_TABLE, type InputName } from './input-table.ts';

/** One line of an input such as `columns`: `name: value`. */
export interface InputEntry {
  readonly name: string;
  readonly value: string;
}

/** Reads inputs and collects all problems, so that one run reports all mistakes. */
export class InputReader {
  /** In the order found; a promise if the explanation needs a lazy import. */
  readonly problems: (Explanation | Promise<Explanation>)[] = [];
  readonly #getInput: (name: InputName) => string;

  /** @param getInput Returns an input as passed by the runner; empty if it is not set. */
  constructor(getInput: (name: InputName) => string) {
    this.#getInput = getInput;
  }

  /** The same inputs with some of them changed, and without the problems of these. */
  with(changed: ReadonlyMap<InputName, string>): InputReader {
    return new InputReader((name) => changed.get(name) ?? this.#getInput(name));
  }

  add(...problems: readonly (Explanation | Promise<Explanation>)[]): void {
    this.problems.push(...problems);
  }

  /** The trimmed input; its default if it is empty. */
  text(name: InputName): string {
    return this.raw(name).trim() || INPUT_TABLE[name].default;
  }

  /** The untrimmed input; for secrets and for a tab as delimiter. */
  raw(name: InputName): string {
    return this.#getInput(name);
  }

  /** The lines of an input that are not blank. */
  lines(name: InputName): string[] {
    return this.text(name)
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  choice<T extends string>(name: InputName, values: readonly T[]): T {
    const text = this.text(name).toLowerCase();
    const value = values.find((candidate) => candidate === text);
    if (value !== undefined) return value;
    this.add({
      code: 'input-not-allowed',
      what: `The input \`${name}\` must be one of: ${values.join(', ')}.`,
      fix: [`Set \`${name}\` to one of these values.${suggestion(text, values)}`],
    });
    return values[0]!;
  }

  boolean(name: InputName): boolean {
    const text = this.text(name);
    if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    this.add({
      code: 'input-not-boolean',
      what: `The input \`${name}\` must be true or false.`,
      fix: [`Set \`${name}\` to true or false.`],
    });
    return false;
  }

  /** A whole number; undefined if the input is empty and has no default. */
  integer(name: InputName, minimum: number, maximum: number): number | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    this.add({
      code: 'input-not-in-range',
      what: `The input \`${name}\` must be a whole number from ${minimum} to ${maximum}.`,
      fix: [
        `Set \`${name}\` to a number in this range, without separators${INPUT_TABLE[name].default === '' ? '' : `; the default is ${INPUT_TABLE[name].default}`}.`,
      ],
    });
    return undefined;
  }

  /**
   * Lines of the form `name: value`.
   * @param example Shown if a line has another form.
   */
  entries(name: InputName, example: string): InputEntry[] {
    const lines = this.lines(name);
    if (lines.length > MAX_ENTRIES) {
      this.add({
        code: 'input-line-malformed',
        what: `The input \`${name}\` has more than ${MAX_ENTRIES} lines.`,
        fix: [`Write one entry per line, such as \`${example}\`, and remove entries that are not needed.`],
      });
      return [];
    }
    return lines.flatMap((line, i) => {
      // A regular expression for spaces around the colon takes minutes for a line of spaces.
      const colon = line.indexOf(':');
      const left = line.slice(0, Math.max(colon, 0)).trim();
      const right = line.slice(colon + 1).trim();
      if (left !== '' && right !== '') return [{ name: left, value: unquoted(right) }];
      this.add({
        code: 'input-line-malformed',
        what: `Line ${i + 1} of the input \`${name}\` is not of the form \`name: value\`.`,
        fix: [`Write one entry per line, such as \`${example}\`.`],
      });
      return [];
    });
  }
}

/** There are fewer rules, fields and scenarios. */
const MAX_ENTRIES = 1000;

/** Removes quotation marks around a value, as in YAML. */
function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}
