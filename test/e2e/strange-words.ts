/** Words that occur nowhere else, and the search for them in visible text. */

/** Generates unique meaningless words of letters, other scripts and digits. */
export class StrangeWords {
  readonly all: string[] = [];
  #next = 0;

  /** A word of Latin letters with an accent. */
  name(): string {
    const syllables = ['vro', 'zuq', 'xel', 'wmi', 'kyj', 'qop', 'dvu', 'blé', 'gnø', 'fpa'];
    this.#next += 1;
    let number = this.#next * 7919 + 13;
    let word = '';
    for (let i = 0; i < 5; i++) {
      word += syllables[number % 10]!;
      number = Math.floor(number / 10) * 3 + i + 7;
    }
    return this.#keep(`Q${word}${letters(this.#next)}`);
  }

  /** A word of plain letters, for a user name. */
  plain(): string {
    this.#next += 1;
    return this.#keep(`Wuzqa${letters(this.#next)}kvlomy`);
  }

  han(): string {
    this.#next += 1;
    return this.#keep(`龘靐${String.fromCodePoint(0x4e00 + this.#next)}齾`);
  }

  digits(): string {
    this.#next += 1;
    return this.#keep(`90${this.#next}7351${this.#next}4268`);
  }

  user(): string {
    return `${this.plain()}@${this.plain()}.example`;
  }

  /** A unique time within the last days. */
  date(): string {
    this.#next += 1;
    const day = new Date(Date.now() - (1 + (this.#next % 20)) * 86_400_000).toISOString().slice(0, 10);
    return `${day}T04:17:${this.#keep(`37.7${String(this.#next).padStart(4, '0')}21`)}+05:30`;
  }

  #keep(word: string): string {
    this.all.push(word);
    return word;
  }

  /** Forgets all words but the first ones, so that a search is for those that a run can have. */
  keepFirst(count: number): void {
    this.all.length = count;
  }

  /** The words that a text contains, in whatever form. */
  foundIn(text: string): string[] {
    return find(this.all, text);
  }
}

function letters(number: number): string {
  return number.toString(20).replace(/\d/g, (digit) => 'jkmpstvwxz'[Number(digit)]!);
}

/** @returns The words that occur in the text, in any case, normal form or encoding. */
export function find(words: readonly string[], text: string): string[] {
  const haystacks = [text, text.toLowerCase(), squeeze(text), text.normalize('NFD').toLowerCase()];
  return words.filter((word) =>
    forms(word).some((form) => haystacks.some((haystack) => haystack.includes(form))),
  );
}

/** Only letters and digits, to find a word that was separated by other characters. */
function squeeze(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

const formsByWord = new Map<string, readonly string[]>();

function forms(word: string): readonly string[] {
  const known = formsByWord.get(word) ?? makeForms(word);
  formsByWord.set(word, known);
  return known;
}

function makeForms(word: string): string[] {
  const spellings = new Set(
    [word, word.toLowerCase(), word.toUpperCase()].flatMap((one) => [
      one.normalize('NFC'),
      one.normalize('NFD'),
    ]),
  );
  const encoded = [...spellings].flatMap((one) => {
    const bytes = Buffer.from(one);
    const utf16 = Buffer.from(one, 'utf16le');
    return [
      ...base64Forms(bytes),
      ...base64Forms(utf16),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      encodeURIComponent(one),
      JSON.stringify(one).slice(1, -1),
      Array.from(one, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      Array.from(one, (c) => `&#${c.codePointAt(0)};`).join(''),
      [...one].reverse().join(''),
    ];
  });
  return [...new Set([...spellings, squeeze(word), ...encoded])];
}

/** The word in the base64 of a longer text, at each of the three positions. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Without the characters that also encode adjacent bytes.
    const core = text.slice(
      before === 0 ? 0 : before + 1,
      (bytes.length + before) % 3 === 0 ? undefined : -1,
    );
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
