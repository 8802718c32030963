/** One element of DER or BER (X.690): its tag, its content, and where it ends in the bytes it was read from. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly end: number;
}

/** First byte of every key, certificate and PFX; the same byte is the digit 0 of a text. */
const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OBJECT_IDENTIFIER = 0x06;

/**
 * Whether bytes start with a sequence whose length is in the long form (X.690, 8.1.3.5), which every key, certificate
 * and PFX needs, or indefinite (8.1.3.6), as Bouncy Castle and NSS write a PFX. No text starts like this.
 */
export function isDer(bytes: Buffer): boolean {
  return bytes[0] === SEQUENCE && (bytes[1] ?? 0) >= 0x80;
}

/** The element at an offset; undefined unless it has a definite length. */
export function readElement(bytes: Buffer, at = 0): DerElement | undefined {
  const first = bytes[at + 1];
  const count = first === undefined || first < 0x80 ? 0 : first & 0x7f;
  // The short form; indefinite lengths and lengths above 2^32 are not supported here.
  if (first === undefined || first === 0x80 || count > 4) return undefined;
  const start = at + 2 + count;
  if (start > bytes.length) return undefined;
  const end = start + (count === 0 ? first : bytes.readUIntBE(at + 2, count));
  return end > bytes.length ? undefined : { tag: bytes[at] ?? 0, content: bytes.subarray(start, end), end };
}

/** All consecutive elements in bytes. */
export function readElements(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes, at);
    if (element === undefined) break;
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** All object identifiers in an element, as the hexadecimal digits of their content. */
export function identifiersIn(element: DerElement): string[] {
  return contentsIn(element, OBJECT_IDENTIFIER).map((content) => content.toString('hex'));
}

/** All positive numbers in an element. */
export function numbersIn(element: DerElement): number[] {
  return contentsIn(element, INTEGER).map((content) => Number(`0x0${content.toString('hex')}`));
}

/** The contents of all elements with a tag, in sequences however deep. */
function contentsIn({ tag, content }: DerElement, wanted: number): Buffer[] {
  if (tag === wanted) return [content];
  return tag === SEQUENCE ? readElements(content).flatMap((element) => contentsIn(element, wanted)) : [];
}

/** An object identifier in dotted notation: `1.2.840.113549.1.5.3`. */
export function formatIdentifier(hex: string): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of Buffer.from(hex, 'hex')) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
