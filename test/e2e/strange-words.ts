/** Words that stand nowhere else, and the search for them in what people see. */

/** Makes words that are no words: of letters, of other scripts, of digits; each only once. */
export class StrangeWords {
  readonly all: string[] = [];
  #next = 0;

  /** A word of Latin letters, with an accent in it. */
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

  /** A word of plain letters, as a user name takes it. */
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

  /** A moment in the last days, whose seconds tell it from any other. */
  date(): string {
    this.#next += 1;
    const day = new Date(Date.now() - (1 + (this.#next % 20)) * 86_400_000).toISOString().slice(0, 10);
    return `${day}T04:17:${this.#keep(`37.7${String(this.#next).padStart(4, '0')}21`)}+05:30`;
  }

  #keep(word: string): string {
    this.all.push(word);
    return word;
  }

  /** The words that can be found in a text, in any of the forms in which a text may carry them. */
  foundIn(text: string): string[] {
    return find(this.all, text);
  }
}

function letters(number: number): string {
  return number.toString(20).replace(/\d/g, (digit) => 'jkmpstvwxz'[Number(digit)]!);
}

/** @returns Those words that stand in the text, whatever their case, normal form or encoding. */
export function find(words: readonly string[], text: string): string[] {
  const haystacks = [text, text.toLowerCase(), squeeze(text), text.normalize('NFD').toLowerCase()];
  return words.filter((word) =>
    forms(word).some((form) => haystacks.some((haystack) => haystack.includes(form))),
  );
}

/** Without anything but letters and digits: finds a word that was cut in pieces by marks. */
function squeeze(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function forms(word: string): string[] {
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
  return [...spellings, squeeze(word), ...encoded];
}

/** As the word stands in the base64 of a longer text, at each of the three positions. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters that also carry bits of the neighbours are left out.
    const core = text.slice(
      before === 0 ? 0 : before + 1,
      (bytes.length + before) % 3 === 0 ? undefined : -1,
    );
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
