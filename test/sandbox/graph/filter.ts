import { type DirectoryUser, USER_PROPERTIES, type UserProperty } from './directory.ts';
import { badRequest, notInSandbox, unsupportedQuery } from './graph-error.ts';

/** A comparison: the property, or one of its values, equals one of these. */
interface Comparison {
  readonly kind: 'equals';
  readonly property: UserProperty;
  readonly values: readonly string[];
}

interface Combination {
  readonly kind: 'or' | 'and';
  readonly parts: readonly Filter[];
}

/** The supported part of `$filter`: `eq`, `in`, `any` with `eq`, `or`, `and` and brackets. */
export type Filter = Comparison | Combination;

/** Documented in "Known issues with Microsoft Graph"; users report the same message. */
const MAX_CLAUSES = 15;
/** Maximum length of a value without advanced query. From the same page. */
const MAX_VALUE_LENGTH = 120;

/** Features of real Graph that the sandbox does not support. */
const OTHER_FUNCTIONS = ['not', 'startswith', 'startsWith', 'endswith', 'endsWith', 'contains'];
const OTHER_OPERATORS = ['ne', 'gt', 'ge', 'lt', 'le', 'has'];

const TOKEN = /'(?:[^']|'')*'|[A-Za-z_]\w*|\S/g;

/** @throws {GraphError} 400 for an invalid filter of users. */
export function parseFilter(text: string): Filter {
  const parser = new FilterParser(text);
  return parser.parse();
}

/**
 * Rejects filters that the directory rejects.
 * @param isAdvanced `$count=true` and `ConsistencyLevel: eventual` were given.
 */
