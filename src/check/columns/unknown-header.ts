import { printable } from '../../text/printable.ts';
import { normalName, trimmed } from '../../text/white-space.ts';
import { lookOf } from '../dates/hints/date-look.ts';
import { isUser } from '../users.ts';
import { isPlaceholder } from '../values/placeholder.ts';
import { isPlainName } from './column-label.ts';
import { describeSeen } from './seen-columns.ts';

/** Minimum number of records below the first line for its cells to count as column names. */
const MIN_RECORDS = 3;

/** A date in a common form, with or without a time. */
const DATE_FORM =
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})|\d{1,2}[- .]?\p{L}{3,9}[- .,]*\d{2,4}|(?:19|20)\d{6})(?:(?:T| {1,2})\d{1,2}:\d{2}[\d:.]{0,16} ?(?:[AP]M|Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/iu;
const MAX_DATE = 48;

/**
 * Looks for columns of users and of dates in a file whose header has no known name, to suggest lines for `columns`. The
 * names of such columns may be shown: a person's name never has a column of other people's users below it.
 */
export class UnknownHeader {
  readonly #names: readonly string[];
  readonly #hasUsers: boolean[];
  readonly #hasDates: boolean[];
  /** The first row cannot be a header: it has a value of a record. */
  readonly #isRecord: boolean;
  /** Columns that have their name as a value beside others: with two of them, the first row is a record too. */
  readonly #repeated = new Set<number>();
  readonly #varied = new Set<number>();
  #records = 0;

  constructor(cells: readonly string[]) {
    this.#names = cells.map(normalName);
    this.#isRecord = cells.map(trimmed).some(isValue);
    const isName = cells.map((cell) => isPlainName(cell.trim()) && !isDate(cell.trim()));
    this.#hasUsers = [...isName];
    this.#hasDates = [...isName];
  }

  /** Must be called for every record below the header. */
  observe(cells: readonly string[]): void {
    this.#records += 1;
    for (const i of this.#names.keys()) {
      const value = trimmed(cells[i] ?? '');
      if (value !== '') (value === this.#names[i] ? this.#repeated : this.#varied).add(i);
      this.#hasUsers[i] &&= isUser(value);
      this.#hasDates[i] &&= isDate(value);
    }
  }

  /** The first row is a record, or no column can be one of users, or none of dates: further records change nothing. */
  get isSettled(): boolean {
    return this.#looksLikeRecord || !this.#hasUsers.includes(true) || !this.#hasDates.includes(true);
  }

  get #looksLikeRecord(): boolean {
    return this.#isRecord || [...this.#repeated].filter((i) => this.#varied.has(i)).length >= 2;
  }

  /** Positions of the columns whose names may be shown: columns of users and of dates, where the file has both. */
  shownPositions(): ReadonlySet<number> {
    if (this.#records < MIN_RECORDS || this.isSettled) return new Set();
    return new Set([...this.#names.keys()].filter((i) => this.#hasUsers[i] || this.#hasDates[i]));
  }

  /** Describes the columns: users and dates by name, others by number. */
  describe(): string {
    const shown = this.shownPositions();
    return describeSeen(this.#names.map((name, i) => (shown.has(i) ? name : `column ${i + 1}`)));
  }

  /** Names the columns that contain users and dates; empty if that is unknown or must not be shown. */
  advice(): string {
    if (this.#records < MIN_RECORDS || this.isSettled) return '';
    const users = this.#quoted(this.#hasUsers);
    const dates = this.#quoted(this.#hasDates);
    return `${contain(users)} users, and ${contain(dates)} dates: map them with lines in \`columns\`, such as \`EmailAddress: ${users.length === 1 ? users[0]!.slice(1) : '…`'}, and set \`scenario\` if it is still unclear.`;
  }

  #quoted(flags: readonly boolean[]): string[] {
    return this.#names.filter((_, i) => flags[i]).map((name) => `\`${printable(name)}\``);
  }
}

/** A user, a date, a number, or a word for a value that is missing: none is the name of a column. */
function isValue(cell: string): boolean {
  return isUser(cell) || isDate(cell) || /^[\d.,/-]+$/.test(cell) || (cell !== '' && isPlaceholder(cell));
}

function contain(names: readonly string[]): string {
  return `${names.join(', ')} ${names.length === 1 ? 'contains' : 'contain'}`;
}

function isDate(value: string): boolean {
  if (value.length > MAX_DATE) return false;
  // Eight digits without separators may be any number.
  return DATE_FORM.test(value) || (/\D/.test(value) && lookOf(value) !== undefined);
}
