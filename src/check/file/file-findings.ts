import type { HeaderProblem } from '../columns/file-columns.ts';
import type { FindingLog } from '../finding-log.ts';
import type { Message, Severity } from '../findings.ts';
import { RULES, type RuleName, type RuleSettings, severityOf } from '../rules.ts';

/** The findings of one file, with the severities that the customer chose. */
export class FileFindings {
  /** An error concerns the file as a whole: nothing may be uploaded, regardless of `invalid-rows`. */
  isStopped = false;
  readonly #log: FindingLog;
  readonly #rules: RuleSettings;
  readonly #file: number;

  /** @param file Position among the files of the run. */
  constructor(log: FindingLog, rules: RuleSettings, file: number) {
    this.#log = log;
    this.#rules = rules;
    this.#file = file;
  }

  /** @param own The severity here, if it differs from the rule's own; the customer's overrides both. */
  add(rule: RuleName, column: string | null, message: Message, line: number, own?: Severity): void {
    const severity = this.severityOf(rule, own);
    if (severity === 'off') return;
    const { seen, fix } = typeof message === 'string' ? { seen: message, fix: '' } : message;
    this.#log.add({
      rule,
      severity,
      file: this.#file,
      line,
      column,
      message: seen,
      // Worked out when it is read, which is when all records are known.
      get fix() {
        return (typeof fix === 'function' ? fix() : fix) || undefined;
      },
    });
    if (severity === 'error' && RULES[rule].scope === 'file') this.isStopped = true;
  }

  /** The severity of a rule in this run; see `add`. */
  severityOf(rule: RuleName, own?: Severity): Severity | 'off' {
    return severityOf(rule, this.#rules, own);
  }

  /** ` of NAME` for a place in another file; empty for one in this file. */
  otherFile(file: number): string {
    return file === this.#file ? '' : ` of ${this.#log.fileNames[file]}`;
  }

  addAll(problems: readonly HeaderProblem[], line: number): void {
    for (const { rule, column, message } of problems) this.add(rule, column, message, line);
  }
}
