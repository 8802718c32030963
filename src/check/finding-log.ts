import { SpoolFile } from '../files/spool-file.ts';
import type { Finding, FindingSummary, Severity } from './findings.ts';
import { RULE_NAMES, RULES, type RuleName } from './rules.ts';

/** Maximum number of findings of each severity in the summary. */
const MAX_FIRST = 50;
/** Maximum number of annotated findings of each severity; see `report/annotations.ts`. */
const MAX_ANNOTATIONS = 9;

/** Counts findings, keeps the first ones, and writes all of them to a JSON file as they come. */
export class FindingLog {
  readonly path: string;
  /** By `Finding.file`. */
  readonly fileNames: readonly string[];
  readonly #file: SpoolFile;
  readonly #counts = new Map<RuleName, { severity: Severity; count: number; first: Finding[] }>();
  readonly #first: Readonly<Record<Severity, Finding[]>> = { error: [], warning: [] };
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
    const first = this.#first[severity];
    if (first.length < MAX_FIRST) first.push(finding);
  }

  /** Completes the file. No findings can be added afterwards. */
  finish(): FindingSummary {
    this.#file.write(Buffer.from('\n]\n'));
    this.#file.close();
    const counts = [...this.#counts.entries()]
      .map(([rule, { severity, count }]) => ({ rule, severity, count }))
      .sort(
        (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning') || b.count - a.count,
      );
    const total = (severity: Severity): number =>
      counts.reduce((sum, entry) => sum + (entry.severity === severity ? entry.count : 0), 0);
    return {
      errors: total('error'),
      warnings: total('warning'),
      counts,
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

function byPlace(a: Finding, b: Finding): number {
  return a.file - b.file || a.line - b.line;
}

/** The customer's severities; see the input `rules`. */
export type RuleSettings = ReadonlyMap<RuleName, Severity | 'off'>;

/** The severity of a rule in this run. */
export function severityOf(rule: RuleName, settings: RuleSettings): Severity | 'off' {
  return settings.get(rule) ?? RULES[rule].severity;
}