export function checkFilter(filter: Filter, isAdvanced: boolean): void {
  const comparisons = comparisonsOf(filter);
  const advanced = comparisons.find(({ property }) => USER_PROPERTIES[property] === 'advanced');
  const unsupported =
    comparisons.find(({ property }) => USER_PROPERTIES[property] === 'no') ??
    (isAdvanced ? undefined : advanced) ??
    comparisons.find(({ values }) => values.includes(''));
  if (unsupported !== undefined) {
    throw unsupportedQuery(
      `Unsupported or invalid query filter clause specified for property '${unsupported.property}' of resource 'User'.`,
    );
  }
  const clauses = comparisons.reduce((sum, { values }) => sum + values.length, 0);
  if (clauses > MAX_CLAUSES) {
    throw unsupportedQuery(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${clauses}. Max allowed: ${MAX_CLAUSES}.`,
    );
  }
  const isLong = comparisons.some(({ values }) => values.some((value) => value.length > MAX_VALUE_LENGTH));
  if (isLong && !isAdvanced) throw unsupportedQuery('A value of the filter is too long.');
}

/** All properties that a filter compares. */
export function filteredProperties(filter: Filter): UserProperty[] {
  return comparisonsOf(filter).map(({ property }) => property);
}

/** @returns A function that matches users. Case is ignored, as in the directory. */
export function matcherOf(filter: Filter): (user: DirectoryUser) => boolean {
  if (filter.kind === 'equals') return equalityOf(filter.property, filter.values);
  const parts = filter.kind === 'or' ? merged(filter.parts) : filter.parts;
  const matchers = parts.map(matcherOf);
  return filter.kind === 'or'
    ? (user) => matchers.some((matches) => matches(user))
    : (user) => matchers.every((matches) => matches(user));
}

function equalityOf(property: UserProperty, values: readonly string[]): (user: DirectoryUser) => boolean {
  const lowerCase = new Set(values.map((value) => value.toLowerCase()));
  return (user) => [user[property] ?? []].flat().some((value) => lowerCase.has(String(value).toLowerCase()));
}

/** Merges alternatives for one property into one comparison, because a directory is searched many times. */
function merged(parts: readonly Filter[]): Filter[] {
  const comparisons = parts.filter((part) => part.kind === 'equals');
  const byProperty = Map.groupBy(comparisons, ({ property }) => property);
  const joined = Array.from(byProperty, ([property, same]): Comparison => {
    return { kind: 'equals', property, values: same.flatMap(({ values }) => values) };
  });
  return [...joined, ...parts.filter((part) => part.kind !== 'equals')];
}

function comparisonsOf(filter: Filter): Comparison[] {
  return filter.kind === 'equals' ? [filter] : filter.parts.flatMap(comparisonsOf);
}

class FilterParser {
  readonly #text: string;
  readonly #tokens: readonly { readonly text: string; readonly at: number }[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = Array.from(text.matchAll(TOKEN), ({ 0: token, index: at }) => ({ text: token, at }));
  }

  parse(): Filter {
    const filter = this.#combination('or', () => this.#combination('and', () => this.#operand()));
    if (this.#peek() !== undefined) throw this.#syntaxError();
    return filter;
  }

  #combination(kind: 'or' | 'and', operand: () => Filter): Filter {
    const parts = [operand()];
    while (this.#peek() === kind) {
      this.#next += 1;
      parts.push(operand());
    }
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  #operand(): Filter {
    if (this.#peek() === '(') {
      this.#next += 1;
      const inner = this.#combination('or', () => this.#combination('and', () => this.#operand()));
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Filter {
    const name = this.#name();
    if (OTHER_FUNCTIONS.includes(name)) throw notInSandbox(`the function ${name}`);
    const property = propertyNamed(name);
    const isCollection = USER_PROPERTIES[property] === 'collection';
    const operator = this.#take();
    if (operator === '/') return this.#any(property);
    if (OTHER_OPERATORS.includes(operator)) throw notInSandbox(`the operator ${operator}`);
    if (operator !== 'eq' && operator !== 'in') throw this.#syntaxError();
    if (isCollection) {
      throw badRequest(
        "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Collection(Edm.String)' and 'Edm.String' for operator kind 'Equal'.",
      );
    }
    const values = operator === 'eq' ? [this.#literal()] : this.#list();
    return { kind: 'equals', property, values };
  }

  /** `any(x:x eq 'value')`. */
  #any(property: UserProperty): Filter {
    this.#expect('any');
    this.#expect('(');
    const variable = this.#name();
    this.#expect(':');
    this.#expect(variable);
    this.#expect('eq');
    const value = this.#literal();
    if (this.#peek() === 'or' || this.#peek() === 'and' || USER_PROPERTIES[property] !== 'collection') {
      throw unsupportedQuery(
        `Unsupported or invalid query filter clause specified for property '${property}' of resource 'User'.`,
      );
    }
    this.#expect(')');
    return { kind: 'equals', property, values: [value] };
  }

  #list(): string[] {
    this.#expect('(');
    const values = [this.#literal()];
    while (this.#peek() === ',') {
      this.#next += 1;
      values.push(this.#literal());
    }
    this.#expect(')');
    return values;
  }

  #literal(): string {
    const token = this.#peek() ?? '';
    if (!/^'.*'$/s.test(token) || token === "'") throw this.#syntaxError();
    this.#next += 1;
    return token.slice(1, -1).replaceAll("''", "'");
  }

  #name(): string {
    if (!/^[A-Za-z_]/.test(this.#peek() ?? '')) throw this.#syntaxError();
    return this.#take();
  }

  #expect(token: string): void {
    if (this.#peek() !== token) throw this.#syntaxError();
    this.#next += 1;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.text;
  }

  #take(): string {
    const token = this.#peek();
    if (token === undefined) throw this.#syntaxError();
    this.#next += 1;
    return token;
  }

  #syntaxError() {
    const at = this.#tokens[this.#next]?.at ?? this.#text.length;
    return badRequest(`Invalid filter clause: Syntax error at position ${at} in '${this.#text}'.`);
  }
}

/** @throws {GraphError} for properties that users do not have. */
export function propertyNamed(name: string): UserProperty {
  if (Object.hasOwn(USER_PROPERTIES, name)) return name as UserProperty;
  throw badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.user'.`);
}
