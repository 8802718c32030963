import { SpoolFile } from '../files/spool-file.ts';
import type { AlikeFindings, Finding, FindingSummary, Severity } from './findings.ts';
import { RULE_NAMES, type RuleName } from './rules.ts';

/** Maximum number of findings of each severity in the summary. */
const MAX_FIRST = 50;
/** Maximum number of annotated findings of each severity; see `report/annotations.ts`. */
const MAX_ANNOTATIONS = 9;

/** Minimum number of findings with the same message that are shown as one. */
const MIN_ALIKE = 20;
/** Maximum number of distinct messages that are counted; with more, findings are rarely alike. */
const MAX_MESSAGES = 1_000;

/** Counts findings, keeps the first ones, and writes all of them to a JSON file as they come. */
export class FindingLog {
  readonly path: string;
  /** By `Finding.file`. */
  readonly fileNames: readonly string[];
  readonly #file: SpoolFile;
  readonly #counts = new Map<RuleName, { severity: Severity; count: number; first: Finding[] }>();
  readonly #first: Record<Severity, Finding[]> = { error: [], warning: [] };
  readonly #alike = new Map<string, { count: number; first: Finding }>();
  #total = 0;

  /** @param fileNames Names for messages, by `Finding.file`. */
  constructor(path: string, fileNames: readonly string[]) {
    this.path = path;
    this.#file = new SpoolFile(path);
    this.fileNames = fileNames;
    this.#file.write(Buffer.from('['));
  }

  add(finding: Finding): void {
    const { rule, severity, line, column } = finding;
    // Without a file (`allow-empty`), the number of records can still be a finding.
    const file = this.fileNames[finding.file] ?? '';
    const entry = { rule, severity, file, line, column };
    this.#file.write(Buffer.from(`${this.#total === 0 ? '' : ','}\n${JSON.stringify(entry)}`));
    this.#total += 1;
    const counted = this.#counts.get(rule) ?? { severity, count: 0, first: [] };
    this.#counts.set(rule, counted);
    counted.count += 1;
    if (counted.first.length < MAX_ANNOTATIONS) counted.first.push(finding);
    const count = this.#countAlike(finding);
    const first = this.#first[severity];
    if (count === MIN_ALIKE) this.#first[severity] = first.filter((one) => keyOf(one) !== keyOf(finding));
    else if (count < MIN_ALIKE && first.length < MAX_FIRST) first.push(finding);
  }

  /** @returns Number of findings so far with the same message; 1 if it is not counted. */
  #countAlike(finding: Finding): number {
    const key = keyOf(finding);
    const known = this.#alike.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#alike.size < MAX_MESSAGES) this.#alike.set(key, { count: 1, first: finding });
    return known?.count ?? 1;
  }

  #manyAlike(): AlikeFindings[] {
    return [...this.#alike.values()]
      .filter(({ count }) => count >= MIN_ALIKE)
      .sort((a, b) => bySeverity(a.first, b.first) || b.count - a.count);
  }

  /** Completes the file. No findings can be added afterwards. */
  finish(): FindingSummary {
    this.#file.write(Buffer.from('\n]\n'));
    this.#file.close();
    const counts = [...this.#counts.entries()]
      .map(([rule, { severity, count }]) => ({ rule, severity, count }))
      .sort((a, b) => bySeverity(a, b) || b.count - a.count);
    const total = (severity: Severity): number =>
      counts.reduce((sum, entry) => sum + (entry.severity === severity ? entry.count : 0), 0);
    return {
      errors: total('error'),
      warnings: total('warning'),
      counts,
      alike: this.#manyAlike(),
      first: [...this.#first.error.toSorted(byPlace), ...this.#first.warning.toSorted(byPlace)],
      telling: [
        ...this.#mostTelling('error', MAX_ANNOTATIONS),
        ...this.#mostTelling('warning', MAX_ANNOTATIONS),
      ],
    };
  }

  /** Takes one finding of every rule, then a second one of every rule, and so on. */
  #mostTelling(severity: Severity, maximum: number): Finding[] {
    const byRule = RULE_NAMES.map((rule) => this.#counts.get(rule)).filter(
      (entry) => entry?.severity === severity,
    );
    const chosen: Finding[] = [];
    for (let round = 0; round < maximum && chosen.length < maximum; round += 1) {
      chosen.push(...byRule.flatMap((entry) => entry?.first[round] ?? []));
    }
    return chosen.slice(0, maximum);
  }
}

/** What findings have in common that say the same. Their advice is worked out at the end, and follows from this. */
function keyOf({ rule, column, message }: Finding): string {
  return `${rule}\n${column ?? ''}\n${message}`;
}

/** Errors before warnings. */
function bySeverity(a: { severity: Severity }, b: { severity: Severity }): number {
  return Number(a.severity === 'warning') - Number(b.severity === 'warning');
}

function byPlace(a: Finding, b: Finding): number {
  return a.file - b.file || a.line - b.line;
}
